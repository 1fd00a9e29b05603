/** Answers computed from the register tables of the manuals; none was captured from an instrument. */
import type { Example } from '../driver.ts';
import type { RegisterMap } from './modbus-map.ts';
import { presetMap } from './modbus-presets.ts';

const laumas = presetMap('laumas-gross', { unit: 'kg', decimals: 3 });
const baykon = presetMap('baykon-mx08', { unit: 'g', decimals: 1 });

/** Two load cells in one instrument, as numbers with a point, low word first, and a state of the second alone. */
const pair: RegisterMap = {
  weights: [
    {
      channel: 'left',
      table: 'input',
      address: 0x10,
      type: 'f32',
      words: 'low-first',
      unit: 'kg',
      decimals: 0,
      step: 1,
    },
    {
      channel: 'right',
      table: 'input',
      address: 0x12,
      type: 'f32',
      words: 'low-first',
      unit: 'kg',
      decimals: 0,
      step: 1,
    },
  ],
  states: [{ table: 'input', address: 0x14, bit: 1, when: 1, means: 'overload', channel: 'right' }],
  orders: [],
};

const fives: RegisterMap = {
  weights: [
    { channel: '1', table: 'holding', address: 0, type: 'i16', words: 'high-first', unit: 'lb', decimals: 2, step: 5 },
  ],
  states: [],
  orders: [],
};

export const modbusScaleExamples: readonly Example[] = [
  {
    says: '1.234 kg at rest, Laumas',
    proof: 'specification',
    registers: laumas,
    hex: '01 03 0006 03 0800 0000 04d2',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 1_234_000, stable: true }],
  },
  {
    says: '70 kg that still move, in both words',
    proof: 'specification',
    registers: laumas,
    hex: '01 03 0006 03 0000 0001 1170',
    readings: [{ kind: 'weight', channel: '1', mass_mg: 70_000_000, stable: false }],
  },
  {
    says: '5 g below zero: the sign is a bit of the status',
    proof: 'specification',
    registers: laumas,
    hex: '01 03 0006 03 0880 0000 0005',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -5_000, stable: true }],
  },
  {
    says: 'zero, which the instrument says too',
    proof: 'specification',
    registers: laumas,
    hex: '01 03 0006 03 1800 0000 0000',
    readings: [
      { kind: 'condition', channel: '1', condition: 'zero', says: 'At zero.' },
      { kind: 'weight', channel: '1', mass_mg: 0, stable: true },
    ],
  },
  {
    says: 'a broken load cell, with a number that means nothing',
    proof: 'specification',
    registers: laumas,
    hex: '01 03 0006 03 0801 0000 ffff',
    readings: [{ kind: 'condition', channel: '1', condition: 'fault', says: 'Load cell error.' }],
  },
  {
    says: 'too much on it',
    proof: 'specification',
    registers: laumas,
    hex: '01 03 0006 03 0804 000f 423f',
    readings: [
      { kind: 'condition', channel: '1', condition: 'overload', says: 'More than 9 divisions above the maximum.' },
    ],
  },
  {
    says: '-12.5 g, a signed number, Baykon',
    proof: 'specification',
    registers: baykon,
    hex: '01 03 0000 03 ffff ff83 0002',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -12_500, stable: true }],
  },
  {
    says: 'an instrument that is busy',
    proof: 'specification',
    registers: baykon,
    hex: '01 03 0000 03 0000 04d2 0003',
    readings: [{ kind: 'condition', channel: '1', condition: 'motion', says: 'Busy, no weight for now.' }],
  },
  {
    says: 'data that are not valid: the bit of "valid" is 0',
    proof: 'specification',
    registers: baykon,
    hex: '01 03 0000 03 0000 04d2 0000',
    readings: [
      {
        kind: 'condition',
        channel: '1',
        condition: 'fault',
        says: 'The data are not valid; see the error code of its status register.',
      },
    ],
  },
  {
    says: 'two channels of binary32, low word first, one overloaded',
    proof: 'specification',
    registers: pair,
    // 0.1 and 2.5
    hex: '01 04 0010 05 cccd 3dcc 0000 4020 0002',
    readings: [
      { kind: 'weight', channel: 'left', mass_mg: 100_000 },
      { kind: 'condition', channel: 'right', condition: 'overload', says: 'Above the weighing range.' },
    ],
  },
  {
    says: 'no number where a weight should be',
    proof: 'specification',
    registers: pair,
    hex: '01 04 0010 05 0000 7fc0 0000 7f80 0000',
    readings: [
      { kind: 'condition', channel: 'left', condition: 'fault', says: 'Register 16 holds no weight that can be.' },
      { kind: 'condition', channel: 'right', condition: 'fault', says: 'Register 18 holds no weight that can be.' },
    ],
  },
  {
    says: 'divisions of 0.05 lb, to the nearest milligram',
    proof: 'specification',
    registers: fives,
    hex: '01 03 0000 01 fffd',
    readings: [{ kind: 'weight', channel: '1', mass_mg: -68_039 }],
  },
  {
    says: 'an address the instrument does not have',
    proof: 'specification',
    registers: fives,
    hex: '01 83 0000 02',
    readings: [
      {
        kind: 'condition',
        condition: 'fault',
        says: 'No weight from the holding registers at 0: the instrument refuses them, no such address (2); check the register map in the settings.',
      },
    ],
  },
];
