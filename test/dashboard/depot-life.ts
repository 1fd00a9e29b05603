/** Lets the depot live: seeded picks, refills and tools that come and go, booked in a ledger in memory. */
import { randomOf } from '../../gateway/base/random.ts';
import type { Commit, DeviceActivity } from '../../gateway/ledger/commit.ts';
import type { Explanation } from '../../gateway/live/routes/frames.ts';
import type { Evidence, Movement } from '../../gateway/stock/movement.ts';
import { MemoryLedger } from '../live/memory-ledger.ts';
import { movementOf, questionOf } from '../live/small-site.ts';
import { activityOf, depot, tags, weighed } from './depot.ts';

const history_steps = 260;
const history_step_ms = 9_000;
const first_frame = 14_000;

export class DepotLife {
  readonly ledger = new MemoryLedger();
  readonly frames = new Map<string, number>();
  readonly #random = randomOf(20);
  readonly #bytes = new Map<number, Explanation>();
  readonly #stock = new Map<string, number>();
  #count = 0;

  /** Looks back on some forty minutes of ordinary life, ending at `now_ms`. */
  constructor(now_ms: number) {
    const begin_ms = now_ms - history_steps * history_step_ms;
    this.#countAll(begin_ms, now_ms);
    for (let index = 1; index <= history_steps; index += 1) this.step(begin_ms + index * history_step_ms);
    this.#ask(now_ms);
    const topic = 'tallygate/scale-a2/reading';
    const poison = (n: number, at_ms: number, reason: string, data: string) =>
      this.ledger.poison.push({ n, at_ms, device: 'scale-a2', topic, reason, data: Buffer.from(data) });
    poison(13_202, now_ms - 900_000, 'weight.grams: must be a number, is a string', '{"weight":{"grams":"heavy"}}');
    poison(13_871, now_ms - 240_000, 'JSON: ends in the middle of a text', '{"weight":{"chan');
  }

  explain(n: number): Explanation | undefined {
    return this.#bytes.get(n);
  }

  /** The last frames of a device, newest first, and those that could not be understood among them. */
  recent(device: string, count: number): (Explanation & { readonly n: number })[] {
    const poison = this.ledger.poison.map(({ n, at_ms, topic, reason, data, device: from = '' }) => ({
      n,
      device: from,
      at_ms,
      ...(topic === undefined ? {} : { topic }),
      hex: Buffer.from(data).toString('hex'),
      text: Buffer.from(data).toString(),
      readings: [],
      fault: reason,
    }));
    const understood = [...this.#bytes].map(([n, frame]) => ({ ...frame, n }));
    return [...understood.slice(-30 * count), ...poison]
      .filter((frame) => frame.device === device)
      .sort((a, b) => b.at_ms - a.at_ms)
      .slice(0, count);
  }

  /** One thing happens, and every device that is there says something. */
  step(at_ms: number): Commit {
    this.#count += 1;
    const movement = this.#random.next() < 0.75 ? this.#weighing(at_ms) : this.#tagging(at_ms);
    const devices = depot.devices
      .filter(({ id }) => id !== 'gun-1' && id !== 'scale-a2b')
      .map(({ id }) => this.#saying(id, movement.evidence.at(-1), at_ms));
    const last_n = first_frame + this.#bytes.size;
    this.ledger.journal = { ...this.ledger.journal, last_n, bytes: 310_000_000 + this.#bytes.size * 900 };
    const counters = { frames: last_n, movements: this.#count };
    return this.ledger.commit({ at_ms, movements: [movement], devices, counters });
  }

  #saying(id: string, newest: Evidence | undefined, at_ms: number): DeviceActivity {
    const frames = (this.frames.get(id) ?? 9_000) + this.#random.int(1, id.startsWith('reader') ? 9 : 4);
    this.frames.set(id, frames);
    const usual = id.startsWith('reader') ? '3 tags on 2 antennas' : 'channel 2: 812.4 g at rest';
    return activityOf(id, frames, at_ms, newest?.device === id ? newest.says : usual);
  }

  #weighing(at_ms: number): Movement {
    const among = this.#random.next() < 0.5 ? 5 : weighed.length - 1;
    const bin = weighed[this.#random.int(0, among)];
    if (bin === undefined) throw new Error('the depot has bins');
    const there = this.#stock.get(bin.location) ?? 0;
    const filled = there < bin.full * 0.12;
    const some = Math.max(1, Math.min(there, this.#random.int(1, Math.ceil(bin.full / 14))));
    const quantity = filled ? bin.full - there : some;
    const left = filled ? bin.full : there - quantity;
    this.#stock.set(bin.location, left);
    const weight = (pieces: number) => ({
      weight: { channel: String(bin.channel), grams: Math.round(pieces * bin.unit_g * 10) / 10, stable: true },
    });
    const says = (pieces: number) => `channel ${bin.channel}: ${(pieces * bin.unit_g).toFixed(1)} g at rest`;
    const step = `${filled ? 'rose' : 'fell'} by ${(quantity * bin.unit_g).toFixed(1)} g`;
    return movementOf(`weight-step@1/${bin.device}/${this.#count}`, {
      kind: filled ? 'filled' : 'taken',
      item: bin.item,
      quantity,
      from: filled ? 'supplier' : bin.location,
      to: filled ? bin.location : 'production',
      at_ms,
      arrived_ms: at_ms + this.#random.int(12, 90),
      confidence_permille: this.#random.next() < 0.15 ? this.#random.int(812, 899) : this.#random.int(940, 999),
      why: `The weight ${step} and came to rest: ${quantity} × ${bin.unit_g} g, off by ${this.#random.int(0, 9) / 10} g.`,
      evidence: [
        this.#evidence(bin.device, at_ms - 900, says(there), weight(there)),
        this.#evidence(bin.device, at_ms, says(left), weight(left)),
      ],
    });
  }

  #tagging(at_ms: number): Movement {
    const tag = tags[this.#random.int(0, tags.length - 1)];
    if (tag === undefined) throw new Error('the depot has tools');
    const here = this.ledger.levels({ item: tag.item, location: tag.location })[0]?.quantity ?? 0;
    const leaves = here > 1 && this.#random.next() < 0.6;
    const antenna = Number(tag.location.slice(1));
    const epc = `3034257BF7194E40000${String(this.#count).padStart(5, '0')}`;
    return movementOf(`tag-presence@1/reader-t/${this.#count}`, {
      kind: leaves ? 'left' : 'arrived',
      item: tag.item,
      quantity: 1,
      from: leaves ? tag.location : 'transit',
      to: leaves ? 'transit' : tag.location,
      at_ms,
      arrived_ms: at_ms + 20,
      confidence_permille: this.#random.int(900, 999),
      rule: 'tag-presence@1',
      why: leaves
        ? 'Its tag has not been read here for 5.0 s.'
        : 'Its tag was read 4 times within 2.0 s, at −51.5 dBm.',
      evidence: [
        this.#evidence('reader-t', at_ms, `antenna ${antenna}: ${epc} at −51.5 dBm`, {
          tags: [{ epc, antenna, rssi: -51.5, count: 4 }],
        }),
      ],
    });
  }

  #evidence(device: string, at_ms: number, says: string, told: object): Evidence {
    const n = first_frame + this.#bytes.size;
    const text = JSON.stringify(told);
    const topic = `tallygate/${device}/reading`;
    const readings = [{ device, says }];
    this.#bytes.set(n, { device, at_ms, topic, hex: Buffer.from(text).toString('hex'), text, readings, says });
    return { n, index: 0, device, at_ms, says };
  }

  #countAll(begin_ms: number, now_ms: number): void {
    const counted = { kind: 'counted', from: 'count-difference', at_ms: begin_ms, arrived_ms: begin_ms } as const;
    const bins = weighed.map(({ item, location, full }) => {
      const quantity = Math.round(full * (0.35 + 0.6 * this.#random.next()));
      this.#stock.set(location, quantity);
      const why = 'First stable weight after the start: taken as a count.';
      return movementOf(`count/${location}`, { ...counted, item, quantity, to: location, why });
    });
    const tools = tags.map(({ item }) => {
      const why = 'Handed out before the depot was watched.';
      return movementOf(`count/${item}`, { ...counted, item, quantity: 24, to: 'transit', why });
    });
    const bench = activityOf('scale-a2b', 8_120, now_ms - 190_000, 'channel 2: 1 204.0 g at rest');
    this.ledger.commit({ at_ms: begin_ms, movements: [...bins, ...tools], devices: [bench] });
  }

  #ask(now_ms: number): void {
    const says = 'channel 4: 1 102.9 g at rest';
    const told = { weight: { channel: '4', grams: 1_102.9, stable: true } };
    const questions = [
      questionOf('weight-unresolved/a1-4', {
        at_ms: now_ms - 74_000,
        device: 'scale-a1',
        location: 'a1-4',
        question: 'The weight in A1-4 rose by 31.7 g, which is no whole number of M8 nuts (5.2 g). What was put there?',
        evidence: [this.#evidence('scale-a1', now_ms - 74_000, says, told)],
      }),
      questionOf('unknown-tag/3034', {
        kind: 'unknown-tag',
        at_ms: now_ms - 312_000,
        device: 'reader-t',
        location: 't2',
        times: 14,
        question: 'A tag 3034257BF7194E4000001A85 stands at Tool wall T2 and belongs to no item. What is it?',
      }),
    ];
    this.ledger.commit({ at_ms: now_ms, questions });
  }
}
