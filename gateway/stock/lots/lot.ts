/**
 * Which pieces of an item these are: the lot, or the serial number, that a movement carries, and how that is known. A lot is named
 * within its item. The decision behind it: `docs/decisions/0016-lots.md`.
 */

/** How an item is told apart beyond its name. */
export type Tracking = 'lot' | 'serial';

/** The lot of what came before lots were kept, and of what nobody could say. It is the rest of a level: nothing is stored of it. */
export const unknown_lot = 'unknown';

/** `scanned` from a code, `tag` from a tag, `stated` by a person or a document; `presumed` where nobody said it: first expired, first out. */
export type LotKnown = 'scanned' | 'tag' | 'stated' | 'presumed';

/** Some pieces of a movement. The parts of a movement sum to its quantity. */
export interface LotPart {
  readonly lot: string;
  /** Of an item tracked by serial: the one piece. Absent where nobody knows which one. */
  readonly serial?: string;
  readonly quantity: number;
  readonly known: LotKnown;
}

/** What somebody says of pieces that move: which, how many, and what is printed on them besides. */
export interface LotSaid {
  readonly lot?: string;
  readonly serial?: string;
  /** All that is left of the movement when absent. */
  readonly quantity?: number;
  readonly known: LotKnown;
  /** Local day, `2027-05-31`: the last one on which it may be used. */
  readonly expiry?: string;
  readonly made_on?: string;
  readonly supplier_lot?: string;
}

/** As a person says it in a command, before anything of it was checked. */
export type LotDraft = Omit<LotSaid, 'known'>;

/** What levels by lot and the master record are kept under: the serial where there is one. */
export function keyOf({ lot, serial }: Pick<LotPart, 'lot' | 'serial'>): string {
  return serial ?? lot;
}

/** The key that a statement names under a tracking; undefined when it names none. */
export function saidKey({ lot, serial }: LotDraft, tracking: Tracking): string | undefined {
  return tracking === 'serial' ? serial : lot;
}

/** A rule that a statement breaks, by its place: `lots[0].serial`. */
export interface LotFault {
  readonly field: string;
  readonly rule: string;
}

const form = /^[\x21-\x7e]{1,64}$/;
const day_form = /^\d{4}-\d{2}-\d{2}$/;

/** The first rule that statements about so many pieces of an item break; undefined when they may be. */
export function lotFault(
  drafts: readonly LotDraft[],
  { tracking, quantity }: { readonly tracking: Tracking | undefined; readonly quantity: number },
): LotFault | undefined {
  if (drafts.length === 0) return undefined;
  if (tracking === undefined) return { field: 'lots', rule: 'the item is tracked neither by lot nor by serial' };
  let sum = 0;
  const seen = new Set<string>();
  for (const [at, draft] of drafts.entries()) {
    const fault = faultOf(draft, tracking);
    if (fault !== undefined) return { field: `lots[${at}].${fault.field}`, rule: fault.rule };
    const key = saidKey(draft, tracking) ?? '';
    if (seen.has(key)) return { field: `lots[${at}].${tracking}`, rule: `${key} stands there twice` };
    seen.add(key);
    if (draft.quantity === undefined && tracking === 'lot' && drafts.length > 1) {
      return { field: `lots[${at}].quantity`, rule: 'is required where several lots are named' };
    }
    sum += draft.quantity ?? (tracking === 'serial' ? 1 : quantity);
  }
  if (sum <= quantity) return undefined;
  return { field: 'lots', rule: `name ${sum} pieces, and the quantity is ${quantity}` };
}

function faultOf(draft: LotDraft, tracking: Tracking): LotFault | undefined {
  const { lot, serial, quantity, expiry, made_on, supplier_lot } = draft;
  if (saidKey(draft, tracking) === undefined) {
    return { field: tracking, rule: `is required: the item is tracked by ${tracking}` };
  }
  for (const [field, value] of Object.entries({ lot, serial, supplier_lot })) {
    if (value !== undefined && !form.test(value)) {
      return { field, rule: 'must be 1 to 64 printable characters without spaces' };
    }
  }
  if (tracking === 'lot' && serial !== undefined) return { field: 'serial', rule: 'the item is tracked by lot' };
  if (quantity !== undefined && (!Number.isSafeInteger(quantity) || quantity < 1)) {
    return { field: 'quantity', rule: 'must be a whole number from 1 on' };
  }
  if (tracking === 'serial' && (quantity ?? 1) !== 1) return { field: 'quantity', rule: 'must be 1 for a serial' };
  for (const [field, value] of Object.entries({ expiry, made_on })) {
    if (value !== undefined && !isDay(value)) return { field, rule: 'must be a day such as 2027-05-31' };
  }
  return undefined;
}

/** A day that there is, from the year 2000 on. */
export function isDay(text: string): boolean {
  if (!day_form.test(text)) return false;
  const at_ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at_ms) && new Date(at_ms).toISOString().startsWith(text) && text >= '2000';
}
