/** Goal: a count sheet is worked on by scanning alone, blindly: place, items, quantities, none; the scanner hears what is left. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { say } from '../intake/small-warehouse.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const json = {
  ...workSiteJson,
  items: [
    { id: 'bolt', codes: ['B-8'] },
    { id: 'nut', codes: ['N-8'] },
    { id: 'washer', codes: ['W-8'] },
    { id: 'gear', codes: ['G-1'] },
  ],
  connections: [{ id: 'gun', wire: { kind: 'mqtt' } }],
  devices: [{ id: 'gun', driver: 'native', scanner: {} }],
  rules: { scan: { duplicate_ms: 0, idle_ms: 60_000 } },
};

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
  for (const [item, to, quantity] of [
    ['bolt', 'B1', 30],
    ['nut', 'N1', 40],
  ] as const)
    house.give({ kind: 'move', item, quantity, from: 'supplier', to, reason: 'begin' });
  house.done({
    act: 'open-count',
    opening: {
      chosen: 'list',
      lines: [
        { location: 'B1', item: 'bolt' },
        { location: 'N1', item: 'nut' },
        { location: 'N1', item: 'washer' },
      ],
    },
  });
});
afterEach(() => house.clear());

function scans(...codes: readonly string[]): string[] {
  const told: string[] = [];
  for (const code of codes) {
    house.at_ms += 1_000;
    told.push(...house.offer(say(house.at_ms, 'gun', { scan: { code } })));
  }
  house.at_ms += 7_000;
  told.push(...house.idle());
  return told;
}
const levels = () => [house.level('bolt', 'B1'), house.level('nut', 'N1'), house.level('washer', 'N1')];

test('piece by piece, by quantity and none; within the tolerance FINISH books it', () => {
  expect(scans('TG-CMD.TASK.CT-1')).toEqual(['mode count CT-1: 3 lines to count, scan the place, then the items']);
  const first = scans('TG-LOC.B1', 'B-8', 'TG-CMD.QTY.28', 'B-8');
  expect(first.at(-1)).toBe('ok count CT-1: 2 lines to count, scan the place, then the items');
  expect(first.join(' ')).not.toContain('30');
  expect(house.document('CT-1', 'count').lines[0]).toMatchObject({
    quantity: 29,
    tries: [{ round: 1, counted: 29, by: 'scanner:gun', level: 30 }],
  });
  expect(scans('TG-CMD.FINISH')).toEqual([
    'error not booked: line 2 is not counted: nut at N1; QTY.0 after the item where none lies there',
  ]);
  scans('TG-LOC.N1', 'N-8', 'TG-CMD.QTY.40');
  expect(scans('W-8', 'TG-CMD.QTY.0').at(-1)).toBe(
    'ok count CT-1: 0 lines to count, scan the place, then the items; FINISH ends it',
  );
  expect(levels()).toEqual([30, 40, 0]);
  expect(scans('TG-CMD.FINISH')).toEqual(['ok CT-1 is done']);
  expect(levels()).toEqual([29, 40, 0]);
  expect(house.verified().problems).toEqual([]);
});

test('what was scanned wrongly is begun anew with none, and what is not on the sheet is added', () => {
  scans('TG-CMD.TASK.CT-1', 'TG-LOC.B1', 'B-8', 'TG-CMD.QTY.300');
  scans('B-8', 'TG-CMD.QTY.0', 'B-8', 'TG-CMD.QTY.30', 'G-1');
  expect(
    house.document('CT-1', 'count').lines.map(({ item, location, quantity }) => [item, location, quantity]),
  ).toEqual([
    ['bolt', 'B1', 30],
    ['nut', 'N1', 0],
    ['washer', 'N1', 0],
    ['gear', 'B1', 1],
  ]);
});

test('what differs too much is counted again, and then waits', () => {
  scans('TG-CMD.TASK.CT-1', 'TG-LOC.B1', 'B-8', 'TG-CMD.QTY.10');
  scans('TG-LOC.N1', 'N-8', 'TG-CMD.QTY.40', 'W-8', 'TG-CMD.QTY.0');
  expect(scans('TG-CMD.FINISH')).toEqual(['ok count CT-1: 1 line to count again, scan the place, then the items']);
  expect(scans('TG-LOC.N1', 'N-8').at(-1)).toBe('error not booked: line 2 is not to be counted again');
  scans('TG-LOC.B1', 'B-8', 'TG-CMD.QTY.10');
  expect(scans('TG-CMD.FINISH')).toEqual(['ok count CT-1 waits to be approved']);
  expect(levels()).toEqual([30, 40, 0]);
});

test('a sheet that is given to somebody is not counted by a scanner that anybody may hold', () => {
  house.done({ act: 'assign-count', assignment: { id: 'CT-1', version: 1, assignee: 'ben' } });
  expect(scans('TG-CMD.TASK.CT-1', 'TG-LOC.B1', 'B-8').at(-1)).toBe(
    'error not booked: id CT-1 is given to ben to count',
  );
  house.done({ act: 'assign-count', assignment: { id: 'CT-1', version: 2, assignee: 'scanner:gun' } });
  expect(scans('TG-LOC.B1', 'B-8').at(-1)).toBe('ok count CT-1: 2 lines to count, scan the place, then the items');
});
