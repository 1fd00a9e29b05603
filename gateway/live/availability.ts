/** What of an item may be used: stock by place and lot, less what is on hold and what has expired. */
import { z } from 'zod';
import { builtInLocations } from '../stock/built-in-locations.ts';
import { isExpired, type LotStock } from '../stock/lots/fefo.ts';
import { holdStocks } from '../stock/lots/hold.ts';
import { unknown_lot } from '../stock/lots/lot.ts';
import type { Item, Location } from '../stock/site.ts';
import type { TimeSources } from './at-time.ts';
import { holdsOf, treeOf } from './holds-now.ts';
import { todayOf } from './lot-view.ts';

const whole = z.int();

export const availableView = z.strictObject({
  item: z.string(),
  on_hand: whole.meta({ description: 'In the house, without what is on the move' }),
  on_the_move: whole,
  held: whole,
  expired: whole.meta({ description: 'Past its last day, and not on hold' }),
  available: whole.meta({ description: 'on_hand − held − expired; below zero where the level is' }),
  rows: z.array(
    z.strictObject({
      location: z.string(),
      lot: z.string(),
      quantity: whole,
      held: whole,
      expired: whole,
      available: whole,
      expiry: z.string().exactOptional(),
    }),
  ),
});

export type Available = z.infer<typeof availableView>;

/** Pieces of a lot at a place, with what is known of the lot and how many of them are held. */
export interface UsableStock extends LotStock {
  readonly item: string;
  readonly location: string;
  readonly held: number;
  readonly isExpired: boolean;
  readonly isMoving: boolean;
}

/** Stock of an item in the house; one that is not tracked is of the lot `unknown`. In one view of the ledger. */
export function usableStocks(sources: TimeSources, item: Item): UsableStock[] {
  return sources.reader.past.inOneView(() => usable(sources, item));
}

export function availabilityOf(sources: TimeSources, item: Item): Available {
  const stocks = usableStocks(sources, item);
  const here = stocks.filter(({ isMoving }) => !isMoving);
  const rows = here.map(({ location, lot, quantity, held, expiry, isExpired: isPast }) => {
    const expired = isPast ? Math.max(0, quantity - held) : 0;
    const row = { location, lot, quantity, held, expired, available: quantity - held - expired };
    return expiry === undefined ? row : { ...row, expiry };
  });
  const sum = (name: 'quantity' | 'held' | 'expired' | 'available') => rows.reduce((all, row) => all + row[name], 0);
  return {
    item: item.id,
    on_hand: sum('quantity'),
    on_the_move: stocks.reduce((all, { isMoving, quantity }) => (isMoving ? all + quantity : all), 0),
    held: sum('held'),
    expired: sum('expired'),
    available: sum('available'),
    rows,
  };
}

function usable(sources: TimeSources, item: Item): UsableStock[] {
  const { reader, state } = sources;
  const places = new Map<string, Location>(
    [...builtInLocations, ...state.site.locations].map((each) => [each.id, each]),
  );
  const today = todayOf(sources);
  const known = item.tracking === undefined ? [] : reader.lots.levels({ item: item.id });
  const stocks = reader
    .levels({ item: item.id })
    .filter(({ location }) => places.get(location)?.kind !== 'outside')
    .flatMap(({ location, quantity }) => {
      const lots = known.filter((each) => each.location === location);
      const unknown = lots.reduce((left, each) => left - each.quantity, quantity);
      const rest = unknown === 0 ? [] : [{ lot: unknown_lot, quantity: unknown }];
      return [...lots, ...rest].map(({ lot, quantity: pieces }) => {
        const record = lot === unknown_lot ? undefined : reader.lots.record(item.id, lot);
        const { expiry, first_seen_ms } = record ?? {};
        return { item: item.id, location, lot, quantity: pieces, expiry, first_seen_ms };
      });
    });
  return holdStocks(stocks, holdsOf(reader, item.id), treeOf(state.site)).map((stock) => ({
    ...stock,
    isExpired: isExpired(stock.expiry, today),
    isMoving: places.get(stock.location)?.kind === 'transit',
  }));
}
