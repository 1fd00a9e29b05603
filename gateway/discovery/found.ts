/** What was found and nobody has adopted yet: where it is, what it may be, and what the settings would say of it. */
import type { Connection } from '../stock/site.ts';
import type { PortSettings } from './usual-port.ts';

export type FoundKind = 'serial' | 'hid' | 'network' | 'mqtt';

/** A driver that may fit, with its family for sorting. */
export interface Suggestion {
  readonly driver: string;
  readonly title: string;
  readonly family: 'rfid' | 'barcode' | 'scale' | 'native';
  /** How such a device's serial port is usually set, where it has one. */
  readonly serial?: PortSettings;
}

export interface Found {
  /** Stable for the same thing: its kind, and where it is. */
  readonly id: string;
  readonly kind: FoundKind;
  /** What it is, as far as it says. */
  readonly name: string;
  /** For people: a path, an address, who knocked. */
  readonly place: string;
  /** Another name the settings may have for the place: the device file behind a stable name. */
  readonly alias?: string;
  readonly facts: readonly string[];
  /** Likeliest first. */
  readonly suggestions: readonly Suggestion[];
  /** Whether the first suggestion is known and no guess. */
  readonly certain: boolean;
  /** What a person has to know or do before it can be used, e.g. that another application owns it. */
  readonly hint?: string;
  readonly suggested_id: string;
  /** How it would be reached. For MQTT the connection it logs in as, or that carries it already. */
  readonly wire: Connection['wire'];
  readonly connection?: string;
  /** True where it must be given a secret to log in with. */
  readonly needs_secret: boolean;
  /** Where it publishes, when its driver's own topics with the suggested id are not that. */
  readonly topics?: readonly string[];
  readonly unit?: 'g' | 'kg' | 'lb' | 'oz';
  readonly antennas?: number;
  readonly first_ms: number;
  readonly seen_ms: number;
  readonly times: number;
}

/** What a look gives; when it was seen is for the list. */
export type Sighting = Omit<Found, 'first_ms' | 'seen_ms' | 'times'>;
