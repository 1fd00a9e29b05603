/** Simulated modules against the drivers' own sessions, on good lines and on bad ones. */
import { describe, expect, test } from 'vitest';
import { hexOf } from '../../devices/codec/hex.ts';
import type { Driver } from '../../devices/driver.ts';
import { m100 } from '../../devices/rfid/m100.ts';
import { reader18 } from '../../devices/rfid/reader18.ts';
import { thingmagic } from '../../devices/rfid/thingmagic.ts';
import { faultyLine } from '../../simulators/line-faults.ts';
import type { SeenTag } from '../../simulators/llrp-reader-memory.ts';
import { m100Module } from '../../simulators/m100-module.ts';
import { reader18Reader } from '../../simulators/reader18-reader.ts';
import type { RfidModule } from '../../simulators/rfid-module.ts';
import { seedOf } from '../../simulators/seed.ts';
import { thingmagicModule } from '../../simulators/thingmagic-module.ts';
import { moduleLine } from './module-line.ts';

const epcs = ['3034257BF7194E4000001A85', '3174257BF4499602D2000000', 'BB7EAADDFF00BB7E', 'E28011606000020A6681F23F'];
const tags: readonly SeenTag[] = epcs.map((epc, at) => ({
  epc,
  antenna: 1,
  rssi_cdbm: -5_000 - at * 100,
  at_ms: 1_000_000,
}));

const families: readonly (readonly [string, Driver, () => RfidModule])[] = [
  ['an M100', m100, () => m100Module({})],
  ['an M100 clone', m100, () => m100Module({ marks: 'aa' })],
  ['an old Reader18', reader18, () => reader18Reader({ form: 'epcs' })],
  ['a new Reader18', reader18, () => reader18Reader({ form: 'antenna' })],
  ['a ThingMagic', thingmagic, () => thingmagicModule({ remembers_region: true })],
];

function heardEpcs(line: ReturnType<typeof moduleLine>): readonly string[] {
  return [...new Set(line.readings.flatMap((reading) => (reading.kind === 'tag' ? [reading.epc] : [])))].sort();
}

describe.each(families)('%s', (_, driver, moduleOf) => {
  test('is greeted, told to read, and tells every tag', () => {
    const line = moduleLine(driver, moduleOf());
    line.pass(3_000, tags);
    expect(line.states.map((state) => state.split(':')[0])).toEqual(['greeting', 'ready']);
    expect(heardEpcs(line)).toEqual([...epcs].sort());
    expect([line.noise_bytes, line.faults]).toEqual([0, 0]);
  });

  test('has nothing to tell while there are no tags, and stays ready', () => {
    const line = moduleLine(driver, moduleOf());
    line.pass(30_000);
    expect(line.readings).toEqual([]);
    expect(line.states.at(-1)).toMatch(/^ready/);
  });

  test('is set up again after its power was cut', () => {
    const module = moduleOf();
    const line = moduleLine(driver, module);
    line.pass(3_000, tags);
    module.restart();
    const before = line.readings.length;
    line.pass(10_000, tags);
    expect(line.readings.length).toBeGreaterThan(before);
  });

  test('tells no tag that is not there, and recovers, on a line that spoils, splits, merges, doubles and loses', () => {
    const faults = {
      spoilt_permille: 100,
      noise_permille: 100,
      lost_permille: 50,
      doubled_permille: 50,
      split_permille: 300,
      merged_permille: 200,
    };
    for (const seed of [1, 2, 3]) {
      const line = moduleLine(driver, moduleOf(), faultyLine(faults, seedOf(seed)));
      line.pass(120_000, tags);
      expect(heardEpcs(line)).toEqual([...epcs].sort());
      expect(line.noise_bytes).toBeGreaterThan(0);
      expect(line.states.some((state) => state.startsWith('ready'))).toBe(true);
      expect(line.states.some((state) => /^(?:lost|refused)/.test(state))).toBe(false);
    }
  });

  test('is known to be silent when it is, and comes back', () => {
    const module = moduleOf();
    let is_cut = false;
    const line = moduleLine(driver, module, (frames) => (is_cut ? [] : frames));
    line.pass(3_000, tags);
    is_cut = true;
    line.pass(40_000, tags);
    expect(line.states.at(-1)).toMatch(/^greeting: .* does not answer/);
    is_cut = false;
    line.pass(20_000, tags);
    expect(line.states.at(-1)).toMatch(/^ready/);
  });
});

test('an old Reader18 tells more tags than one frame holds in several', () => {
  const many = Array.from({ length: 40 }, (_, at) => ({
    epc: `3034257BF7194E40000000${at.toString(16).padStart(2, '0').toUpperCase()}`,
    antenna: 1,
    rssi_cdbm: -5_000,
    at_ms: 0,
  }));
  const line = moduleLine(reader18, reader18Reader({ form: 'epcs' }));
  line.pass(1_000, many);
  expect(heardEpcs(line)).toHaveLength(40);
});

test('a ThingMagic that forgot its region says so, and reads when the settings name one', () => {
  const refused = moduleLine(thingmagic, thingmagicModule({}));
  refused.pass(3_000, tags);
  expect(refused.states.at(-1)).toBe(
    'refused: The ThingMagic module refuses to read: command 2F, status 0105. Is its region set, and an antenna connected?',
  );
  const told = moduleLine(thingmagic, thingmagicModule({}), undefined, { region: 'eu', antennas: [1, 2] });
  told.pass(3_000, tags);
  expect(heardEpcs(told)).toEqual([...epcs].sort());
  expect(told.sent.map((bytes) => hexOf(bytes, 1, bytes.length - 2))).toContain('019708');
  expect(told.sent.map((bytes) => hexOf(bytes, 1, bytes.length - 2))).toContain('05910201010202');
});

test('a ThingMagic that is too hot says so once a minute, not once a second', () => {
  const module = thingmagicModule({ remembers_region: true });
  module.suffer('too_hot');
  const line = moduleLine(thingmagic, module);
  line.pass(150_000);
  const troubles = line.readings.filter(({ kind }) => kind === 'condition');
  expect(troubles).toHaveLength(3);
  expect(troubles[0]).toMatchObject({ condition: 'fault' });
});

test('a Reader18 is asked at the pace of the settings', () => {
  const line = moduleLine(reader18, reader18Reader({ form: 'antenna' }), undefined, { poll_ms: 500 });
  line.pass(10_000);
  const asked = line.sent.filter((bytes) => hexOf(bytes) === '04FF011BB4').length;
  expect(asked).toBeGreaterThanOrEqual(18);
  expect(asked).toBeLessThanOrEqual(21);
});

test('a Reader18 is heard again soon after noise that looked like the beginning of a long frame', () => {
  let is_noisy = false;
  const line = moduleLine(reader18, reader18Reader({ form: 'antenna' }), (frames) =>
    is_noisy ? [Uint8Array.of(0xf0, 0x00, 0x01), ...frames] : frames,
  );
  line.pass(1_000, tags);
  is_noisy = true;
  line.pass(250, tags);
  is_noisy = false;
  const before = line.readings.length;
  line.pass(4_000, tags);
  expect(line.readings.length).toBeGreaterThan(before + 20);
  expect(line.states.map((state) => state.split(':')[0])).toEqual(['greeting', 'ready']);
});
