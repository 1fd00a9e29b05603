import { describe, expect, test } from 'vitest';
import { type Deed, type HouseRead, playHouse, scoreOf, taken_to } from './tag-house.ts';

const common = { shelves: 6, tags: 40, time_ms: 900_000, deed_ms: 12_000 };
/** Read probabilities down to 0.3, a fast fade of 4.5 dB, shelves three metres apart, tags that get shadowed. */
const hard = { answers_permille: [300, 980], shadows: 0.3, fast_fade_cdb: 450, spacing_m: 3 } as const;

/** A tag is where it was read last, and gone after ten seconds; kept simple, as many do. */
function lastRead(reads: readonly HouseRead[], end_ms: number): Deed[] {
  const said: Deed[] = [];
  const last = new Map<string, { location: string; at_ms: number; known: string }>();
  const leave = (epc: string, tag: { location: string; at_ms: number; known: string }, now_ms: number) => {
    if (tag.location === '' || now_ms - tag.at_ms < 10_000) return;
    said.push({ epc, from: tag.location, to: taken_to, at_ms: tag.at_ms });
    tag.location = '';
    tag.known = taken_to;
  };
  for (const { epc, location, at_ms } of reads) {
    const tag = last.get(epc) ?? { location: '', at_ms, known: 'count-difference' };
    leave(epc, tag, at_ms);
    if (tag.location !== location) {
      said.push({ epc, from: tag.location === '' ? tag.known : tag.location, to: location, at_ms });
    }
    last.set(epc, { location, at_ms, known: location });
  }
  for (const [epc, tag] of last) leave(epc, tag, end_ms);
  return said;
}

/** In windows of ten seconds a tag is where it was read loudest on average. */
function fixedWindow(reads: readonly HouseRead[]): Deed[] {
  const window_ms = 10_000;
  const windows = new Map<number, HouseRead[]>();
  for (const read of reads) {
    const at = Math.floor(read.at_ms / window_ms);
    windows.set(at, [...(windows.get(at) ?? []), read]);
  }
  const loudest: HouseRead[] = [];
  for (const [, inside] of [...windows].sort(([a], [b]) => a - b)) {
    const sums = new Map<string, { read: HouseRead; sum: number; count: number }>();
    for (const read of inside) {
      const key = `${read.epc} ${read.location}`;
      const known = sums.get(key) ?? { read, sum: 0, count: 0 };
      sums.set(key, { read: known.read, sum: known.sum + read.rssi_cdbm, count: known.count + 1 });
    }
    const best = new Map<string, { read: HouseRead; sum: number; count: number }>();
    for (const each of sums.values()) {
      const known = best.get(each.read.epc);
      if (known === undefined || each.sum / each.count > known.sum / known.count) best.set(each.read.epc, each);
    }
    loudest.push(...[...best.values()].map(({ read }) => read));
  }
  return lastRead(loudest, loudest.at(-1)?.at_ms ?? 0);
}

describe('where tags are, in a radio that fades, overhears and misses', () => {
  test.each([1, 2])('moves are found within ten seconds and none is invented (seed %i)', (seed) => {
    const house = playHouse({ ...common, seed, ...hard });
    const { right, missed, wrong } = scoreOf(house.deeds, house.booked, house.score_from_ms);
    expect(right).toBeGreaterThan(20);
    expect(
      missed.length + wrong.length,
      `missed ${JSON.stringify(missed)}, wrong ${JSON.stringify(wrong)}`,
    ).toBeLessThanOrEqual(4);
  });

  test('errs at least five times less than last read and than a fixed window on the same reads', () => {
    const reads: HouseRead[] = [];
    const house = playHouse({ ...common, seed: 3, ...hard, onRead: (read) => reads.push(read) });
    const { score_from_ms, deeds, booked } = house;
    const f1Of = (said: readonly Deed[]) => scoreOf(deeds, said, score_from_ms).f1;
    const ours = f1Of(booked);
    const best = Math.max(f1Of(lastRead(reads, house.floor.now_ms)), f1Of(fixedWindow(reads)));
    expect(ours).toBeGreaterThan(0.95);
    expect(1 - best).toBeGreaterThan(5 * (1 - ours));
  });

  test('tags that nobody touches move nothing, also while they are shadowed', () => {
    const still = { ...hard, answers_permille: [300, 980], shadows: 1, deed_ms: 20_000 } as const;
    const house = playHouse({ ...common, seed: 4, ...still });
    const late = house.booked.filter(({ at_ms }) => at_ms >= house.score_from_ms);
    expect(late.map(({ epc, from, to }) => `${epc} ${from} ${to}`).length).toBeLessThanOrEqual(2);
  });

  test('goes on the same from a checkpoint at any point', () => {
    const options = { ...common, seed: 5, ...hard, time_ms: 400_000 };
    const [whole, parts] = [playHouse(options), playHouse({ ...options, restore_ms: 7_400 })];
    expect(parts.floor.movements).toEqual(whole.floor.movements);
  });
});
