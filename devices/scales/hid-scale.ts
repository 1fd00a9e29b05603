/**
 * USB scales of the HID point-of-sale class (USB-IF, HID Point of Sale Usage Tables 1.02, page 0x8D "Weighing Devices"):
 * postal and bench scales that send report 3 some times a second. Status, unit, a power of ten and 16 bits of weight,
 * which have no sign: below zero only the status says so.
 */
import type { Codec, Decoded } from '../codec/codec.ts';
import { fault } from '../codec/codec.ts';
import { driver } from '../driver.ts';
import type { ConditionReading, Reading } from '../reading.ts';
import { hidScaleExamples } from './hid-scale-examples.ts';
import { hidScaleSession } from './hid-scale-session.ts';
import { type Mass, type MassUnit, milligramsOf, tooHeavy } from './mass.ts';

/** A full-speed interrupt endpoint's largest report. */
const bytes_max = 64;
const channel = '1';

/** A number is on the scale. `below-zero`: its sign, and nothing is known of rest. */
const weighed = { 3: 'moving', 4: 'stable', 5: 'below-zero' } as const;
/** No number, whatever the rest of the report holds; scales fill it with anything. */
const numberless = { 1: 'fault', 2: 'zero', 6: 'overload', 7: 'not-calibrated', 8: 'not-zeroed' } as const;

/** Taels (5) and avoirdupois tons (9) are refused: there are several of each, and the report does not say which. */
const unitOf: Readonly<Record<number, MassUnit>> = {
  1: 'mg',
  2: 'g',
  3: 'kg',
  4: 'ct',
  6: 'GN',
  7: 'dwt',
  8: 't',
  10: 'ozt',
  11: 'oz',
  12: 'lb',
};
const unitCodes = Object.keys(unitOf).map(Number);

/** The class allows -128 to 127; scales show micrograms at the finest and whole tons at the coarsest. */
const exponent_min = -6;
const exponent_max = 3;

export type HidScaleReport = {
  /** 3, on some scales 4; absent where the device, or the system, leaves it out. */
  readonly report_id?: number;
} & (
  | { readonly status: (typeof numberless)[keyof typeof numberless] }
  | {
      readonly status: (typeof weighed)[keyof typeof weighed];
      readonly unit: MassUnit;
      /** Power of ten that `count` is to be multiplied by. */
      readonly exponent: number;
      /** 0 to 65535. */
      readonly count: number;
    }
);

const fields = [
  { name: 'report_id', says: '3 or 4, one byte; missing where reports are not numbered' },
  {
    name: 'status',
    says: 'One byte: 1 fault, 2 stable at zero, 3 moving, 4 stable, 5 below zero, 6 overload, 7 not calibrated, 8 not zeroed',
  },
  { name: 'unit', says: `One byte: ${unitCodes.map((code) => `${code} ${unitOf[code]}`).join(', ')}` },
  { name: 'exponent', says: `Power of ten, signed byte, ${exponent_min} to ${exponent_max}` },
  { name: 'count', says: 'The weight without sign, 16 bits, low byte first' },
];

const frame: Codec<HidScaleReport> = {
  decode(bytes) {
    if (bytes.length < 5) return fault('truncated', 'frame', 'must be 5 bytes, or 6 with the number of the report');
    if (bytes.length > 6) return fault('trailing', 'frame', 'must be 5 bytes, or 6 with the number of the report');
    if (bytes.length === 5) return bodyOf(bytes, {});
    const report_id = bytes[0] ?? 0;
    if (report_id !== 3 && report_id !== 4) return fault('unsupported', 'report_id', 'must be 3 or 4, a weight');
    return bodyOf(bytes.subarray(1), { report_id });
  },
  encode(report) {
    const head = report.report_id === undefined ? [] : [report.report_id];
    if (!('unit' in report)) return Uint8Array.from([...head, codeOf(numberless, report.status), 2, 0, 0, 0]);
    const { status, unit, exponent, count } = report;
    const body = [codeOf(weighed, status), codeOf(unitOf, unit), exponent & 0xff, count & 0xff, count >> 8];
    return Uint8Array.from([...head, ...body]);
  },
  sample(chance) {
    const report_id = chance.int(2, 4);
    const head = report_id === 2 ? {} : { report_id };
    if (chance.int(0, 3) === 0) {
      const states = Object.values(numberless);
      return { ...head, status: states[chance.int(0, states.length - 1)] ?? 'zero' };
    }
    const states = Object.values(weighed);
    const unit = unitOf[unitCodes[chance.int(0, unitCodes.length - 1)] ?? 2] ?? 'g';
    const count = chance.int(0, 0xffff);
    let exponent = chance.int(exponent_min, exponent_max);
    while (tooHeavy(massOf({ unit, exponent, count })) !== undefined) exponent -= 1;
    return { ...head, status: states[chance.int(0, states.length - 1)] ?? 'stable', unit, exponent, count };
  },
  fields,
};

function bodyOf(body: Uint8Array, head: { readonly report_id?: number }): Decoded<HidScaleReport> {
  const [status = 0, unitCode = 0, rawExponent = 0, low = 0, high = 0] = body;
  const state = entryOf(numberless, status);
  if (state !== undefined) return { ok: true, value: { ...head, status: state } };
  const motion = entryOf(weighed, status);
  if (motion === undefined) return fault('range', 'status', 'must be 1 to 8');
  const unit = unitOf[unitCode];
  if (unit === undefined) return fault('unsupported', 'unit', `must be one of ${unitCodes.join(', ')}`);
  const exponent = rawExponent < 0x80 ? rawExponent : rawExponent - 0x100;
  if (exponent < exponent_min || exponent > exponent_max) {
    return fault('range', 'exponent', `must be ${exponent_min} to ${exponent_max}`);
  }
  const count = low + high * 0x100;
  const misfit = tooHeavy(massOf({ unit, exponent, count }));
  if (misfit !== undefined) return { ok: false, fault: misfit.under('count').fault };
  return { ok: true, value: { ...head, status: motion, unit, exponent, count } };
}

function massOf({ unit, exponent, count }: { unit: MassUnit; exponent: number; count: number }): Mass {
  const amount =
    exponent < 0 ? { units: count, decimals: 0 - exponent } : { units: count * 10 ** exponent, decimals: 0 };
  return { amount, unit };
}

function entryOf<Value>(table: Readonly<Record<number, Value>>, code: number): Value | undefined {
  return table[code];
}

function codeOf(table: Readonly<Record<number, string>>, value: string): number {
  return Number(Object.entries(table).find(([, each]) => each === value)?.[0]);
}

export const hidScale = driver<HidScaleReport>({
  id: 'hid-scale',
  title: 'USB scale, HID point-of-sale class',
  family: 'scale',
  wires: ['hid'],
  says: 'weights, overload',
  caveats: [
    'The weight has no sign: below zero only the status says so.',
    'A report that lies ready from before the gateway opened the scale is left out, as nobody knows how old it is.',
    'Linux lets several programs read one scale; keyboard-like scales are not of this class.',
  ],
  framing: { by: 'message', bytes_max },
  frame,
  readings: (report) => [readingOf(report)],
  session: hidScaleSession,
  commands: ['zero'],
  examples: hidScaleExamples,
});

function readingOf(report: HidScaleReport): Reading {
  switch (report.status) {
    case 'zero':
      return { kind: 'weight', channel, mass_mg: 0, stable: true };
    case 'moving':
      return { kind: 'weight', channel, mass_mg: milligramsOf(massOf(report)), stable: false };
    case 'stable':
      return { kind: 'weight', channel, mass_mg: milligramsOf(massOf(report)), stable: true };
    case 'below-zero':
      // The one status stands for the sign and cannot also tell of rest: the gateway judges. 0 - 0 is plain zero.
      return { kind: 'weight', channel, mass_mg: 0 - milligramsOf(massOf(report)) };
    case 'overload':
      return condition('overload', 'Above the weighing range.');
    case 'fault':
      return condition('fault', 'The scale reports a fault.');
    case 'not-calibrated':
      return condition('fault', 'The scale has to be calibrated before it weighs.');
    case 'not-zeroed':
      return condition('fault', 'The scale has to be set to zero: empty it and press its zero key.');
  }
}

function condition(is: ConditionReading['condition'], says: string): ConditionReading {
  return { kind: 'condition', channel, condition: is, says };
}
