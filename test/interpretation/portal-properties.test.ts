/** What holds at a portal whatever is heard there. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkpointOf } from '../../gateway/interpretation/memory.ts';
import { ShopFloor } from './shop-floor.ts';

const gate = { device: 'gate' };
const outside = 1;
const inside = 2;

/** One read of one of two tags, so long after the one before. */
interface Read {
  readonly wait_ms: number;
  readonly tag: 0 | 1;
  readonly antenna: typeof outside | typeof inside;
  readonly dbm: number | undefined;
}

/** Somewhere for a while: how loud either side hears what is there. */
const stay = fc.record({
  reads: fc.integer({ min: 1, max: 12 }),
  wait_ms: fc.integer({ min: 20, max: 400 }),
  outside_dbm: fc.option(fc.integer({ min: -75, max: -45 }), { nil: undefined }),
  inside_dbm: fc.option(fc.integer({ min: -75, max: -45 }), { nil: undefined }),
});
type Stay = typeof stay extends fc.Arbitrary<infer T> ? T : never;

/** Before it, in it, behind it, back or not: and anything at all. */
const way: fc.Arbitrary<readonly Stay[]> = fc.oneof(
  fc.array(stay, { minLength: 1, maxLength: 6 }),
  fc
    .tuple(fc.integer({ min: 2, max: 15 }), fc.integer({ min: 40, max: 300 }), fc.boolean(), fc.boolean())
    .map(([reads, wait_ms, isIn, isBack]) => {
      const [near, far] = [-52, -70];
      const first = { reads, wait_ms, outside_dbm: isIn ? near : far, inside_dbm: isIn ? far : near };
      const then = { reads, wait_ms, outside_dbm: first.inside_dbm, inside_dbm: first.outside_dbm };
      return isBack ? [first, then, first] : [first, then];
    }),
);

function readsOf(stays: readonly Stay[], tag: 0 | 1): readonly Read[] {
  return stays.flatMap(({ reads, wait_ms, outside_dbm, inside_dbm }) =>
    Array.from({ length: reads }, () => [
      { wait_ms, tag, antenna: outside, dbm: outside_dbm } as const,
      { wait_ms: 0, tag, antenna: inside, dbm: inside_dbm } as const,
    ])
      .flat()
      .filter(({ dbm }) => dbm !== undefined),
  );
}

function epcOf(tag: number): string {
  return `30342CAC0C0303C00000000${tag + 1}`;
}

function play(reads: readonly Read[], floor = new ShopFloor(), restore_at?: number): ShopFloor {
  for (const [at, { wait_ms, tag, antenna, dbm }] of reads.entries()) {
    floor.wait(wait_ms);
    if (at === restore_at) floor.restore();
    floor.read(epcOf(tag), antenna, dbm, gate);
  }
  return floor.wait(20_000);
}

/** What was booked, and what is asked, without the numbers of the readings. */
function outcome(floor: ShopFloor, from_ms: number): object {
  return {
    movements: floor.movements.map(({ kind, at_ms, confidence_permille }) => [
      kind,
      at_ms - from_ms,
      confidence_permille,
    ]),
    asked: floor.open().filter((id) => id.startsWith('passage-unresolved')),
  };
}

function mirrored(kind: string): string {
  return kind === 'received' ? 'shipped' : kind === 'shipped' ? 'received' : kind;
}

describe('at a portal', () => {
  test('both sides exchanged, what came in goes out, as surely and at the same time', () => {
    fc.assert(
      fc.property(way, (stays) => {
        const reads = readsOf(stays, 0);
        const turned = reads.map(
          (read) => ({ ...read, antenna: read.antenna === outside ? inside : outside }) as const,
        );
        const [one, other] = [play(reads), play(turned)];
        const told = (floor: ShopFloor) =>
          floor.movements.map(({ kind, at_ms, confidence_permille }) => [kind, at_ms, confidence_permille] as const);
        // What comes back to where it went out from is another kind of movement; the first one is new either way.
        const [first] = told(one);
        expect(told(other)[0]).toEqual(first === undefined ? undefined : [mirrored(first[0]), first[1], first[2]]);
      }),
      { numRuns: 60 },
    );
  });

  test('some seconds later, the same is booked so much later', () => {
    fc.assert(
      fc.property(way, fc.integer({ min: 1, max: 5_000 }), (stays, seconds) => {
        const reads = readsOf(stays, 0);
        const now = new ShopFloor();
        const later = new ShopFloor().wait(1_000 * seconds);
        const [now_ms, later_ms] = [now.now_ms, later.now_ms];
        expect(outcome(play(reads, later), later_ms)).toEqual(outcome(play(reads, now), now_ms));
      }),
      { numRuns: 40 },
    );
  });

  test('which of two tags is told first does not matter to where they went', () => {
    fc.assert(
      fc.property(way, way, (one, other) => {
        const [a, b] = [timed(readsOf(one, 0)), timed(readsOf(other, 1))];
        const told = (first: readonly Timed[], second: readonly Timed[]) => {
          const all = [...first, ...second].toSorted((x, y) => x.at_ms - y.at_ms);
          const reads = all.map((read, at) => ({ ...read, wait_ms: read.at_ms - (all[at - 1]?.at_ms ?? 0) }));
          return outcomes(play(reads));
        };
        expect(told(a, b)).toEqual(told(b, a));
      }),
      { numRuns: 40 },
    );
  });

  test('restored from a checkpoint at any read, it goes on the same', () => {
    fc.assert(
      fc.property(way, way, fc.nat(), (one, other, nth) => {
        const reads = [...readsOf(one, 0), ...readsOf(other, 1), ...readsOf(one, 1)];
        const whole = play(reads);
        const restored = play(reads, new ShopFloor(), nth % Math.max(1, reads.length));
        expect(restored.movements).toEqual(whole.movements);
        expect(restored.questions).toEqual(whole.questions);
        expect(JSON.parse(checkpointOf(restored.memory))).toEqual(JSON.parse(checkpointOf(whole.memory)));
      }),
      { numRuns: 40 },
    );
  });
});

interface Timed extends Read {
  readonly at_ms: number;
}

function timed(reads: readonly Read[]): readonly Timed[] {
  let at_ms = 0;
  return reads.map((read) => {
    at_ms += read.wait_ms;
    return { ...read, at_ms };
  });
}

function outcomes(floor: ShopFloor): readonly string[] {
  return floor.movements
    .map(({ kind, at_ms, confidence_permille, why }) => `${why.slice(0, 28)} ${kind} ${at_ms} ${confidence_permille}`)
    .sort();
}
