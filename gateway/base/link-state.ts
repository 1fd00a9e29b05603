/** The true state of a connection, for the people who have to mend it. */
export interface LinkState {
  readonly connection: string;
  readonly state: 'stopped' | 'connecting' | 'connected' | 'waiting' | 'refused' | 'unavailable';
  /** One sentence: what is the case and, when something is wrong, what to do. */
  readonly says: string;
  readonly since_ms: number;
  readonly frames: number;
  readonly bytes: number;
  /** Bytes that belonged to no frame. */
  readonly noise_bytes: number;
  readonly connects: number;
  readonly last_frame_ms?: number;
  /** What last went wrong, and when; it stays after the connection is back. */
  readonly last_error?: { readonly at_ms: number; readonly says: string };
}
