/** Load-cell nodes: they sample their plates and say it in their drivers' own bytes, in batches, with the wire's delays and repeats. */
import { esphome } from '../../devices/scales/esphome.ts';
import { mtSics } from '../../devices/scales/mt-sics.ts';
import type { Seed } from '../seed.ts';
import type { Doing } from '../timeline.ts';
import {
  esphomeWeightMessage,
  tasmotaRestartMessage,
  tasmotaStatusMessage,
  tasmotaWeightMessage,
  type WeightMessage,
} from '../weight-messages.ts';
import type { Hall } from './hall.ts';
import type { Plate } from './plate.ts';

export interface Cell {
  readonly channel: string;
  readonly plate: Plate;
}

export interface NodePlan {
  readonly device: string;
  /**
   * `native`: every sample, in batches. `native-changes`: battery nodes, only what has changed and is at rest again, and
   * every ten minutes. `tasmota`: the same every five minutes, in whole grams, with the weight
   * before its tare; `tasmota-old`: without. `esphome`: a bare number for each cell.
   * `mt-sics`: a bench scale that is asked, and says itself whether it is at rest.
   */
  readonly speaks: 'native' | 'native-changes' | 'tasmota' | 'tasmota-old' | 'esphome' | 'mt-sics';
  readonly hz: number;
  /** Samples of each cell in a message. */
  readonly batch: number;
  /** With sequence, boot and the device's own time; then it also sends again what was not acknowledged. */
  readonly stamped: boolean;
  readonly cells: readonly Cell[];
  /** Set from outside when its power fails; a Tasmota node takes what it finds at power-up for its zero. */
  readonly power: { off: boolean; tare_mg: number; says_all_from_ms: number | undefined };
}

/** Device times at the edge of a batch are off by up to this much. */
export const jitter_ms = 15;
/** How long a message is on its way. */
const way_ms = { min: 3, max: 45 } as const;
const repeat_permille = 2;
const lost_permille = 2;
/** So many messages of a thousand come after the next ones. */
const late_permille = 1;
const late_ms = { min: 300, max: 1_500 } as const;
/** A converter that was not ready answers −1; a sensor that was not is nan. */
const failed_read_ppm = 20;
const nan_permille = 1;
/** How often a Tasmota node says everything anew, as it comes out of the box. */
const tele_period_ms = 300_000;
/** … and how soon after it has connected. */
const tele_after_start_ms = 5_000;
/** Somebody leans on the unit key, and a while later on it again. */
const unit_key_permille = 2;
const toUtf8 = new TextEncoder();
const nan = esphome.frame.encode({ kind: 'message', message: { kind: 'no-state', state: 'nan' } });

/** Begins to sample at once. */
export function beginNode(hall: Hall, plan: NodePlan): void {
  const seed = hall.seed.stream(`node-${plan.device}`);
  hall.note({ device: plan.device, event: 'connected', detail: { says: 'Connected.' } });
  hall.timeline.begin(speakingOf(hall, plan, seed), seed.int(0, Math.round(1_000 / plan.hz)));
}

function speakingOf(hall: Hall, plan: NodePlan, seed: Seed): Doing {
  switch (plan.speaks) {
    case 'native':
      return streaming(hall, plan, seed);
    case 'native-changes':
    case 'tasmota':
    case 'tasmota-old':
      return tellingChanges(hall, plan, seed);
    case 'esphome':
      return tellingStates(hall, plan, seed);
    case 'mt-sics':
      return answering(hall, plan, seed);
  }
}

function* streaming(hall: Hall, { device, hz, batch, stamped, cells }: NodePlan, seed: Seed): Doing {
  const period_ms = 1_000 / hz;
  const boot = seed.int(0x1000, 0xffff).toString(16);
  // Its clock is set over the network and stands a little off.
  const lead_ms = seed.int(-40, 40);
  let seq = 1;
  for (;;) {
    yield batch * period_ms;
    const edge_ms = stamped ? seed.int(-jitter_ms, jitter_ms) : 0;
    const said: string[] = [];
    for (let nth = batch - 1; nth >= 0; nth -= 1) {
      const at_ms = hall.at_ms - Math.round(nth * period_ms);
      for (const { channel, plate } of cells) {
        said.push(
          weightText(
            channel,
            seed.share() * 1_000_000 < failed_read_ppm ? -1_000 : plate.sampleAt(at_ms),
            stamped ? { seq, boot, at_ms: at_ms + lead_ms + edge_ms } : undefined,
          ),
        );
        seq += 1;
      }
    }
    sendNative(hall, device, `[${said.join(',')}]`, stamped, seed);
  }
}

interface WeightStamp {
  readonly seq: number;
  readonly boot: string;
  readonly at_ms: number;
}

/** As a node prints it that has no JSON library, and many times as fast as one that has. */
function weightText(channel: string, mass_mg: number, stamp: WeightStamp | undefined, stable = false): string {
  const weight = `"weight":{"channel":"${channel}","grams":${mass_mg / 1_000}${stable ? ',"stable":true' : ''}}`;
  if (stamp === undefined) return `{${weight}}`;
  return `{${weight},"seq":${stamp.seq},"boot":"${stamp.boot}","at":${stamp.at_ms}}`;
}

function sendNative(hall: Hall, device: string, text: string, stamped: boolean, seed: Seed): void {
  const data = toUtf8.encode(text);
  const frame = { device, topic: `tallygate/${device}/reading`, retained: false, qos: stamped ? 1 : 0, data } as const;
  // Without acknowledgement a message is lost now and then; with it, it comes twice now and then.
  if (!stamped && seed.happens(lost_permille)) return;
  const is_late = stamped && seed.happens(late_permille);
  const in_ms = is_late ? seed.int(late_ms.min, late_ms.max) : seed.int(way_ms.min, way_ms.max);
  hall.send(frame, in_ms);
  if (stamped && seed.happens(repeat_permille)) hall.send(frame, in_ms + seed.int(20, 400));
}

/** Looks once a second at what moves, and now and then at the rest. */
function* tellingChanges(hall: Hall, { device, speaks, stamped, cells, power }: NodePlan, seed: Seed): Doing {
  const boot = seed.int(0x1000, 0xffff).toString(16);
  const states = cells.map((cell) => ({ cell, said_mg: Number.NaN, seen_mg: Number.NaN, due_ms: 0 }));
  let seq = 1;
  for (;;) {
    const now_ms = hall.at_ms;
    if (now_ms >= (power.says_all_from_ms ?? Number.POSITIVE_INFINITY)) {
      for (const state of states) state.due_ms = 0;
      power.says_all_from_ms = undefined;
    }
    for (const state of power.off ? [] : states) {
      const { plate, channel } = state.cell;
      const is_awake = now_ms < plate.quiet_from_ms + 4_000;
      if (!is_awake && now_ms < state.due_ms) continue;
      const raw_mg = plate.sampleAt(now_ms);
      const mass_mg = raw_mg - power.tare_mg;
      const { noise_mg, wander_mg, quantum_mg } = plate.manner;
      const same_mg = 4 * (noise_mg + wander_mg) + quantum_mg;
      const is_at_rest = Math.abs(mass_mg - state.seen_mg) <= same_mg;
      state.seen_mg = mass_mg;
      if (!is_at_rest || (now_ms < state.due_ms && Math.abs(mass_mg - state.said_mg) <= same_mg)) continue;
      state.said_mg = mass_mg;
      state.due_ms = now_ms + (speaks === 'native-changes' ? 600_000 : tele_period_ms);
      if (speaks !== 'native-changes') {
        const raw = speaks === 'tasmota' ? { raw_mg } : {};
        send(hall, device, tasmotaWeightMessage(device, { mass_mg, ...raw, at_ms: now_ms }), seed);
      } else {
        const stamp = stamped ? { seq, boot, at_ms: now_ms } : undefined;
        sendNative(hall, device, weightText(channel, mass_mg, stamp, true), stamped, seed);
        seq += 1;
      }
    }
    yield 1_000;
  }
}

function* tellingStates(hall: Hall, { device, hz, cells }: NodePlan, seed: Seed): Doing {
  for (;;) {
    for (const { channel, plate } of cells) {
      const said = esphomeWeightMessage(device, { channel, mass_mg: plate.sampleAt(hall.at_ms) });
      send(hall, device, seed.happens(nan_permille) ? { ...said, payload: nan } : said, seed);
    }
    yield 1_000 / hz;
  }
}

function send(hall: Hall, device: string, { topic, payload }: WeightMessage, seed: Seed): void {
  hall.send({ device, topic, retained: false, qos: 0, data: payload }, seed.int(way_ms.min, way_ms.max));
}

/** Asked over and over on a serial line; at rest where two samples agree to the digit or nearly. */
function* answering(hall: Hall, { device, hz, cells }: NodePlan, seed: Seed): Doing {
  let before_mg = Number.NaN;
  let unit: 'g' | 'kg' = 'g';
  for (;;) {
    const [cell] = cells;
    if (cell === undefined) return;
    const mass_mg = cell.plate.sampleAt(hall.at_ms);
    const { noise_mg, wander_mg, quantum_mg } = cell.plate.manner;
    const is_at_rest = Math.abs(mass_mg - before_mg) <= 4 * (noise_mg + wander_mg) + quantum_mg;
    before_mg = mass_mg;
    if (seed.happens(unit_key_permille)) unit = unit === 'g' ? 'kg' : 'g';
    const amount = { units: Math.round(mass_mg / 100) + 0, decimals: unit === 'g' ? 1 : 4 };
    const data = mtSics.frame.encode({ kind: 'weight', rest: is_at_rest ? 'S' : 'D', mass: { amount, unit } });
    hall.send({ device, retained: false, qos: 0, data }, seed.int(1, 8));
    yield 1_000 / hz;
  }
}

/** The power of a Tasmota node fails and comes back; what lay on it then is its zero. */
export function* failPower(hall: Hall, { device, cells, power }: NodePlan, for_ms: number): Doing {
  const seed = hall.seed.stream(`power-${device}`);
  power.off = true;
  send(hall, device, tasmotaStatusMessage(device, false), seed);
  yield for_ms;
  const [cell] = cells;
  if (cell !== undefined) power.tare_mg = cell.plate.sampleAt(hall.at_ms);
  power.says_all_from_ms = hall.at_ms + tele_after_start_ms;
  send(hall, device, tasmotaStatusMessage(device, true), seed);
  send(hall, device, tasmotaRestartMessage(device, 'Power On'), seed);
  power.off = false;
}
