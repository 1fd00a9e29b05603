/** How the parts of a device have been doing, and what it reported of itself: for its page, and for advice on it. */

export interface DevicePart {
  /** `channel 1`, `antenna 2`, `scans`, or `tags without an antenna`. */
  readonly part: string;
  readonly readings: number;
  readonly last_at_ms: number;
  /** The last reading in a few words. */
  readonly last_says: string;
  /** Of a channel of a scale that the settings have. */
  readonly health?: ChannelHealth;
}

/** How a channel of a scale does, as far as its readings tell. */
export interface ChannelHealth {
  /**
   * `new`: its noise is not known yet. `flat`: it shows exactly the same for long and used not to. `restless`: it does not come to
   * rest. `noisy`: more than the pieces there allow. `drifting`: its level goes by as much as a piece within an hour. The others
   * it says itself instead of a weight: `overloaded`, `underloaded`, `faulty`.
   */
  readonly state: 'new' | 'well' | 'flat' | 'restless' | 'noisy' | 'drifting' | 'overloaded' | 'underloaded' | 'faulty';
  /** Its noise, drift and tare in a few words. */
  readonly says: string;
  readonly drift_mg_per_day?: number;
  /** So much less than its load it shows since somebody tared it; absent when nobody did. */
  readonly tared_mg?: number;
}

/** The last time a device said this of itself or of a channel. What it says later may have made it untrue. */
export interface DeviceCondition {
  readonly condition: string;
  /** The antenna, load cell or input it is about. */
  readonly channel?: string;
  readonly at_ms: number;
  /** The device's own words. */
  readonly says?: string;
  readonly times: number;
}

/** Why a frame was not understood. */
export interface DeviceFault {
  readonly n: number;
  readonly at_ms: number;
  readonly reason: string;
}

export interface DeviceDetail {
  readonly device: string;
  readonly parts: readonly DevicePart[];
  readonly conditions: readonly DeviceCondition[];
  /** Readings of parts, and conditions, beyond `limits.device_parts_max`. */
  readonly beyond: number;
  /** The last frame that was not understood. */
  readonly last_fault?: DeviceFault;
}

/** A frame by its number in the journal, and what it meant when it came. */
export interface FrameNote {
  readonly n: number;
  readonly at_ms: number;
  /** Absent where only the number is remembered, from before a start of the gateway. */
  readonly readings?: readonly unknown[];
  /** The readings in a few words. */
  readonly says?: string;
  readonly fault?: string;
}
