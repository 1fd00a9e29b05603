/** What every planning formula answers to input it cannot use, and the rules that they share. */

/** Names the field as the formula's input does (`lead_time_days`, `bands[2].from_units`), and the rule it breaks, as a sentence. */
export interface Refusal {
  readonly ok: false;
  readonly field: string;
  readonly rule: string;
}

/** A result, or why there is none. Never NaN, never a throw for what was put in. */
export type Answer<T> = { readonly ok: true; readonly value: T } | Refusal;

/** Beyond these sizes a figure is a mistake of whoever put it in, and products of several would run over. */
const size_max = 1e15;
const size_min = 1e-15;

export type Fields = Readonly<Record<string, number | undefined>>;

export function answer<T>(value: T): Answer<T> {
  return { ok: true, value };
}

export function refuse(field: string, rule: string): Refusal {
  return { ok: false, field, rule };
}

/** The first field that is not a finite number. Fields that are `undefined` are options not given, and pass. */
export function numbers(fields: Fields): Refusal | undefined {
  return offends(fields, () => true, 'must be a finite number');
}

export function positive(fields: Fields): Refusal | undefined {
  return offends(fields, (value) => value >= size_min, 'must be above 0');
}

export function notNegative(fields: Fields): Refusal | undefined {
  return offends(fields, (value) => value >= 0, 'must not be below 0');
}

/** Whole and not negative. */
export function wholes(fields: Fields): Refusal | undefined {
  return offends(fields, (value) => value >= 0 && Number.isSafeInteger(value), 'must be a whole number, 0 or above');
}

/** Whole and at least one. */
export function counts(fields: Fields): Refusal | undefined {
  return offends(fields, (value) => value >= 1 && Number.isSafeInteger(value), 'must be a whole number, 1 or above');
}

/** A share or probability that may be 0 and 1. */
export function shares(fields: Fields): Refusal | undefined {
  return offends(fields, (value) => value >= 0 && value <= 1, 'must be between 0 and 1');
}

/** A probability that may be neither: 1 would need stock without end. */
export function openShares(fields: Fields): Refusal | undefined {
  return offends(fields, (value) => value > 0 && value < 1, 'must be above 0 and below 1');
}

/** As `numbers`, for a series: the field is told with its place. */
export function series(field: string, values: readonly number[], length_min = 1): Refusal | undefined {
  return fewer(field, values, length_min) ?? eachOf(field, values, () => true, 'must be a finite number');
}

/** A series of quantities, none below 0. */
export function quantities(field: string, values: readonly number[], length_min = 1): Refusal | undefined {
  return fewer(field, values, length_min) ?? eachOf(field, values, (value) => value >= 0, 'must not be below 0');
}

function fewer(field: string, values: readonly number[], length_min: number): Refusal | undefined {
  if (values.length >= length_min) return undefined;
  return refuse(field, `must have at least ${length_min} value${length_min === 1 ? '' : 's'}`);
}

function eachOf(
  field: string,
  values: readonly number[],
  holds: (value: number) => boolean,
  rule: string,
): Refusal | undefined {
  for (let at = 0; at < values.length; at++) {
    const value = values[at] ?? Number.NaN;
    if (Math.abs(value) <= size_max && holds(value)) continue;
    if (!Number.isFinite(value)) return refuse(`${field}[${at}]`, 'must be a finite number');
    return refuse(`${field}[${at}]`, holds(value) ? 'must be at most 1e15 in size' : rule);
  }
  return undefined;
}

function offends(fields: Fields, holds: (value: number) => boolean, rule: string): Refusal | undefined {
  // By name, not by entries: this is asked some thirty times of each item of a plan.
  for (const field in fields) {
    const value = fields[field];
    if (value === undefined) continue;
    if (!Number.isFinite(value)) return refuse(field, 'must be a finite number');
    if (Math.abs(value) > size_max) return refuse(field, 'must be at most 1e15 in size');
    if (!holds(value)) return refuse(field, rule);
  }
  return undefined;
}
