/** The part of the settings that says how a device on Modbus keeps its weight. */
import { z } from 'zod';
import type { PresetName } from '../../devices/scales/modbus-presets.ts';

/** Named here because this room imports no code of devices; a test compares. */
export const presetNames = [
  'laumas-gross',
  'laumas-net',
  'pavone-dat',
  'baykon-mx08',
  'generic-i32',
] as const satisfies readonly PresetName[];

const unit = z.enum(['g', 'kg', 'lb', 'oz']);
const channel = z.string().min(1).max(64);
const register = z.int().min(0).max(65_535);
const decimals = z.int().min(0).max(6);
const step = z.int().min(1).max(10_000);
const table = z.enum(['holding', 'input']).default('holding').describe('Which registers: function code 3 or 4');

const bit = {
  table,
  address: register.describe('The register, as on the wire, from 0: 40007 of a manual is 6'),
  bit: z.int().min(0).max(15).describe('0 is the lowest'),
  when: z
    .union([z.literal(0), z.literal(1)])
    .default(1)
    .describe('The value of the bit that means it'),
};

const weight = z.strictObject({
  channel: channel.default('1').describe('What `channels` of the device call it'),
  table,
  address: register.describe('The first register, as on the wire, from 0: 40008 of a manual is 7'),
  type: z.enum(['i16', 'u16', 'i32', 'u32', 'f32']).describe('Signed or unsigned whole number, or binary32'),
  words: z.enum(['high-first', 'low-first']).default('high-first').describe('Order of the two registers of a number'),
  unit: unit.exactOptional().describe("What the number is in; the device's `unit` when absent"),
  decimals: decimals.default(0).describe('How many of a whole number stand behind the point'),
  step: step.default(1).describe('How many of the last decimal one count is, where the instrument counts divisions'),
  negative: z.strictObject(bit).exactOptional().describe('The bit that is the sign, where the number has none'),
});

const state = z.strictObject({
  means: z
    .enum(['motion', 'busy', 'overload', 'underload', 'fault', 'zero'])
    .describe('With all but `motion` and `zero` there is no weight; `motion` says that it is not at rest'),
  ...bit,
  channel: channel.exactOptional().describe('The one channel it is said of; all when absent'),
  says: z.string().trim().min(1).max(200).exactOptional().describe('In words, for the person who has to act on it'),
});

const order = z.strictObject({
  command: z.enum(['tare', 'zero']).describe('What the instrument does when it is written'),
  channel: channel.exactOptional().describe('The one channel it is for; all when absent'),
  address: register.describe('The holding register, as on the wire, from 0'),
  value: register.describe('What is written to it'),
});

export const modbus = z.strictObject({
  address: z.int().min(0).max(255).describe("The instrument's address on the bus; on TCP its unit identifier"),
  preset: z
    .enum(presetNames)
    .exactOptional()
    .describe('A register map that the gateway knows, with channel `1` and the `unit` of the device; or `weights`'),
  decimals: decimals.default(0).describe('With a preset: decimals of the display'),
  step: step.default(1).describe('With a preset: how many of the last decimal one count is'),
  weights: z.array(weight).max(16).prefault([]).describe('Without a preset: where the weights stand'),
  states: z.array(state).max(32).prefault([]).describe('Without a preset: bits that say how the instrument is'),
  orders: z
    .array(order)
    .max(16)
    .prefault([])
    .describe('What is written to tare or zero; beside a preset, instead of its'),
});

export const metric = z.strictObject({
  metric: z
    .string()
    .min(1)
    .max(200)
    .describe("As the node announces it; of a device behind the node with that device's id and `/` before it"),
  channel: channel.describe('What `channels` of the device call it'),
  unit: unit.exactOptional().describe('Where the node does not say its unit'),
  stable: z
    .string()
    .min(1)
    .max(200)
    .exactOptional()
    .describe('The metric, true or false, that says whether it is at rest'),
});

/** On a serial line or TCP: what says which is checked beside the other ports. */
export const modbusWire = z.strictObject({
  kind: z
    .literal('modbus')
    .describe(
      'A Modbus line or server with one or several instruments, each at an address of its own: `path` or `host`',
    ),
  path: z.string().min(1).max(1_024).exactOptional().describe('The serial port of an RTU line'),
  baud: z.int().min(50).max(4_000_000).default(9_600).describe('Of the line; the same for all on it'),
  data_bits: z
    .union([z.literal(7), z.literal(8)])
    .default(8)
    .describe('8 for RTU'),
  parity: z
    .enum(['none', 'even', 'odd'])
    .default('none')
    .describe('As the instruments are set; Modbus recommends even'),
  stop_bits: z
    .union([z.literal(1), z.literal(2)])
    .default(1)
    .describe('1 or 2'),
  host: z.string().min(1).max(255).exactOptional().describe('Name or address of a Modbus TCP server or gateway'),
  port: z.int().min(1).max(65_535).default(502).describe('Its TCP port'),
  framing: z
    .enum(['tcp', 'rtu'])
    .default('tcp')
    .describe('`rtu` where `host` is a serial device server that passes RTU frames on as they are'),
});
