/** How far one upstream target is, for sync that knows it and screens that show it. */
export interface SyncState {
  readonly target: string;
  readonly url: string;
  /** Durable: the last movement the upstream is known to have. */
  readonly acked_seq: number;
  /** Movements after it. */
  readonly behind: number;
  /**
   * `waiting`: the upstream is away, the same batch goes out again later. `refused`: it answers and does not want what comes
   * next; somebody has to look. `stopped`: going on would lose or mix movements; a restart or other settings begin again.
   */
  readonly state: 'idle' | 'sending' | 'waiting' | 'refused' | 'stopped';
  /** One sentence: what is the case and, when something is wrong, what to do. */
  readonly says: string;
  readonly since_ms: number;
  /** The last trouble, also when it is over. */
  readonly last_error?: string;
}
