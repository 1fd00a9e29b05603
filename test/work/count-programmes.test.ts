/** Goal: programmes open sheets of what is due, up to a day's work and never of a place that is being counted; and tell how right the ledger was. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../../gateway/base/log.ts';
import { CountDesk } from '../../gateway/count-desk.ts';
import { CountSheets } from '../../gateway/count-sheets.ts';
import { noPlans } from '../live/gateway.ts';
import { HandClock } from '../live/hand-clock.ts';
import { opening_ms, type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const tight = { A: 0, B: 0, C: 0 };
const common = { assignees: [], is_nightly: true };
const json = {
  ...workSiteJson,
  work: {
    ...workSiteJson.work,
    counting: {
      programmes: [
        { ...common, id: 'all', name: 'By class', by: 'class', lines_per_day: 4, assignees: ['ana', 'ben'] },
        {
          ...common,
          id: 'low',
          name: 'Empty',
          by: 'empty',
          lines_per_day: 9,
          is_nightly: false,
          tolerance_permille: tight,
        },
      ],
    },
  },
};

let house: WorkHouse;
let clock: HandClock;
let desk: CountDesk;
beforeEach(() => {
  house = workHouse(json);
  for (const [item, to, quantity] of [
    ['bolt', 'B1', 500],
    ['nut', 'N1', 40],
    ['gear', 'X1', 3],
  ] as const)
    house.give({ kind: 'move', item, quantity, from: 'supplier', to, reason: 'begin' });
  clock = new HandClock(opening_ms + 3_600_000);
  house.at_ms = clock.now_ms();
  desk = new CountDesk({
    reader: house.reader,
    intake: {
      command: (by, command) => {
        house.at_ms = Math.max(house.at_ms, clock.now_ms());
        if (command.kind !== 'work') throw new Error('programmes open sheets and nothing else');
        return Promise.resolve(house.give(command, by));
      },
    },
    plans: noPlans,
    siteFile: { current: house.site },
    clock,
    log: silentLog,
  });
});
afterEach(async () => {
  await desk.close();
  house.clear();
});

const sheets = () =>
  house.reader.documents
    .documents({ kinds: ['count'], limit: 20 })
    .flatMap(({ document }) => (document.kind === 'count' ? [document] : []))
    .reverse()
    .map(({ id, programme, assignee, due_day, lines }) => [
      id,
      programme,
      assignee,
      due_day,
      lines.map(({ location, item }) => `${location} ${item}`).join(', '),
    ]);

test('a day has room for so many lines, shared out among those who count, along the walk', async () => {
  const [told] = (await desk.tell('all', 2)) ?? [];
  expect(told).toMatchObject({ id: 'all', due: 5, opened_today: 0, lines: [{ why: 'never counted' }, {}] });
  expect(await desk.open('all', 'person:carla')).toEqual({
    ok: true,
    opened: { sheets: ['CT-1', 'CT-2'], lines: 4, left: 1 },
  });
  expect(sheets()).toEqual([
    ['CT-1', 'all', 'ana', '2026-11-23', 'B1 bolt, B2 bolt'],
    ['CT-2', 'all', 'ben', '2026-11-23', 'N1 nut, N1 washer'],
  ]);
  // The day is full; what is on a sheet is not due again.
  expect(await desk.open('all', 'person:carla')).toEqual({ ok: true, opened: { sheets: [], lines: 0, left: 1 } });
  expect(await desk.tell('all', 9)).toMatchObject([
    { due: 1, opened_today: 4, open_sheets: ['CT-2', 'CT-1'], lines: [{ item: 'gear', location: 'X1' }] },
  ]);
  expect(await desk.open('nothing', 'person:carla')).toMatchObject({ ok: false, code: 'no-such-programme' });
});

test('every night sheets are opened by themselves, once, by programmes that are for the night', async () => {
  // The gateway was not there at a quarter past midnight: it makes up for it.
  clock.pass(900_000);
  await desk.openAll();
  const opened = () => sheets().map(([id, programme, assignee, day]) => [id, programme, assignee, day]);
  const today = [
    ['CT-1', 'all', 'ana', '2026-11-23'],
    ['CT-2', 'all', 'ben', '2026-11-23'],
  ];
  expect(opened()).toEqual(today);
  clock.pass(Date.parse('2026-11-23T23:15:00Z') - clock.now_ms());
  await desk.openAll();
  expect(opened()).toEqual([...today, ['CT-3', 'all', 'ana', '2026-11-24']]);
  expect(desk.facts()).toMatchObject([
    { kind: 'sheet', id: 'CT-3', due_day: '2026-11-24', lines: 1, programme: 'all' },
    { kind: 'sheet', id: 'CT-2' },
    { kind: 'sheet', id: 'CT-1' },
    { kind: 'programme', id: 'all', left: 0 },
    { kind: 'programme', id: 'low', left: 0 },
  ]);
});

test('what is empty is counted, with the tolerance of its programme, and its accuracy and causes are told', async () => {
  house.give({ kind: 'move', item: 'gear', quantity: 3, from: 'X1', to: 'production', reason: 'x' });
  house.give({ kind: 'move', item: 'nut', quantity: 40, from: 'N1', to: 'production', reason: 'x' });
  clock.pass(10_000);
  // The gear has no place of its own at X1: nothing lies there, and nothing belongs there.
  expect(await desk.open('low', 'person:carla')).toMatchObject({ opened: { sheets: ['CT-1'], lines: 1, left: 0 } });
  expect(sheets()).toEqual([['CT-1', 'low', undefined, '2026-11-23', 'N1 nut']]);
  house.done({ act: 'key-count', keying: { id: 'CT-1', lines: [{ line: 1, counted: 2 }] } });
  house.done({ act: 'finish-count', finish: { id: 'CT-1', version: 2 } });
  house.done({ act: 'key-count', keying: { id: 'CT-1', lines: [{ line: 1, counted: 2 }] } });
  house.done({ act: 'finish-count', finish: { id: 'CT-1', version: 4 } });
  const causes = [{ line: 1, cause: 'booked-wrong' }] as const;
  house.done({ act: 'approve-count', approval: { id: 'CT-1', version: 5, reason: 'so it is', causes } });
  const [told] = (await desk.tell('low', 9)) ?? [];
  expect(told?.counted).toMatchObject({
    sheets: 1,
    lines: 1,
    agreeing: 0,
    accuracy: 0,
    net: 2,
    absolute: 2,
    by_class: { A: { lines: 0 }, C: { lines: 1, agreeing: 0 } },
    by_cause: [{ cause: 'booked-wrong', lines: 1, missing: 0, found: 2 }],
  });
  // Counted and not moved since: it is not due any more.
  expect(told?.due).toBe(0);
  expect(house.verified().problems).toEqual([]);
});

test('a sheet is read once a version, however often programmes are looked at', async () => {
  await desk.open('all', 'person:carla');
  const { documents } = house.reader;
  const read: string[] = [];
  const kept = new CountSheets({
    ...documents,
    document(id) {
      read.push(id);
      return documents.document(id);
    },
  });
  const look = () => [kept.open().map(({ id, lines }) => `${id} ${lines}`), kept.approved().map(({ id }) => id)];
  expect(look()).toEqual([['CT-2 2', 'CT-1 2'], []]);
  look();
  expect(read).toEqual(['CT-2', 'CT-1']);
  const lines = [
    { line: 1, counted: 500 },
    { line: 2, counted: 0 },
  ];
  house.give({ kind: 'work', act: { act: 'key-count', keying: { id: 'CT-1', lines } } }, 'person:ana');
  house.give({ kind: 'work', act: { act: 'finish-count', finish: { id: 'CT-1', version: 2 } } }, 'person:ana');
  look();
  expect(look()).toEqual([['CT-2 2'], ['CT-1']]);
  expect(kept.approved()[0]?.booked).toEqual([
    { abc: 'C', level: 500, difference: 0, cause: 'unknown' },
    { abc: 'C', level: 0, difference: 0, cause: 'unknown' },
  ]);
  expect(read).toEqual(['CT-2', 'CT-1', 'CT-1']);
});
