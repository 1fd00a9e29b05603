/** Region and power of RFID modules: set when they are set up, told while they read, and honest about what became of it. */
import { describe, expect, test } from 'vitest';
import { hexOf } from '../../../devices/codec/hex.ts';
import type { Driver } from '../../../devices/driver.ts';
import { m100 } from '../../../devices/rfid/m100.ts';
import { reader18 } from '../../../devices/rfid/reader18.ts';
import { thingmagic } from '../../../devices/rfid/thingmagic.ts';
import type { SeenTag } from '../../../simulators/llrp-reader-memory.ts';
import { m100Module } from '../../../simulators/m100-module.ts';
import { reader18Reader } from '../../../simulators/reader18-reader.ts';
import type { RfidModule } from '../../../simulators/rfid-module.ts';
import { thingmagicModule } from '../../../simulators/thingmagic-module.ts';
import { pages, tableAfter } from '../../docs/pages.ts';
import { moduleLine } from '../../simulators/module-line.ts';

const tags: readonly SeenTag[] = [{ epc: '3034257BF7194E4000001A85', antenna: 1, rssi_cdbm: -5_000, at_ms: 1_000_000 }];
const power = (power_cdbm: number, antenna = 1) => ({ kind: 'antenna-power', antenna, power_cdbm }) as const;

interface Family {
  readonly name: string;
  readonly driver: Driver;
  module(): { readonly module: RfidModule; power_cdbm(): number | undefined };
  /** Its requests for Europe and for 20 dBm, worked out by its document. */
  readonly sends: { readonly eu: string; readonly dbm_20: string };
  readonly refusal: string;
}

const families: readonly Family[] = [
  {
    name: 'an M100',
    driver: m100,
    module() {
      const module = m100Module({});
      return { module, power_cdbm: () => module.power_cdbm };
    },
    sends: { eu: 'BB00070001030B7E', dbm_20: 'BB00B6000207D08F7E' },
    refusal: 'The M100 module refuses a setting. Error 0E.',
  },
  {
    name: 'an M100 clone',
    driver: m100,
    module() {
      const module = m100Module({ marks: 'aa' });
      return { module, power_cdbm: () => module.power_cdbm };
    },
    sends: { eu: 'AA00070001030BDD', dbm_20: 'AA00B6000207D08FDD' },
    refusal: 'The M100 module refuses a setting. Error 0E.',
  },
  {
    name: 'a Reader18',
    driver: reader18,
    module() {
      // One that was used in North America before.
      const module = reader18Reader({ form: 'antenna', power_dbm_max: 26, band: 'na' });
      return { module, power_cdbm: () => module.power_dbm * 100 };
    },
    sends: { eu: '06FF224E00', dbm_20: '05FF2F14' },
    refusal: 'The Reader18 reader refuses a setting. Status FF: a parameter of the command is wrong.',
  },
  {
    name: 'a ThingMagic',
    driver: thingmagic,
    module() {
      const module = thingmagicModule({});
      return { module, power_cdbm: () => module.power_cdbm };
    },
    sends: { eu: 'FF019708', dbm_20: 'FF029207D0' },
    refusal: 'The ThingMagic module refuses a setting: command 92, status 0105.',
  },
];

const settings = { region: 'eu' } as const;

describe.each(families)('$name', ({ driver, module: moduleOf, sends, refusal }) => {
  const sent = (line: ReturnType<typeof moduleLine>, request: string) =>
    line.sent.filter((bytes) => hexOf(bytes).startsWith(request)).length;

  test('is told region and power before it is told to read', () => {
    const { module, power_cdbm } = moduleOf();
    const line = moduleLine(driver, module, undefined, { ...settings, power_cdbm: 2_000 });
    line.pass(6_000, tags);
    expect([sent(line, sends.eu), sent(line, sends.dbm_20)]).toEqual([1, 1]);
    expect(power_cdbm()).toBe(2_000);
    expect(line.states.at(-1)).toMatch(/^ready/);
    expect(line.readings.length).toBeGreaterThan(0);
  });

  test('that refuses the power of the settings is refused with its reason', () => {
    const line = moduleLine(driver, moduleOf().module, undefined, { ...settings, power_cdbm: 3_000 });
    line.pass(6_000, tags);
    expect(line.states.at(-1)).toBe(`refused: ${refusal}`);
    expect(line.readings.filter(({ kind }) => kind === 'tag')).toEqual([]);
  });

  test('is told a power while it reads, reads on, and keeps it after a power cut', () => {
    const { module, power_cdbm } = moduleOf();
    const line = moduleLine(driver, module, undefined, settings);
    line.pass(6_000, tags);
    line.tell(power(2_000), 7);
    line.pass(3_000, tags);
    expect(line.outcomes).toEqual([{ number: 7, ok: true, says: 'It sends with 20 dBm.' }]);
    expect(power_cdbm()).toBe(2_000);
    const before = line.readings.length;
    module.restart();
    line.pass(10_000, tags);
    expect(power_cdbm()).toBe(2_000);
    expect(line.readings.length).toBeGreaterThan(before);
    expect(line.states.map((state) => state.split(':')[0])).toEqual(['greeting', 'ready']);
  });

  test('that refuses a power it is told reads on with the one before', () => {
    const { module, power_cdbm } = moduleOf();
    const line = moduleLine(driver, module, undefined, { ...settings, power_cdbm: 1_500 });
    line.pass(6_000, tags);
    line.tell(power(3_000), 1);
    line.pass(3_000, tags);
    expect(line.outcomes).toEqual([{ number: 1, ok: false, says: refusal }]);
    expect(power_cdbm()).toBe(1_500);
    const before = line.readings.length;
    line.pass(3_000, tags);
    expect(line.readings.length).toBeGreaterThan(before);
    expect(line.states.at(-1)).toMatch(/^ready/);
  });

  test('does one after the other what it is told at once, also before it reads', () => {
    const { module, power_cdbm } = moduleOf();
    const line = moduleLine(driver, module, undefined, settings);
    line.tell(power(1_000), 1);
    line.tell(power(1_200), 2);
    line.tell(power(9_900), 3);
    line.tell(power(1_000, 4), 4);
    line.pass(12_000, tags);
    const outcomes = line.outcomes.toSorted((a, b) => a.number - b.number);
    expect(outcomes.map(({ ok }) => ok)).toEqual([true, true, false, false]);
    expect(outcomes[2]?.says).toMatch(/ sends with 0 to 3\d(?:\.5)? dBm/);
    expect(outcomes[3]?.says).toMatch(/ does not use antenna 4\.$/);
    expect(power_cdbm()).toBe(1_200);
  });

  test('that is silent has not done what it was told, and that is said', () => {
    const { module } = moduleOf();
    let is_cut = false;
    const line = moduleLine(driver, module, (frames) => (is_cut ? [] : frames), settings);
    line.pass(6_000, tags);
    is_cut = true;
    line.tell(power(2_000), 1);
    line.pass(40_000, tags);
    expect(line.outcomes).toEqual([{ number: 1, ok: false, says: expect.stringMatching(/ does not answer\.$/) }]);
    is_cut = false;
    line.pass(20_000, tags);
    expect(line.states.at(-1)).toMatch(/^ready/);
  });

  test('cannot be told to beep', () => {
    const line = moduleLine(driver, moduleOf().module, undefined, settings);
    line.tell({ kind: 'beep', tone: 'ok' }, 1);
    expect(line.outcomes).toMatchObject([{ number: 1, ok: false }]);
  });
});

test('a Reader18 is not told again what it remembers, as its memory wears', () => {
  const module = reader18Reader({ form: 'antenna' });
  const line = moduleLine(reader18, module, undefined, { region: 'eu', power_cdbm: 2_500 });
  line.pass(3_000, tags);
  expect(module.writes).toBe(1);
  const again = moduleLine(reader18, module, undefined, { region: 'eu', power_cdbm: 2_500 });
  again.tell(power(2_500), 1);
  again.pass(3_000, tags);
  expect(module.writes).toBe(1);
  expect(again.outcomes).toEqual([{ number: 1, ok: true, says: 'It sends with that already.' }]);
});

test('a Reader18 with several antennas says that one power is for all of them, and takes whole dBm only', () => {
  const line = moduleLine(reader18, reader18Reader({ form: 'antenna' }), undefined, { antennas: [1, 3] });
  line.pass(2_000, tags);
  line.tell(power(2_000, 3), 1);
  line.tell(power(2_050, 3), 2);
  line.pass(2_000, tags);
  expect(line.outcomes).toEqual([
    { number: 1, ok: true, says: 'All its antennas send with 20 dBm.' },
    { number: 2, ok: false, says: 'The Reader18 reader sends with 0 to 33 dBm, in steps of 1 dBm.' },
  ]);
});

test('an M100 clone that was reading for somebody else is found and set up', () => {
  const module = m100Module({ marks: 'aa' });
  moduleLine(m100, module).pass(3_000, tags);
  const line = moduleLine(m100, module);
  line.pass(5_000, tags);
  expect(line.states.map((state) => state.split(':')[0])).toEqual(['greeting', 'ready']);
});

test('an M100 hears its own words come back from the line and takes them for no answer', () => {
  const line = moduleLine(m100, { heard: (chunk) => [chunk], spoken: () => [], restart() {} });
  line.pass(10_000, tags);
  expect(line.states.at(-1)).toMatch(/^greeting: The M100 module does not answer/);
  expect(line.readings).toEqual([]);
});

test('the page names the regions and powers that the drivers know', () => {
  const page = pages().find(({ path }) => path === 'docs/rfid-modules.md');
  if (page === undefined) throw new Error('there is no page docs/rfid-modules.md');
  const told = tableAfter(page, 'regions');
  expect(told).toEqual(
    [m100, reader18, thingmagic].map(({ id, regions = [], power_cdbm }) => {
      const step = power_cdbm?.step === 100 ? ', whole dBm' : '';
      return [`\`${id}\``, regions.join(', '), `${power_cdbm?.min} to ${power_cdbm?.max}${step}`];
    }),
  );
});
