/** Goal: a count sheet makes the levels what was counted, whatever moved meanwhile, all of it or none; and says who counted and approved. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { explain } from '../../gateway/explain.ts';
import { siteIndexOf } from '../../gateway/stock/site-index.ts';
import { whyOfLedger } from '../../gateway/why.ts';
import { type KeyedLine, keyIn } from '../../gateway/work/count-keying.ts';
import { Desk } from '../../gateway/work/desk.ts';
import { workOf } from '../../gateway/work/work.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const json = { ...workSiteJson, work: { ...workSiteJson.work, counting: { by_another: true } } };
const lines = [
  { location: 'B1', item: 'bolt', abc: 'A' },
  { location: 'N1', item: 'nut' },
  { location: 'N1', item: 'washer' },
] as const;

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
  for (const [item, to, quantity] of [
    ['bolt', 'B1', 500],
    ['nut', 'N1', 40],
  ] as const)
    house.give({ kind: 'move', item, quantity, from: 'supplier', to, reason: 'begin' });
});
afterEach(() => house.clear());

function opened(more: object = {}): string {
  const [sheet] = house.done({ act: 'open-count', opening: { chosen: 'list', lines, ...more } });
  return sheet?.id ?? '';
}

const move = (item: string, quantity: number, from: string, to: string) =>
  house.give({ kind: 'move', item, quantity, from, to, reason: 'x' });
const key = (id: string, keyed: readonly KeyedLine[], by = 'person:anna') =>
  house.give({ kind: 'work', act: { act: 'key-count', keying: { id, lines: keyed } } }, by);
const finish = (id: string, more: object = {}, by = 'person:anna') => {
  const { version } = house.document(id, 'count');
  return house.give({ kind: 'work', act: { act: 'finish-count', finish: { id, version, ...more } } }, by);
};
const approve = (id: string, more: object = {}, by = 'person:carla') => {
  const { version } = house.document(id, 'count');
  const approval = { id, version, reason: 'looked myself', ...more };
  return house.give({ kind: 'work', act: { act: 'approve-count', approval } }, by);
};
const levels = () => [house.level('bolt', 'B1'), house.level('nut', 'N1'), house.level('washer', 'N1')];

describe('a count', () => {
  test('within the tolerance of each class is booked when it is finished', () => {
    const id = opened();
    expect(house.document(id, 'count')).toMatchObject({ id: 'CT-1', state: 'open', is_blind: true, round: 1 });
    key(id, [
      { line: 1, counted: 495 },
      { line: 2, counted: 38 },
      { location: 'N1', item: 'washer', counted: 0 },
    ]);
    expect(house.document(id, 'count').state).toBe('counting');
    expect(levels()).toEqual([500, 40, 0]);
    expect(finish(id)).toMatchObject({ ok: true });
    expect(levels()).toEqual([495, 38, 0]);
    const sheet = house.document(id, 'count');
    expect(sheet).toMatchObject({ state: 'approved', closed: { by: 'person:anna', reason: 'within the tolerance' } });
    expect(sheet.lines.map(({ booked }) => booked)).toEqual([
      { level: 500, difference: -5 },
      { level: 40, difference: -2 },
      { level: 0, difference: 0 },
    ]);
    const [, last] = house.reader.movementsAfter(2, 5);
    expect(last).toMatchObject({
      kind: 'counted',
      from: 'N1',
      to: 'count-difference',
      quantity: 2,
      why: 'nut at N1 counted by person:anna: 38, the level was 40 (CT-1, within the tolerance)',
      work: { document: 'CT-1', line: 2, reason: 'unknown' },
    });
    expect(house.verified().problems).toEqual([]);
  });

  test('beyond it is counted again by somebody else, and approved by a third', () => {
    const id = opened();
    key(id, [
      { line: 1, counted: 490 },
      { line: 2, counted: 40 },
    ]);
    expect(finish(id)).toMatchObject({ ok: false, field: 'rest', says: expect.stringContaining('lines 3 are not') });
    finish(id, { rest: 'leave' });
    expect(house.document(id, 'count')).toMatchObject({ state: 'recount', round: 2, lines: [{ again: true }, {}, {}] });
    expect(key(id, [{ line: 2, counted: 1 }])).toMatchObject({ ok: false, field: 'lines.0.line' });
    expect(key(id, [{ line: 1, counted: 490 }])).toMatchObject({
      ok: false,
      says: 'lines.0.line 1 must be counted again by somebody else',
    });
    key(id, [{ line: 1, counted: 489 }], 'person:ben');
    finish(id, {}, 'person:ben');
    expect(house.document(id, 'count').state).toBe('waiting');
    expect(levels()).toEqual([500, 40, 0]);
    expect(approve(id, {}, 'person:ben')).toMatchObject({ ok: false, field: 'id' });
    expect(approve(id, { causes: [{ line: 9, cause: 'lost' }] })).toMatchObject({ field: 'causes.0.line' });
    house.restart();
    expect(approve(id, { causes: [{ line: 1, cause: 'stolen' }] })).toMatchObject({ ok: true });
    expect(levels()).toEqual([489, 40, 0]);
    expect(house.document(id, 'count').lines[0]).toMatchObject({
      cause: 'stolen',
      booked: { level: 500, difference: -11 },
      tries: [
        { round: 1, counted: 490, by: 'person:anna', level: 500 },
        { round: 2, counted: 489, by: 'person:ben', level: 500 },
      ],
    });
    const events = house.reader.documents.documentEvents(id, 0, 20).map(({ what, by }) => `${what} ${by}`);
    expect(events).toEqual([
      'opened person:anna',
      'counted person:anna',
      'recount person:anna',
      'counted person:ben',
      'waiting person:ben',
      'approved person:carla',
    ]);
    expect(house.verified().problems).toEqual([]);
  });

  test('agreed with at the second look is booked without anybody else', () => {
    const id = opened();
    key(id, [{ line: 1, counted: 400 }]);
    finish(id, { rest: 'leave' });
    key(id, [{ line: 1, counted: 500 }], 'person:ben');
    finish(id, {}, 'person:ben');
    expect(house.document(id, 'count').state).toBe('approved');
    expect(levels()).toEqual([500, 40, 0]);
  });

  test('counted on paper at ten and keyed in later respects what moved before and since', () => {
    const id = opened();
    move('bolt', 100, 'B1', 'customer');
    const counted_ms = house.at_ms + 500;
    // 400 lie there; 7 of them nobody finds.
    move('bolt', 50, 'B1', 'customer');
    move('bolt', 30, 'supplier', 'B1');
    key(id, [{ line: 1, counted: 397, at_ms: counted_ms }]);
    move('bolt', 1, 'B1', 'customer');
    finish(id, { rest: 'leave' });
    // 397 then, less 50, more 30, less 1.
    expect(house.level('bolt', 'B1')).toBe(376);
    expect(house.document(id, 'count').lines[0]?.booked).toEqual({ level: 400, difference: -3 });
    const [difference] = house.reader.movements({ item: 'bolt', location: 'count-difference', limit: 1 });
    expect(difference).toMatchObject({ at_ms: counted_ms, quantity: 3 });
    expect(house.verified().problems).toEqual([]);
  });

  test('does not undo a later count of the same place', () => {
    const id = opened();
    key(id, [{ line: 2, counted: 39 }]);
    house.give({ kind: 'count', item: 'nut', location: 'N1', quantity: 36, reason: 'by hand' });
    finish(id, { rest: 'leave' });
    expect(house.document(id, 'count').lines[1]?.booked).toEqual({ level: 40, difference: -1 });
    expect(house.level('nut', 'N1')).toBe(36);
    expect(house.verified().problems).toEqual([]);
  });

  test('takes in what was found and nobody had on the sheet, once', () => {
    const id = opened();
    const found = { location: 'X1', item: 'gear', counted: 0 };
    expect(key(id, [{ ...found, location: 'elsewhere' }])).toMatchObject({ ok: false, field: 'lines.0.location' });
    key(id, [found]);
    expect(house.document(id, 'count').lines[3]).toMatchObject({ line: 4, item: 'gear', is_found: true, abc: 'C' });
    key(id, [{ ...found, counted: 2 }]);
    expect(house.document(id, 'count').lines).toHaveLength(4);
    expect(house.document(id, 'count').lines[3]).toMatchObject({ quantity: 2, tries: [{ counted: 2 }] });
  });

  test('of what an open sheet counts already leaves it out, and one of nothing else is refused', () => {
    opened();
    expect(house.refused({ act: 'open-count', opening: { chosen: 'x', lines } })).toBe(
      'lines: are all counted by open sheets already',
    );
    const more = [...lines, { location: 'X1', item: 'gear' }];
    const [second] = house.done({ act: 'open-count', opening: { chosen: 'x', lines: more } });
    expect(second?.lines).toMatchObject([{ line: 1, location: 'X1', item: 'gear' }]);
    expect(second?.location).toBe('X1');
  });

  test('of other lines under the same key is another command, though there are as many', () => {
    const opening = (item: string) =>
      ({ act: 'open-count', opening: { chosen: 'x', lines: [{ location: 'X1', item }] } }) as const;
    expect(house.act(opening('nut'), 'k')).toMatchObject({ ok: true, documents: ['CT-1'] });
    expect(house.act(opening('nut'), 'k')).toMatchObject({ ok: true, is_repeat: true });
    expect(house.act(opening('bolt'), 'k')).toMatchObject({ ok: false, code: 'key-used', field: 'key' });
  });

  test('given to somebody is counted by nobody else; cancelled books nothing', () => {
    const id = opened({ assignee: 'ben' });
    expect(key(id, [{ line: 1, counted: 1 }])).toMatchObject({ ok: false, says: 'id CT-1 is given to ben to count' });
    expect(key(id, [{ line: 1, counted: 1 }], 'person:ben')).toMatchObject({ ok: true });
    house.done({ act: 'assign-count', assignment: { id, version: 2, assignee: 'anna' } });
    expect(key(id, [{ line: 1, counted: 1 }])).toMatchObject({ ok: true });
    house.done({ act: 'cancel-count', cancelling: { id, version: 4, reason: 'wrong hall' } });
    expect(house.document(id, 'count')).toMatchObject({ state: 'cancelled', closed: { reason: 'wrong hall' } });
    expect(levels()).toEqual([500, 40, 0]);
    expect(key(id, [{ line: 1, counted: 1 }])).toMatchObject({ ok: false, code: 'no-such-document' });
  });

  test('is sent back by who approves, and all lines are booked in the end', () => {
    const id = opened();
    key(id, [{ line: 1, counted: 100 }]);
    finish(id, { rest: 'zero' });
    expect(house.document(id, 'count').lines.map(({ again }) => again)).toEqual([true, true, undefined]);
    key(
      id,
      [
        { line: 1, counted: 101 },
        { line: 2, counted: 40 },
      ],
      'person:ben',
    );
    finish(id, {}, 'person:ben');
    const { version } = house.document(id, 'count');
    house.done({ act: 'count-again', again: { id, version, reason: 'cannot be' } });
    expect(house.document(id, 'count')).toMatchObject({ state: 'recount', round: 3, lines: [{ again: true }, {}, {}] });
    key(id, [{ line: 1, counted: 500 }], 'person:dora');
    finish(id, {}, 'person:dora');
    expect(levels()).toEqual([500, 40, 0]);
    expect(house.document(id, 'count').state).toBe('approved');
  });

  test.each([
    [[{ line: 9, counted: 1 }], 'lines.0.line', 'lines.0.line CT-1 has no line 9'],
    [[{ line: 1, counted: -1 }], 'lines.0.counted', undefined],
    [[{ line: 1, counted: 1.5 }], 'lines.0.counted', undefined],
    [[{ counted: 1 }], 'lines.0.line', 'lines.0.line is needed, or location and item'],
    [
      [
        { line: 1, counted: 1 },
        { line: 1, counted: 2 },
      ],
      'lines.1.line',
      undefined,
    ],
    [[{ line: 1, item: 'nut', counted: 1 }], 'lines.0.item', 'lines.0.item is not that of line 1, which is bolt'],
    [[{ line: 1, counted: 1, at_ms: 9_000_000_000_000 }], 'lines.0.at_ms', 'lines.0.at_ms must not be still to come'],
    [[{ line: 1, counted: 1, at_ms: 5 }], 'lines.0.at_ms', 'lines.0.at_ms must not be before CT-1 was opened'],
  ])('keyed in as %j is refused and changes nothing', (keyed, field, says) => {
    const id = opened();
    const answer = key(id, [{ line: 2, counted: 3 }, ...keyed].slice(1));
    expect(answer).toMatchObject({ ok: false, field });
    if (says !== undefined) expect(answer).toMatchObject({ says });
    expect(house.document(id, 'count')).toMatchObject({ version: 1, state: 'open' });
  });
});

test('whatever moves before, between and after, the level is what was counted and what moved since', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ quantity: fc.integer({ min: 1, max: 9 }), isIn: fc.boolean(), when: fc.nat(3) }), {
        maxLength: 12,
      }),
      fc.integer({ min: 0, max: 60 }),
      (moves, counted) => {
        const depot = workHouse(workSiteJson);
        try {
          const give = (when: number) => {
            let sum = 0;
            for (const each of moves.filter((one) => one.when === when)) {
              const [from, to] = each.isIn ? ['supplier', 'N1'] : ['N1', 'customer'];
              depot.give({ kind: 'move', item: 'nut', quantity: each.quantity, from, to, reason: 'x' });
              sum += each.isIn ? each.quantity : -each.quantity;
            }
            return sum;
          };
          give(0);
          depot.done({ act: 'open-count', opening: { chosen: 'x', lines: [{ location: 'N1', item: 'nut' }] } });
          give(1);
          const at_ms = depot.at_ms + 1;
          const since = give(2);
          depot.done({ act: 'key-count', keying: { id: 'CT-1', lines: [{ line: 1, counted, at_ms }] } });
          const later = give(3);
          const go = () => {
            const { version } = depot.document('CT-1', 'count');
            depot.done({ act: 'finish-count', finish: { id: 'CT-1', version } });
            return depot.document('CT-1', 'count');
          };
          if (go().state === 'recount') {
            const again = { line: 1, counted, at_ms: at_ms + 1 };
            depot.done({ act: 'key-count', keying: { id: 'CT-1', lines: [again] } });
            const { version } = go();
            depot.done({ act: 'approve-count', approval: { id: 'CT-1', version, reason: 'so it is' } });
          }
          expect(depot.level('nut', 'N1')).toBe(counted + since + later);
        } finally {
          depot.clear();
        }
      },
    ),
    { numRuns: 25, seed: 7 },
  );
});

test('what was found is looked up among the lines of all sheets, none of which is walked; a sheet that is closed holds its lines no more', () => {
  const first = opened();
  const [second] = house.done({
    act: 'open-count',
    opening: { chosen: 'x', lines: [{ location: 'X1', item: 'gear' }] },
  });
  const found = { location: 'N1', item: 'nut', counted: 1 };
  const keyed = (): object => house.act({ act: 'key-count', keying: { id: second?.id ?? '', lines: [found] } });
  expect(keyed()).toMatchObject({
    ok: false,
    field: 'lines.0.item',
    says: `lines.0.item nut at N1 is counted with ${first}`,
  });
  house.restart();
  expect(keyed()).toMatchObject({ ok: false });
  house.done({ act: 'cancel-count', cancelling: { id: first, version: 1, reason: 'wrong hall' } });
  expect(keyed()).toMatchObject({ ok: true });
  expect(house.refused({ act: 'open-count', opening: { chosen: 'x', lines: [{ location: 'N1', item: 'nut' }] } })).toBe(
    'lines: are all counted by open sheets already',
  );

  let walked = 0;
  const sheets = [
    house.document(second?.id ?? '', 'count'),
    { ...house.document(second?.id ?? '', 'count'), id: 'CT-9' },
  ];
  const work = workOf({ open: sheets, numbers: [] });
  for (const sheet of sheets.slice(1)) {
    const { lines: own } = sheet;
    Object.defineProperty(sheet, 'lines', {
      get() {
        walked += 1;
        return own;
      },
    });
  }
  const index = siteIndexOf(house.site);
  const books = { levels: new Map(), levelThen: () => 0, open_from_ms: 0 };
  const around = { work, index, ...books, n: 1, at_ms: house.at_ms, by: 'person:anna' };
  const lines = [{ location: 'X1', item: 'nut', counted: 1 }];
  expect(keyIn(new Desk(around), { id: second?.id ?? '', lines })).toBeUndefined();
  expect(walked).toBe(0);
});

test('why a level is what it is shows what was keyed in of its count to who may see it', () => {
  const id = opened();
  key(id, [{ line: 2, counted: 39 }]);
  finish(id, { rest: 'leave' });
  const why = whyOfLedger({
    reader: house.reader,
    site: () => house.site,
    now_ms: () => house.at_ms,
    explain: (n) => explain(house.reader, house.site, n),
  });
  const readings = (maySee: (row_is: string) => boolean) => {
    const told = why({ item: 'nut', location: 'N1', maySee });
    return told.ok ? told.answer.places[0]?.anchor.readings : told;
  };
  expect(readings(() => true)).toMatchObject([{ kept: true, text: expect.stringContaining('finish-count') }]);
  expect(readings((row_is) => row_is !== 'finish-count')).toMatchObject([
    { kept: false, says: 'what was keyed in is not for you to see' },
  ]);
});
