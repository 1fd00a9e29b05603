/** Where a weighing instrument keeps its weight and its state among its Modbus registers, as data. */
import type { ConfiguredUnit } from '../driver.ts';

export type RegisterTable = 'holding' | 'input';

/** Addresses are those on the wire, from 0: register 40008 of a manual is address 7 of the holding registers. */
export interface RegisterPlace {
  readonly table: RegisterTable;
  readonly address: number;
}

export interface RegisterBit extends RegisterPlace {
  /** 0 is the lowest of the register's sixteen. */
  readonly bit: number;
  /** The value of the bit that means it. */
  readonly when: 0 | 1;
}

export interface RegisterWeight extends RegisterPlace {
  readonly channel: string;
  readonly type: 'i16' | 'u16' | 'i32' | 'u32' | 'f32';
  /** Which half of a number of two registers comes first. */
  readonly words: 'high-first' | 'low-first';
  readonly unit: ConfiguredUnit;
  /** A whole number is so many steps of the last of so many decimals; both mean nothing to `f32`. */
  readonly decimals: number;
  readonly step: number;
  /** Where the sign stands that the number itself does not have. */
  readonly negative?: RegisterBit;
}

export type RegisterMeaning = 'motion' | 'busy' | 'overload' | 'underload' | 'fault' | 'zero';

export interface RegisterState extends RegisterBit {
  readonly means: RegisterMeaning;
  /** The one channel it is said of; all when absent. */
  readonly channel?: string;
  /** In the words of the manual. */
  readonly says?: string;
}

/** Written to a holding register it makes the instrument do something. */
export interface RegisterOrder {
  readonly command: 'tare' | 'zero';
  readonly channel?: string;
  readonly address: number;
  readonly value: number;
}

export interface RegisterMap {
  readonly weights: readonly RegisterWeight[];
  readonly states: readonly RegisterState[];
  readonly orders: readonly RegisterOrder[];
}

/** Registers that are read with one question. */
export interface RegisterRead extends RegisterPlace {
  readonly count: number;
}

/** Some instruments answer no more at once. */
const read_registers_max = 32;
/** Unused registers that are read along rather than asking twice. */
const gap_registers_max = 8;

export function registersOf(type: RegisterWeight['type']): 1 | 2 {
  return type === 'i16' || type === 'u16' ? 1 : 2;
}

/** The fewest questions that bring all of the map; a weight and its state come with one where they lie together. */
export function readsOf({ weights, states }: RegisterMap): readonly RegisterRead[] {
  const wanted: RegisterRead[] = [
    ...weights.map(({ table, address, type }) => ({ table, address, count: registersOf(type) })),
    ...[...weights.flatMap(({ negative }) => negative ?? []), ...states].map(({ table, address }) => ({
      table,
      address,
      count: 1,
    })),
  ];
  const reads: RegisterRead[] = [];
  for (const next of wanted.toSorted((a, b) => a.table.localeCompare(b.table) || a.address - b.address)) {
    const last = reads.at(-1);
    const end = next.address + next.count;
    const fits =
      last !== undefined &&
      last.table === next.table &&
      next.address <= last.address + last.count + gap_registers_max &&
      end - last.address <= read_registers_max;
    if (!fits) reads.push(next);
    else reads[reads.length - 1] = { ...last, count: Math.max(last.count, end - last.address) };
  }
  return reads;
}
