/** Every serial scale on a real line: the gateway's links ask and listen, and what is put on and taken off is booked. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { drivers } from '../../devices/registry.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { explain } from '../../gateway/explain.ts';
import { type Links, startLinks } from '../../gateway/links.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { type LoadCell, loadCellOf } from '../../simulators/load-cell.ts';
import type { ScaleFaults } from '../../simulators/scale-faults.ts';
import { scaleWire } from '../../simulators/scale-wires.ts';
import { seedOf } from '../../simulators/seed.ts';
import { serialScales } from '../../simulators/serial-scale.ts';
import { MemoryLedger } from '../live/memory-ledger.ts';
import { withoutSocat } from '../transport/pty-pair.ts';
import { derivingIntake } from './deriving-intake.ts';

/** Light enough noise that a step is never in doubt, and enough that no two displays stay the same for long. */
const manner = { noise_mg: 600, quantum_mg: 100, drift_mg: 0, lean_permille: 0, ring_permille: 0, ring_hz: 8 };
const piece_mg = 200_000;
const plate_mg = 412_000;

let folder = '';
let links: Links | undefined;
let ends: (() => Promise<void>)[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallygate-scales-'));
});
afterEach(async () => {
  await links?.stop();
  await Promise.all(ends.map((end) => end()));
  links = undefined;
  ends = [];
  rmSync(folder, { recursive: true, force: true });
});

function siteOfScales(): Site {
  const parsed = parseSite(
    {
      name: 'Scales',
      time_zone: 'UTC',
      currency: 'EUR',
      rules: { weight: { rest_ms: 400 } },
      network: { broker: { kind: 'embedded', port: 0 } },
      items: serialScales.map((id) => ({ id: `part-${id}`, unit_mass_mg: piece_mg })),
      locations: serialScales.map((id) => ({ id: `bin-${id}`, kind: 'bin', item: `part-${id}` })),
      connections: serialScales.map((id) => ({ id: `on-${id}`, wire: { kind: 'serial', path: join(folder, id) } })),
      devices: serialScales.map((id) => ({
        id: `on-${id}`,
        driver: id,
        poll_ms: 100,
        unit: id === 'toledo-8217' ? 'lb' : 'kg',
        channels: [{ channel: '1', location: `bin-${id}`, empty_mass_mg: plate_mg }],
      })),
    },
    drivers,
  );
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.site;
}

async function running(faults: ScaleFaults) {
  const site = siteOfScales();
  const cells = new Map<string, LoadCell>();
  const long_ago_ms = systemClock.now_ms() - 60_000;
  for (const { id, driver, unit } of site.devices) {
    const cell = loadCellOf(seedOf(3, driver), manner, plate_mg);
    cell.load(long_ago_ms, piece_mg * 4);
    cells.set(driver, cell);
    const end = await scaleWire(
      { id, driver, ...(unit !== undefined && { unit }) },
      {
        path: join(folder, driver),
        pan: cell,
        clock: systemClock,
        seed: seedOf(5),
        faults,
        broke: (says) => expect.fail(says),
      },
    );
    if (end !== undefined) ends.push(end);
  }
  const intake = derivingIntake(site);
  const parts = { clock: systemClock, random: randomOf(1), log: silentLog, counters: countersOf() };
  const access = {
    authenticate: () => true,
    hasSecret: () => true,
    client_id: 'gateway',
    enrolCommand: (connection: string) => connection,
  };
  links = await startLinks({ intake: intake.port, ...parts }, site, access);
  const levels = () => {
    intake.pass();
    return Object.fromEntries(serialScales.map((id) => [id, intake.levelOf(id)]));
  };
  const all = (pieces: number) => Object.fromEntries(serialScales.map((id) => [id, pieces]));
  // What is put down has to lie there for 5.5 s.
  const holds = (pieces: number) => expect.poll(levels, { interval: 20 }).toEqual(all(pieces));
  const load = (pieces: number) => {
    for (const cell of cells.values()) cell.load(systemClock.now_ms(), pieces * piece_mg);
  };
  return { intake, holds, load };
}

test('a frame without unit is explained in the one that is configured', () => {
  const ledger = new MemoryLedger();
  const data = new TextEncoder().encode('\x0201.000\r');
  const row = { n: 7, at_ms: 0, kind: 'frame', device: 'on-toledo-8217', retained: false, qos: 0, data } as const;
  ledger.frames.set(row.n, row);
  expect(explain(ledger, siteOfScales(), row.n)?.readings).toEqual([
    { kind: 'weight', channel: '1', mass_mg: 453_592, stable: true },
  ]);
});

describe.skipIf(withoutSocat !== '')(`all serial scales on their lines${withoutSocat}`, () => {
  test('what lies there is counted, and each step is booked once', async () => {
    const { intake, holds, load } = await running({});
    await holds(4);
    load(3);
    await holds(7);
    load(-2);
    await holds(5);
    expect(intake.movements.length).toBe(serialScales.length * 3);
    expect(intake.counters()['quarantined frames'] ?? 0).toBe(0);
  });

  test('with noise, lost, doubled, split, merged and wrong frames it is the same', async () => {
    const { intake, holds, load } = await running({
      wrong_sum_permille: 30,
      noise_permille: 30,
      lost_permille: 20,
      doubled_permille: 20,
      split_permille: 50,
      merged_permille: 20,
    });
    await holds(4);
    load(-1);
    await holds(3);
    expect(intake.movements.length).toBe(serialScales.length * 2);
  });
});
