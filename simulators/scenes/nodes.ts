/** Load-cell nodes: they sample their plates and say it in their drivers' own bytes, in batches, with the wire's delays and repeats. */
import { native } from '../../devices/native/native.ts';
import { mtSics } from '../../devices/scales/mt-sics.ts';
import type { Seed } from '../seed.ts';
import type { Doing } from '../timeline.ts';
import { esphomeWeightMessage, tasmotaWeightMessage, type WeightMessage } from '../weight-messages.ts';
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
   * every ten minutes. `tasmota`: the same, in whole grams, one a message. `esphome`: a bare number for each cell.
   * `mt-sics`: a bench scale that is asked, and says itself whether it is at rest.
   */
  readonly speaks: 'native' | 'native-changes' | 'tasmota' | 'esphome' | 'mt-sics';
  readonly hz: number;
  /** Samples of each cell in a message. */
  readonly batch: number;
  /** With sequence, boot and the device's own time; then it also sends again what was not acknowledged. */
  readonly stamped: boolean;
  readonly cells: readonly Cell[];
}

/** Device times at the edge of a batch are off by up to this much. */
const jitter_ms = 15;
/** How long a message is on its way. */
const way_ms = { min: 3, max: 45 } as const;
const repeat_permille = 2;
const lost_permille = 2;

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
    const message = [];
    for (let nth = batch - 1; nth >= 0; nth -= 1) {
      const at_ms = hall.at_ms - Math.round(nth * period_ms);
      for (const { channel, plate } of cells) {
        const weight = { channel, grams: plate.sampleAt(at_ms) };
        if (stamped) message.push({ weight, seq, boot, at: at_ms + lead_ms + edge_ms });
        else message.push({ weight });
        seq += 1;
      }
    }
    sendNative(hall, device, message, stamped, seed);
  }
}

type NativeMessage = Parameters<typeof native.frame.encode>[0] & { kind: 'message' };

function sendNative(hall: Hall, device: string, message: NativeMessage['message'], stamped: boolean, seed: Seed): void {
  const data = native.frame.encode({ kind: 'message', message });
  const frame = { device, topic: `tallygate/${device}/reading`, retained: false, qos: stamped ? 1 : 0, data } as const;
  // Without acknowledgement a message is lost now and then; with it, it comes twice now and then.
  if (!stamped && seed.happens(lost_permille)) return;
  const in_ms = seed.int(way_ms.min, way_ms.max);
  hall.send(frame, in_ms);
  if (stamped && seed.happens(repeat_permille)) hall.send(frame, in_ms + seed.int(20, 400));
}

/** Looks once a second at what moves, and now and then at the rest. */
function* tellingChanges(hall: Hall, { device, speaks, stamped, cells }: NodePlan, seed: Seed): Doing {
  const boot = seed.int(0x1000, 0xffff).toString(16);
  const states = cells.map((cell) => ({ cell, said_mg: Number.NaN, seen_mg: Number.NaN, due_ms: 0 }));
  let seq = 1;
  for (;;) {
    const now_ms = hall.at_ms;
    for (const state of states) {
      const { plate, channel } = state.cell;
      const is_awake = now_ms < plate.quiet_from_ms + 4_000;
      if (!is_awake && now_ms < state.due_ms) continue;
      const mass_mg = plate.sampleAt(now_ms);
      const { noise_mg, wander_mg, quantum_mg } = plate.manner;
      const same_mg = 4 * (noise_mg + wander_mg) + quantum_mg;
      const is_at_rest = Math.abs(mass_mg - state.seen_mg) <= same_mg;
      state.seen_mg = mass_mg;
      if (!is_at_rest || (now_ms < state.due_ms && Math.abs(mass_mg - state.said_mg) <= same_mg)) continue;
      state.said_mg = mass_mg;
      state.due_ms = now_ms + 600_000;
      if (speaks === 'tasmota') send(hall, device, tasmotaWeightMessage(device, { mass_mg, at_ms: now_ms }), seed);
      else {
        const weight = { channel, grams: mass_mg, stable: true };
        sendNative(hall, device, [stamped ? { weight, seq, boot, at: now_ms } : { weight }], stamped, seed);
        seq += 1;
      }
    }
    yield 1_000;
  }
}

function* tellingStates(hall: Hall, { device, hz, cells }: NodePlan, seed: Seed): Doing {
  for (;;) {
    for (const { channel, plate } of cells) {
      send(hall, device, esphomeWeightMessage(device, { channel, mass_mg: plate.sampleAt(hall.at_ms) }), seed);
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
  for (;;) {
    const [cell] = cells;
    if (cell === undefined) return;
    const mass_mg = cell.plate.sampleAt(hall.at_ms);
    const { noise_mg, wander_mg, quantum_mg } = cell.plate.manner;
    const is_at_rest = Math.abs(mass_mg - before_mg) <= 4 * (noise_mg + wander_mg) + quantum_mg;
    before_mg = mass_mg;
    const amount = { units: Math.round(mass_mg / 100) + 0, decimals: 1 };
    const data = mtSics.frame.encode({ kind: 'weight', rest: is_at_rest ? 'S' : 'D', mass: { amount, unit: 'g' } });
    hall.send({ device, retained: false, qos: 0, data }, seed.int(1, 8));
    yield 1_000 / hz;
  }
}
