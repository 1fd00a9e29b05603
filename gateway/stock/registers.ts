/** What the settings say of a device on Modbus, and of the named values of a node. */

type Unit = 'g' | 'kg' | 'lb' | 'oz';
type Table = 'holding' | 'input';

export interface BitSettings {
  readonly table: Table;
  /** As on the wire, from 0. */
  readonly address: number;
  readonly bit: number;
  readonly when: 0 | 1;
}

export interface WeightRegisters {
  readonly channel: string;
  readonly table: Table;
  readonly address: number;
  readonly type: 'i16' | 'u16' | 'i32' | 'u32' | 'f32';
  readonly words: 'high-first' | 'low-first';
  /** Instead of the device's. */
  readonly unit?: Unit;
  readonly decimals: number;
  readonly step: number;
  readonly negative?: BitSettings;
}

export interface StateSettings extends BitSettings {
  readonly means: 'motion' | 'busy' | 'overload' | 'underload' | 'fault' | 'zero';
  readonly channel?: string;
  readonly says?: string;
}

export interface OrderSettings {
  readonly command: 'tare' | 'zero';
  readonly channel?: string;
  readonly address: number;
  readonly value: number;
}

export interface ModbusSettings {
  /** The instrument's address on the bus, its unit identifier on TCP. */
  readonly address: number;
  /** A map that the gateway knows by name, or `weights`. */
  readonly preset?: string;
  /** Of the preset. */
  readonly decimals: number;
  readonly step: number;
  readonly weights: readonly WeightRegisters[];
  readonly states: readonly StateSettings[];
  readonly orders: readonly OrderSettings[];
}

export interface MetricSettings {
  readonly metric: string;
  readonly channel: string;
  readonly unit?: Unit;
  readonly stable?: string;
}
