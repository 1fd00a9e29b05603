import { describe, expect, test } from 'vitest';
import { checkpointOf } from '../../gateway/interpretation/memory.ts';
import { restoreWalks, saveWalks } from '../../gateway/interpretation/walk.ts';
import { walksTold } from '../../gateway/interpretation/walks-told.ts';
import { ShopFloor, site } from './shop-floor.ts';

const epc = '30342CAC0C0303C000000001';
const other = '30342CAC0C0303C000000002';

function begin(floor: ShopFloor, location: string): string | undefined {
  return floor.command({ kind: 'walk-begin', location, epcs: [epc], reason: '' });
}

function end(floor: ShopFloor): string | undefined {
  return floor.command({ kind: 'walk-end', reason: '' });
}

/** A minute in which the tag is heard by both antennas so loud. */
function walk(floor: ShopFloor, location: string, first: number, second: number): ShopFloor {
  begin(floor, location);
  for (let at = 0; at < 60; at += 1)
    floor
      .read(epc, 1, first)
      .read(epc, 2, second + (at % 5))
      .wait(1_000);
  end(floor);
  return floor;
}

describe('a walk through a zone', () => {
  test('measures, says what it heard, and books nothing of the tags in the hand', () => {
    const floor = new ShopFloor();
    expect(begin(floor, 'S1')).toBeUndefined();
    for (let at = 0; at < 30; at += 1) floor.read(epc, 1, -45).read(epc, 2, -66, { count: 2 }).wait(1_000);
    expect(floor.command({ kind: 'walk-look', reason: '' })).toBeUndefined();
    expect(end(floor)).toBeUndefined();
    expect(floor.booked()).toEqual([]);
    expect(floor.notes).toEqual([
      'walk through Shelf S1 for two minutes',
      'Shelf S1: 30 s',
      'Reader, antenna 1: 30 reads',
      'Reader, antenna 2: 60 reads',
      'Shelf S1: 90 reads by 2 antennas in 30 s; no other zone was measured yet',
    ]);
  });

  test('says how far the zones are apart', () => {
    const apart = walk(walk(new ShopFloor(), 'S1', -45, -66), 'S2', -66, -45);
    expect(apart.notes.at(-1)).toMatch(/^Shelf S2: 120 reads by 2 antennas in 60 s; well apart from Shelf S1 \(/);
    const alike = walk(walk(new ShopFloor(), 'S1', -52, -52), 'S2', -53, -52);
    expect(alike.notes.at(-1)).toMatch(/; hardly apart from Shelf S1 \(/);
  });

  test('is told while it goes on, and what was measured beside how much zones are alike', () => {
    const floor = walk(walk(new ShopFloor(), 'S1', -45, -66), 'S2', -47, -64);
    begin(floor, 'S1');
    for (let at = 0; at < 10; at += 1) floor.read(epc, 2, -60).wait(1_000);
    const { open, zones, zones_beyond } = walksTold(floor.memory.walks, floor.now_ms);
    expect(open).toEqual({
      location: 'S1',
      by: 'anna',
      begun_ms: floor.now_ms - 10_000,
      tags: 1,
      ears: [{ device: 'reader', antenna: 2, reads: 10 }],
      heard_s: 10,
      needed_s: 20,
    });
    expect([zones.map(({ location }) => location), zones_beyond]).toEqual([['S2', 'S1'], 0]);
    expect(zones[0]).toMatchObject({ seconds: 60, reads: 120, antennas: 2, confused: [{ location: 'S1' }] });
    expect(zones[0]?.confused[0]?.permille).toBeGreaterThan(100);
    expect(walksTold(floor.memory.walks, floor.now_ms + 600_000).open).toBeUndefined();
  });

  test('an open walk of a checkpoint from before tags were told apart goes on', () => {
    const floor = new ShopFloor();
    begin(floor, 'S1');
    for (let at = 0; at < 30; at += 1) floor.read(epc, 1, -45).wait(1_000);
    const { open } = saveWalks(floor.memory.walks);
    if (open === undefined) throw new Error('a walk goes on');
    const { carried: _, ears, ...old } = open;
    const before = ears.map(({ heard: _heard, weaker: _weaker, ...ear }) => ear);
    restoreWalks(floor.memory.walks, { zones: [], open: { ...old, ears: before } });
    for (let at = 0; at < 30; at += 1) floor.read(epc, 1, -45).wait(1_000);
    expect(end(floor)).toBeUndefined();
    expect(floor.memory.walks.zones.get('S1')?.antennas[0]).toMatchObject({ reads: 60, share: 1 });
  });

  test('a tag on a shelf that is carried neither leaves nor moves; afterwards its silence counts anew', () => {
    const floor = new ShopFloor().keepReading(epc, 1, -45, 3_000);
    walk(floor, 'S2', -66, -45);
    expect(floor.booked()).toHaveLength(1);
    expect(floor.wait(9_000).booked()).toHaveLength(1);
    expect(floor.wait(60_000).booked()).toHaveLength(2);
  });

  test('other tags are booked as ever meanwhile', () => {
    const floor = new ShopFloor();
    begin(floor, 'S1');
    expect(floor.keepReading(other, 1, -45, 1_000).booked()).toEqual(['arrived 1 shirt count-difference → S1']);
  });

  test('too few seconds measure nothing, and what was measured before stays', () => {
    const floor = walk(new ShopFloor(), 'S1', -45, -66);
    const before = floor.memory.walks.zones.get('S1');
    begin(floor, 'S1');
    floor.keepReading(epc, 1, -50, 5_000);
    expect(end(floor)).toBe('walk-too-short');
    expect(floor.memory.walks.zones.get('S1')).toBe(before);
  });

  test('is refused where no antenna serves, without tags that are tags, and while another one goes on', () => {
    const floor = new ShopFloor();
    expect(begin(floor, 'B1')).toBe('no-antenna');
    expect(floor.command({ kind: 'walk-begin', location: 'S1', epcs: ['shirt'], reason: '' })).toBe('tags-invalid');
    expect([begin(floor, 'S1'), begin(floor, 'S2')]).toEqual([undefined, 'walk-open']);
    expect(
      floor.wait(600_000).command({ kind: 'walk-begin', location: 'S2', epcs: [epc], reason: '' }),
    ).toBeUndefined();
  });

  test('may be dropped, and outlives a checkpoint at any point', () => {
    const floor = new ShopFloor();
    begin(floor, 'S1');
    floor.keepReading(epc, 1, -50, 30_000).restore().keepReading(epc, 1, -50, 30_000);
    end(floor);
    floor.restore();
    expect(floor.memory.walks.zones.get('S1')?.slices).toBe(60);
    expect(floor.command({ kind: 'walk-drop', location: 'S1', reason: '' })).toBeUndefined();
    expect(floor.command({ kind: 'walk-drop', location: 'S1', reason: '' })).toBe('not-walked');
    expect(checkpointOf(floor.memory)).toContain('"walks":{"zones":[]}');
  });

  test('what was measured at a location that the settings have no more is forgotten', () => {
    const floor = walk(new ShopFloor(), 'S1', -45, -66);
    floor.settings({ ...site, locations: site.locations.filter(({ id }) => id !== 'S1'), devices: [] });
    expect(floor.memory.walks.zones.size).toBe(0);
  });
});
