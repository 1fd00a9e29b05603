/** What open documents bring and take and what lies where, as planning reads it of the ledger. */

/** A line of an open document. */
export interface OpenLine {
  /** `receipt`: still to come. `need`: still to go, of a customer or of a production order. */
  readonly kind: 'receipt' | 'need';
  readonly item: string;
  readonly quantity: number;
  /** The document and its line, `PO-3/1`. */
  readonly id: string;
  /** Local day; absent where nobody said one. */
  readonly day?: string;
  readonly opened_ms: number;
  /** What a need is for: a customer, or the product of a production order. */
  readonly of?: 'customer' | 'production';
  /** Of a production order's need: what it makes. */
  readonly product?: string;
}

/** Everything that lies and is awaited at one instant. */
export interface OpenWork {
  /** The last event of a document and the last movement: while both are the same, so is all of this. */
  readonly events: number;
  readonly head_seq: number;
  /** Units by item, then location. */
  readonly levels: ReadonlyMap<string, readonly { readonly location: string; readonly quantity: number }[]>;
  readonly lines: readonly OpenLine[];
}
