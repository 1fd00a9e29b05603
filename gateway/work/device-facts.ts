/** What is known of a device when somebody asks what to do about it. Plain data, gathered by whoever has it. */
import type { DeviceDetail } from '../base/device-detail.ts';
import type { LinkState } from '../base/link-state.ts';

export interface DeviceFacts {
  readonly now_ms: number;
  /** When the gateway started. */
  readonly started_ms: number;
  readonly device: string;
  readonly connection: string;
  readonly driver: string;
  readonly family: 'rfid' | 'barcode' | 'scale' | 'native';
  readonly wire: string;
  /** Its frames may come without a unit, and then the settings have to say it. */
  readonly may_need_unit: boolean;
  readonly unit?: string;
  /** As in the settings. */
  readonly antennas: readonly number[];
  readonly channels: readonly string[];
  readonly has_portal: boolean;
  readonly is_scanner: boolean;
  readonly link?: LinkState;
  readonly activity?: {
    readonly frames: number;
    readonly readings: number;
    readonly duplicates: number;
    readonly quarantined: number;
    readonly last_at_ms: number;
    readonly skew_ms?: number;
  };
  readonly detail?: DeviceDetail;
}

/** One thing a person can do something about. */
export interface Advice {
  /** Stable, for programs: `antenna-disconnected`. */
  readonly code: string;
  /** `bad`: it does not do its work; `warn`: it does it in part, or will not for long; `note`: good to know. */
  readonly tone: 'bad' | 'warn' | 'note';
  /** What is the case. */
  readonly says: string;
  /** What to do next. */
  readonly next: string;
}

/** For people: `12 s`, `4 min`, `3 h`, `5 days`. */
export function spanWords(span_ms: number): string {
  const span_s = Math.max(0, Math.floor(span_ms / 1_000));
  if (span_s < 120) return `${span_s} s`;
  if (span_s < 120 * 60) return `${Math.floor(span_s / 60)} min`;
  if (span_s < 48 * 3_600) return `${Math.floor(span_s / 3_600)} h`;
  return `${Math.floor(span_s / 86_400)} days`;
}
