/** From a reading's publish to the change that shows it at a live-channel client. */
import { runLoad } from './child.ts';
import { median, range, shown, table } from './figures.ts';
import type { LiveJob, LiveResult } from './live-load.ts';
import type { Section } from './section.ts';
import { scannerSite, tagSite } from './sites.ts';
import { placeOf } from './subject.ts';

const per_second = 1_000;
const p99_ms_max = 150;

const kinds = [
  { kind: 'tags', says: 'a tag arrives', site: () => tagSite({ items: 100, locations: 100, readers: 10 }, 1) },
  { kind: 'scans', says: 'a scan is received', site: () => scannerSite(100) },
] as const;

export const showing: Section = async ({ isQuick, print }) => {
  const repetitions = isQuick ? 1 : 3;
  const rows: string[][] = [];
  const p99s_ms: number[] = [];
  for (const { kind, says, site } of kinds) {
    const runs: LiveResult[] = [];
    const delays_ms: number[] = [];
    for (let i = 0; i < repetitions; i += 1) {
      const place = await placeOf(site());
      const gateway = await place.start();
      const { broker, dashboard } = gateway;
      const times = { warm_ms: isQuick ? 1_000 : 1_500, measure_ms: isQuick ? 3_000 : 6_000 };
      runs.push(
        await runLoad<LiveJob, LiveResult>('./live-load.js', {
          ...{ broker, dashboard, token: place.token, logins: place.logins, kind, per_second },
          ...times,
        }),
      );
      delays_ms.push((await gateway.look()).loop_delay_p99_ms);
      await gateway.stop();
      place.remove();
    }
    p99s_ms.push(...runs.map((each) => each.shown_p99_ms));
    rows.push([says, ...cellsOf(runs), shown(median(delays_ms))]);
  }
  const head = [
    `${shown(per_second)} readings/s, each`,
    'to PUBACK p50 ms',
    'p99',
    'to screen p50 ms',
    'p99',
    'p99 of runs',
    'max',
    'unseen',
    'loop delay p99 ms',
  ];
  print(table(head, rows));
  const isMet = Math.max(...p99s_ms) < p99_ms_max;
  print(
    `Target: p99 to the screen under ${p99_ms_max} ms: ${isMet ? 'met in every run' : `NOT met in every run (${range(p99s_ms)})`}.`,
  );
};

function cellsOf(runs: readonly LiveResult[]): string[] {
  const of = (value: (each: LiveResult) => number) => runs.map(value);
  return [
    shown(median(of((each) => each.ack_p50_ms))),
    shown(median(of((each) => each.ack_p99_ms))),
    shown(median(of((each) => each.shown_p50_ms))),
    shown(median(of((each) => each.shown_p99_ms))),
    range(of((each) => each.shown_p99_ms)),
    shown(Math.max(...of((each) => each.shown_max_ms))),
    String(of((each) => each.unseen).reduce((sum, each) => sum + each, 0)),
  ];
}
