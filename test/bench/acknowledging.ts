/** Readings acknowledged per second, next to a baseline that does nothing but store them. */
import type { AckJob, AckResult } from './ack-load.ts';
import { newDirectory, removeDirectory, runLoad } from './child.ts';
import type { Login } from './clients.ts';
import { median, range, shown, table } from './figures.ts';
import type { Section } from './section.ts';
import { binSite } from './sites.ts';
import { placeOf, type Subject, startBaseline } from './subject.ts';

/** Connections and how many publishes each keeps in flight: 64 is the most the gateway reads ahead of one client. */
const loads = [
  { connections: 1, in_flight: 64 },
  { connections: 10, in_flight: 64 },
  { connections: 100, in_flight: 16 },
] as const;
const ratio_min = 0.5;

interface Run extends AckResult {
  /** Of all threads of the process measured. */
  readonly cpu_us_per_reading: number;
}

async function run(subject: Subject, job: Omit<AckJob, 'broker'>): Promise<Run> {
  const before = await subject.look();
  const result = await runLoad<AckJob, AckResult>('./ack-load.js', { ...job, broker: subject.broker });
  const after = await subject.look();
  return { ...result, cpu_us_per_reading: (after.cpu_us - before.cpu_us) / result.acknowledged };
}

export const acknowledging: Section = async ({ isQuick, print }) => {
  const repetitions = isQuick ? 1 : 5;
  const times = { warm_ms: isQuick ? 500 : 1_000, measure_ms: isQuick ? 1_500 : 3_000 };
  const place = await placeOf(binSite(100));
  const directory = newDirectory();
  const gateway = await place.start();
  const baseline = await startBaseline(directory);
  const rows: string[][] = [];
  const targets: string[] = [];
  for (const { connections, in_flight } of loads) {
    const logins: readonly Login[] = place.logins.slice(0, connections);
    const bare: Run[] = [];
    const product: Run[] = [];
    for (let i = 0; i < repetitions; i += 1) {
      bare.push(await run(baseline, { logins, in_flight, ...times }));
      product.push(await run(gateway, { logins, in_flight, ...times }));
    }
    const ratios = product.map((each, i) => each.per_second / (bare[i]?.per_second ?? Number.NaN));
    const load = `${connections} × ${in_flight}`;
    rows.push(rowOf(load, 'baseline', bare, ''), rowOf(load, 'gateway', product, shown(median(ratios))));
    const isMet = median(ratios) >= ratio_min;
    targets.push(`${connections}: ${shown(median(ratios))} (runs ${range(ratios)}), ${isMet ? 'met' : 'NOT met'}`);
  }
  await baseline.kill();
  await gateway.stop();
  removeDirectory(directory);
  place.remove();
  const head = [
    'connections × in flight',
    'subject',
    'readings/s',
    'runs',
    'p50 ms',
    'p99 ms',
    'CPU µs/reading',
    'ratio',
  ];
  print(table(head, rows));
  print(`Target: at least ${ratio_min} of the baseline's rate. By connections: ${targets.join('; ')}.`);
};

function rowOf(load: string, subject: string, runs: readonly Run[], ratio: string): string[] {
  const of = (value: (each: Run) => number) => runs.map(value);
  return [
    load,
    subject,
    shown(median(of((each) => each.per_second))),
    range(of((each) => each.per_second)),
    shown(median(of((each) => each.p50_ms))),
    shown(median(of((each) => each.p99_ms))),
    shown(median(of((each) => each.cpu_us_per_reading))),
    ratio,
  ];
}
