/** What people want to be told of, from when on, and where: settings of alerts. */

/** Each is one doubt about one subject: a level, a device, a target of sync, the disk, a count, a card. */
export const alertKinds = [
  'low',
  'out',
  'excess',
  'expiring',
  'negative',
  'unresolved',
  'device-silent',
  'drift',
  'sync-behind',
  'disk',
  'count-due',
  'card-late',
] as const;
export type AlertKind = (typeof alertKinds)[number];

/** Hours in which a channel says nothing, on the wall clock of the site: `22:00` to `06:00` goes over midnight. */
export interface QuietHours {
  readonly from: string;
  readonly to: string;
  /** Kinds that are told all the same. */
  readonly but: readonly AlertKind[];
}

interface ChannelCommon {
  readonly id: string;
  /** All kinds that are raised when absent. */
  readonly kinds?: readonly AlertKind[];
  /** Whether it is told as well that an alert is over. */
  readonly cleared: boolean;
  readonly quiet?: QuietHours;
}

export interface SmtpChannel extends ChannelCommon {
  readonly kind: 'smtp';
  readonly host: string;
  readonly port: number;
  /** `starttls`: begins in the clear and must go on by TLS; `tls`: TLS from the first byte; `none`: in the clear. */
  readonly security: 'starttls' | 'tls' | 'none';
  /** Authorities that are trusted besides those that are known. */
  readonly ca_file?: string;
  readonly username?: string;
  readonly password_file?: string;
  readonly from: string;
  readonly to: readonly string[];
}

export interface WebhookChannel extends ChannelCommon {
  readonly kind: 'webhook';
  readonly url: string;
  /** A file with the key that posts are signed with. */
  readonly secret_file: string;
}

export interface MqttChannel extends ChannelCommon {
  readonly kind: 'mqtt';
  readonly url: string;
  readonly username?: string;
  readonly password_file?: string;
  readonly topic: string;
}

export type AlertChannel = SmtpChannel | WebhookChannel | MqttChannel;

export interface AlertSettings {
  readonly kinds: readonly AlertKind[];
  /** What lasts shorter is not raised; what is over for shorter is not cleared. */
  readonly raise_after_ms: number;
  readonly clear_after_ms: number;
  /** Of a threshold: how far beyond it a figure has to be back before the alert is cleared. Thousandths. */
  readonly margin_permille: number;
  readonly unresolved_after_ms: number;
  readonly device_silent_after_ms: number;
  readonly sync_behind_after_ms: number;
  readonly disk_free_bytes_min: number;
  readonly channels: readonly AlertChannel[];
}

/** What holds for a site that says nothing of alerts: all kinds, on the screen alone. */
export const usualAlerts: AlertSettings = {
  kinds: alertKinds,
  raise_after_ms: 60_000,
  clear_after_ms: 60_000,
  margin_permille: 100,
  unresolved_after_ms: 1_800_000,
  device_silent_after_ms: 900_000,
  sync_behind_after_ms: 900_000,
  disk_free_bytes_min: 1_000_000_000,
  channels: [],
};
