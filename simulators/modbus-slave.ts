/** Instruments on a Modbus line: requests in, answers out, with their registers computed from what their display shows. */
import { bytesOfNumber, numberAt } from '../devices/codec/bytes.ts';
import { checksumFits, checksumOf } from '../devices/codec/checksum.ts';
import {
  type RegisterMap,
  type RegisterPlace,
  type RegisterTable,
  type RegisterWeight,
  registersOf,
} from '../devices/scales/modbus-map.ts';
import type { Display, Weighing } from './weighing.ts';

/** One instrument, by what it keeps in its registers. */
export interface ModbusInstrument {
  /** Undefined where it has no such register. */
  register(table: RegisterTable, address: number, at_ms: number): number | undefined;
  /** False where it cannot be written, or not so. */
  write(address: number, value: number, at_ms: number): boolean;
}

const crc = 'crc-16-modbus';
const adu_bytes_max = 256;
const exceptions = { function: 1, address: 2, value: 3 } as const;
const tables: Readonly<Record<number, RegisterTable>> = { 3: 'holding', 4: 'input' };

/**
 * What a map says of displays, one for all channels or each its own; `has` tells which registers around them are there too,
 * and are 0.
 */
export function instrumentOf(
  map: RegisterMap,
  weighed: Weighing | ((channel: string | undefined) => Weighing),
  has = 64,
): ModbusInstrument {
  const weighingOn = typeof weighed === 'function' ? weighed : () => weighed;
  return {
    register(table, address, at_ms) {
      const places = [...map.weights, ...map.states].filter((place) => place.table === table);
      if (!places.some((place) => Math.abs(place.address - address) < has)) return undefined;
      for (const weight of map.weights) {
        const at = address - weight.address;
        if (weight.table !== table || at < 0 || at >= registersOf(weight.type)) continue;
        const [high, low] = wordsOf(weight, weighingOn(weight.channel).display(at_ms));
        const isHigh = weight.words === 'high-first' ? at === 0 : at === 1;
        return registersOf(weight.type) === 1 || !isHigh ? low : high;
      }
      return statusOf(map, { table, address }, (channel) => weighingOn(channel).display(at_ms));
    },
    write(address, value, at_ms) {
      const order = map.orders.find((each) => each.address === address);
      if (order === undefined) return false;
      const given = map.orders.find((each) => each.address === address && each.value === value);
      if (given === undefined) return false;
      const weighing = weighingOn(given.channel);
      return given.command === 'zero' ? weighing.zero(at_ms) : weighing.tare(at_ms);
    },
  };
}

/** As many steps of the map's last decimal as the display's digits are; the most that a register of 16 bits holds, where that is more. */
function wordsOf({ type, negative, decimals: wanted, step }: RegisterWeight, display: Display): [number, number] {
  const { units, decimals } = display.shows === 'weight' ? display.amount : { units: 999_999, decimals: wanted };
  const view = new DataView(new ArrayBuffer(4));
  const steps = Math.round((units * 10 ** (wanted - decimals)) / step);
  const max = type === 'i16' ? 0x7fff : type === 'u16' ? 0xffff : 0x7fff_ffff;
  const held = Math.max(-max, Math.min(max, negative === undefined ? steps : Math.abs(steps)));
  if (type === 'f32') view.setFloat32(0, units / 10 ** decimals);
  else view.setInt32(0, held);
  return [view.getUint16(0), view.getUint16(2)];
}

function statusOf(
  map: RegisterMap,
  { table, address }: RegisterPlace,
  displayOf: (channel: string | undefined) => Display,
): number {
  let word = 0;
  const set = (bit: number, isOn: boolean) => {
    if (isOn) word |= 1 << bit;
  };
  for (const { table: of, address: at, bit, when, means, channel } of map.states) {
    if (of === table && at === address) set(bit, isTrue(means, displayOf(channel)) === (when === 1));
  }
  for (const { negative, channel } of map.weights) {
    if (negative?.table !== table || negative.address !== address) continue;
    const display = displayOf(channel);
    set(negative.bit, (display.shows === 'weight' && display.amount.units < 0) === (negative.when === 1));
  }
  return word;
}

function isTrue(means: RegisterMap['states'][number]['means'], display: Display): boolean {
  switch (means) {
    case 'overload':
      return display.shows === 'over';
    case 'underload':
      return display.shows === 'under';
    case 'motion':
      return display.shows === 'weight' && display.moving;
    case 'zero':
      return display.shows === 'weight' && display.amount.units === 0;
    default:
      return false;
  }
}

/** The answer to a request without unit and checksum (Modbus Application Protocol 1.1b3, sections 6.3, 6.4, 6.6 and 6.12). */
export function answered(instrument: ModbusInstrument, pdu: Uint8Array, at_ms: number): Uint8Array {
  const code = pdu[0] ?? 0;
  const refused = (exception: number) => Uint8Array.of(code | 0x80, exception);
  const address = numberAt(pdu, 1, 2);
  const table = tables[code];
  if (table !== undefined) {
    const count = numberAt(pdu, 3, 2);
    if (count < 1 || count > 125) return refused(exceptions.value);
    const values = Array.from({ length: count }, (_, n) => instrument.register(table, address + n, at_ms));
    if (values.includes(undefined)) return refused(exceptions.address);
    return Uint8Array.from([code, 2 * count, ...values.flatMap((value) => bytesOfNumber(value ?? 0, 2))]);
  }
  if (code !== 6 && code !== 16) return refused(exceptions.function);
  const value = numberAt(pdu, code === 6 ? 3 : 6, 2);
  return instrument.write(address, value, at_ms) ? pdu.slice(0, 5) : refused(exceptions.value);
}

/** Requests on a serial line, each with the answer of whom it is for; undefined where nobody has that address. */
export function rtuSlaves(
  instruments: ReadonlyMap<number, ModbusInstrument>,
): (chunk: Uint8Array, at_ms: number) => readonly Uint8Array[] {
  let heard: Uint8Array = new Uint8Array();
  return (chunk, at_ms) => {
    heard = Uint8Array.from([...heard, ...chunk].slice(-adu_bytes_max));
    const answers: Uint8Array[] = [];
    for (let at = 0; at + 8 <= heard.length; at += 1) {
      const length = heard[at + 1] === 16 ? 9 + (heard[at + 6] ?? 0) : 8;
      const end = at + length;
      if (end > heard.length || !checksumFits(crc, heard, at, end - 2)) continue;
      const unit = heard[at] ?? 0;
      const instrument = instruments.get(unit);
      const pdu = heard.subarray(at + 1, end - 2);
      if (instrument !== undefined) answers.push(framed(unit, answered(instrument, pdu, at_ms)));
      heard = heard.slice(end);
      at = -1;
    }
    return answers;
  };
}

function framed(unit: number, pdu: Uint8Array): Uint8Array {
  const frame = Uint8Array.of(unit, ...pdu);
  return Uint8Array.from([...frame, ...checksumOf(crc, frame)]);
}

/** The same behind TCP: transaction, protocol 0, length, unit, request. An address nobody has is answered by nobody. */
export function tcpSlaves(
  instruments: ReadonlyMap<number, ModbusInstrument>,
): (chunk: Uint8Array, at_ms: number) => readonly Uint8Array[] {
  let heard: Uint8Array = new Uint8Array();
  return (chunk, at_ms) => {
    heard = Uint8Array.from([...heard, ...chunk]);
    const answers: Uint8Array[] = [];
    while (heard.length >= 8 && heard.length >= 6 + numberAt(heard, 4, 2)) {
      const end = 6 + Math.max(2, numberAt(heard, 4, 2));
      const unit = heard[6] ?? 0;
      const instrument = instruments.get(unit);
      if (instrument !== undefined) {
        const pdu = answered(instrument, heard.subarray(7, end), at_ms);
        answers.push(Uint8Array.from([...heard.subarray(0, 4), ...bytesOfNumber(pdu.length + 1, 2), unit, ...pdu]));
      }
      heard = heard.slice(end);
    }
    return answers;
  };
}
