/** Where the ledger stands, and how much journal it may keep. */

/** Where the ledger stands; written with every commit. */
export interface LedgerHead {
  /** Last journal row, 0 at first. */
  readonly n: number;
  /** Last movement, 0 at first. */
  readonly seq: number;
  /** Time of the last row; arrival times never run behind it. */
  readonly at_ms: number;
  /** Last tick that was run. */
  readonly tick_ms: number;
  readonly journal_bytes: number;
  readonly pruned_rows: number;
}

/** The journal forgets what is older than `days` or beyond `bytes`, whichever comes first. */
export interface JournalLimit {
  readonly days: number;
  readonly bytes: number;
}
