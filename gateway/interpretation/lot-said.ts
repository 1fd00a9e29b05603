/** Which lot a code, a tag or a person says that pieces are of. Nothing is said of items that are not tracked. */
import type { CodeMeaning, EpcMeaning } from '../../devices/reading.ts';
import { limits } from '../base/limits.ts';
import { printedDay } from '../stock/lots/day.ts';
import { isExpired } from '../stock/lots/fefo.ts';
import { type LotDraft, type LotSaid, saidKey, unknown_lot } from '../stock/lots/lot.ts';
import type { Item } from '../stock/site.ts';
import { isHeld, recordOf, todayOf } from './lots.ts';
import type { Turn } from './turn.ts';

/** What a GS1 code says besides its GTIN: AIs 10, 11, 17 and 21. Undefined when it is not of interest. */
export function lotOfCode(item: Item, meaning: CodeMeaning | undefined, now_ms: number): LotSaid | undefined {
  if (item.tracking === undefined || meaning?.kind !== 'gs1') return undefined;
  const { lot, serial, expiry } = meaning;
  const isNamed = item.tracking === 'serial' ? serial !== undefined : lot !== undefined;
  if (!isNamed) return undefined;
  const printed_made = meaning.ais.find(({ ai }) => ai === '11')?.value;
  const last_day = expiry === undefined ? undefined : printedDay(expiry, now_ms);
  const made_on = printed_made === undefined ? undefined : printedDay(printed_made, now_ms);
  return {
    ...(lot === undefined ? {} : { lot }),
    ...(item.tracking === 'serial' && serial !== undefined ? { serial } : {}),
    ...(last_day === undefined ? {} : { expiry: last_day }),
    ...(made_on === undefined ? {} : { made_on }),
    known: 'scanned',
  };
}

/** What the person should hear of a lot that is picked or moved and may not be used: it is booked all the same. */
export function barredText(
  turn: Turn,
  { item, location, lot: said }: { readonly item: string; readonly location: string; readonly lot?: LotSaid },
): string {
  const tracking = turn.index.items.get(item)?.tracking;
  const lot = said === undefined || tracking === undefined ? undefined : saidKey(said, tracking);
  if (isHeld(turn, item, location, lot ?? unknown_lot)) return '; it is on hold';
  if (lot === undefined) return '';
  const expiry = recordOf(turn, item, lot)?.expiry ?? said?.expiry;
  return isExpired(expiry, todayOf(turn, turn.at_ms)) ? `; it expired on ${expiry}` : '';
}

/** What is known of the pieces that a tag stands for: what a person said of it, or the serial number in its own bits. */
export function lotOfTag(
  turn: Turn,
  { epc }: { readonly epc: string },
  { item, quantity }: { readonly item: string; readonly quantity: number },
): readonly LotSaid[] {
  const tracking = turn.index.items.get(item)?.tracking;
  if (tracking === undefined) return [];
  const said = turn.books.associations.get(epc);
  const contents = said !== undefined && 'item' in said && said.item === item ? said : undefined;
  const serial = tracking === 'serial' && quantity === 1 ? turn.books.lots.tag_serials.get(epc) : undefined;
  const { lot, expiry } = contents ?? {};
  if (lot === undefined && serial === undefined) return [];
  return [
    {
      ...(lot === undefined ? {} : { lot }),
      ...(serial === undefined ? {} : { serial }),
      ...(expiry === undefined ? {} : { expiry }),
      quantity,
      known: 'tag',
    },
  ];
}

/** Remembers the serial number in a tag's own bits, for an item whose pieces are told apart by it. */
export function noteTagSerial(
  { index, books }: Turn,
  epc: string,
  item: string,
  meaning: EpcMeaning | undefined,
): void {
  if (meaning?.serial === undefined || index.items.get(item)?.tracking !== 'serial') return;
  const { tag_serials } = books.lots;
  tag_serials.delete(epc);
  tag_serials.set(epc, meaning.serial);
  if (tag_serials.size <= limits.lots_remembered_max) return;
  for (const oldest of tag_serials.keys()) {
    tag_serials.delete(oldest);
    books.counters.add('serial numbers of tags forgotten, too many');
    return;
  }
}

export function lotsOfPerson(drafts: readonly LotDraft[] = []): readonly LotSaid[] {
  return drafts.map((draft) => ({ ...draft, known: 'stated' }));
}
