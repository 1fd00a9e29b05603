/**
 * The whole of interpretation on one core: readings that are there already through `interpret`, with ticks as intake runs
 * them, at a site with load cells and tags everywhere. Then its memory, while tags come and go.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import type { Reading } from '../../devices/reading.ts';
import { meaningOfEpc } from '../../devices/rfid/epc.ts';
import { limits } from '../../gateway/base/limits.ts';
import { type Random, randomOf } from '../../gateway/base/random.ts';
import { interpret } from '../../gateway/interpretation/interpret.ts';
import { type ReadingInput, tick_ms } from '../../gateway/interpretation/interpretation.ts';
import { countersOf, type Memory, memoryOf, nextDue_ms } from '../../gateway/interpretation/memory.ts';
import { siteOfJson } from '../../gateway/main.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { median, megabytes, range, shown, table } from './figures.ts';
import type { Section } from './section.ts';
import { epcOf, gtinOfItem } from './sites.ts';

const channels_a_scale = 50;
const scales = 100;
const readers = 50;
const antennas = 4;
const items = 1_000;
const tags = 100_000;
/** 10,000 tag reads and 10,000 weights in a second of the site's time: a tag every ten seconds, a channel twice a second. */
const readings_a_second = 20_000;
const chunk = 200_000;
const start_ms = 1_795_420_800_000;
/** Of every million readings so many tags leave for good and new ones come: more than there are in the time of twenty. */
const churn_a_million = 15_000;
/** So many came and went before, as many as are remembered: a gateway that has run for months. They are gone after so long. */
const visitors = limits.tags_max - tags;
const visited_ms = 180_000;
/** Readings before memory is looked at: all tags that were gone have given way by then, and each that is there is known as well as it will be. */
const settled_after = 10_000_000;

function bigSite(): Site {
  const numbers = (length: number) => Array.from({ length }, (_, i) => i);
  const bins = numbers(scales * channels_a_scale);
  const site = siteOfJson({
    name: 'Bench',
    time_zone: 'UTC',
    currency: 'EUR',
    items: numbers(items).map((i) => ({ id: `item-${i}`, gtins: [gtinOfItem(i)], unit_mass_mg: 20_000 + 13 * i })),
    locations: [
      ...bins.map((i) => ({ id: `bin-${i}`, kind: 'bin', item: `item-${i % items}` })),
      ...numbers(readers * antennas).map((i) => ({ id: `shelf-${i}`, kind: 'shelf' })),
    ],
    connections: [...numbers(scales).map((i) => `scale-${i}`), ...numbers(readers).map((i) => `reader-${i}`)].map(
      (id) => ({
        id,
        wire: { kind: 'mqtt' },
      }),
    ),
    devices: [
      ...numbers(scales).map((i) => ({
        id: `scale-${i}`,
        driver: 'native',
        channels: numbers(channels_a_scale).map((c) => ({
          channel: `${c}`,
          location: `bin-${i * channels_a_scale + c}`,
        })),
      })),
      ...numbers(readers).map((i) => ({
        id: `reader-${i}`,
        driver: 'native',
        antennas: numbers(antennas).map((a) => ({
          antenna: a + 1,
          role: 'shelf',
          location: `shelf-${i * antennas + a}`,
        })),
      })),
    ],
    rules: { tags: { absent_ms: 30_000 } },
  });
  if (site === undefined) throw new Error('the site of this benchmark is not valid');
  return site;
}

/** What the devices of the site say, in the order in which they say it; each counts its messages. */
class Talk {
  readonly #random: Random = randomOf(20_261_129);
  readonly #counts = new Map<string, number>();
  readonly #masses = new Float64Array(scales * channels_a_scale).fill(2_000_000);
  readonly #present: string[] = [];
  #serial = 0;
  #n = 1;

  constructor() {
    for (let i = 0; i < tags; i += 1) this.#present.push(this.#newTag());
  }

  /** Some tags leave for good, and as many new ones come. */
  churn(count: number): void {
    for (let i = 0; i < count; i += 1) this.#present[this.#random.int(0, tags - 1)] = this.#newTag();
  }

  /** Tags that are read once and never again; then time passes. */
  *visit(count: number): Generator<ReadingInput> {
    for (let i = 0; i < count; i += 1) yield this.#read(i, this.#newTag());
    this.#n += (visited_ms * readings_a_second) / 1_000;
  }

  next(count: number): ReadingInput[] {
    return Array.from({ length: count }, () => (this.#n % 2 === 0 ? this.#weight() : this.#tag()));
  }

  #newTag(): string {
    this.#serial += 1;
    return epcOf(this.#serial % items, this.#serial);
  }

  #weight(): ReadingInput {
    const i = (this.#n >> 1) % this.#masses.length;
    const unit_mg = 20_000 + 13 * (i % items);
    // A channel changes every few minutes.
    if (this.#random.int(0, 400) === 0) {
      const pieces = (this.#masses[i] ?? 0) > 1_000_000 ? -this.#random.int(1, 3) : 40;
      this.#masses[i] = (this.#masses[i] ?? 0) + pieces * unit_mg;
    }
    const mass_mg = Math.round((this.#masses[i] ?? 0) + 300 * (this.#random.next() - 0.5));
    const device = `scale-${Math.floor(i / channels_a_scale)}`;
    return this.#said(device, { kind: 'weight', channel: `${i % channels_a_scale}`, mass_mg });
  }

  #tag(): ReadingInput {
    // A step that meets every tag once in so many reads.
    const at = ((this.#n >> 1) * 7_919) % tags;
    return this.#read(at, this.#present[at] ?? '');
  }

  #read(at: number, epc: string): ReadingInput {
    const device = `reader-${at % readers}`;
    const antenna = 1 + (Math.floor(at / readers) % antennas);
    // Readers say how often they read a tag since they said so last, and one in five hears it from the shelf beside it.
    const isBeside = this.#random.int(0, 4) === 0;
    const rssi_cdbm = -5_000 - this.#random.int(0, 800) - (isBeside ? 1_200 : 0);
    const heard_by = isBeside ? 1 + (antenna % antennas) : antenna;
    return this.#said(device, { kind: 'tag', epc, antenna: heard_by, rssi_cdbm, count: 3, meaning: meaningOfEpc(epc) });
  }

  #said(device: string, reading: Reading): ReadingInput {
    const n = this.#n;
    const seq = this.#counts.get(device) ?? 0;
    const at_ms = start_ms + Math.floor((n * 1_000) / readings_a_second);
    this.#n += 1;
    this.#counts.set(device, seq + 1);
    const stamped: Reading = { ...reading, seq, boot: 'b', device_at_ms: at_ms - 3 };
    return { kind: 'reading', n, at_ms, device, index: 0, id: `${device}:b:${seq}:0`, reading: stamped };
  }
}

/** Ticks and readings as intake gives them; movements are counted and let go. */
class Site20k {
  readonly memory: Memory = memoryOf();
  movements = 0;
  #tick_ms = start_ms;

  constructor(site: Site) {
    interpret(this.memory, { kind: 'settings', n: 0, at_ms: start_ms, revision: 1, site });
  }

  give(inputs: Iterable<ReadingInput>): void {
    for (const input of inputs) {
      while (this.#tick_ms + tick_ms <= input.at_ms) {
        this.#tick_ms += tick_ms;
        if (nextDue_ms(this.memory) <= this.#tick_ms) {
          this.movements += interpret(this.memory, { kind: 'tick', at_ms: this.#tick_ms }).movements.length;
        }
      }
      this.movements += interpret(this.memory, input).movements.length;
    }
  }
}

interface Heap {
  readonly millions: number;
  readonly heap_bytes: number;
  readonly rss_bytes: number;
}

export const interpreting: Section = ({ isQuick, print }) => {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const total = isQuick ? 2_000_000 : 20_000_000;
  const talk = new Talk();
  const subject = new Site20k(bigSite());
  const rates: number[] = [];
  const parsed: number[] = [];
  const heaps: Heap[] = [];
  subject.give(talk.visit(visitors));
  for (let given = isQuick ? 0 : -settled_after; given < total; ) {
    const inputs = talk.next(chunk);
    const began = process.cpuUsage();
    subject.give(inputs);
    const lasted_ms = processorSince(began);
    given += chunk;
    // All tags have come by then; before that every reading of one is a movement.
    if (given > (isQuick ? 1_000_000 : 0)) {
      rates.push((chunk * 1_000) / lasted_ms);
      parsed.push(parsingRate(inputs));
    }
    if (given % 1_000_000 !== 0) continue;
    talk.churn(churn_a_million);
    if (given < 0) continue;
    inputs.length = 0;
    collect();
    const { heapUsed, rss } = process.memoryUsage();
    heaps.push({ millions: given / 1_000_000, heap_bytes: heapUsed, rss_bytes: rss });
  }
  const counters = countersOf(subject.memory);
  const ratio = rates.map((rate, i) => rate / (parsed[i] ?? 1));
  print(
    table(
      ['in this process', 'readings a second of processor', 'range'],
      [
        ['interpretation', shown(median(rates)), range(rates)],
        ['JSON.parse of the same readings', shown(median(parsed)), range(parsed)],
        ['ratio', median(ratio).toFixed(3), `${Math.min(...ratio).toFixed(3)}–${Math.max(...ratio).toFixed(3)}`],
      ],
    ),
  );
  print('');
  print(
    table(
      ['after million readings', 'heap', 'resident'],
      heaps.map(({ millions, heap_bytes, rss_bytes }) => [`${millions}`, megabytes(heap_bytes), megabytes(rss_bytes)]),
    ),
  );
  print(
    `${shown(visitors)} tags came and went before. ${shown(tags)} tags and ${shown(scales * channels_a_scale)} channels; ${shown(churn_a_million)} tags a million readings leave and as many come; ` +
      `${shown(subject.movements)} movements. Heap grows by ${(slope(heaps) / 1_048_576).toFixed(2)} MB a million readings (least squares). ` +
      `Tags forgotten ${counters['tags forgotten, too many'] ?? 0}.`,
  );
};

function parsingRate(inputs: readonly ReadingInput[]): number {
  const texts = inputs.map(({ reading }) => JSON.stringify(reading));
  const began = process.cpuUsage();
  for (const text of texts) JSON.parse(text);
  return (inputs.length * 1_000) / processorSince(began);
}

/** Of all threads of this process, those that collect garbage too: what else the machine does is not in it. Milliseconds. */
function processorSince(began: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1_000;
}

/** Bytes a million readings. */
function slope(heaps: readonly Heap[]): number {
  const x = heaps.reduce((sum, { millions }) => sum + millions, 0) / heaps.length;
  const y = heaps.reduce((sum, { heap_bytes }) => sum + heap_bytes, 0) / heaps.length;
  const xy = heaps.reduce((sum, each) => sum + (each.millions - x) * (each.heap_bytes - y), 0);
  const xx = heaps.reduce((sum, { millions }) => sum + (millions - x) ** 2, 0);
  return xx === 0 ? 0 : xy / xx;
}
