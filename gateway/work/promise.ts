/**
 * What can be promised: on hand and due to come, less what is on hold and what was promised before. Available-to-promise by days, see
 * Vollmann and others, "Manufacturing Planning and Control", ch. 6: what can be promised for a day is the least that is left on that
 * day and on any after it, so that nothing that was promised before is taken away.
 */
import { type HoldScope, holdStocks, type PlacedStock } from '../stock/lots/hold.ts';
import { unknown_lot } from '../stock/lots/lot.ts';
import { isWithin, type SiteIndex } from '../stock/site-index.ts';
import type { Document } from './document.ts';
import { leftToMake, leftToUse } from './production.ts';
import { awaited } from './purchase-order.ts';

/** Of one item, in pieces. */
export interface Stand {
  /** At places of the site; what is on its way, in work in process and in quarantine left out. */
  readonly on_hand: number;
  /** On hold, at most what is on hand. */
  readonly held: number;
  /** Open lines of orders, and what is to be made, that are due on a day that is not over. */
  readonly receipts: readonly Dated[];
  /** Awaited, and overdue or due on no day: it cannot be promised. */
  readonly undated: number;
  /** Reservations, what shipments still owe, and what production orders will still use. */
  readonly promises: readonly Dated[];
}

export interface Dated {
  /** Local day, today at the earliest. */
  readonly day: string;
  readonly units: number;
  /** `PO-3`, `RS-1`. */
  readonly document: string;
}

export interface PromiseDay {
  readonly day: string;
  readonly receipts: number;
  readonly promises: number;
  /** On hand, not on hold, at the end of the day if everything comes and goes as it is due; below zero where too much was promised. */
  readonly left: number;
  /** What can be promised anew for this day. */
  readonly promisable: number;
}

/** @param levels of the item, by location */
export function standOf(
  item: string,
  levels: Iterable<readonly [string, number]>,
  documents: Iterable<Document>,
  around: { readonly index: SiteIndex; readonly today: string },
): Stand {
  const { index, today } = around;
  const quarantine = index.site.work?.quarantine;
  let on_hand = 0;
  const stocks: PlacedStock[] = [];
  for (const [location, quantity] of levels) {
    const kind = index.locations.get(location)?.kind;
    if (kind === 'outside' || kind === 'transit' || kind === 'wip' || location === quarantine) continue;
    on_hand += quantity;
    stocks.push({ item, location, lot: unknown_lot, quantity });
  }
  const holds: HoldScope[] = [];
  const receipts: Dated[] = [];
  const promises: Dated[] = [];
  let undated = 0;
  for (const document of documents) {
    const { id: of, due_day } = document;
    const needed = due_day === undefined || due_day < today ? today : due_day;
    switch (document.kind) {
      case 'purchase-order':
        for (const line of document.lines) {
          if (line.item !== item || awaited(line) === 0) continue;
          const day = line.due_day ?? due_day;
          if (day === undefined || day < today) undated += awaited(line);
          else receipts.push({ day, units: awaited(line), document: of });
        }
        break;
      case 'reservation':
        for (const line of document.lines)
          if (line.item === item) promises.push({ day: needed, units: line.quantity, document: of });
        break;
      case 'shipment':
        for (const line of document.lines)
          if (line.item === item && line.quantity > line.shipped)
            promises.push({ day: needed, units: line.quantity - line.shipped, document: of });
        break;
      case 'production-order':
        if (document.item === item && leftToMake(document) > 0) {
          if (due_day === undefined || due_day < today) undated += leftToMake(document);
          else receipts.push({ day: due_day, units: leftToMake(document), document: of });
        }
        for (const line of document.lines) {
          // What lies at a place of work in process is not on hand here, so it is no more needed from there.
          const { units, issued } = leftToUse(line);
          const isApart = index.locations.get(document.location)?.kind === 'wip';
          const wanted = units - (isApart ? issued : 0);
          if (line.item === item && wanted > 0 && leftToMake(document) > 0)
            promises.push({ day: needed, units: wanted, document: of });
        }
        break;
      case 'hold':
        // How much of a lot there is, levels do not tell: without a number it is taken for all, so that nothing bad is promised.
        for (const { item: of_item, location, quantity } of document.lines) {
          if (of_item !== item) continue;
          holds.push({
            item,
            ...(location === undefined ? {} : { location }),
            ...(quantity === 0 ? {} : { quantity }),
          });
        }
        break;
      default:
    }
  }
  const held = holdStocks(stocks, holds, (at, whole) => isWithin(index, at, whole)).reduce(
    (sum, each) => sum + each.held,
    0,
  );
  return { on_hand, held: Math.min(held, Math.max(0, on_hand)), receipts, undated, promises };
}

/** Every day on which something changes, today first. */
export function promiseDays({ on_hand, held, receipts, promises }: Stand, today: string): readonly PromiseDay[] {
  const names = [...new Set([today, ...receipts.map(({ day }) => day), ...promises.map(({ day }) => day)])].sort();
  const unitsOn = (all: readonly Dated[], day: string) =>
    all.reduce((sum, each) => (each.day === day ? sum + each.units : sum), 0);
  let left = on_hand - held;
  const days = names.map((day) => {
    const [comes, goes] = [unitsOn(receipts, day), unitsOn(promises, day)];
    left += comes - goes;
    return { day, receipts: comes, promises: goes, left };
  });
  let least = Number.POSITIVE_INFINITY;
  return days
    .toReversed()
    .map((each) => {
      least = Math.min(least, each.left);
      return { ...each, promisable: Math.max(0, least) };
    })
    .toReversed();
}

/** What can be promised anew for a day, or for now. */
export function promisableOn(stand: Stand, today: string, day = today): number {
  const days = promiseDays(stand, today);
  // Between two days of the list nothing changes.
  const at = days.findLast((each) => each.day <= day) ?? days[0];
  return at?.promisable ?? 0;
}
