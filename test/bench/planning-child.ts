/** One process of the measurement of planning: fills a ledger, or plans it in the thread while another commits beside. */
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Sqlite from 'better-sqlite3';
import { drivers } from '../../devices/registry.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { ledger_file } from '../../gateway/ledger/database.ts';
import { LedgerWriter } from '../../gateway/ledger/writer.ts';
import { PlanningBeside, planningThread } from '../../gateway/planning-beside.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { percentile } from './figures.ts';

export type PlanningJob =
  | { readonly kind: 'fill'; readonly directory: string; readonly items: number; readonly often_permille: number }
  | { readonly kind: 'plan'; readonly directory: string }
  | { readonly kind: 'commit'; readonly directory: string; readonly beside: boolean; readonly lasting_ms: number };

export interface PlanningResult {
  readonly lasted_ms: number;
  readonly cpu_ms: number;
  readonly rss_peak_bytes: number;
  readonly rss_before_bytes: number;
  readonly movements?: number;
  readonly proposed?: number;
  readonly commits?: number;
  readonly commit_p50_ms?: number;
  readonly commit_p99_ms?: number;
  readonly commit_max_ms?: number;
  /** How late a timer of 10 ms of the main thread was. */
  readonly late_p99_ms?: number;
}

const day_ms = 86_400_000;
const days = 731;
const weekdays = new Set([1, 2, 3, 4, 5]);
const number = (i: number) => String(i).padStart(5, '0');

function siteOf(items: number): object {
  const policy = { supplier: 'acme', service_level: 0.95, holding_cost_share_per_year: 0.2, order_multiple: 10 };
  return {
    name: 'Bench',
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
    suppliers: [{ id: 'acme', lead_time_days: 9, lead_time_sd_days: 2, order_cost: '25' }],
    planning: { open_weekdays: [...weekdays] },
    locations: [{ id: 'store', kind: 'zone' }],
    items: Array.from({ length: items }, (_, i) => ({
      id: `item-${number(i)}`,
      policy: { ...policy, unit_cost: `${1 + (i % 97)}.${10 + (i % 90)}` },
    })),
  };
}

/**
 * Two years: of a thousand items `often_permille` are used on every working day, with a season of the week and noise; three in ten of
 * the others twice a week, the rest twice a month. Rows as the gateway books them, in the order of their days; not measured.
 */
function fill({ directory, items, often_permille }: Extract<PlanningJob, { kind: 'fill' }>): { movements: number } {
  const parsed = parseSite(siteOf(items), drivers);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  new LedgerWriter(directory).close();
  const database = new Sqlite(join(directory, ledger_file));
  database.pragma('synchronous = OFF');
  database.prepare("INSERT INTO meta VALUES ('site', ?)").run(JSON.stringify(parsed.site));
  const insert = database.prepare(
    `INSERT INTO movement (seq, id, kind, item, quantity, from_location, to_location, at_ms, arrived_ms, confidence_permille, rule,
       settings_revision, why, evidence) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?)`,
  );
  const random = randomOf(17);
  const began_ms = Math.floor(Date.now() / day_ms) * day_ms - (days + 1) * day_ms;
  const often = Math.round((items * often_permille) / 1_000);
  let seq = 0;
  const book = (item: number, quantity: number, at_ms: number, isReceipt: boolean) => {
    seq += 1;
    const [from, to] = isReceipt ? ['supplier', 'store'] : ['store', 'production'];
    const why = `Bin ${number(item)}: ${quantity * 25}.0 g = ${quantity} × 25 g (item-${number(item)}), p 0.973`;
    const device = `cell-${number(item)}`;
    const evidence = JSON.stringify([{ n: seq, index: 0, device, at_ms, says: 'channel 1: 538.2 g at rest' }]);
    const id = `${device}:b:${seq}:0/fusion`;
    const kind = isReceipt ? 'filled' : 'taken';
    insert.run(
      seq,
      id,
      kind,
      `item-${number(item)}`,
      quantity,
      from,
      to,
      at_ms,
      at_ms,
      973,
      'fusion@5',
      1,
      why,
      evidence,
    );
  };
  for (let day = 0; day < days; day += 1) {
    const at_ms = began_ms + day * day_ms + 9 * 3_600_000;
    const weekday = new Date(at_ms).getUTCDay();
    database.transaction(() => {
      // Who comes first differs from day to day, so that rows of an item lie where they lie in earnest.
      const turn = random.int(1, items - 1);
      for (let place = 0; place < items; place += 1) {
        const item = (place * 7_919 + turn) % items;
        const usual_units = item < often ? 730 : item % 10 < 3 ? 34 : 8;
        if ((day + item) % 60 === 0) book(item, usual_units, at_ms, true);
        if (!weekdays.has(weekday)) continue;
        const chance = item < often ? 1_000 : item % 10 < 3 ? 400 : 90;
        if (random.int(1, 1_000) > chance) continue;
        const usual = item < often ? 8 + 3 * weekday : 2;
        book(item, Math.max(1, (usual + random.int(-usual, usual) / 2) | 0), at_ms + random.int(0, 30_000_000), false);
      }
    })();
  }
  const head = { n: 0, seq, at_ms: Date.now(), tick_ms: 0, journal_bytes: 0, pruned_rows: 0 };
  database.prepare("INSERT OR REPLACE INTO meta VALUES ('head', ?)").run(JSON.stringify(head));
  database.close();
  return { movements: seq };
}

async function plan(directory: string) {
  const plans = new PlanningBeside({
    start: () => planningThread(directory, new URL('../../gateway/planning-thread.js', import.meta.url)),
    time_zone: () => 'Europe/Berlin',
    clock: systemClock,
    log: silentLog,
    counters: countersOf(),
  });
  await plans.begin();
  for (;;) {
    const reply = await plans.ask({ kind: 'state' });
    if (!reply.ok) throw new Error(reply.says);
    const { state } = reply.answer;
    if (state.fault !== undefined) throw new Error(state.fault);
    if (state.made !== undefined && state.running === undefined) break;
    await pause(50);
  }
  const bought = await plans.ask({ kind: 'purchases' });
  await plans.close();
  const orders = bought.ok ? (bought.answer.purchases ?? []) : [];
  return { proposed: orders.reduce((sum, { lines }) => sum + lines.length, 0) };
}

/** A commit of one movement every 20 ms, as durable as the gateway's; the main thread looks every 10 ms how late it is. */
async function commit({ directory, beside, lasting_ms }: Extract<PlanningJob, { kind: 'commit' }>) {
  const writer = new LedgerWriter(directory);
  const database = new Sqlite(join(directory, ledger_file), { readonly: true });
  const [last] = database.prepare<[], { seq: number }>('SELECT MAX(seq) AS seq FROM movement').all();
  database.close();
  let seq = last?.seq ?? 0;
  const took: number[] = [];
  const late: number[] = [];
  let isOver = false;
  const planned = beside ? plan(directory).then(() => (isOver = true)) : undefined;
  const began_ms = performance.now();
  while (beside ? !isOver : performance.now() - began_ms < lasting_ms) {
    const asked_ms = performance.now();
    await pause(20);
    late.push(performance.now() - asked_ms - 20);
    seq += 1;
    const at_ms = Date.now();
    const start_ms = performance.now();
    writer.commit(
      {
        rows: [],
        tick_ms: at_ms,
        movements: [
          {
            seq,
            id: `live:${seq}`,
            kind: 'taken',
            item: `item-${number(seq % 1_000)}`,
            quantity: 1,
            from: 'store',
            to: 'production',
            at_ms,
            arrived_ms: at_ms,
            confidence_permille: 1_000,
            rule: 'fusion@5',
            settings_revision: 1,
            why: 'taken',
            evidence: [],
          },
        ],
        counts: [],
        levels: [],
        questions: [],
        associations: [],
        tellings: [],
        documents: [],
        quarantine: [],
        devices: [],
        cursors: [],
      },
      { days: 7, bytes: 4_000_000_000 },
    );
    took.push(performance.now() - start_ms);
  }
  await planned;
  writer.close();
  return {
    commits: took.length,
    commit_p50_ms: percentile(took, 0.5),
    commit_p99_ms: percentile(took, 0.99),
    commit_max_ms: Math.max(...took),
    late_p99_ms: percentile(late, 0.99),
  };
}

const job: PlanningJob = JSON.parse(process.argv[2] ?? '');
const rss_before_bytes = process.memoryUsage.rss();
const cpu = process.cpuUsage();
const start_ms = performance.now();
const told = job.kind === 'fill' ? fill(job) : job.kind === 'plan' ? await plan(job.directory) : await commit(job);
const used = process.cpuUsage(cpu);
const result: PlanningResult = {
  lasted_ms: performance.now() - start_ms,
  cpu_ms: (used.user + used.system) / 1_000,
  rss_peak_bytes: process.resourceUsage().maxRSS * 1_024,
  rss_before_bytes,
  ...told,
};
console.log(JSON.stringify(result));
