/**
 * What a screen is told: first everything (`Snapshot`), then what is new (`Change`). Both carry absolute values, so
 * applying a change twice, or on top of a snapshot that already holds it, gives the same screen.
 */
import type { ChannelHealth, DeviceCondition, DeviceDetail, DeviceFault, DevicePart } from '../base/device-detail.ts';
import type { LinkState } from '../base/link-state.ts';
import type { SyncState } from '../base/sync-state.ts';
import type { WalksTold } from '../base/walks-told.ts';
import type { DeviceActivity, JournalState, StoredMovement } from '../ledger/commit.ts';
import type { StoredAssociation } from '../ledger/reader.ts';
import type { TagContents } from '../stock/association.ts';
import type { Level } from '../stock/levels.ts';
import type { Evidence, MovementKind } from '../stock/movement.ts';
import type { LocationKind } from '../stock/site.ts';
import type { Alert } from '../work/alert.ts';
import type { Advice } from '../work/device-facts.ts';
import type { StoredQuestion } from '../work/question.ts';

// Screens know the gateway by this file alone, so what it mentions of other rooms is told here as well.
export type {
  Advice,
  Alert,
  ChannelHealth,
  DeviceActivity,
  DeviceCondition,
  DeviceDetail,
  DeviceFault,
  DevicePart,
  Evidence,
  JournalState,
  Level,
  LinkState,
  MovementKind,
  StoredAssociation,
  StoredMovement,
  StoredQuestion,
  SyncState,
  TagContents,
  WalksTold,
};

export interface ItemView {
  readonly id: string;
  readonly name: string;
  readonly unit: string;
}

export interface LocationView {
  readonly id: string;
  readonly name: string;
  readonly kind: LocationKind;
  readonly in?: string;
  readonly item?: string;
  readonly full?: number;
  readonly low?: number;
}

/** What a part of a device looks after, e.g. `{ part: 'channel 1', location: 'a1-01', watches: true }`. */
export interface Serving {
  readonly part: string;
  readonly location: string;
  /** It sees stock come and go unasked, so while it is away the location's levels are in doubt. A scanner does not. */
  readonly watches: boolean;
}

export type WireKind = 'mqtt' | 'serial' | 'tcp' | 'tcp-server' | 'hid' | 'http' | 'http-stream' | 'modbus';

export interface DeviceView {
  readonly id: string;
  readonly name: string;
  readonly driver: string;
  readonly connection: string;
  readonly wire: WireKind;
  readonly serves: readonly Serving[];
  /** A person scans codes with it and waits for an answer. */
  readonly scans: boolean;
  /** What it can be told. */
  readonly commands: readonly DeviceOrder['kind'][];
}

/** What a person can tell a device. */
export type DeviceOrder =
  | { readonly kind: 'tare' | 'zero'; readonly channel?: string }
  | { readonly kind: 'beep'; readonly tone: 'ok' | 'error' }
  | { readonly kind: 'light'; readonly on: boolean }
  | { readonly kind: 'antenna-power'; readonly antenna: number; readonly power_cdbm: number }
  | { readonly kind: 'announce' };

/** How many tags stand for something because a person said so, and a number that is another after every change of them. */
export interface AssociationsView {
  readonly active: number;
  readonly revision: number;
}

export interface SiteView {
  readonly name: string;
  readonly time_zone: string;
  readonly items: readonly ItemView[];
  /** The site's own and the built-in ones. */
  readonly locations: readonly LocationView[];
  readonly devices: readonly DeviceView[];
}

export interface Health {
  /** What a person should know now, one sentence each; empty when all is well. */
  readonly troubles: readonly string[];
}

/** Alerts that are open: how many, and the newest of them, at most `limits.live_alerts_shown`. */
export interface AlertsView {
  readonly open: number;
  readonly alerts: readonly Alert[];
}

/** What to do about a device, the worst first; empty when nothing is to be done. */
export interface DeviceAdvice {
  readonly device: string;
  readonly advice: readonly Advice[];
}

/** How busy a device was in the last bucket, each a second. Absent while nothing is known yet. */
export interface Pace {
  readonly frames: number;
  readonly readings: number;
  readonly bytes: number;
  readonly noise_bytes: number;
}

/** A frame as it came and what it meant then. */
export interface FrameSeen {
  readonly n: number;
  readonly at_ms: number;
  readonly topic?: string;
  readonly bytes: number;
  /** The first `limits.device_frame_bytes_shown`. */
  readonly hex: string;
  /** The same, where they are printable. */
  readonly text?: string;
  readonly readings: readonly unknown[];
  /** The readings in a few words; empty for a frame that says nothing of interest. */
  readonly says: string;
  /** Why it means nothing. */
  readonly fault?: string;
}

/** A device as it was at a past second, from the journal. */
export interface DeviceThenView {
  /** `not-watched`: the gateway was not running, or its machine slept. `unknown`: the journal does not tell. */
  readonly state: 'connected' | 'disconnected' | 'not-watched' | 'unknown';
  /** The same in a sentence. */
  readonly says: string;
  /** Of one that was not there: since when. */
  readonly since_ms?: number;
  /** Its last frame by then. */
  readonly last?: { readonly n: number; readonly at_ms: number; readonly says: string };
}

/** A device on its own page. */
export interface DevicePage extends DeviceView {
  /** What its driver is called. */
  readonly title: string;
  readonly family: 'rfid' | 'barcode' | 'scale' | 'native';
  readonly activity?: DeviceActivity;
  readonly link?: LinkState;
  /** Of a past second: then there is nothing else that changes but the frames. */
  readonly was?: DeviceThenView;
  readonly pace?: Pace;
  readonly detail?: DeviceDetail;
  readonly advice: readonly Advice[];
  /** Newest first. */
  readonly frames: readonly FrameSeen[];
}

/** What a scanner's person is told after a scan. */
export interface ScannerFeedback {
  /** Grows within an epoch. */
  readonly number: number;
  readonly device: string;
  readonly at_ms: number;
  /** `ok`: done as scanned; `mode`: the next scan means something else now; `duplicate`: ignored; `error`: not done. */
  readonly tone: 'ok' | 'mode' | 'duplicate' | 'error';
  readonly says: string;
}

export interface GatewayView {
  readonly gateway_id: string;
  readonly ledger_id: string;
  readonly started_ms: number;
}

/** Frames per bucket and device, oldest first; the last bucket ended at `until_ms`. */
export interface Rates {
  readonly bucket_ms: number;
  /** The length of the window. */
  readonly buckets_max: number;
  readonly until_ms: number;
  readonly frames: Readonly<Record<string, readonly number[]>>;
}

/** The one bucket that has just ended. */
export interface RateBucket {
  readonly until_ms: number;
  readonly frames: Readonly<Record<string, number>>;
}

export interface Snapshot {
  /** New with every start of the gateway: numbers of different epochs cannot be compared. */
  readonly epoch: string;
  /** The last change this snapshot contains for certain; the next change has the next number. */
  readonly number: number;
  readonly at_ms: number;
  readonly gateway: GatewayView;
  readonly site: SiteView;
  /** Every level that is not zero. */
  readonly levels: readonly Level[];
  /** Open ones, newest first, at most `limits.live_questions_shown`. */
  readonly questions: readonly StoredQuestion[];
  /** How many are open, shown or not. */
  readonly questions_open: number;
  /** Newest first, at most `movements_shown`. */
  readonly movements: readonly StoredMovement[];
  readonly movements_shown: number;
  /** Newest first, at most `feedback_shown` of each scanner; none from before this start of the gateway. */
  readonly feedback: readonly ScannerFeedback[];
  readonly feedback_shown: number;
  readonly devices: readonly DeviceActivity[];
  readonly links: readonly LinkState[];
  /** Of the devices about which something is to be done. */
  readonly advice: readonly DeviceAdvice[];
  readonly rates: Rates;
  readonly associations: AssociationsView;
  /** Absent until the first commit. */
  readonly journal?: JournalState;
  readonly counters: Readonly<Record<string, number>>;
  readonly sync: readonly SyncState[];
  readonly health: Health;
  readonly alerts: AlertsView;
}

/** News since the change before; what is absent has not changed. One with nothing in it is a heartbeat. */
export interface Change {
  readonly epoch: string;
  /** Dense within an epoch: a hole means that a change was missed and a resync is needed. */
  readonly number: number;
  readonly at_ms: number;
  /** The whole site, in place of the one before. What was told of devices it does not name is gone. */
  readonly site?: SiteView;
  /** Absolute; zero means that the level is gone. */
  readonly levels?: readonly Level[];
  /** New ones, in the order of the ledger. */
  readonly movements?: readonly StoredMovement[];
  /** New ones, in the order they were told. */
  readonly feedback?: readonly ScannerFeedback[];
  /** Those that changed; a settled one is no longer open. */
  readonly questions?: readonly StoredQuestion[];
  readonly questions_open?: number;
  readonly devices?: readonly DeviceActivity[];
  readonly links?: readonly LinkState[];
  /** Of the devices whose advice changed; an empty list means that nothing is to be done any more. */
  readonly advice?: readonly DeviceAdvice[];
  /** Connections that are no more; of a device with a state of its own, with a slash and the device's id behind it. */
  readonly links_gone?: readonly string[];
  readonly rates?: RateBucket;
  readonly associations?: AssociationsView;
  readonly journal?: JournalState;
  /** All of them, in place of those before. */
  readonly counters?: Readonly<Record<string, number>>;
  /** All targets, in place of those before. */
  readonly sync?: readonly SyncState[];
  readonly health?: Health;
  /** All that are shown, in place of those before. */
  readonly alerts?: AlertsView;
}

export interface ServerMessages {
  snapshot(snapshot: Snapshot): void;
  change(change: Change): void;
}

export interface ClientMessages {
  resync(): void;
}
