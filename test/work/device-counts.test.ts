/**
 * Goal: sweeps and scales fill a count sheet, and are as careful as a person: one sweep is no proof that something is gone, the next shelf
 * is overheard, pieces without tags are counted by hand, and what a scale is not sure of, too.
 */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { encodeEpc } from '../../devices/rfid/epc-encode.ts';
import { sgtinOf } from '../../devices/rfid/epc-keys.ts';
import { restoreSweeps, type Sweeps, saveSweeps } from '../../gateway/interpretation/sweep.ts';
import { say } from '../intake/small-warehouse.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const json = {
  ...workSiteJson,
  items: [
    { id: 'shirt', gtins: ['9521141000014'], codes: ['SH-1'] },
    { id: 'nut', unit_mass_mg: 20_000 },
    { id: 'coat', gtins: ['9521141000021'] },
  ],
  locations: [
    ...['S1', 'S2', 'S3'].map((id) => ({ id, kind: 'shelf' })),
    { id: 'N1', kind: 'bin', item: 'nut' },
    { id: 'N2', kind: 'bin', item: 'nut' },
    { id: 'dock', kind: 'zone' },
    { id: 'cage', kind: 'zone' },
  ],
  connections: ['sled', 'reader', 'node'].map((id) => ({ id, wire: { kind: 'mqtt' } })),
  devices: [
    { id: 'sled', driver: 'native', scanner: {} },
    {
      id: 'reader',
      driver: 'native',
      antennas: [
        { antenna: 1, role: 'shelf', location: 'S1' },
        { antenna: 2, role: 'shelf', location: 'S2' },
      ],
    },
    {
      id: 'node',
      driver: 'native',
      channels: [
        { channel: '1', location: 'N1', empty_mass_mg: 300_000 },
        { channel: '2', location: 'N2' },
      ],
    },
  ],
  rules: { scan: { duplicate_ms: 0, idle_ms: 60_000 } },
};

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
});
afterEach(() => house.clear());

function shirt(serial: number, gtin = '09521141000014'): string {
  const key = sgtinOf({ gtin, prefix_digits: 7, serial: String(serial), filter: 1 });
  const encoded = key.ok ? encodeEpc(key.value) : key;
  if (!encoded.ok) throw new Error('no tag');
  return encoded.value;
}
const shirts = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => shirt(from + i));

function sweeps(device: string, epcs: readonly string[], more: object = {}): void {
  for (const epc of epcs) {
    house.at_ms += 20;
    house.offer(say(house.at_ms, device, { tags: [{ epc, rssi: -50, count: 1, ...more }] }));
  }
}
const say_scan = (code: string) => {
  house.at_ms += 1_000;
  return house.offer(say(house.at_ms, 'sled', { scan: { code } }));
};
/** What lies at a place becomes known by a count of the handheld. */
function countIn(location: string, epcs: readonly string[]): void {
  say_scan('TG-CMD.COUNT');
  say_scan(`TG-LOC.${location}`);
  sweeps('sled', epcs);
  say_scan('TG-CMD.DONE');
}
function opened(lines: readonly { location: string; item: string }[]): void {
  house.done({ act: 'open-count', opening: { chosen: 'list', lines } });
}
const begin = (more: object = {}) => house.done({ act: 'begin-sweep', begin: { id: 'CT-1', device: 'sled', ...more } });
function end(): readonly string[] {
  const answer = house.act({ act: 'end-sweep', end: { id: 'CT-1' } });
  if (!answer.ok) throw new Error(answer.says);
  return answer.notes ?? [];
}
function pass(epcs: readonly string[], more: object = {}): readonly string[] {
  begin(more);
  sweeps('sled', epcs);
  return end();
}
const sheet = () => house.document('CT-1', 'count');
const finish = () => house.act({ act: 'finish-count', finish: { id: 'CT-1', version: sheet().version } });

describe('a sweep', () => {
  beforeEach(() => countIn('S1', shirts(1, 8)));

  test('that hears all that should be there counts it at once', () => {
    expect(house.level('shirt', 'S1')).toBe(8);
    opened([{ location: 'S1', item: 'shirt' }]);
    expect(pass(shirts(1, 8))).toEqual(['Sweep 1: 8 tags heard, 1 line counted.']);
    expect(sheet().lines[0]).toMatchObject({
      quantity: 8,
      tries: [
        {
          round: 1,
          counted: 8,
          source: 'rfid-sweep',
          by: 'person:anna',
          permille: 990,
          sweep: { passes: [1], tags: 8, unseen: 0, unexpected: 0, missed_permille: 500, is_sure: true },
        },
      ],
    });
    expect(finish()).toMatchObject({ ok: true });
    expect(house.level('shirt', 'S1')).toBe(8);
    expect(house.verified().problems).toEqual([]);
  });

  test('that misses a tag proves nothing alone: a second one finds it', () => {
    opened([{ location: 'S1', item: 'shirt' }]);
    expect(pass(shirts(1, 7))).toEqual([
      'Sweep 1: 7 tags heard, 1 line counted.',
      'Of 1 a tag may have been missed: sweep again, or count them by hand.',
    ]);
    expect(sheet().lines[0]?.tries[0]?.sweep).toMatchObject({ unseen: 1, unseen_tags: [shirt(8)], is_sure: false });
    expect(finish()).toMatchObject({
      ok: false,
      field: 'lines',
      says: 'lines 1 were swept, and a tag of them may have been missed: sweep again, or count them by hand',
    });
    pass(shirts(2, 8));
    expect(sheet().sweeps).toMatchObject([{ tags: 7 }, { tags: 7, estimated: { tags: 8.1, sd: 0.4 } }]);
    expect(finish()).toMatchObject({ ok: true });
    expect(sheet()).toMatchObject({ state: 'approved', lines: [{ booked: { level: 8, difference: 0 } }] });
  });

  test('twice without a tag tells it missing: counted again beyond the tolerance, approved, booked with its source and readings', () => {
    opened([{ location: 'S1', item: 'shirt' }]);
    for (let i = 0; i < 2; i += 1) pass(shirts(1, 7));
    // 1 − 8/9 for each of both passes.
    expect(sheet().lines[0]?.tries[0]).toMatchObject({
      permille: 978,
      sweep: { passes: [1, 2], unseen: 1, missed_permille: 12, is_sure: true },
    });
    expect(finish()).toMatchObject({ ok: true });
    expect(sheet()).toMatchObject({ state: 'recount', round: 2 });
    for (let i = 0; i < 2; i += 1) pass(shirts(1, 7));
    expect(sheet().lines[0]?.tries[1]?.sweep?.passes).toEqual([3, 4]);
    finish();
    expect(sheet().state).toBe('waiting');
    house.done({
      act: 'approve-count',
      approval: { id: 'CT-1', version: sheet().version, reason: 'so it is', causes: [{ line: 1, cause: 'stolen' }] },
    });
    expect(house.level('shirt', 'S1')).toBe(7);
    const last = house.reader.movementsAfter(0, 100).at(-1);
    expect(last).toMatchObject({
      kind: 'counted',
      quantity: 1,
      from: 'S1',
      to: 'count-difference',
      confidence_permille: 978,
      why: 'shirt at S1 counted by person:anna by the tags that a sweep heard: 7, the level was 8 (CT-1, so it is)',
      work: { document: 'CT-1', line: 1, reason: 'stolen', source: 'rfid-sweep' },
    });
    expect(last?.evidence.map(({ device }) => device)).toEqual(['person:anna', ...Array(7).fill('sled')]);
    // What is not there any more is expected no longer.
    house.done({ act: 'open-count', opening: { chosen: 'list', lines: [{ location: 'S1', item: 'shirt' }] } });
    house.done({ act: 'begin-sweep', begin: { id: 'CT-2', device: 'sled' } });
    sweeps('sled', shirts(1, 7));
    house.done({ act: 'end-sweep', end: { id: 'CT-2' } });
    expect(house.document('CT-2', 'count').lines[0]?.tries[0]?.sweep).toMatchObject({ unseen: 0, is_sure: true });
    expect(house.verified().problems).toEqual([]);
  });

  test('names what it did not expect: a stray from a shelf that was not swept, a tag that nobody knows, and one that is new', () => {
    countIn('S2', [shirt(20)]);
    opened([{ location: 'S1', item: 'shirt' }]);
    pass([...shirts(1, 8), shirt(20), shirt(30), 'E2801160600002054C5B1A85']);
    expect(sheet().lines[0]).toMatchObject({
      quantity: 9,
      tries: [{ sweep: { tags: 9, unexpected: 1, unexpected_tags: [{ epc: shirt(30) }] } }],
    });
    expect(sheet().sweeps?.[0]).toMatchObject({
      tags: 11,
      strange: 2,
      strange_tags: [
        { epc: shirt(20), what: 'elsewhere', item: 'shirt', thought: 'S2' },
        { epc: 'E2801160600002054C5B1A85', what: 'unknown' },
      ],
    });
  });

  test('of both places moves what was misplaced, and loses nothing', () => {
    countIn('S2', shirts(20, 23));
    opened([
      { location: 'S1', item: 'shirt' },
      { location: 'S2', item: 'shirt' },
    ]);
    for (let i = 0; i < 2; i += 1) {
      pass([...shirts(1, 8), shirt(20)], { locations: ['S1'] });
      pass(shirts(21, 23), { locations: ['S2'] });
    }
    expect(sheet().lines.map(({ quantity }) => quantity)).toEqual([9, 3]);
    finish();
    expect(sheet().state).toBe('recount');
    for (let i = 0; i < 2; i += 1) {
      pass([...shirts(1, 8), shirt(20)], { locations: ['S1'] });
      pass(shirts(21, 23), { locations: ['S2'] });
    }
    finish();
    house.done({ act: 'approve-count', approval: { id: 'CT-1', version: sheet().version, reason: 'looked' } });
    expect([house.level('shirt', 'S1'), house.level('shirt', 'S2'), house.level('shirt', 'count-difference')]).toEqual([
      9, 3, -12,
    ]);
    expect(sheet().lines.map(({ booked }) => booked)).toEqual([
      { level: 9, difference: 0 },
      { level: 3, difference: 0 },
    ]);
    expect(house.reader.movementsAfter(0, 100).at(-1)).toMatchObject({
      kind: 'moved',
      quantity: 1,
      from: 'S2',
      to: 'S1',
      work: { document: 'CT-1', line: 1, source: 'rfid-sweep' },
    });
    expect(house.verified().problems).toEqual([]);
  });

  test('of the next round says where a tag is heard then, however loud it was elsewhere in the round before', () => {
    countIn('S2', shirts(20, 27));
    opened([
      { location: 'S1', item: 'shirt' },
      { location: 'S2', item: 'shirt' },
    ]);
    const round = (first: readonly string[], second: readonly string[], rssi: number) => {
      for (let i = 0; i < 2; i += 1) {
        for (const [at, epcs] of [['S1', first] as const, ['S2', second] as const]) {
          begin({ locations: [at] });
          sweeps('sled', epcs, { rssi });
          end();
        }
      }
    };
    round(shirts(1, 7), shirts(20, 26), -40);
    finish();
    expect(sheet().lines.map(({ quantity, again }) => [quantity, again])).toEqual([
      [7, true],
      [7, true],
    ]);
    house.restart();
    // Somebody tidied up: shirt 1 lies at S2 by now, and is heard there as softly as the others.
    round(shirts(2, 7), [...shirts(20, 27), shirt(1)], -70);
    expect(sheet().lines.map(({ quantity }) => quantity)).toEqual([6, 9]);
    finish();
    expect(sheet().state).toBe('waiting');
    expect(house.verified().problems).toEqual([]);
  });

  test('of two neighbours, one after the other, counts a tag that both hear once: where it is heard best', () => {
    countIn('S2', shirts(20, 27));
    opened([
      { location: 'S1', item: 'shirt' },
      { location: 'S2', item: 'shirt' },
    ]);
    begin({ locations: ['S1'] });
    sweeps('sled', shirts(1, 8));
    // The next shelf is overheard: of a new tag and of one that belongs here nobody knows it yet.
    sweeps('sled', [shirt(8), shirt(30)], { rssi: -75 });
    end();
    expect(sheet().lines.map(({ quantity }) => quantity)).toEqual([9, 0]);
    begin({ locations: ['S2'] });
    sweeps('sled', [...shirts(20, 27), shirt(8), shirt(30)], { rssi: -40 });
    end();
    expect(sheet().lines.map(({ quantity, tries }) => [quantity, tries[0]?.sweep?.unexpected])).toEqual([
      [7, 0],
      [10, 2],
    ]);
    expect(house.verified().problems).toEqual([]);
  });

  test('knows that what was moved since an earlier pass does not lie there any more', () => {
    countIn('S2', shirts(20, 27));
    opened([
      { location: 'S1', item: 'shirt' },
      { location: 'S2', item: 'shirt' },
    ]);
    pass(shirts(1, 8), { locations: ['S1'] });
    pass(shirts(20, 27), { locations: ['S2'] });
    countIn('S2', [...shirts(20, 27), shirt(8)]);
    expect([house.level('shirt', 'S1'), house.level('shirt', 'S2')]).toEqual([7, 9]);
    pass(shirts(1, 7), { locations: ['S1'] });
    pass([...shirts(20, 27), shirt(8)], { locations: ['S2'] });
    expect(sheet().lines.map(({ quantity, tries }) => [quantity, tries[0]?.sweep?.unseen])).toEqual([
      [7, 0],
      [9, 0],
    ]);
    // It is heard louder where the ledger does not have it: it was carried back.
    pass([...shirts(1, 7), shirt(8)], { locations: ['S1'] });
    expect(sheet().lines.map(({ quantity }) => quantity)).toEqual([7, 9]);
    begin({ locations: ['S1'] });
    sweeps('sled', [...shirts(1, 7), shirt(8)], { rssi: -30 });
    end();
    expect(sheet().lines.map(({ quantity }) => quantity)).toEqual([8, 8]);
    // What leaves between two passes was there at the first one, and is not there at the second.
    countIn('S3', [shirt(1), shirt(20)]);
    pass(shirts(2, 8), { locations: ['S1'] });
    expect(sheet().lines.map(({ quantity }) => quantity)).toEqual([7, 8]);
    expect(house.verified().problems).toEqual([]);
  });

  test('knows nothing of what came and went while its sheet waited', () => {
    countIn('S2', shirts(20, 22));
    opened([
      { location: 'S1', item: 'shirt' },
      { location: 'S2', item: 'shirt' },
    ]);
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 2; i += 1) {
        pass(shirts(1, 6), { locations: ['S1'] });
        pass(shirts(20, 22), { locations: ['S2'] });
      }
      finish();
    }
    expect(sheet().state).toBe('waiting');
    house.restart('stopped');
    house.at_ms += 3_600_000;
    // Shirt 1 is carried to S2, and three new ones come to S1.
    countIn('S2', [...shirts(20, 22), shirt(1)]);
    countIn('S1', [...shirts(2, 6), ...shirts(30, 32)]);
    const before = house.reader.head();
    house.done({ act: 'approve-count', approval: { id: 'CT-1', version: sheet().version, reason: 'looked' } });
    expect(house.reader.movementsAfter(before, 9).map(({ kind }) => kind)).toEqual(['counted', 'counted']);
    expect([house.level('shirt', 'S1'), house.level('shirt', 'S2')]).toEqual([8, 4]);
    const lines = ['S1', 'S2'].map((location) => ({ location, item: 'shirt' }));
    house.done({ act: 'open-count', opening: { chosen: 'list', lines } });
    for (const [at, epcs] of [['S1', shirts(2, 6)] as const, ['S2', shirts(20, 22)] as const]) {
      house.done({ act: 'begin-sweep', begin: { id: 'CT-2', device: 'sled', locations: [at] } });
      sweeps('sled', epcs);
      house.done({ act: 'end-sweep', end: { id: 'CT-2' } });
    }
    expect(house.document('CT-2', 'count').lines.map(({ tries }) => tries[0]?.sweep?.unseen_tags)).toEqual([
      shirts(30, 32),
      [shirt(1)],
    ]);
    expect(house.verified().problems).toEqual([]);
  });

  test('books what lies at a place that is full by its capacity: it does lie there', () => {
    const full = { id: 'S2', kind: 'shelf', capacity: { pieces: 8, is_hard: true } };
    house.use({ ...json, locations: json.locations.map((each) => (each.id === 'S2' ? full : each)) });
    countIn('S2', shirts(20, 27));
    opened([
      { location: 'S1', item: 'shirt' },
      { location: 'S2', item: 'shirt' },
    ]);
    for (let round = 0; round < 2; round += 1) {
      for (let i = 0; i < 2; i += 1) {
        pass(shirts(1, 7), { locations: ['S1'] });
        pass([...shirts(20, 27), shirt(8)], { locations: ['S2'] });
      }
      finish();
    }
    house.done({ act: 'approve-count', approval: { id: 'CT-1', version: sheet().version, reason: 'looked' } });
    expect([house.level('shirt', 'S1'), house.level('shirt', 'S2')]).toEqual([7, 9]);
  });

  test('counts nothing of an item that has pieces without a tag: it asks for a hand', () => {
    house.give({ kind: 'move', item: 'shirt', quantity: 3, from: 'supplier', to: 'S1', reason: 'no tags' });
    house.give({ kind: 'move', item: 'coat', quantity: 2, from: 'supplier', to: 'S1', reason: 'no tags' });
    opened([
      { location: 'S1', item: 'shirt' },
      { location: 'S1', item: 'coat' },
    ]);
    expect(pass(shirts(1, 8))).toEqual([
      'Sweep 1: 8 tags heard, 0 lines counted.',
      'To be counted by hand: lines 1, 2.',
    ]);
    expect(sheet().lines.map(({ by_hand, tries }) => [by_hand, tries.length])).toEqual([
      ['not every piece of it carries a tag that is known', 0],
      ['not every piece of it carries a tag that is known', 0],
    ]);
    house.done({ act: 'key-count', keying: { id: 'CT-1', lines: [{ line: 1, counted: 11 }] } });
    expect(sheet().lines[0]?.by_hand).toBeUndefined();
    // What somebody counted by hand stands.
    pass(shirts(1, 8));
    expect(sheet().lines[0]).toMatchObject({ quantity: 11 });
    expect(sheet().lines[0]?.tries[0]?.source).toBeUndefined();
  });

  test('by fixed antennas tells the places apart by itself, and their shelves go on being watched', () => {
    opened([
      { location: 'S1', item: 'shirt' },
      { location: 'S2', item: 'shirt' },
    ]);
    expect(house.refused({ act: 'begin-sweep', begin: { id: 'CT-1', device: 'reader', locations: ['S3'] } })).toBe(
      'locations.0: S3 is not on CT-1',
    );
    house.done({ act: 'begin-sweep', begin: { id: 'CT-1', device: 'reader' } });
    sweeps('reader', shirts(1, 6), { antenna: 1 });
    sweeps('reader', shirts(7, 8), { antenna: 2, rssi: -40 });
    sweeps('reader', shirts(7, 8), { antenna: 1, rssi: -60 });
    house.done({ act: 'end-sweep', end: { id: 'CT-1' } });
    expect(sheet().lines.map(({ quantity }) => quantity)).toEqual([6, 2]);
  });

  test('goes on after a kill, and its rules are told by field', () => {
    opened([{ location: 'S1', item: 'shirt' }]);
    const refused = (more: object) =>
      house.refused({ act: 'begin-sweep', begin: { id: 'CT-1', device: 'sled', ...more } });
    expect(refused({ device: 'gone' })).toBe('device: there is no device gone');
    expect(refused({ device: 'node' })).toBe('device: node reads no tags: it has no antennas and is no handheld');
    expect(refused({ locations: ['nowhere'] })).toBe('locations.0: there is no location nowhere');
    expect(house.refused({ act: 'end-sweep', end: { id: 'CT-1' } })).toBe(
      'pass: cannot be ended: no sweep of CT-1 goes on',
    );
    begin();
    expect(refused({})).toBe('device: sled sweeps for CT-1: end that first');
    expect(finish()).toMatchObject({ ok: false, says: 'id CT-1 is being swept: end sweep 1 first' });
    sweeps('sled', shirts(1, 5));
    house.restart('killed');
    sweeps('sled', shirts(6, 8));
    house.restart('stopped');
    expect(end()).toEqual(['Sweep 1: 8 tags heard, 1 line counted.']);
    expect(house.verified().problems).toEqual([]);
  });

  test('is begun and ended at the scanner, at the place that was scanned', () => {
    opened([{ location: 'S1', item: 'shirt' }]);
    say_scan('TG-CMD.TASK.CT-1');
    say_scan('TG-LOC.S1');
    expect(say_scan('TG-CMD.SWEEP')).toEqual(['ok count CT-1: sweep 1 of S1 goes on; SWEEP ends it']);
    sweeps('sled', shirts(1, 8));
    expect(say_scan('TG-CMD.SWEEP')).toEqual([
      'ok Sweep 1: 8 tags heard, 1 line counted. count CT-1: 0 lines to count, scan the place, then the items; FINISH ends it',
    ]);
    expect(sheet().lines[0]?.tries[0]).toMatchObject({ by: 'scanner:sled', source: 'rfid-sweep' });
    expect(say_scan('TG-CMD.FINISH')).toEqual(['ok CT-1 is done']);
  });
});

test('a sweep of an older checkpoint goes on as one of the first round', () => {
  const ref = { id: 'r', n: 1, index: 0, device: 'sled', at_ms: 5 };
  const report = { ref, antenna: undefined, rssi_cdbm: -5_000, count: 1 };
  const tag = { epc: shirt(1), passes: [1], report, item: 'shirt', quantity: 1, is_container: false };
  const pass_1 = { number: 1, device: 'sled', locations: ['S1'], began_ms: 1, is_open: true };
  const sweeps: Sweeps = new Map();
  restoreSweeps(sweeps, [['CT-1', { passes: [pass_1], heard: [tag], beyond: 0 }]]);
  expect(saveSweeps(sweeps)).toEqual([
    [
      'CT-1',
      {
        passes: [{ ...pass_1, round: 1 }],
        heard: [{ ...tag, places: [], thought: undefined }],
        unheard: [],
        beyond: 0,
      },
    ],
  ]);
});

const gone_over = fc.record({
  at: fc.constantFrom('S1', 'S2'),
  heard: fc.array(fc.record({ serial: fc.integer({ min: 1, max: 10 }), rssi: fc.constantFrom(-70, -60, -50, -40) }), {
    maxLength: 12,
  }),
});

test('whatever two neighbours overhear of each other, in any order, each tag that was heard is counted once', () => {
  fc.assert(
    fc.property(fc.array(gone_over, { maxLength: 6 }), (more) => {
      house.clear();
      house = workHouse(json);
      countIn('S1', shirts(1, 4));
      countIn('S2', shirts(5, 8));
      opened([
        { location: 'S1', item: 'shirt' },
        { location: 'S2', item: 'shirt' },
      ]);
      const heard = new Set<number>();
      for (const each of [...more, { at: 'S1', heard: [] }, { at: 'S2', heard: [] }]) {
        begin({ locations: [each.at] });
        for (const { serial, rssi } of each.heard) {
          sweeps('sled', [shirt(serial)], { rssi });
          heard.add(serial);
        }
        end();
      }
      expect(sheet().lines.reduce((sum, { quantity }) => sum + quantity, 0)).toBe(heard.size);
      expect(house.verified().problems).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

describe('a scale', () => {
  const weigh = (grams: number, channel = '1') => {
    for (let i = 0; i < 12; i += 1) {
      house.at_ms += 500;
      house.offer(say(house.at_ms, 'node', { weight: { channel, grams, stable: true } }));
    }
    house.at_ms += 10_000;
    house.idle();
  };
  const weighed = (more: object = {}) => {
    const answer = house.act({ act: 'weigh-count', weighing: { id: 'CT-1', ...more } });
    return answer.ok ? answer.notes : answer.says;
  };

  test('fills its line with its reading, and a loss that nobody saw is booked by it', () => {
    weigh(1_100);
    expect(house.level('nut', 'N1')).toBe(40);
    house.give({ kind: 'move', item: 'nut', quantity: 1, from: 'supplier', to: 'N1', reason: 'by mistake' });
    opened([
      { location: 'N1', item: 'nut' },
      { location: 'N2', item: 'nut' },
    ]);
    expect(weighed()).toEqual([
      '1 line counted by weight.',
      'Line 2 is to be counted by hand: nobody knows what the scale shows when it is empty.',
    ]);
    expect(sheet().lines).toMatchObject([
      { quantity: 40, tries: [{ counted: 40, level: 41, source: 'weight', evidence: [{ device: 'node' }] }] },
      { by_hand: 'nobody knows what the scale shows when it is empty', tries: [] },
    ]);
    house.done({ act: 'key-count', keying: { id: 'CT-1', lines: [{ line: 2, counted: 0 }] } });
    expect(finish()).toMatchObject({ ok: true });
    expect(sheet().state).toBe('approved');
    expect(house.level('nut', 'N1')).toBe(40);
    expect(house.reader.movementsAfter(0, 100).at(-1)).toMatchObject({
      kind: 'counted',
      quantity: 1,
      from: 'N1',
      why: 'nut at N1 counted by person:anna by weight: 40, the level was 41 (CT-1, within the tolerance)',
      work: { source: 'weight' },
    });
    expect(house.verified().problems).toEqual([]);
  });

  test('that is not sure, moves, or has said so before, leaves the line to a hand', () => {
    weigh(1_100);
    opened([{ location: 'N1', item: 'nut' }]);
    house.give({ kind: 'move', item: 'nut', quantity: 20, from: 'supplier', to: 'N1', reason: 'by mistake' });
    weighed();
    finish();
    expect(sheet().state).toBe('recount');
    expect(weighed()).toEqual([
      '0 lines counted by weight.',
      'Line 1 is to be counted by hand: the scale has said so before: count it by hand.',
    ]);
    house.done({ act: 'key-count', keying: { id: 'CT-1', lines: [{ line: 1, counted: 40 }] } });
    finish();
    house.done({ act: 'cancel-count', cancelling: { id: 'CT-1', version: sheet().version, reason: 'x' } });
    house.done({ act: 'open-count', opening: { chosen: 'list', lines: [{ location: 'N1', item: 'nut' }] } });
    house.offer(say(house.at_ms + 10, 'node', { weight: { channel: '1', grams: 1_650, stable: false } }));
    const moving = house.act({ act: 'weigh-count', weighing: { id: 'CT-2' } });
    expect(moving.ok && moving.notes?.at(-1)).toBe('Line 1 is to be counted by hand: the scale is not at rest.');
    weigh(4_310);
    const unsure = house.act({ act: 'weigh-count', weighing: { id: 'CT-2' } });
    expect(unsure.ok && unsure.notes?.at(-1)).toMatch(
      /^Line 1 is to be counted by hand: the scale is not sure enough, p 0\.\d+\.$/,
    );
    expect(house.refused({ act: 'weigh-count', weighing: { id: 'CT-2', lines: [7] } })).toBe(
      'lines.0: CT-2 has no line 7',
    );
  });

  test('is asked by scanning', () => {
    weigh(1_100);
    opened([{ location: 'N1', item: 'nut' }]);
    say_scan('TG-CMD.TASK.CT-1');
    expect(say_scan('TG-CMD.WEIGH')).toEqual([
      'ok 1 line counted by weight. count CT-1: 0 lines to count, scan the place, then the items; FINISH ends it',
    ]);
  });
});
