/** One process of the measurement of the past: fills a ledger, asks it, or brings it up from the table version before. */
import { drivers } from '../../devices/registry.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { explain } from '../../gateway/explain.ts';
import type { StoredMovement } from '../../gateway/ledger/commit.ts';
import type { StoredCount } from '../../gateway/ledger/counts.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { LedgerWriter } from '../../gateway/ledger/writer.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { applyMovement, type Level, type Levels, levelOf } from '../../gateway/stock/levels.ts';
import { whyOfLedger } from '../../gateway/why.ts';
import { takeBack } from '../ledger/older-ledger.ts';
import { percentile } from './figures.ts';
import { binSite } from './sites.ts';

export type PastJob =
  | { readonly kind: 'fill'; readonly directory: string; readonly bins: number; readonly movements: number }
  | { readonly kind: 'ask'; readonly directory: string; readonly bins: number; readonly times: number }
  | { readonly kind: 'migrate'; readonly directory: string };

export interface Times {
  readonly p50_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
  /** Of the processor, whatever else the machine does. */
  readonly cpu_p50_ms: number;
  readonly cpu_p99_ms: number;
}

export interface PastResult {
  readonly lasted_ms: number;
  readonly rss_peak_bytes: number;
  readonly state?: Times;
  readonly level?: Times;
  readonly why?: Times;
  readonly whyNow?: Times;
}

const began_ms = 1_795_420_800_000;
/** Every tenth of a second one: a million in a bit more than a day. */
const every_ms = 100;
const batch_movements = 1_000;
const count_every = 50;
const number = (i: number) => String(i).padStart(5, '0');

function fill(job: Extract<PastJob, { kind: 'fill' }>): void {
  const writer = new LedgerWriter(job.directory);
  const random = randomOf(11);
  const levels: Levels = new Map();
  for (let seq = 0; seq < job.movements; seq += batch_movements) {
    const movements: StoredMovement[] = [];
    const counts: StoredCount[] = [];
    const touched = new Map<string, Level>();
    for (let i = 1; i <= Math.min(batch_movements, job.movements - seq); i += 1) {
      const movement = movementAt(seq + i, job.bins, random.int(0, 1_000_000) / 1_000_001, levels);
      applyMovement(levels, movement);
      movements.push(movement);
      for (const location of [movement.from, movement.to]) {
        const level = { item: movement.item, location, quantity: levelOf(levels, movement.item, location) };
        touched.set(`${location} ${movement.item}`, level);
      }
      if ((seq + i) % count_every === 0)
        counts.push(countAfter(movement, writer.last_count + counts.length + 1, levels));
    }
    const rows = movements.map(({ seq: n, arrived_ms, item }) => ({
      n,
      at_ms: arrived_ms,
      kind: 'frame' as const,
      device: `cell-${item.slice(5)}`,
      topic: `tallygate/cell-${item.slice(5)}/reading`,
      retained: false,
      qos: 1 as const,
      data: Buffer.from(
        JSON.stringify({ weight: { channel: '1', grams: 400 + n / 10, stable: true }, seq: n, boot: 'b' }),
      ),
    }));
    writer.commit(
      {
        rows,
        tick_ms: rows.at(-1)?.at_ms ?? 0,
        movements,
        counts,
        levels: [...touched.values()],
        questions: [],
        associations: [],
        tellings: [],
        documents: [],
        quarantine: [],
        devices: [],
        cursors: [],
      },
      { days: 7, bytes: 4_294_967_296 },
    );
  }
  writer.close();
}

/** Some bins are much busier than others; what is nearly empty is filled. */
function movementAt(seq: number, bins: number, share: number, levels: Levels): StoredMovement {
  const bin = Math.floor(bins * share ** 2);
  const item = `item-${number(bin)}`;
  const location = `bin-${number(bin)}`;
  const isLow = levelOf(levels, item, location) < 5;
  const at_ms = began_ms + seq * every_ms;
  const quantity = isLow ? 40 : 1 + (seq % 4);
  return {
    seq,
    id: `cell-${number(bin)}:b:${seq}:0/weight-step`,
    kind: isLow ? 'filled' : 'taken',
    item,
    quantity,
    from: isLow ? 'supplier' : location,
    to: isLow ? location : 'production',
    at_ms,
    arrived_ms: at_ms,
    confidence_permille: 973,
    rule: 'weight-step@1',
    settings_revision: 1,
    why: `Bin ${number(bin)}: −${quantity * 25}.0 g = ${quantity} × 25 g (item-${number(bin)}), p 0.973`,
    evidence: [{ n: seq, index: 0, device: `cell-${number(bin)}`, at_ms, says: 'channel 1: 538.2 g at rest' }],
  };
}

function countAfter(
  { item, from, to, seq, at_ms, evidence }: StoredMovement,
  number_: number,
  levels: Levels,
): StoredCount {
  const location = from.startsWith('bin') ? from : to;
  const level = levelOf(levels, item, location);
  const said = { by: 'person:ana', rule: 'manual@1', why: 'counted by ana', confidence_permille: 1_000 };
  return {
    number: number_,
    seq,
    id: `n${seq}/manual`,
    item,
    location,
    counted: level,
    before: level,
    level,
    at_ms,
    arrived_ms: at_ms,
    evidence,
    ...said,
  };
}

function ask(job: Extract<PastJob, { kind: 'ask' }>) {
  const parsed = parseSite(binSite(job.bins), drivers);
  if (!parsed.ok) throw new Error('the site of the benchmark is not valid');
  const { site } = parsed;
  const reader = readerOf(job.directory);
  const { past } = reader;
  const random = randomOf(12);
  const until_ms = past.known_ms();
  const why = whyOfLedger({
    reader,
    site: () => site,
    now_ms: () => until_ms,
    explain: (n) => explain(reader, site, n),
  });
  const moment = () => random.int(began_ms + every_ms, until_ms);
  /** Where the most happens is asked about the most. */
  const place = () => {
    const [movement] = reader.movementsAfter(random.int(0, reader.head() - 1), 1);
    if (movement === undefined) throw new Error('the ledger is empty');
    return { item: movement.item, location: movement.item.replace('item', 'bin') };
  };
  const tell = (query: Parameters<typeof why>[0]) => {
    const told = why(query);
    if (!told.ok) throw new Error(told.says);
  };
  return {
    state: timed(job.times, () => {
      const at_ms = moment();
      return () =>
        past.inOneView(() => {
          const seq = past.seqAt(at_ms);
          past.levelsAt(seq, {});
          past.questionsAt(at_ms);
          reader.movements({ before_seq: seq + 1, limit: 200 });
        });
    }),
    level: timed(job.times, () => {
      const [at_ms, { item }] = [moment(), place()];
      return () => void past.levelsAt(past.seqAt(at_ms), { item });
    }),
    why: timed(job.times, () => {
      const [at_ms, asked] = [moment(), place()];
      return () => tell({ ...asked, at: String(at_ms) });
    }),
    whyNow: timed(job.times, () => {
      const asked = place();
      return () => tell(asked);
    }),
  };
}

/** What is asked is chosen before the clock runs. */
function timed(times: number, choose: () => () => void): Times {
  const samples: number[] = [];
  const cpu: number[] = [];
  for (let i = 0; i < times; i += 1) {
    const act = choose();
    const used = process.cpuUsage();
    const start_ms = performance.now();
    act();
    samples.push(performance.now() - start_ms);
    const { user, system } = process.cpuUsage(used);
    cpu.push((user + system) / 1_000);
  }
  return {
    cpu_p50_ms: percentile(cpu, 0.5),
    cpu_p99_ms: percentile(cpu, 0.99),
    p50_ms: percentile(samples, 0.5),
    p99_ms: percentile(samples, 0.99),
    max_ms: Math.max(...samples),
  };
}

const job: PastJob = JSON.parse(process.argv[2] ?? '');
if (job.kind === 'migrate') takeBack(job.directory);
const start_ms = performance.now();
let told = {};
if (job.kind === 'fill') fill(job);
else if (job.kind === 'ask') told = ask(job);
else new LedgerWriter(job.directory).close();
const result: PastResult = {
  lasted_ms: performance.now() - start_ms,
  rss_peak_bytes: process.resourceUsage().maxRSS * 1_024,
  ...told,
};
console.log(JSON.stringify(result));
