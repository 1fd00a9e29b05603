/** A movement as demand sees it. Whoever knows the ledger makes these of its rows. */
export interface DemandRow {
  /** For `reverses`. */
  readonly id?: string;
  /** Units, above 0. */
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  /** Effective time, not arrival. */
  readonly at_ms: number;
  /** A scale or antenna noticed it and no person said so. */
  readonly is_sensed?: boolean;
  /** The id of the row that this one takes back: neither happened. */
  readonly reverses?: string;
}

/**
 * What a location is to demand. `inside`: our own stock, transit included. `demand`: customers, production, whatever stock is for.
 * `other`: suppliers, scrap, count difference: what goes there was not asked for.
 */
export type DemandRole = 'inside' | 'demand' | 'other';
