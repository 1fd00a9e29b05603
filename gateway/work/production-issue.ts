/** Material of a production order comes to where it is made, or goes back. */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { carry, refusePlace, seen } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { lineOf, withLine } from './document.ts';
import { type LotCame, lotCame, refuseLot } from './lot-came.ts';
import { massCame, refuseMassCame } from './mass-came.ts';
import { type ProductionOrder, unused } from './production.ts';
import { list, object, type Shape, text, whole } from './shape.ts';

/** `place`: from where it is issued, or to where it is brought back. */
export interface Issuing {
  readonly id: string;
  readonly version?: number;
  readonly lines: readonly {
    readonly line: number;
    readonly quantity: number;
    readonly place: string;
    readonly lot?: LotCame;
    /** What they weigh together, of an item with catch weight. */
    readonly mass_mg?: number;
  }[];
}

const name = text(256);
const quantity = whole(1, quantity_max);
const many = limits.document_lines_max;
const line = whole(1, many);
const version = whole(1, Number.MAX_SAFE_INTEGER);

export const issuing: Shape<Issuing> = object(
  { id: name, lines: list(object({ line, quantity, place: name }, { lot: lotCame, mass_mg: massCame }), 1, many) },
  { version },
);

/** Material goes from its place to where the order is made; more than planned may, a whole reel for a part of it. */
export function issue(desk: Desk, asked: Issuing): WorkRefusal | undefined {
  return bring(desk, asked, true);
}

/** What was issued and not used goes back to a place. */
export function bringBack(desk: Desk, asked: Issuing): WorkRefusal | undefined {
  return bring(desk, asked, false);
}

function bring(desk: Desk, { lines, ...asked }: Issuing, isIssue: boolean): WorkRefusal | undefined {
  const found = seen(desk, 'production-order', asked);
  if (!found.ok) return found.refused;
  let order: ProductionOrder = found.document;
  for (const [i, { line: number, quantity: pieces, place, lot, mass_mg }] of lines.entries()) {
    const path = `lines.${i}`;
    const known = lineOf(order.lines, number);
    if (known === undefined) return refusal(`${path}.line`, `${order.id} has no line ${number}`);
    const left = unused(known);
    if (!isIssue && pieces > left)
      return refusal(`${path}.quantity`, `must be at most ${left}, which were issued and are not used`);
    const refused =
      refusePlace(desk, place, `${path}.place`) ??
      refuseLot(desk, { lot, item: known.item, quantity: pieces }, path) ??
      refuseMassCame(desk, { mass_mg, item: known.item, quantity: pieces }, `${path}.`);
    if (refused !== undefined) return refused;
    if (place === order.location) return refusal(`${path}.place`, 'is where it is made');
    const issued = known.issued + (isIssue ? pieces : -pieces);
    order = { ...order, lines: withLine(order.lines, { ...known, issued }) };
    const ends = isIssue ? { from: place, to: order.location } : { from: order.location, to: place };
    const says = isIssue ? 'issued' : 'brought back';
    const work = { document: order.id, line: number };
    const kind = isIssue ? 'picked' : 'moved';
    carry(desk, { kind, item: known.item, quantity: pieces, ...ends, says, work, lot, mass_mg });
  }
  const state = order.state === 'open' ? 'begun' : order.state;
  desk.put({ ...order, state }, { what: isIssue ? 'issued' : 'brought back', detail: { lines } });
  return undefined;
}
