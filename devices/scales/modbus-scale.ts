/**
 * Weight transmitters and indicators that are asked over Modbus, RTU or TCP (Modbus Application Protocol 1.1b3): Laumas,
 * Bosche, CAS, Pavone, Baykon and whatever else keeps its weight in registers. The settings say which registers hold what
 * (`modbus-map.ts`); nothing on the wire says so, nor the unit, nor the decimals.
 *
 * A state is never a number: while the cell is broken, the range left or the instrument busy there is no weight, whatever
 * its register holds, and an address that the instrument refuses is a fault.
 */
import { timesFraction } from '../codec/decimal.ts';
import { type DecodeSettings, type DeviceCommand, driver, type RegisterTalk } from '../driver.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import { milligramsIn } from './mass.ts';
import { modbus_frame_bytes_max, type RegisterAnswer, registerAnswers } from './modbus-frame.ts';
import {
  type RegisterBit,
  type RegisterMap,
  type RegisterMeaning,
  type RegisterPlace,
  type RegisterState,
  type RegisterWeight,
  readsOf,
  registersOf,
} from './modbus-map.ts';
import { modbusScaleExamples } from './modbus-scale-examples.ts';

/** A thousand tonnes, as for every scale. */
const mass_mg_max = 1_000_000_000_000;

export const modbusScale = driver<readonly RegisterAnswer[]>({
  id: 'modbus-scale',
  title: 'Weight transmitter on Modbus (Laumas, Bosche, CAS, Pavone, Baykon, or by its register map)',
  family: 'scale',
  wires: ['modbus'],
  says: 'weights, motion, over- and underload, faults of the cell',
  caveats: [
    'Nothing on the wire says which register holds what, nor its unit or decimals: the settings must, by a preset or a map.',
    'Many instruments send an unsigned number and its sign as a status bit; a map that leaves the bit out loses the sign.',
    'All instruments on one line have the same baud rate and parity, and each an address of its own.',
  ],
  framing: { by: 'message', bytes_max: modbus_frame_bytes_max },
  frame: registerAnswers,
  readings: (answers, { registers }) => (registers === undefined ? [withoutMap] : readingsOf(registers, answers)),
  registers: ({ registers }: DecodeSettings) => (registers === undefined ? undefined : talkOf(registers)),
  commands: ['tare', 'zero'],
  examples: modbusScaleExamples,
});

const withoutMap: ConditionReading = {
  kind: 'condition',
  condition: 'fault',
  says: 'Registers alone have no meaning: set "modbus" of this device to a preset or to its register map.',
};

function talkOf(map: RegisterMap): RegisterTalk {
  return {
    reads: readsOf(map),
    frame: (answers) => registerAnswers.encode(answers),
    write(command: DeviceCommand) {
      if (command.kind !== 'tare' && command.kind !== 'zero') return undefined;
      const order = map.orders.find(
        (each) =>
          each.command === command.kind &&
          (command.channel === undefined || each.channel === undefined || each.channel === command.channel),
      );
      return order === undefined ? undefined : { address: order.address, value: order.value };
    },
  };
}

function readingsOf(map: RegisterMap, answers: readonly RegisterAnswer[]): readonly Reading[] {
  const readings = map.weights.flatMap((weight) => weighed(weight, map.states, answers));
  // An instrument that refuses says so once, not once for each channel.
  return readings.filter(
    (reading, at) =>
      reading.kind !== 'condition' ||
      readings.findIndex((other) => JSON.stringify(other) === JSON.stringify(reading)) === at,
  );
}

/** The worst first: with any of the first four there is no weight. */
const worst: readonly RegisterMeaning[] = ['fault', 'overload', 'underload', 'busy'];

function weighed(
  weight: RegisterWeight,
  states: readonly RegisterState[],
  answers: readonly RegisterAnswer[],
): readonly Reading[] {
  const { channel } = weight;
  const own = states.filter((state) => state.channel === undefined || state.channel === channel);
  const places: readonly RegisterPlace[] = [
    weight,
    { ...weight, address: weight.address + registersOf(weight.type) - 1 },
    ...(weight.negative === undefined ? [] : [weight.negative]),
    ...own,
  ];
  for (const place of places) {
    if (registerAt(answers, place) === undefined) return [unread(answers, place)];
  }
  const isTrue = (state: RegisterState) => bitAt(answers, state) === (state.when === 1);
  for (const meaning of worst) {
    const state = own.find((each) => each.means === meaning && isTrue(each));
    if (state !== undefined) return [stated(channel, state)];
  }
  const mass_mg = massOf(weight, answers);
  if (mass_mg === undefined) {
    return [condition(channel, 'fault', `Register ${weight.address} holds no weight that can be.`)];
  }
  const motion = own.filter(({ means }) => means === 'motion');
  const atZero = own.find((each) => each.means === 'zero' && isTrue(each));
  return [
    ...(atZero === undefined ? [] : [stated(channel, atZero)]),
    { kind: 'weight', channel, mass_mg, ...(motion.length > 0 && { stable: !motion.some(isTrue) }) },
  ];
}

/** Why a register is not there, for whoever wrote the map. The exception codes are those of the Modbus specification. */
function unread(answers: readonly RegisterAnswer[], { table, address }: RegisterPlace): ConditionReading {
  const refusal = answers.find(
    (answer) => 'exception' in answer && answer.table === table && answer.address <= address,
  );
  const why =
    refusal !== undefined && 'exception' in refusal
      ? `the instrument refuses them, ${exceptions[refusal.exception] ?? 'reason'} (${refusal.exception})`
      : 'they were not read';
  return {
    kind: 'condition',
    condition: 'fault',
    says: `No weight from the ${table} registers at ${address}: ${why}; check the register map in the settings.`,
  };
}

const exceptions: Readonly<Record<number, string>> = {
  1: 'function not supported',
  2: 'no such address',
  3: 'not so many registers',
  4: 'it has a fault',
  5: 'it is not ready yet',
  6: 'it is busy',
  10: 'no way to it from the Modbus gateway',
  11: 'no answer to the Modbus gateway',
};

const words: Readonly<Record<RegisterMeaning, { readonly is: ConditionReading['condition']; readonly says: string }>> =
  {
    fault: { is: 'fault', says: 'The instrument reports a fault.' },
    overload: { is: 'overload', says: 'Above the weighing range.' },
    underload: { is: 'underload', says: 'Below the weighing range.' },
    busy: { is: 'motion', says: 'Busy, no weight for now.' },
    motion: { is: 'motion', says: 'Not at rest.' },
    zero: { is: 'zero', says: 'At zero.' },
  };

function stated(channel: string, { means, says }: RegisterState): ConditionReading {
  return condition(channel, words[means].is, says ?? words[means].says);
}

function condition(channel: string, is: ConditionReading['condition'], says: string): ConditionReading {
  return { kind: 'condition', channel, condition: is, says };
}

function registerAt(answers: readonly RegisterAnswer[], { table, address }: RegisterPlace): number | undefined {
  for (const answer of answers) {
    if (answer.table !== table || !('values' in answer)) continue;
    const value = answer.values[address - answer.address];
    if (value !== undefined) return value;
  }
  return undefined;
}

function bitAt(answers: readonly RegisterAnswer[], place: RegisterBit): boolean {
  return (((registerAt(answers, place) ?? 0) >> place.bit) & 1) === 1;
}

/** Exactly, to the nearest milligram. Undefined for what is no number, and for what no scale can mean. */
function massOf(weight: RegisterWeight, answers: readonly RegisterAnswer[]): number | undefined {
  const first = registerAt(answers, weight) ?? 0;
  const second =
    registersOf(weight.type) === 1 ? 0 : (registerAt(answers, { ...weight, address: weight.address + 1 }) ?? 0);
  const mass_mg = Math.round(unsignedMass(weight, first, second)) + 0;
  if (!(Math.abs(mass_mg) <= mass_mg_max)) return undefined;
  const isNegative = weight.negative !== undefined && bitAt(answers, weight.negative) === (weight.negative.when === 1);
  return isNegative ? 0 - Math.abs(mass_mg) : mass_mg;
}

/** As the number stands in its registers, without the sign that stands elsewhere. */
function unsignedMass(
  { type, words: order, unit, decimals, step }: RegisterWeight,
  first: number,
  second: number,
): number {
  const [times, by] = milligramsIn(unit);
  const view = new DataView(new ArrayBuffer(4));
  view.setUint16(0, order === 'high-first' ? first : second);
  view.setUint16(2, order === 'high-first' ? second : first);
  const whole = (units: number) => Number(timesFraction({ units, decimals }, times * BigInt(step), by));
  switch (type) {
    case 'i16':
      return whole(first < 0x8000 ? first : first - 0x1_0000);
    case 'u16':
      return whole(first);
    case 'i32':
      return whole(view.getInt32(0));
    case 'u32':
      return whole(view.getUint32(0));
    case 'f32':
      return (view.getFloat32(0) * Number(times)) / Number(by);
  }
}
