/** What all work that carries goods has in common: the document that was seen, places of the site, and the movement. */
import { limits } from '../base/limits.ts';
import type { WorkMovement } from '../stock/movement.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { Document, DocumentKind } from './document.ts';
import type { LotCame } from './lot-came.ts';
import { massStated } from './mass-came.ts';

type Of<Kind extends DocumentKind> = Extract<Document, { readonly kind: Kind }>;

export type Seen<Kind extends DocumentKind> =
  | { readonly ok: true; readonly document: Of<Kind> }
  | { readonly ok: false; readonly refused: WorkRefusal };

/** The open document of this number in the version that was seen, where one is said; or why not. */
export function seen<Kind extends DocumentKind>(
  desk: Desk,
  kind: Kind,
  { id, version }: { readonly id: string; readonly version?: number },
): Seen<Kind> {
  const found = desk.open(id);
  if (!isOf(found, kind)) {
    const rule = `there is no open ${kind.replace('-', ' ')} ${id}`;
    return { ok: false, refused: refusal('id', rule, 'no-such-document') };
  }
  if (version !== undefined && version !== found.version) {
    const rule = `is ${version}, and ${id} has version ${found.version} by now: read it again`;
    return { ok: false, refused: refusal('version', rule, 'stale') };
  }
  return { ok: true, document: found };
}

function isOf<Kind extends DocumentKind>(document: Document | undefined, kind: Kind): document is Of<Kind> {
  return document?.kind === kind;
}

/** A place of the site itself. */
export function refusePlace({ index }: Desk, location: string, field: string): WorkRefusal | undefined {
  const kind = index.locations.get(location)?.kind;
  if (kind === undefined) return refusal(field, `there is no location ${location}`);
  return kind === 'outside' || kind === 'transit' ? refusal(field, `${location} is no place of this site`) : undefined;
}

export function refuseItems(
  { index }: Desk,
  lines: readonly { readonly item: string }[],
  path: string,
): WorkRefusal | undefined {
  const at = lines.findIndex(({ item }) => !index.items.has(item));
  return at === -1 ? undefined : refusal(`${path}.${at}.item`, `there is no item ${lines[at]?.item}`);
}

/** The number of a new document; or that too many are open. */
export function numbered(desk: Desk, kind: DocumentKind): { readonly id: string } | WorkRefusal {
  const id = desk.nextId(kind);
  return id === undefined ? refusal('', `${limits.documents_open_max} documents are open; close some first`) : { id };
}

export interface Carried {
  readonly kind: WorkMovement['kind'];
  readonly item: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  /** `picked`: a sentence is made of it. */
  readonly says: string;
  readonly work: WorkMovement['work'];
  readonly at_ms?: number;
  /** Which pieces of an item that is tracked. */
  readonly lot?: LotCame | undefined;
  /** What they weigh together, of an item with catch weight. */
  readonly mass_mg?: number | undefined;
}

export function carry(desk: Desk, { says, at_ms = desk.at_ms, lot, mass_mg, ...moved }: Carried): void {
  const { index } = desk;
  const [from, to] = [locationName(index, moved.from), locationName(index, moved.to)];
  const because = moved.work.reason === undefined ? '' : `: ${moved.work.reason}`;
  const why = `${moved.quantity} × ${itemName(index, moved.item)} ${says} from ${from} to ${to} (${moved.work.document})${because}`;
  const said = lot === undefined ? {} : { said: [{ ...lot, known: 'stated' as const }] };
  desk.movements.push({ ...moved, at_ms, why, ...said, ...massStated(mass_mg) });
}
