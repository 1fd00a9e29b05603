/**
 * The register maps of instruments that are common, by the name the settings give them. From the manuals; none was tried
 * on an instrument here. A number without a point is as on the instrument's display: how many decimals that has, and in
 * which unit, only its own set-up says, so the settings have to.
 */
import type { ConfiguredUnit } from '../driver.ts';
import type { RegisterMap, RegisterOrder, RegisterState, RegisterWeight } from './modbus-map.ts';

type PresetWeight = Pick<RegisterWeight, 'table' | 'address' | 'type' | 'negative'>;

interface Preset {
  readonly title: string;
  readonly weight: PresetWeight;
  readonly states: readonly RegisterState[];
  readonly orders: readonly RegisterOrder[];
}

function bits(
  address: number,
  table: readonly Pick<RegisterState, 'bit' | 'when' | 'means' | 'says'>[],
): RegisterState[] {
  return table.map((each) => ({ table: 'holding', address, ...each }));
}

/** Laumas, and Bosche and CAS instruments made by it: gross weight without sign, which is bit 7 of the status register. */
const laumas: Preset = {
  title: 'Laumas TLB, TLU, W series, LCB; Bosche WTS; CAS CI-600D: gross weight',
  weight: {
    table: 'holding',
    address: 7,
    type: 'u32',
    negative: { table: 'holding', address: 6, bit: 7, when: 1 },
  },
  states: bits(6, [
    { bit: 0, when: 1, means: 'fault', says: 'Load cell error.' },
    { bit: 1, when: 1, means: 'fault', says: 'The converter does not work.' },
    { bit: 2, when: 1, means: 'overload', says: 'More than 9 divisions above the maximum.' },
    { bit: 3, when: 1, means: 'overload', says: 'Above 110 % of full scale.' },
    { bit: 4, when: 1, means: 'overload', says: 'Beyond what the instrument can show.' },
    { bit: 11, when: 0, means: 'motion' },
    { bit: 12, when: 1, means: 'zero' },
  ]),
  orders: [
    { command: 'tare', address: 5, value: 7 },
    { command: 'zero', address: 5, value: 8 },
  ],
};

/** The same with the net weight, whose sign is bit 8. */
const laumasNet: Preset = {
  ...laumas,
  title: 'the same: net weight',
  weight: { ...laumas.weight, address: 9, negative: { table: 'holding', address: 6, bit: 8, when: 1 } },
  states: laumas.states.map((state) => (state.bit === 4 ? { ...state, bit: 5 } : state)),
};

/** Pavone DAT and the instruments of the same make: signed numbers, high word first. */
const pavone: Preset = {
  title: 'Pavone DAT 400, DAT 1400, Precise DAT 400: net weight',
  weight: { table: 'holding', address: 3, type: 'i32' },
  states: bits(0, [
    { bit: 6, when: 1, means: 'fault', says: 'Off range: the cell is disconnected or out of range.' },
    { bit: 5, when: 1, means: 'overload' },
    { bit: 4, when: 1, means: 'underload' },
    { bit: 1, when: 0, means: 'motion' },
    { bit: 0, when: 1, means: 'zero' },
  ]),
  orders: [],
};

/** Baykon MX08, module 0 in command set 1. */
const baykon: Preset = {
  title: 'Baykon MX08 (module 0, command set 1)',
  weight: { table: 'holding', address: 0, type: 'i32' },
  states: bits(2, [
    { bit: 1, when: 0, means: 'fault', says: 'The data are not valid; see the error code of its status register.' },
    { bit: 0, when: 1, means: 'busy' },
    { bit: 2, when: 1, means: 'motion' },
    { bit: 12, when: 1, means: 'zero' },
  ]),
  orders: [
    { command: 'zero', address: 8, value: 1 },
    { command: 'tare', address: 8, value: 2 },
  ],
};

/** What instruments of no name mostly have. */
const generic: Preset = {
  title: 'a signed number in the first two holding registers, high word first, and no state',
  weight: { table: 'holding', address: 0, type: 'i32' },
  states: [],
  orders: [],
};

const presets = {
  'laumas-gross': laumas,
  'laumas-net': laumasNet,
  'pavone-dat': pavone,
  'baykon-mx08': baykon,
  'generic-i32': generic,
} as const;

export type PresetName = keyof typeof presets;

export const presetTitles: Readonly<Record<PresetName, string>> = {
  'laumas-gross': laumas.title,
  'laumas-net': laumasNet.title,
  'pavone-dat': pavone.title,
  'baykon-mx08': baykon.title,
  'generic-i32': generic.title,
};

export function presetNamed(name: string): PresetName | undefined {
  return isPreset(name) ? name : undefined;
}

function isPreset(name: string): name is PresetName {
  return Object.hasOwn(presets, name);
}

/** The map of an instrument with one channel, `1`, that shows `unit` with so many decimals. */
export function presetMap(
  name: PresetName,
  {
    unit,
    decimals = 0,
    step = 1,
  }: { readonly unit: ConfiguredUnit; readonly decimals?: number; readonly step?: number },
): RegisterMap {
  const { weight, states, orders } = presets[name];
  return { weights: [{ ...weight, channel: '1', words: 'high-first', unit, decimals, step }], states, orders };
}
