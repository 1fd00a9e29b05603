/**
 * What a change of weight means to a baseline: of the items that may lie there, the one and the whole number of it that come
 * nearest. Taken goes to the place's `taken_to`; what comes is put back from there within two minutes of a taking, else filled
 * from `filled_from`. The same master data and conventions as the product's.
 */
import { filledFrom, plannedItems, type SiteIndex, takenTo } from '../../../gateway/stock/site-index.ts';
import type { Booked } from '../booked.ts';

export interface StepBook {
  readonly booked: readonly Booked[];
  /** Mass of the lightest item that may lie there; undefined where none has a mass. */
  lightestMg(location: string): number | undefined;
  step(location: string, change_mg: number, at_ms: number, arrived_ms: number): void;
}

/** Shares of one unit's mass below which a change is nothing. */
export interface Least {
  readonly pick: number;
  readonly put: number;
}

const put_back_ms = 120_000;
/** Of several items, one hand's work; else light ones would explain everything. */
const pieces_max = 6;

export function stepBookOf(index: SiteIndex, rule: string, least: Least): StepBook {
  const booked: Booked[] = [];
  const taken = new Map<string, number>();
  const masses = new Map<string, readonly (readonly [string, number])[]>();
  function massesAt(location: string): readonly (readonly [string, number])[] {
    const known = masses.get(location);
    if (known !== undefined) return known;
    const found = plannedItems(index, location).flatMap((item) => {
      const mg = index.items.get(item)?.unit_mass_mg;
      return mg === undefined ? [] : [[item, mg] as const];
    });
    masses.set(location, found);
    return found;
  }
  return {
    booked,
    lightestMg(location) {
      const all = massesAt(location).map(([, mg]) => mg);
      return all.length === 0 ? undefined : Math.min(...all);
    },
    step(location, change_mg, at_ms, arrived_ms) {
      const candidates = massesAt(location);
      const best = nearest(candidates, change_mg, change_mg < 0 ? least.pick : least.put);
      if (best === undefined) return;
      const [item, quantity] = best;
      const key = `${location}\u0000${item}`;
      const before_ms = taken.get(key);
      const isBack = before_ms !== undefined && at_ms - before_ms <= put_back_ms;
      if (change_mg < 0) taken.set(key, at_ms);
      const other = change_mg < 0 || isBack ? takenTo(index, location) : filledFrom(index, location);
      const [from, to] = change_mg < 0 ? [location, other] : [other, location];
      const id = `${location}/${booked.length}`;
      booked.push({ id, kind: 'step', item, quantity, from, to, at_ms, arrived_ms, rule });
    },
  };
}

function nearest(
  candidates: readonly (readonly [string, number])[],
  change_mg: number,
  least: number,
): readonly [string, number] | undefined {
  const size_mg = Math.abs(change_mg);
  let best: readonly [string, number] | undefined;
  let least_mg = Number.POSITIVE_INFINITY;
  for (const [item, mg] of candidates) {
    if (size_mg < least * mg) continue;
    const pieces = Math.max(1, Math.round(size_mg / mg));
    if (candidates.length > 1 && pieces > pieces_max) continue;
    const off_mg = Math.abs(size_mg - pieces * mg);
    if (off_mg >= least_mg) continue;
    best = [item, pieces];
    least_mg = off_mg;
  }
  return best;
}
