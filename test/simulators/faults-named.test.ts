/** The faults that `tallygate simulate --faults` knows: their names, what they become, and whom they reach. */
import { describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { simulationOf } from '../../gateway/simulation-plan.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { everyDeviceSite, usualPorts } from '../../simulators/every-device-site.ts';
import { faultNames, faultsNamed, reachOf } from '../../simulators/faults.ts';
import { pages, tableAfter } from '../docs/pages.ts';

const parsed = parseSite(everyDeviceSite({ ...usualPorts, serial_dir: '/tmp/lines' }), drivers);
if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
const { connections } = simulationOf(parsed.site);

test('several names are one set of faults', () => {
  const named = faultsNamed('lost, power,clock-1970,lost');
  expect(named).toEqual({
    ok: true,
    names: ['lost', 'power', 'clock-1970'],
    faults: {
      device: { lost_permille: 20, power_permille: 2 },
      message: { lost_permille: 20 },
      scan: {},
      has_unset_clock: true,
      power_every_ms: 40_000,
    },
  });
});

test('all is every name, and what is no name is named', () => {
  const named = faultsNamed('all');
  expect(named.ok && named.names).toEqual([...faultNames.keys()]);
  expect(faultsNamed('lost,lots,')).toEqual({ ok: false, unknown: ['lots', ''] });
});

test('docs/simulators.md tells each of them', () => {
  const page = pages().find(({ path }) => path === 'docs/simulators.md');
  if (page === undefined) throw new Error('docs/simulators.md is not there');
  expect(tableAfter(page, 'faults')).toEqual([...faultNames].map(([name, says]) => [`\`${name}\``, says]));
});

describe('on a site with every device', () => {
  const reached = reachOf([...faultNames.keys()], connections);

  test('each fault happens to some of them', () => {
    for (const [name, ids] of reached) expect([name, ids.length > 0]).toEqual([name, true]);
  });

  test('only to those to which it can', () => {
    expect(reached.get('wrong-checksum')).toEqual([
      'toledo-continuous',
      'cas-enq',
      'modbus-rtu',
      'm100',
      'reader18',
      'thingmagic',
    ]);
    expect(reached.get('rebirth')).toEqual(['sparkplug']);
    // It does not say its unit, so a pressed key would be a wrong weight that nobody could tell from a right one.
    expect(reached.get('wrong-unit')).not.toContain('toledo-8217');
    // TCP loses nothing.
    expect(reached.get('lost')).not.toContain('llrp');
    expect(reached.get('split')).toContain('llrp');
  });
});
