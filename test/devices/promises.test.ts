/** What is promised of every driver beyond the contract suite: a simulator, and a test that books what it says. */
import { describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { proofs } from '../proofs.ts';

/** Drivers that do not keep a promise yet. The list only ever shrinks: one that keeps it must leave it. */
const lacking = {
  // What they put on the wire is no frame of ours: a Home Assistant node prints its own JSON, a Modbus instrument answers Modbus.
  'a simulator that speaks through its tables': ['home-assistant', 'modbus-scale'],
  'a test that brings it over a wire to a movement': [],
} as const;

const all = await proofs();
const kept = {
  'a simulator that speaks through its tables': all.filter(({ simulators }) => simulators.length > 0),
  'a test that brings it over a wire to a movement': all.filter(({ end_to_end }) => end_to_end.length > 0),
} as const;

describe.each([
  'a simulator that speaks through its tables',
  'a test that brings it over a wire to a movement',
] as const)('every driver has %s', (promise) => {
  const keeps = new Set(kept[promise].map(({ driver }) => driver));
  const excused: readonly string[] = lacking[promise];

  test.each(drivers.map(({ id }) => id))('%s', (id) => {
    if (excused.includes(id)) expect(keeps.has(id), `${id} keeps the promise: take it off the list`).toBe(false);
    else expect(keeps.has(id), `${id} lacks ${promise}, see test/proofs.ts for how it is found`).toBe(true);
  });

  test('and nobody else is excused', () => {
    const known: readonly string[] = drivers.map(({ id }) => id);
    expect(excused.filter((id) => !known.includes(id))).toEqual([]);
  });
});
