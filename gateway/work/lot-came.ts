/** The lot of goods that come in: one line of a delivery is of one lot, or is one piece by its serial number. */
import { type LotDraft, lotFault } from '../stock/lots/lot.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { day, object, type Shape, text } from './shape.ts';

export type LotCame = Omit<LotDraft, 'quantity'>;

export const lotCame: Shape<LotCame> = object(
  {},
  { lot: text(64), serial: text(64), expiry: day, made_on: day, supplier_lot: text(64) },
);

/** Why the lot cannot be that of so many pieces of an item; an item that nobody knows yet has none. */
export function refuseLot(
  { index }: Desk,
  {
    lot,
    item,
    quantity,
  }: { readonly lot: LotCame | undefined; readonly item: string | undefined; readonly quantity: number },
  path: string,
): WorkRefusal | undefined {
  if (lot === undefined) return undefined;
  const field = path === '' ? 'lot' : `${path}.lot`;
  if (item === undefined) return refusal(field, 'cannot be named before it is known what the goods are');
  if (quantity === 0) return refusal(field, 'means nothing where nothing is taken in');
  const tracking = index.items.get(item)?.tracking;
  const fault = lotFault([lot], { tracking, quantity });
  if (fault !== undefined) return refusal(fault.field.replace('lots[0]', field).replace(/^lots$/, field), fault.rule);
  if (tracking !== 'serial' || quantity === 1) return undefined;
  return refusal(`${field}.serial`, `is one piece, and the line has ${quantity}: a line for each serial`);
}
