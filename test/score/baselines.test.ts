/** The baselines are as good as their rules can be: tuned for what each scenario has, and given what the product is given. */
import { describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { siteIndexOf } from '../../gateway/stock/site-index.ts';
import { scenarios } from '../../simulators/scenes/scenarios.ts';
import { presence_names, weight_names } from './baselines/all.ts';
import { scansFirst } from './baselines/combined.ts';
import { type DoorManner, doorOf } from './baselines/door.ts';
import { tagBookOf } from './baselines/tag-book.ts';
import { tuned } from './baselines/tuned.ts';
import type { Booked } from './booked.ts';
import { sensesOfSite } from './senses.ts';

function siteOf(json: unknown) {
  const parsed = parseSite(json, drivers);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.site;
}

test.each(scenarios)('$name: everything its senses ask for was tuned', ({ name, sceneOf }) => {
  const site = siteOf(sceneOf(1, 0.05).site);
  const { has_rfid, has_weight } = sensesOfSite(site);
  const hasDoor = site.devices.some(({ portal }) => portal !== undefined);
  const wanted = [
    ...(hasDoor ? ['door'] : []),
    ...(has_rfid ? presence_names : []),
    ...(has_weight ? weight_names : []),
  ];
  expect(Object.keys(tuned[name] ?? {}).toSorted()).toEqual(wanted.toSorted());
});

describe('a door', () => {
  const hall = siteOf({
    name: 'Hall',
    time_zone: 'UTC',
    currency: 'EUR',
    items: [{ id: 'case', name: 'Case' }],
    locations: [
      { id: 'hall', name: 'Hall', kind: 'zone', filled_from: 'supplier' },
      { id: 'dock', name: 'Dock', kind: 'outside' },
    ],
  });
  const portal = { inside: 'hall', from_outside: 'dock', to_outside: 'dock' };

  /** Strong outside, a stray read inside, on and on inside, and a last faint one outside: it came in. Where the door has it then. */
  function placeBy(by: DoorManner['by']): string | undefined {
    const book = tagBookOf(siteIndexOf(hall), 'last read');
    const door = doorOf(book, { quiet_ms: 3_000, reads_min: 2, by });
    const epc = '30340242201D8840008A9A2B';
    const read = (side: 'inside' | 'outside', rssi_dbm: number, at_ms: number) =>
      door.read(portal, { epc, side, rssi_dbm, at_ms, arrived_ms: at_ms });
    read('outside', -45, 1_000);
    read('inside', -70, 1_100);
    read('inside', -44, 2_000);
    read('inside', -50, 2_300);
    read('outside', -71, 2_400);
    door.tick(9_000);
    return book.placeOf(epc);
  }

  test('is told by first and last antenna, which a stray read at the end makes blind', () => {
    expect(placeBy('first and last')).toBe(undefined);
  });

  test('or by where the power lay earlier, which is not', () => {
    expect(placeBy('centroid')).toBe('hall');
  });
});

test('a scan stands for the nearest thing that its place tells, and for one only', () => {
  const booked = (id: string, at_s: number, item: string, from: string): Booked => ({
    id,
    kind: 'step',
    item,
    quantity: 1,
    from,
    to: 'production',
    at_ms: at_s * 1_000,
    arrived_ms: at_s * 1_000,
    rule: 'weight threshold',
  });
  const told = [booked('a', 10, 'nut', 'bin'), booked('b', 16, 'bolt', 'bin'), booked('c', 15, 'nut', 'other')];
  const scans = [booked('scan', 15, 'bolt', 'bin')];
  expect(scansFirst(told, scans, new Set(['bin', 'other'])).map(({ id }) => id)).toEqual(['a', 'c', 'scan']);
});
