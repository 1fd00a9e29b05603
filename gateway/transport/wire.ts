/** An open byte stream, whatever carries it, and the port that opens one. */
export interface WireEvents {
  /** On HID a chunk is one whole report. */
  heard(chunk: Uint8Array): void;
  /** The stream has ended by itself; called at most once and never after `close`. */
  gone(says: string): void;
}

export interface Wire {
  /** Starts the flow; nothing is heard before. Called once. */
  listen(events: WireEvents): void;
  /** Never throws; a wire that cannot be written to reports itself gone. */
  write(data: Uint8Array): void;
  /** USB HID only: sends a feature report, its number first. Never throws. */
  feature?(report: Uint8Array): void;
  readonly unsent_bytes: number;
  /** USB HID only: who made the device. */
  readonly vendor_id?: number;
  pause(): void;
  resume(): void;
  /** Idempotent; resolves when the port is free again. Never rejects. */
  close(): Promise<void>;
}

export interface Port {
  /** For people: a path, or a host and port. */
  readonly place: string;
  /**
   * Rejects with one sentence for people; with GatewayFault `library-missing` when trying again is useless, and
   * `device-refused` when the device is there and does not let us in.
   */
  open(signal: AbortSignal): Promise<Wire>;
}
