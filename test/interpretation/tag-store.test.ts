/** Goal: a tag that is gone for long takes little room, and whoever meets it again finds all that matters of it. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fileTag, glanceAt, unfiledTag } from '../../gateway/interpretation/filed-tag.ts';
import { silentHearing, type Tag } from '../../gateway/interpretation/tag.ts';
import { TagStore } from '../../gateway/interpretation/tag-store.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { ShopFloor, site, start_ms } from './shop-floor.ts';

const epc = '30342CAC0C0303C000000001';
const other = '30342CAC0C0303C000000002';

const gone: Tag = {
  epc,
  item: 'shirt',
  quantity: 1,
  asked_gtin: undefined,
  place: undefined,
  known: 'production',
  came: undefined,
  last: {
    ref: { id: 'reader:b:17:0', n: 905_211, index: 0, device: 'reader', at_ms: start_ms },
    antenna: 1,
    rssi_cdbm: -5_450,
    count: 3,
  },
  last_arrived_ms: start_ms + 12,
  slice: start_ms / 1_000,
  pause: 1,
  hearings: [silentHearing({ device: 'reader', antenna: 1, location: 'S1' })],
  runs: [],
  faint_ms: undefined,
  gaps: { count: 6, sum_ms: 4_200 },
  silences: [],
  rest: undefined,
  seldom: undefined,
  left: { id: 'reader:b:17:0/tag-presence-left', place: 'S1', heard_ms: start_ms, is_carried: false },
  gone_ms: undefined,
  pass: undefined,
  sold_at: undefined,
};

describe('a filed tag', () => {
  test('is a short text', () => {
    expect(fileTag(gone)).toBe(
      'shirt\nproduction\n[1,["reader","~:b:17:0",905211,0,1795420800000,1,-5450,3],12,[6,4200],[[1,"S1"]],["~/tag-presence-left","S1",0,0]]',
    );
    expect(glanceAt(fileTag(gone))).toEqual({ item: 'shirt', known: 'production' });
    expect(glanceAt(fileTag({ ...gone, item: undefined, known: undefined }))).toEqual({
      item: undefined,
      known: undefined,
    });
  });

  test('is the tag again, whatever is known of it', () => {
    const text = fc.string();
    const at_ms = fc.integer({ min: 0, max: 4_000_000_000_000 });
    const maybe = <T>(some: fc.Arbitrary<T>) => fc.option(some, { nil: undefined });
    const ref = fc.record({ id: text, n: fc.nat(), index: fc.nat(), device: text, at_ms });
    const report = fc.record({
      ref,
      antenna: maybe(fc.nat()),
      rssi_cdbm: maybe(fc.integer()),
      count: fc.nat(),
    });
    const name = fc.stringMatching(/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/);
    const any = fc.record({
      item: maybe(name),
      quantity: fc.nat(),
      asked_gtin: maybe(text),
      known: maybe(name),
      came: maybe(fc.record({ from: name, to: name })),
      last: report,
      last_arrived_ms: at_ms,
      gaps: fc.record({ count: fc.nat(), sum_ms: fc.double({ noNaN: true, noDefaultInfinity: true, min: 0 }) }),
      rest: maybe(fc.record({ count: fc.nat(), pause_ms: fc.nat(), at_ms })),
      left: maybe(fc.record({ id: maybe(text), place: name, heard_ms: at_ms, is_carried: fc.boolean() })),
      gone_ms: maybe(at_ms),
      pass: maybe(
        fc.record({
          role: fc.constantFrom('receiving' as const, 'point-of-sale' as const, 'exit' as const),
          location: name,
          first: report,
          last: report,
          last_arrived_ms: at_ms,
          reads: fc.nat(),
          is_told: fc.boolean(),
        }),
      ),
      sold_at: maybe(name),
      heard_by: fc.array(fc.record({ device: text, antenna: maybe(fc.nat()), location: name }), { maxLength: 8 }),
    });
    fc.assert(
      fc.property(any, ({ heard_by, ...drawn }) => {
        const slice = Math.floor(drawn.last.ref.at_ms / 1_000);
        const tag = { ...gone, ...drawn, slice, hearings: heard_by.map(silentHearing) };
        expect(unfiledTag(epc, fileTag(tag))).toEqual(tag);
      }),
      { numRuns: 300 },
    );
  });
});

describe('tags that are remembered', () => {
  /** The tag was on shelf S1 and has left; then others come and go. */
  const leftFor = (silent_ms: number) => {
    const floor = new ShopFloor().keepReading(epc, 1, -54, 5_000).wait(60_000);
    expect(floor.booked()).toEqual(['arrived 1 shirt count-difference → S1', 'left 1 shirt S1 → production']);
    return floor.wait(silent_ms).keepReading(other, 1, -54, 2_000);
  };
  const filed = (floor: ShopFloor) => floor.memory.tags.by_epc.save().filed?.map(([each]) => each) ?? [];

  test('are filed three minutes after they were heard last, and are still known', () => {
    expect(filed(leftFor(110_000))).toEqual([]);
    const floor = leftFor(130_000);
    expect(filed(floor)).toEqual([epc]);
    expect(floor.memory.tags.by_epc.size).toBe(2);
    expect([...floor.memory.tags.by_epc.near()].map((each) => each.epc)).toEqual([other]);
    expect(floor.memory.tags.by_epc.look(epc)).toMatchObject({ item: 'shirt', known: 'production' });
    expect(filed(floor)).toEqual([epc]);
  });

  test('come back from where the ledger has them, also after a restart', () => {
    for (const floor of [leftFor(600_000), leftFor(600_000).restore()]) {
      floor.keepReading(epc, 2, -54, 10_000);
      expect(floor.booked()).toContain('arrived 1 shirt production → S2');
      expect(filed(floor)).toEqual([]);
    }
  });

  test('are not filed while they are on their way out, whatever the time of grace', () => {
    const door = { antenna: 9, role: 'exit' as const, location: 'customer' };
    const dock = { antenna: 8, role: 'receiving' as const, location: 'dock' };
    const doors: Site = {
      ...site,
      devices: site.devices.map((each) =>
        each.id === 'reader' ? { ...each, antennas: [...each.antennas, dock, door] } : each,
      ),
      rules: { ...site.rules, tags: { ...site.rules.tags, exit_grace_ms: 400_000 } },
    };
    const floor = new ShopFloor(doors).keepReading(epc, 8, -54, 2_000).keepReading(epc, 9, -54, 2_000);
    floor.wait(250_000).keepReading(other, 1, -54, 2_000).restore();
    expect(filed(floor)).toEqual([]);
    floor.wait(200_000);
    expect(floor.booked().filter((each) => each.includes('customer'))).toEqual(['shipped 1 shirt dock → customer']);
  });

  test('are found by what they stand for and where they are, filed or not', () => {
    const floor = leftFor(600_000);
    const { by_epc } = floor.memory.tags;
    expect([...by_epc.items()]).toEqual(['shirt']);
    expect([...by_epc.heldAt(new Set(['production', 'S1']))].map((each) => each.epc)).toEqual([other, epc]);
    expect([...by_epc.heldAt(new Set(['S2']))]).toEqual([]);
  });

  test('give way in the order in which they were heard last, the filed ones first', () => {
    const store = new TagStore();
    const all = ['A', 'B', 'C', 'D'];
    for (const [at, each] of all.entries()) {
      store.add({ ...gone, epc: each, last_arrived_ms: start_ms + 1_000 * at });
      store.noteAbsent(each);
    }
    store.file(start_ms + 181_000);
    const { absent, filed: texts } = store.save();
    expect([absent, texts?.map(([each]) => each)]).toEqual([
      ['C', 'D'],
      ['A', 'B'],
    ]);
    // Whoever is asked for is heard of, and comes last.
    expect(store.get('A')?.epc).toBe('A');
    const forgotten = all.map(() => {
      const before = all.filter((each) => store.has(each));
      expect(store.forgetLongestAbsent()).toBe(true);
      return before.find((each) => !store.has(each));
    });
    expect(forgotten).toEqual(['B', 'C', 'D', 'A']);
    expect(store.forgetLongestAbsent()).toBe(false);
    expect(store.size).toBe(0);
  });
});
