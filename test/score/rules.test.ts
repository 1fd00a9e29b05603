/** The rules of the score, on truth and movements made by hand. */
import { describe, expect, test } from 'vitest';
import type { TrueEvent } from '../../simulators/scenes/scene.ts';
import type { Asked, Booked } from './booked.ts';
import { bandsOf, isHonest } from './calibration.ts';
import { f1Interval, f1Of, precisionOf, quantile, recallOf, sumOf, wilson } from './figures.ts';
import { type Case, judge } from './judge.ts';
import { levelFigures } from './levels.ts';
import { event, start_ms } from './tiny-scene.ts';

function booked(
  at_s: number,
  item: string,
  quantity: number,
  from: string,
  to: string,
  more: Partial<Booked> = {},
): Booked {
  const at_ms = start_ms + at_s * 1_000;
  const id = `${at_s}/${item}/${quantity}/${from}`;
  return {
    id,
    kind: 'taken',
    item,
    quantity,
    from,
    to,
    at_ms,
    arrived_ms: at_ms + 1_500,
    rule: 'weight-step@2',
    ...more,
  };
}

function asked(at_s: number, location: string, more: Partial<Asked> = {}): Asked {
  const at_ms = start_ms + at_s * 1_000;
  const question = 'How many were taken?';
  return {
    id: 'q',
    kind: 'weight-unresolved',
    at_ms,
    location,
    question,
    last_ms: at_ms,
    epcs: [],
    ...more,
  };
}

function of(truth: readonly TrueEvent[], more: Partial<Case> = {}): Case {
  return {
    truth,
    from_ms: start_ms,
    end_ms: start_ms + 3_600_000,
    weighed: new Set(['bin', 'bin-2']),
    watches: (device, place) => device === 'scale' && place === 'bin',
    isOwn: (place) => !['production', 'supplier', 'customer', 'count-difference'].includes(place),
    ...more,
  };
}

function counts(truth: readonly TrueEvent[], movements: readonly Booked[]) {
  const { matches, misses, unmatched } = judge(of(truth), movements, []);
  return { matched: matches.length, missed: misses.length, unmatched: unmatched.length };
}

const take = event(100, 'bolt', 2, 'bin', 'production');

describe('what matches', () => {
  test('ten seconds to either side, and not a millisecond more', () => {
    expect(counts([take], [booked(110, 'bolt', 2, 'bin', 'production')])).toEqual({
      matched: 1,
      missed: 0,
      unmatched: 0,
    });
    expect(counts([take], [booked(90, 'bolt', 2, 'bin', 'production')])).toEqual({
      matched: 1,
      missed: 0,
      unmatched: 0,
    });
    expect(counts([take], [booked(110.001, 'bolt', 2, 'bin', 'production')])).toEqual({
      matched: 0,
      missed: 1,
      unmatched: 1,
    });
  });

  test('three seconds at a portal', () => {
    const pass: TrueEvent = { ...event(100, 'shirt', 1, 'supplier', 'hall'), place: 'portal' };
    expect(counts([pass], [booked(103, 'shirt', 1, 'supplier', 'hall')]).matched).toBe(1);
    expect(counts([pass], [booked(103.001, 'shirt', 1, 'supplier', 'hall')]).matched).toBe(0);
  });

  test.each([
    ['item', booked(100, 'nut', 2, 'bin', 'production')],
    ['quantity', booked(100, 'bolt', 3, 'bin', 'production')],
    ['from', booked(100, 'bolt', 2, 'bin-2', 'production')],
    ['to', booked(100, 'bolt', 2, 'bin', 'customer')],
  ])('nothing with another %s', (_what, movement) => {
    expect(counts([take], [movement])).toEqual({ matched: 0, missed: 1, unmatched: 1 });
  });

  test('each movement tells one event, each event is told by one movement', () => {
    const twice = [booked(100, 'bolt', 2, 'bin', 'production'), booked(101, 'bolt', 2, 'bin', 'production')];
    expect(counts([take], twice)).toEqual({ matched: 1, missed: 0, unmatched: 1 });
    expect(counts([take, { ...take, at_ms: take.at_ms + 2_000 }], twice.slice(1))).toEqual({
      matched: 1,
      missed: 1,
      unmatched: 0,
    });
  });

  test('the assignment with most matches, also where the nearest movement is the only one of another event', () => {
    const early = event(100, 'bolt', 1, 'bin', 'production');
    const late = event(108, 'bolt', 1, 'bin', 'production');
    // The movement at 107 is the nearest to both; the first event alone could take the one at 92.
    const movements = [booked(107, 'bolt', 1, 'bin', 'production'), booked(92, 'bolt', 1, 'bin', 'production')];
    expect(counts([early, late], movements)).toEqual({ matched: 2, missed: 0, unmatched: 0 });
  });
});

describe('what is compared', () => {
  test('a movement taken back counts as nothing, its correction as the movement it is', () => {
    const wrong = booked(100, 'nut', 2, 'bin', 'production');
    const back = booked(100, 'nut', 2, 'production', 'bin', { id: 'back', kind: 'reversed', reverses: wrong.id });
    const right = booked(100, 'bolt', 2, 'bin', 'production');
    const judged = judge(of([take]), [wrong, back, right], []);
    expect(judged).toMatchObject({ misses: [], unmatched: [], taken_back: 1 });
    expect(judged.matches.map(({ movement }) => movement.id)).toEqual([right.id]);
  });

  test('a right movement taken back is a miss', () => {
    const right = booked(100, 'bolt', 2, 'bin', 'production');
    const back = booked(160, 'bolt', 2, 'production', 'bin', { id: 'back', kind: 'reversed', reverses: right.id });
    expect(counts([take], [right, back])).toEqual({ matched: 0, missed: 1, unmatched: 0 });
  });

  test('opposites of a count and differences counted by persons are apart; what a scale counts by itself is not', () => {
    const opposite = booked(120, 'bolt', 2, 'count-difference', 'bin', { kind: 'counted', rule: 'anchors@1' });
    const counted = booked(130, 'bolt', 1, 'count-difference', 'bin', { kind: 'counted', rule: 'scan@3' });
    const weighed = booked(140, 'bolt', 1, 'count-difference', 'bin', { kind: 'counted', rule: 'weight-step@2' });
    const judged = judge(of([]), [opposite, counted, weighed], []);
    expect(judged).toMatchObject({ opposites: 1, counted: 1, unmatched: [{ rule: 'weight-step@2' }] });
  });

  test('the opening is not scored, and a movement dated just before the scoring may tell its first event', () => {
    const first = event(2, 'bolt', 2, 'bin', 'production');
    const opening = event(-60, 'bolt', 40, 'count-difference', 'bin');
    const movements = [
      booked(-60, 'bolt', 41, 'count-difference', 'bin'),
      booked(-3, 'bolt', 1, 'bin', 'production'),
      booked(-2, 'bolt', 2, 'bin', 'production'),
    ];
    expect(counts([opening, first], movements)).toEqual({ matched: 1, missed: 0, unmatched: 0 });
  });

  test('what nobody could see is no miss, and telling it is neither right nor wrong', () => {
    const hidden = { ...take, unseen: 'behind metal' };
    expect(judge(of([hidden]), [], [])).toMatchObject({ misses: [], unseen: [hidden], unseen_booked: 0 });
    const judged = judge(of([hidden]), [booked(100, 'bolt', 2, 'bin', 'production')], []);
    expect(judged).toMatchObject({ matches: [], unmatched: [], unseen_booked: 1 });
  });
});

describe('while nobody watched', () => {
  const until_ms = start_ms + 400_000;
  const away = (at_s: number, quantity: number, from: string, to: string): TrueEvent => ({
    ...event(at_s, 'bolt', quantity, from, to),
    until_ms,
  });
  const found = (at_s: number, quantity: number, from: string, to: string) =>
    booked(at_s, 'bolt', quantity, from, to, { kind: 'changed-while-offline' });

  test('only a movement that says so matches, until ten seconds after', () => {
    const truth = [away(100, 2, 'bin', 'production')];
    expect(counts(truth, [found(410, 2, 'bin', 'production')]).matched).toBe(1);
    expect(counts(truth, [found(410.001, 2, 'bin', 'production')]).matched).toBe(0);
    expect(counts(truth, [found(89.999, 2, 'bin', 'production')]).matched).toBe(0);
    expect(counts(truth, [booked(100, 'bolt', 2, 'bin', 'production')]).matched).toBe(0);
  });

  test('a moment before or after an outage it may have been seen: then it is told as what is seen, or as what is found', () => {
    const truth = [{ ...away(399.9, 2, 'bin', 'production'), watched_ms: start_ms + 330_000 }];
    expect(counts(truth, [booked(333, 'bolt', 2, 'bin', 'production')]).matched).toBe(1);
    expect(counts(truth, [found(405, 2, 'bin', 'count-difference')]).matched).toBe(1);
    expect(counts(truth, [booked(340.001, 'bolt', 2, 'bin', 'production')]).matched).toBe(0);
    expect(counts(truth, [booked(333, 'bolt', 2, 'bin', 'customer')]).matched).toBe(0);
    expect(counts(truth, [found(333, 2, 'bin', 'production')]).matched).toBe(0);
    const after = [{ ...away(399.9, 2, 'bin', 'production'), watched_ms: until_ms + 500 }];
    expect(counts(after, [booked(404, 'bolt', 2, 'bin', 'production')]).matched).toBe(1);
    const both = [...truth, away(399.9, 3, 'bin', 'production')];
    expect(counts(both, [booked(333, 'bolt', 2, 'bin', 'production')])).toMatchObject({ matched: 0, missed: 1 });
  });

  test('where it went nobody saw, so that end may be the count difference; the way may not be the other one', () => {
    const truth = [away(100, 2, 'bin', 'production')];
    expect(counts(truth, [found(405, 2, 'bin', 'count-difference')]).matched).toBe(1);
    expect(counts(truth, [found(405, 2, 'count-difference', 'bin')]).matched).toBe(0);
  });

  test('a scale can only see the sum of an outage; what came to nothing is no event', () => {
    const truth = [
      away(100, 5, 'bin', 'production'),
      away(200, 2, 'production', 'bin'),
      away(300, 4, 'bin-2', 'production'),
      away(350, 4, 'production', 'bin-2'),
    ];
    const judged = judge(of(truth), [found(402, 3, 'bin', 'production')], []);
    expect(judged).toMatchObject({ misses: [], unmatched: [], came_to_nothing: 2 });
    expect(judged.matches[0]?.event).toMatchObject({
      quantity: 3,
      from: 'bin',
      to: 'production',
      at_ms: start_ms + 100_000,
    });
  });

  test('a tag has gone from its first place to its last', () => {
    const tag = (at_s: number, from: string, to: string): TrueEvent => ({ ...away(at_s, 1, from, to), epcs: ['E1'] });
    const truth = [tag(100, 'S1', 'S2'), tag(150, 'S2', 'S3')];
    expect(counts(truth, [found(405, 1, 'S1', 'S3')])).toEqual({ matched: 1, missed: 0, unmatched: 0 });
  });

  test('a movement that claims an outage where there was none matches all the same', () => {
    expect(counts([take], [found(100, 2, 'bin', 'production')]).matched).toBe(1);
  });
});

describe('why something was missed', () => {
  const causes = (movements: readonly Booked[], questions: readonly Asked[] = []) =>
    judge(of([take]), movements, questions).misses.map(({ cause }) => cause);

  test.each([
    ['nothing booked', []],
    ['wrong time', [booked(115, 'bolt', 2, 'bin', 'production')]],
    ['wrong quantity', [booked(101, 'bolt', 3, 'bin', 'production')]],
    ['wrong item', [booked(101, 'nut', 2, 'bin', 'production')]],
    ['wrong place', [booked(101, 'bolt', 2, 'bin-2', 'production')]],
    ['wrong direction', [booked(101, 'bolt', 2, 'production', 'bin')]],
  ])('%s', (cause, movements) => {
    expect(causes(movements)).toEqual([cause]);
  });

  test('a question is a miss, told apart when it is about that place and time', () => {
    expect(causes([], [asked(102, 'bin')])).toEqual(['asked']);
    expect(causes([], [asked(102, 'bin-2')])).toEqual(['nothing booked']);
    expect(causes([], [asked(300, 'bin')])).toEqual(['nothing booked']);
    expect(causes([], [asked(300, 'bin', { last_ms: take.at_ms + 1_000 })])).toEqual(['asked']);
  });
});

test('what names a tag stands for no other one in the list of misses', () => {
  const tagged: TrueEvent = { ...event(100, 'shirt', 1, 'S1', 'customer'), epcs: ['E2'] };
  const other = booked(115, 'shirt', 1, 'S1', 'customer', { epcs: ['E1'] });
  const own = booked(140, 'shirt', 1, 'S1', 'customer', { epcs: ['E2'] });
  const judged = judge(of([tagged]), [other, own], [asked(101, 'S1', { epcs: ['E1'] })]);
  expect(judged.misses).toEqual([{ event: tagged, cause: 'wrong time', instead: own }]);
});

test('levels over time, in seconds', () => {
  const span = { from_ms: start_ms, end_ms: start_ms + 1_000_000, isCounted: (place: string) => place === 'bin' };
  const movements = [booked(100, 'bolt', 2, 'bin', 'production'), booked(600, 'bolt', 3, 'production', 'bin')];
  const effective = levelFigures([take], movements, span, 'effective');
  expect(effective).toEqual({ pair_s: 1_000, exact_s: 600, error_piece_s: 1_200 });
  const shown = levelFigures([take], movements, span, 'shown');
  expect(shown.exact_s).toBeCloseTo(600, 6);
  expect(shown.error_piece_s).toBeCloseTo(2 * 1.5 + 3 * 398.5, 6);
  expect(
    levelFigures(
      [take],
      [booked(100, 'bolt', 2, 'bin', 'production'), booked(700, 'nut', 1, 'bin', 'production')],
      span,
      'effective',
    ),
  ).toEqual({
    pair_s: 2_000,
    exact_s: 1_700,
    error_piece_s: 300,
  });
});

describe('figures', () => {
  const counted = { matched: 90, missed: 10, unmatched: 20 };

  test('precision, recall and F1', () => {
    expect(precisionOf(counted)).toBeCloseTo(0.818182, 6);
    expect(recallOf(counted)).toBe(0.9);
    expect(f1Of(counted)).toBeCloseTo(180 / 210, 12);
    expect(f1Of(sumOf([]))).toBe(1);
    expect(f1Of({ matched: 0, missed: 1, unmatched: 0 })).toBe(0);
  });

  test("Wilson's interval", () => {
    // Newcombe 1998, table I: 81 of 263, and 0 of 20.
    expect(wilson(81, 263).map((each) => each.toFixed(4))).toEqual(['0.2553', '0.3662']);
    expect(wilson(0, 20).map((each) => each.toFixed(4))).toEqual(['0.0000', '0.1611']);
  });

  test('the interval of F1 over scenes holds the figure, and is a point where all scenes are alike', () => {
    expect(f1Interval([counted, counted])).toEqual([180 / 210, 180 / 210]);
    const [low, high] = f1Interval([counted, { matched: 100, missed: 0, unmatched: 0 }]);
    expect([low, high]).toEqual([180 / 210, 1]);
  });

  test('nearest rank', () => {
    expect([quantile([5, 1, 4, 2, 3], 0.5), quantile([5, 1, 4, 2, 3], 0.95)]).toEqual([3, 5]);
  });

  test('bands of confidence', () => {
    const judged = [950, 949, 900, 899, undefined].map((confidence_permille, at) => ({
      confidence_permille,
      is_right: at !== 2,
    }));
    expect(bandsOf(judged).map(({ right, all }) => `${right}/${all}`)).toEqual(['0/0', '1/1', '1/2', '1/1', '0/0']);
    const band = { from_permille: 900, below_permille: 950 };
    expect(isHonest({ ...band, right: 440, all: 500 })).toBe(true);
    expect(isHonest({ ...band, right: 439, all: 500 })).toBe(false);
    expect(isHonest({ ...band, right: 490, all: 500 })).toBe(false);
    expect(isHonest({ ...band, right: 8, all: 10 })).toBe(true);
    expect(isHonest({ ...band, right: 2, all: 10 })).toBe(false);
  });
});
