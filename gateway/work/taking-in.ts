/** One line of a delivery: to which lines of the receipt and its order it goes, and what it books. */
import { limits } from '../base/limits.ts';
import type { WorkMovement } from '../stock/movement.ts';
import { itemByCode, itemByGtin, itemName, locationName, type SiteIndex } from '../stock/site-index.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { withLine } from './document.ts';
import { type LotCame, refuseLot } from './lot-came.ts';
import { massStated, refuseMassCame } from './mass-came.ts';
import { acceptable, arrived, awaited, type OrderLine, type PurchaseOrder, refuseCost } from './purchase-order.ts';
import { ofOrderLine, type Receipt, type ReceiptLine } from './receipt.ts';

/** At least one of `sound`, `damaged` and `refused` is above zero. */
export interface Came {
  /** An item's id; or what is on its label. */
  readonly item?: string;
  readonly code?: string;
  readonly order_line?: number;
  readonly sound?: number;
  readonly damaged?: number;
  readonly damaged_to?: 'quarantine' | 'scrap';
  readonly refused?: number;
  /** Where no order says it. */
  readonly unit_cost?: string;
  /** Of an item that is tracked: what is taken in is of this lot, or is this one piece. */
  readonly lot?: LotCame;
  /** Of an item with catch weight: what is taken in weighs so much together. */
  readonly mass_mg?: number;
  /** It stays the supplier's until we use it, or not; as the order says, or the supplier is set, when absent. */
  readonly is_consigned?: boolean;
  /** Taken in though nobody ordered it. */
  readonly is_unasked?: boolean;
}

/** What is asked when goods come that nobody knows; their receipt and line are in it. */
export const unknown_item = 'unknown-item/';

/** The documents as the lines so far have left them. */
export interface Open {
  receipt: Receipt;
  order: PurchaseOrder | undefined;
  readonly at_ms: number;
}

/** Notes what came in the receipt and its order, and books what is taken in. */
export function takeIn(desk: Desk, open: Open, came: Came, path: string): WorkRefusal | undefined {
  const { sound = 0, damaged = 0, refused = 0, item: named, code, order_line, unit_cost } = came;
  if (sound + damaged + refused === 0)
    return refusal(`${path}.sound`, 'one of sound, damaged and refused must be above zero');
  if ((named === undefined) === (code === undefined)) return refusal(`${path}.item`, 'either item or code is needed');
  const item = named ?? itemOfCode(desk.index, code ?? '');
  if (item !== undefined && !desk.index.items.has(item)) return refusal(`${path}.item`, `there is no item ${item}`);
  const { currency, work } = desk.index.site;
  const wrong = refuseCost(unit_cost, currency, `${path}.unit_cost`);
  if (wrong !== undefined) return wrong;
  const { damaged_to = 'quarantine' } = came;
  if (damaged > 0 && damaged_to === 'quarantine' && work?.quarantine === undefined)
    return refusal(
      `${path}.damaged_to`,
      'cannot be quarantine, for the settings name no location for it (work.quarantine)',
    );
  const pieces = sound + damaged;
  const strange =
    refuseLot(desk, { lot: came.lot, item, quantity: pieces }, path) ??
    refuseMassCame(desk, { mass_mg: came.mass_mg, item, quantity: pieces }, `${path}.`) ??
    refuseMixed(came, path);
  if (strange !== undefined) return strange;
  if (item === undefined) return takeUnknown(desk, open, came, path);
  if (
    order_line !== undefined &&
    open.order?.lines.some((line) => line.line === order_line && line.item === item) !== true
  )
    return refusal(`${path}.order_line`, `is no line of ${item} in ${open.receipt.of ?? 'an order'}`);
  if (open.receipt.of === undefined) {
    const known = open.receipt.lines.find((line) => line.item === item);
    return enter(desk, open, { came, item, path, line: known, order_line: undefined, sound, damaged });
  }
  const of = (open.order?.lines ?? []).filter(
    (line) => line.item === item && (order_line === undefined || line.line === order_line),
  );
  if (of.length === 0) {
    if (came.is_unasked !== true)
      return refusal(`${path}.item`, `${item} is not on ${open.receipt.of}; say is_unasked to take it in all the same`);
    const known = open.receipt.lines.find((line) => line.item === item && line.order_line === undefined);
    return enter(desk, open, { came, item, path, line: known, order_line: undefined, sound, damaged });
  }
  return spread(desk, open, { came, item, path, of, sound, damaged, refused });
}

/** Goods that nobody knew are of an ordered item: they count there, as if they had been known when they came. Their own line keeps the name alone. */
export function takeNamed(desk: Desk, open: Open, named: ReceiptLine, item: string): WorkRefusal | undefined {
  const { sound, damaged, refused, damaged_to, unit_cost } = named;
  open.receipt = {
    ...open.receipt,
    lines: withLine(open.receipt.lines, { ...named, item, sound: 0, damaged: 0, refused: 0 }),
  };
  const came: Came = {
    item,
    refused,
    ...(damaged_to === undefined ? {} : { damaged_to }),
    ...(unit_cost === undefined ? {} : { unit_cost }),
  };
  const of = (open.order?.lines ?? []).filter((line) => line.item === item);
  const over = spread(desk, open, { came, item, path: '', of, sound, damaged, refused });
  return over === undefined ? undefined : { ...over, field: 'item' };
}

/** What came goes to the lines of the order that await it, the first one first; what is over, to where the tolerance has room. */
function spread(
  desk: Desk,
  open: Open,
  {
    came,
    item,
    path,
    of,
    ...left
  }: {
    came: Came;
    item: string;
    path: string;
    of: readonly OrderLine[];
    sound: number;
    damaged: number;
    refused: number;
  },
): WorkRefusal | undefined {
  const { over_permille = 0, id = '' } = open.order ?? {};
  const rooms = of.map((line) => roomOf(line, over_permille));
  const room = rooms.reduce((sum, each) => sum + each, 0);
  if (left.sound + left.damaged > room) {
    const until = over_permille === 0 ? '' : `, ${over_permille / 10} % more than ordered included`;
    return refusal(
      `${path}.sound`,
      `${left.sound + left.damaged} of ${item} are more than the ${room} that ${id} still takes${until}: change the order, or refuse them`,
    );
  }
  let { sound, damaged } = left;
  for (const isOver of [false, true]) {
    for (const line of of) {
      const now = open.order?.lines.find((each) => each.line === line.line) ?? line;
      const space = isOver ? roomOf(now, over_permille) : awaited(now);
      const good = Math.min(sound, space);
      const bad = Math.min(damaged, space - good);
      if (good + bad === 0) continue;
      sound -= good;
      damaged -= bad;
      const refused = enter(desk, open, {
        came: { ...came, refused: 0 },
        item,
        path,
        order_line: line.line,
        line: undefined,
        sound: good,
        damaged: bad,
      });
      if (refused !== undefined) return refused;
    }
  }
  const [first] = of;
  if (left.refused === 0 || first === undefined) return undefined;
  return enter(desk, open, { came, item, path, order_line: first.line, line: undefined, sound: 0, damaged: 0 });
}

/** So many pieces more a line takes, those beyond what was ordered included; none once it is cut. */
function roomOf({ quantity, received, is_cut }: OrderLine, over_permille: number): number {
  return is_cut === true ? 0 : Math.max(0, acceptable(over_permille, quantity) - received);
}

interface Entry {
  readonly came: Came;
  readonly item: string;
  readonly path: string;
  readonly order_line: number | undefined;
  /** The line of the receipt; that of the order's line when absent, else a new one. */
  readonly line: ReceiptLine | undefined;
  readonly sound: number;
  readonly damaged: number;
}

/** Notes pieces in the receipt and its order, and books those that are taken in. */
function enter(
  desk: Desk,
  open: Open,
  { came, item, path, order_line, line, sound, damaged }: Entry,
): WorkRefusal | undefined {
  const { refused = 0 } = came;
  const ordered = order_line === undefined ? undefined : open.order?.lines.find((each) => each.line === order_line);
  const known =
    line ?? (ordered === undefined ? undefined : open.receipt.lines.find((each) => each.order_line === order_line));
  const place = known ?? newLine(open.receipt, ordered === undefined ? { item } : ofOrderLine(ordered));
  if (place.line > limits.document_lines_max)
    return refusal(path, `a receipt has at most ${limits.document_lines_max} lines`);
  const { mass_mg } = came;
  if (mass_mg !== undefined && sound + damaged !== (came.sound ?? 0) + (came.damaged ?? 0))
    return refusal(`${path}.mass_mg`, 'would be of several lines of the order: say of which with order_line');
  const is_consigned = came.is_consigned ?? ordered?.is_consigned ?? isConsigning(desk, open.receipt.party);
  if (is_consigned === true && open.receipt.party === undefined)
    return refusal(`${path}.is_consigned`, 'needs a supplier, whose goods they stay');
  const unit_cost = ordered?.unit_cost ?? came.unit_cost ?? place.unit_cost;
  const next: ReceiptLine = {
    ...place,
    sound: place.sound + sound,
    damaged: place.damaged + damaged,
    refused: place.refused + refused,
    ...(damaged > 0 ? { damaged_to: came.damaged_to ?? 'quarantine' } : {}),
    ...(unit_cost === undefined ? {} : { unit_cost }),
  };
  const lines = known === undefined ? [...open.receipt.lines, next] : withLine(open.receipt.lines, next);
  open.receipt = { ...open.receipt, lines };
  if (open.order !== undefined && ordered !== undefined) {
    const after = arrived(ordered, { sound, damaged, refused, at_ms: open.at_ms });
    open.order = { ...open.order, lines: withLine(open.order.lines, after) };
  }
  const { damaged_to = 'quarantine', lot } = came;
  bookIn(desk, open, { line: next, item, sound, damaged, damaged_to, lot, mass_mg, is_consigned });
  return undefined;
}

function newLine(receipt: Receipt, of: Pick<ReceiptLine, 'item' | 'code' | 'order_line' | 'unit_cost'>): ReceiptLine {
  return { line: receipt.lines.length + 1, ...of, quantity: 0, sound: 0, damaged: 0, refused: 0 };
}

/** Books pieces of a receipt's line. */
export function bookIn(
  desk: Desk,
  { receipt, at_ms }: Pick<Open, 'receipt' | 'at_ms'>,
  {
    line,
    item,
    sound,
    damaged,
    damaged_to,
    lot,
    mass_mg,
    is_consigned = isConsigning(desk, receipt.party),
  }: {
    line: ReceiptLine;
    item: string;
    sound: number;
    damaged: number;
    damaged_to: 'quarantine' | 'scrap';
    lot?: LotCame | undefined;
    mass_mg?: number | undefined;
    is_consigned?: boolean | undefined;
  },
): void {
  const { location, party, of, id } = receipt;
  const work: WorkMovement['work'] = {
    document: id,
    line: line.line,
    ...(of === undefined || line.order_line === undefined ? {} : { order: of, order_line: line.order_line }),
    ...(party === undefined ? {} : { party }),
    ...(line.unit_cost === undefined ? {} : { unit_cost: line.unit_cost }),
    ...(is_consigned === true && party !== undefined ? { owner: party } : {}),
    ...(is_consigned === false ? { is_own: true } : {}),
  };
  const from = party ?? 'an unnamed supplier';
  const of_order = of === undefined ? '' : `, ordered with ${of}`;
  const book = (kind: WorkMovement['kind'], quantity: number, ends: { from: string; to: string }, says: string) => {
    const why = `${quantity} × ${itemName(desk.index, item)} ${says} (${id}${of_order})`;
    const said = lot === undefined ? {} : { said: [{ ...lot, known: 'stated' as const }] };
    desk.movements.push({ kind, item, quantity, ...ends, at_ms, why, work, ...said, ...massStated(mass_mg) });
  };
  const into = locationName(desk.index, location);
  if (sound > 0) book('received', sound, { from: 'supplier', to: location }, `received from ${from} into ${into}`);
  if (damaged === 0) return;
  const quarantine = desk.index.site.work?.quarantine;
  if (damaged_to === 'quarantine' && quarantine !== undefined) {
    book(
      'received',
      damaged,
      { from: 'supplier', to: quarantine },
      `received damaged from ${from} into ${locationName(desk.index, quarantine)}`,
    );
    return;
  }
  // Bought, and then lost: what was paid for it goes through the stock.
  book('received', damaged, { from: 'supplier', to: location }, `received damaged from ${from} into ${into}`);
  book('scrapped', damaged, { from: location, to: 'scrap' }, 'scrapped, for it came damaged');
}

/** Sound and damaged pieces go to two places, and what both weigh together says of neither what it weighs. */
function refuseMixed({ mass_mg, sound = 0, damaged = 0 }: Came, path: string): WorkRefusal | undefined {
  if (mass_mg === undefined || sound === 0 || damaged === 0) return undefined;
  return refusal(`${path}.mass_mg`, 'is of sound or of damaged pieces: give each a line of its own');
}

/** Undefined where nobody has said it of the supplier: then the settings of place and item tell. */
function isConsigning({ index }: Desk, party: string | undefined): boolean | undefined {
  return index.site.suppliers?.find(({ id }) => id === party)?.is_consigning;
}

function takeUnknown(desk: Desk, open: Open, came: Came, path: string): WorkRefusal | undefined {
  const { code = '', sound = 0, damaged = 0, refused = 0 } = came;
  const known = open.receipt.lines.find((line) => line.item === undefined && line.code === code);
  const place = known ?? newLine(open.receipt, { code });
  if (place.line > limits.document_lines_max)
    return refusal(path, `a receipt has at most ${limits.document_lines_max} lines`);
  const next: ReceiptLine = {
    ...place,
    sound: place.sound + sound,
    damaged: place.damaged + damaged,
    refused: place.refused + refused,
    ...(damaged > 0 ? { damaged_to: came.damaged_to ?? 'quarantine' } : {}),
    ...(came.unit_cost === undefined ? {} : { unit_cost: came.unit_cost }),
  };
  const lines = known === undefined ? [...open.receipt.lines, next] : withLine(open.receipt.lines, next);
  open.receipt = { ...open.receipt, lines };
  if (sound + damaged === 0) return undefined;
  const { id, location, party } = open.receipt;
  desk.asks.push({
    id: `${unknown_item}${id}/${next.line}`,
    location,
    question: `${next.sound + next.damaged} × “${code}” came with ${id}${party === undefined ? '' : ` from ${party}`}, and there is no such item. What is it?`,
  });
  return undefined;
}

/** By the id, a GTIN or a code of the item's own. */
function itemOfCode(index: SiteIndex, code: string): string | undefined {
  if (index.items.has(code)) return code;
  const found = (/^\d{8,14}$/.test(code) ? itemByGtin(index, code) : undefined) ?? itemByCode(index, code);
  return found?.id;
}
