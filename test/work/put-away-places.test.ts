/** Goal: goods are proposed a place that may hold them and has room; people are told, or refused, what does not fit, and sensors never. */
import { afterEach, expect, test } from 'vitest';
import { usualAlerts } from '../../gateway/stock/alert-settings.ts';
import { loadOf, overloadsOf, roomFor } from '../../gateway/stock/capacity.ts';
import { siteIndexOf } from '../../gateway/stock/site-index.ts';
import { findingsOf } from '../../gateway/work/alert-findings.ts';
import { Desk } from '../../gateway/work/desk.ts';
import { PutAwayPlaces } from '../../gateway/work/put-away-place.ts';
import { workOf } from '../../gateway/work/work.ts';
import { siteFrom, type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const json = {
  ...workSiteJson,
  items: [
    { id: 'bolt', unit_mass_mg: 20_000, unit_volume_mm3: 3_000 },
    { id: 'nut' },
    { id: 'washer' },
    { id: 'fish', storage_class: 'cold' },
  ],
  locations: [
    { id: 'dock', kind: 'zone' },
    { id: 'cage', kind: 'zone' },
    { id: 'B1', kind: 'bin', item: 'bolt', capacity: { pieces: 60 } },
    { id: 'X1', kind: 'shelf', capacity: { classes: ['dry'] } },
    { id: 'X2', kind: 'shelf', capacity: { mass_mg: 2_000_000, is_single_item: true, is_hard: true } },
    { id: 'F1', kind: 'shelf', capacity: { classes: ['cold'], pieces: 5, is_hard: true } },
  ],
  work: { receiving: 'dock', quarantine: 'cage', put_away: ['fixed', 'same-item', 'empty'] },
};

let house: WorkHouse | undefined;
afterEach(() => {
  house?.clear();
  house = undefined;
});

const open = (site: unknown = json) => {
  house = workHouse(site);
  return house;
};

test('a load, its room and what it breaks are plain sums; what nobody knows the mass of counts none', () => {
  const index = siteIndexOf(siteFrom(json));
  const [place] = index.site.locations.filter(({ id }) => id === 'X2');
  if (place === undefined) throw new Error('X2');
  const load = loadOf(index, [
    ['bolt', 99],
    ['nut', 7],
    ['fish', -3],
  ]);
  expect(load).toEqual({
    pieces: 106,
    mass_mg: 1_980_000,
    volume_mm3: 297_000,
    items: ['bolt', 'nut'],
    massless: ['nut'],
    sizeless: ['nut'],
  });
  expect(overloadsOf(index, place, load).map(({ says }) => says)).toEqual(['holds one item at a time, not bolt, nut']);
  expect(overloadsOf(index, place, loadOf(index, [['bolt', 101]])).map(({ says }) => says)).toEqual([
    'holds 2 kg at most, not 2.02 kg',
  ]);
  expect([
    roomFor(index, place, loadOf(index, [['bolt', 99]]), 'bolt'),
    roomFor(index, place, loadOf(index, [['bolt', 99]]), 'nut'),
    roomFor(index, place, loadOf(index, []), 'nut'),
  ]).toEqual([1, 0, Number.POSITIVE_INFINITY]);
});

test('what does not fit in one place is proposed the next one: its own bin, where it lies, an empty one that may hold it', () => {
  const { done, document } = open();
  const lines = [
    { item: 'bolt', quantity: 100 },
    { item: 'fish', quantity: 7 },
    { item: 'nut', quantity: 3 },
  ];
  done({ act: 'open-put-away', opening: { from: 'dock', lines } });
  expect(document('PA-1', 'put-away').lines).toEqual([
    { line: 1, item: 'bolt', quantity: 60, to: 'B1', done: 0 },
    { line: 2, item: 'bolt', quantity: 40, to: 'X1', done: 0 },
    { line: 3, item: 'fish', quantity: 5, to: 'F1', done: 0 },
    { line: 4, item: 'fish', quantity: 2, to: 'X2', done: 0 },
    { line: 5, item: 'nut', quantity: 3, done: 0 },
  ]);
});

test('without a rule for empty places nothing is proposed for what lies nowhere, as before', () => {
  const { done, document } = open({ ...json, work: { receiving: 'dock' } });
  done({ act: 'open-put-away', opening: { from: 'dock', lines: [{ item: 'nut', quantity: 3 }] } });
  expect(document('PA-1', 'put-away').lines).toEqual([{ line: 1, item: 'nut', quantity: 3, done: 0 }]);
});

test('nothing is proposed to where goods are taken in, kept apart, gathered or worked on, though they lie there or it is empty', () => {
  const { done, document, give } = open({
    ...json,
    items: [{ id: 'bolt' }, { id: 'nut' }],
    locations: [
      ...['dock', 'cage', 'stage'].map((id) => ({ id, kind: 'shelf' })),
      { id: 'line', kind: 'wip' },
      { id: 'side', kind: 'zone' },
      { id: 'X1', kind: 'shelf' },
    ],
    work: { receiving: 'dock', quarantine: 'cage', staging: 'stage', wip: 'line', put_away: ['same-item', 'empty'] },
  });
  give({ kind: 'move', item: 'bolt', quantity: 5, from: 'supplier', to: 'cage', reason: '' });
  const lines = [
    { item: 'bolt', quantity: 3 },
    { item: 'nut', quantity: 1 },
  ];
  done({ act: 'open-put-away', opening: { from: 'side', lines } });
  expect(document('PA-1', 'put-away').lines).toEqual([
    { line: 1, item: 'bolt', quantity: 3, to: 'X1', done: 0 },
    { line: 2, item: 'nut', quantity: 1, done: 0 },
  ]);
});

test('a delivery of five hundred lines is proposed its places among ten thousand as one of a few is: they are looked through once', () => {
  const items = Array.from({ length: 500 }, (_, i) => ({ id: `item-${i}` }));
  const locations = Array.from({ length: 10_000 }, (_, i) => ({ id: `bin-${i}`, kind: 'bin' as const, codes: [] }));
  const index = siteIndexOf(siteFrom({ ...json, items, locations, work: { put_away: ['same-item', 'empty'] } }));
  let looks = 0;
  const desk = new Desk({
    index,
    work: workOf(),
    levels: new Map(),
    levelThen: () => 0,
    open_from_ms: 0,
    n: 1,
    at_ms: 0,
    by: 'person:anna',
  });
  const levelsAt = desk.levelsAt.bind(desk);
  desk.levelsAt = (location) => {
    looks += 1;
    return levelsAt(location);
  };
  const places = new PutAwayPlaces(desk, 'dock');
  expect(items.map(({ id }) => places.propose(id, 7)[0]?.to)).toEqual(items.map((_, i) => `bin-${i}`));
  expect(looks).toBe(10_500);
});

test('beyond a hard capacity what people do is refused and changes nothing; beyond a soft one it is noted', () => {
  const it = open();
  const move = (item: string, quantity: number, to: string) =>
    it.give({ kind: 'move', item, quantity, from: 'supplier', to, reason: '' });
  expect(move('fish', 6, 'F1')).toMatchObject({
    ok: false,
    code: 'no-room',
    field: 'to',
    says: 'F1 holds 5 pieces at most, not 6 pieces',
  });
  expect(it.level('fish', 'F1')).toBe(0);
  expect(move('bolt', 61, 'B1')).toMatchObject({
    ok: true,
    notes: ['B1 holds 60 pieces at most, not 61 pieces.'],
  });
  move('bolt', 9, 'dock');
  move('nut', 1, 'X2');
  it.done({ act: 'open-put-away', opening: { from: 'dock', lines: [{ item: 'bolt', quantity: 9, to: 'X2' }] } });
  expect(it.refused({ act: 'put-away', putting: { id: 'PA-1', lines: [{ line: 1, quantity: 9 }] } })).toBe(
    'to: X2 is full: X2 holds one item at a time, not bolt, nut',
  );
  expect([it.level('bolt', 'X2'), it.document('PA-1', 'put-away').state]).toEqual([0, 'open']);
  it.done({ act: 'put-away', putting: { id: 'PA-1', lines: [{ line: 1, quantity: 9, to: 'X1' }] } });
  expect(it.verified().problems).toEqual([]);
});

test('what lies beyond a hard capacity already keeps nothing out that does not add to it', () => {
  const it = open({
    ...json,
    items: [...json.items, { id: 'acid', storage_class: 'hazardous' }],
  });
  const move = (item: string, quantity: number, to: string) =>
    it.give({ kind: 'move', item, quantity, from: 'supplier', to, reason: '' });
  // What is counted is there.
  it.give({ kind: 'count', item: 'acid', location: 'F1', quantity: 1, reason: '' });
  expect(it.level('acid', 'F1')).toBe(1);
  expect(move('fish', 4, 'F1')).toMatchObject({ ok: true });
  expect(move('acid', 1, 'F1')).toMatchObject({ ok: false, field: 'to' });
  expect(move('fish', 1, 'F1')).toMatchObject({ ok: false, says: 'F1 holds 5 pieces at most, not 6 pieces' });
});

test('what lies beyond a capacity, or where it may not, is a finding, whoever booked it', () => {
  const site = siteFrom(json);
  const levels = new Map([
    ['B1', new Map([['bolt', 70]])],
    ['X1', new Map([['fish', 1]])],
    ['F1', new Map([['fish', 5]])],
  ]);
  const facts = { site, levels, questions: [], links: new Map(), advice: [], sync: [] };
  expect(findingsOf(facts, usualAlerts, 0).filter(({ key }) => key.endsWith('/capacity'))).toEqual([
    {
      key: 'excess/B1/capacity',
      kind: 'excess',
      state: 'on',
      location: 'B1',
      says: 'B1 holds 60 pieces at most, not 70 pieces.',
    },
    {
      key: 'excess/X1/capacity',
      kind: 'excess',
      state: 'on',
      location: 'X1',
      says: 'X1 is not for cold goods, as fish is.',
    },
  ]);
});
