/** Goal: the sentence says what happened, and its parts add up to exactly the level. */
import { describe, expect, test } from 'vitest';
import { type WhyFacts, whyOf } from '../../gateway/reports/why.ts';
import type { Count } from '../../gateway/stock/count.ts';
import type { Movement } from '../../gateway/stock/movement.ts';

const zone = 'Europe/Berlin';
const at = (text: string) => Date.parse(`2026-11-${text}:00+01:00`);

function moved(seq: number, more: Partial<Movement>): Movement & { readonly seq: number } {
  return {
    seq,
    id: `m${seq}`,
    kind: 'taken',
    item: 'bolt',
    quantity: 2,
    from: 'b2',
    to: 'production',
    at_ms: at('23T14:02'),
    arrived_ms: at('23T14:02'),
    confidence_permille: 973,
    rule: 'weight-step@1',
    settings_revision: 1,
    why: 'bin B2 −412 g = 2 × 206 g, tags …1A and …2F gone within 1 s',
    evidence: [],
    ...more,
  };
}

const count: Count & { readonly seq: number } = {
  seq: 3,
  id: 'n1/manual',
  item: 'bolt',
  location: 'b2',
  counted: 12,
  before: 10,
  level: 12,
  at_ms: at('23T09:10'),
  arrived_ms: at('23T09:10'),
  confidence_permille: 1_000,
  by: 'person:Ana',
  rule: 'manual@1',
  why: 'counted',
  evidence: [],
};

function facts(movements: readonly (Movement & { readonly seq: number })[], more: Partial<WhyFacts>): WhyFacts {
  return {
    item: 'bolt',
    location: 'b2',
    level: 0,
    at_ms: at('24T15:00'),
    zone,
    moved: movements,
    movements,
    questions: [],
    began_ms: at('20T08:00'),
    nameOf: (who) => who.replace('person:', ''),
    ...more,
  };
}

describe('why', () => {
  test('a level is told by its last count, the picks since and the last of them', () => {
    const picks = [moved(9, {}), moved(8, { quantity: 1 }), moved(7, {}), moved(6, {}), moved(5, {})];
    const why = whyOf(facts(picks, { level: 3, count }));
    expect(why.says).toBe(
      '3 left: 12 counted Monday 09:10 by Ana; 9 taken in 5 picks; last at Monday 14:02: bin B2 −412 g = 2 × 206 g, tags …1A and …2F gone within 1 s, p 0.97.',
    );
    expect(why.groups).toEqual([{ kind: 'taken', quantity: -9, movements: 5, says: '9 taken in 5 picks' }]);
    expect(why.steps.map(({ change }) => change)).toEqual([-2, -1, -2, -2, -2]);
  });

  test('a level without a count begins with nothing, and says where counts are not recorded', () => {
    const why = whyOf(
      facts([moved(1, { kind: 'filled', from: 'supplier', to: 'b2', quantity: 7 })], {
        level: 7,
        counts_since_ms: at('21T08:00'),
      }),
    );
    expect(why.says).toContain('7 left: none when the ledger began, Friday 08:00; 7 filled in 1 refill; last at');
    expect(why.notes[0]).toBe(
      'Counts before 21 Nov 2026 08:00:00 are not recorded; what they booked is among the movements.',
    );
  });

  test('what moved while somebody counted stands beside the count', () => {
    const why = whyOf(facts([], { level: 11, count: { ...count, level: 11 } }));
    expect(why.says).toBe(
      '11 left: 12 counted Monday 09:10 by Ana; −1 moved while it was being counted; nothing moved since.',
    );
  });

  test('corrections, late news and a time without watch are told as what they are', () => {
    const late = moved(6, { at_ms: at('23T08:00'), arrived_ms: at('23T10:00') });
    const opposite = moved(7, { kind: 'counted', from: 'count-difference', to: 'b2', at_ms: at('23T09:10') });
    const offline = moved(8, { kind: 'changed-while-offline', quantity: 1 });
    const wrong = moved(9, {});
    const back = moved(10, {
      kind: 'reversed',
      from: 'production',
      to: 'b2',
      reverses: 'm9',
      arrived_ms: at('23T16:00'),
    });
    const why = whyOf(facts([back, wrong, offline, opposite, late], { level: 11, count }));
    const said = Object.fromEntries(why.steps.map(({ movement, notes }) => [movement.id, notes.join('; ')]));
    expect(said.m6).toBe('happened before the count and was learned after it, so its opposite is booked with it');
    expect(said.m8).toBe('changed while nobody was watching: no pick was seen');
    expect(said.m9).toBe('taken back 23 Nov 2026 16:00:00 by movement № 10');
    expect(said.m10).toContain('takes back m9');
    expect(why.groups.map(({ says }) => says)).toEqual([
      '4 taken in 2 picks',
      '2 given back in 1 correction',
      '2 added to match a count in 1 entry',
      '1 fewer after nobody was watching in 1 time',
    ]);
  });

  test('an open question makes it uncertain, and less than nothing is no number of things', () => {
    const question = {
      id: 'q',
      kind: 'negative-level',
      at_ms: 0,
      question: 'How many are there?',
      evidence: [],
    } as const;
    const why = whyOf(facts([moved(1, {})], { level: -2, questions: [{ ...question, times: 1, state: 'open' }] }));
    expect(why.says).toMatch(/^−2 by the books: .* Uncertain: How many are there\?$/);
    expect(why.notes.join()).toContain('Less than nothing cannot be there');
  });

  test('older movements than are summed are told as one sum', () => {
    const why = whyOf(facts([moved(90, {})], { level: 5, carried: 7, count }));
    expect(why.says).toContain('7 from movements before № 90; 2 taken in 1 pick');
  });

  test('reasons that do not come to the level are our own mistake', () => {
    expect(() => whyOf(facts([moved(9, {})], { level: 4, count }))).toThrow('the level is 4, its reasons come to 10');
  });
});
