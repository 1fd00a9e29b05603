/** Lots that expire soon, or have: one finding a lot; that one has expired is another finding than that it will. */
import { dayAt, daysAfter, daysBetween } from '../stock/lots/day.ts';
import type { LotRecord } from '../stock/lots/lot-record.ts';
import { lotState, usual_expiry_warn_days } from '../stock/lots/lot-state.ts';
import type { Site } from '../stock/site.ts';
import type { Finding } from './alert.ts';

/** `lots`: those that lie here. The day is the site's own; `expiry` is the last day on which a lot may be used. */
export function lotFindings(
  { items, time_zone }: Site,
  lots: readonly Pick<LotRecord, 'item' | 'lot' | 'expiry'>[],
  at_ms: number,
): Finding[] {
  if (lots.length === 0) return [];
  const today = dayAt(at_ms, time_zone);
  const known = new Map(items.map((item) => [item.id, item]));
  return lots.flatMap(({ item, lot, expiry }): Finding[] => {
    const { name = item, expiry_warn_days } = known.get(item) ?? {};
    const state = lotState(expiry, { today, warn_days: expiry_warn_days });
    if (expiry === undefined || (state !== 'expiring' && state !== 'expired')) return [];
    const soon = { key: `expiring/${item}/${lot}`, kind: 'expiring', isTimed: true, item } as const;
    if (state === 'expired') {
      const says = `Lot ${lot} of ${name} has expired: it was to be used by ${expiry}.`;
      return [
        { ...soon, state: 'between', says: '' },
        { ...soon, key: `${soon.key}/expired`, state: 'on', says },
      ];
    }
    const days = daysBetween(today, expiry);
    const left = days === 0 ? 'today' : days === 1 ? 'tomorrow' : `within ${days} days, by ${expiry}`;
    return [{ ...soon, state: 'on', says: `Lot ${lot} of ${name} has to be used ${left}.` }];
  });
}

/** The last day of expiry that has to be told of now; undefined where nothing is tracked. */
export function lastExpiry({ items, time_zone }: Site, at_ms: number): string | undefined {
  const warned = items.filter(({ tracking }) => tracking !== undefined);
  if (warned.length === 0) return undefined;
  const days = warned.reduce(
    (most, { expiry_warn_days = usual_expiry_warn_days }) => Math.max(most, expiry_warn_days),
    0,
  );
  return daysAfter(dayAt(at_ms, time_zone), days);
}
