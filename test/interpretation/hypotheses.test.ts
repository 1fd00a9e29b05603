/** Goal: what two people take side by side is two things, also where both lay across plates. */
import { expect, test } from 'vitest';
import { subEventsOf } from '../../gateway/interpretation/fusion-event.ts';
import { weigh } from '../../gateway/interpretation/hypotheses.ts';
import type { Candidate } from '../../gateway/interpretation/likelihood.ts';

function candidateOf(item: string, block: number, mean_mg: number): Candidate {
  const mass = { mean_mg, piece_sd_mg: 0.01 * mean_mg, mean_sd_mg: 0.005 * mean_mg, is_proven: true };
  const unsaid = { most: undefined, tags: undefined, scanned: undefined };
  return { item, block, mass, level: 20, is_alone: false, lean: 1, prior: 1, arrangement: 1, ...unsaid };
}

const board = [
  candidateOf('valve', 0, 500_000),
  candidateOf('clamp', 1, 1_150_000),
  candidateOf('nut', 2, 800_000),
  candidateOf('fuse', 3, 310_000),
];

test.each([
  {
    says: 'each on its own plate',
    deltas_mg: [-503_000, -30_000, -10_000, -311_000],
    lines: [
      ['valve', -1],
      ['fuse', -1],
    ],
  },
  {
    says: 'one across two plates, and one on its own',
    deltas_mg: [-345_000, -152_000, -9_000, -308_000],
    lines: [
      ['valve', -1],
      ['fuse', -1],
    ],
  },
  {
    says: 'both across two plates each',
    deltas_mg: [-352_000, -149_000, -101_000, -206_000],
    lines: [
      ['valve', -1],
      ['fuse', -1],
    ],
  },
  { says: 'one thing across two plates', deltas_mg: [-350_000, -148_000], lines: [['valve', -1]] },
])('$says', ({ deltas_mg, lines }) => {
  const blocks = deltas_mg.map((delta_mg) => ({ delta_mg, sd_mg: 600 }));
  const { ranked } = weigh(
    blocks,
    board.filter(({ block }) => block < blocks.length),
  );
  expect(ranked[0]?.lines.map(({ item, quantity }) => [item, quantity])).toEqual(lines);
  expect(ranked[0]?.permille).toBeGreaterThan(700);
});

test.each([
  { says: 'what left two plates in one moment lay across them', apart_ms: 0, lines: [['nut', -2]] },
  {
    says: 'what left them half a second apart was two things',
    apart_ms: 600,
    lines: [
      ['nut', -1],
      ['fuse', -2],
    ],
  },
])('$says', ({ apart_ms, lines }) => {
  const pair = [candidateOf('nut', 0, 615_000), candidateOf('fuse', 1, 305_000)];
  const blocks = [
    { delta_mg: -665_000, sd_mg: 600, left_ms: 1_000 },
    { delta_mg: -575_000, sd_mg: 600, left_ms: 1_000 + apart_ms },
  ];
  const { ranked } = weigh(blocks, pair);
  expect(ranked[0]?.lines.map(({ item, quantity }) => [item, quantity])).toEqual(lines);
});

test('of two things that went side by side one may have lain partly on the plate of the other', () => {
  const blocks = [
    { delta_mg: -2_078_000, sd_mg: 800, left_ms: 1_000 },
    { delta_mg: -232_000, sd_mg: 1_400, left_ms: 1_390 },
  ];
  const { ranked } = weigh(blocks, [candidateOf('relay', 0, 493_400), candidateOf('fuse', 1, 327_000)]);
  expect(ranked[0]?.lines.map(({ item, quantity }) => [item, quantity])).toEqual([
    ['relay', -4],
    ['fuse', -1],
  ]);
});

test('what shows on three plates side by side hardly lies on the one at its end', () => {
  const blocks = [-1_036_000, -785_000, -1_351_000].map((delta_mg) => ({ delta_mg, sd_mg: 1_000 }));
  const row = [candidateOf('relay', 0, 493_500), candidateOf('fuse', 1, 327_000), candidateOf('valve', 2, 511_400)];
  const { ranked } = weigh(blocks, row);
  expect(ranked[0]?.lines.map(({ item, quantity }) => [item, quantity])).toEqual([
    ['relay', -2],
    ['valve', -4],
  ]);
  expect(ranked[0]?.permille).toBeGreaterThan(700);
});

test('a little that left its rest far from much is a thing of its own, and beside it only leans', () => {
  const rest = (mass_mg: number) => ({
    mass_mg,
    sd_mg: 500,
    ref: { n: 1, index: 0, id: 'b:1:0', device: 'b', at_ms: 0 },
  });
  const deltas_mg = [-2_817_000, -76_000, 0, -79_000];
  const plates = deltas_mg.map((delta_mg, at) => ({
    channel: `${at + 1}`,
    location: `P${at + 1}`,
    before: rest(9_000_000),
    after: rest(9_000_000 + delta_mg),
    empty_mg: undefined,
    at_ms: at < 2 ? 1_000 : 2_200,
  }));
  const change = { kind: 'weight', device: 'b', group: 'board', plates, ref: rest(0).ref, unwatched: false } as const;
  const found = subEventsOf({ ...change, at_ms: 1_000, settled_ms: 4_000 }, 4_000, () => 30_000);
  expect(found.map((event) => event.plates.map(({ location }) => location))).toEqual([['P1'], ['P4']]);
});
