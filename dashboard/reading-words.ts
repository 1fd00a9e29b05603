/** A reading as a person reads it: one name and one value after the other, in units instead of the gateway's whole numbers. */
import { dayTimeWords } from './wording.ts';

export interface ReadingRow {
  readonly name: string;
  readonly value: string;
}

/** Rows in the reading's own order. What a code or tag means stands after it, one level flat. */
export function readingRows(reading: unknown, zone: string): ReadingRow[] {
  if (typeof reading !== 'object' || reading === null) return [{ name: 'value', value: plainWords(reading) }];
  const taken = new Set(Object.keys(reading));
  return Object.entries(reading).flatMap(([key, value]: [string, unknown]): ReadingRow[] => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return rowOf(key, value, zone);
    return Object.entries(value).flatMap(([inner, part]: [string, unknown]) =>
      rowOf(taken.has(inner) ? `${key} ${inner}` : inner, part, zone),
    );
  });
}

/**
 * Why the reading shown has another mass than its evidence tells, where that is so: a level at rest is the middle of
 * several readings. Above 10 g the evidence tells tenths of a gram.
 */
export function restNote(says: string, reading: unknown): string | undefined {
  if (typeof reading !== 'object' || reading === null || !('mass_mg' in reading)) return undefined;
  const told = /: (−?\d{1,12}(\.\d{1,3})?) g at rest$/.exec(says.slice(-80))?.[1];
  if (told === undefined || typeof reading.mass_mg !== 'number') return undefined;
  const told_mg = Number(told.replace('−', '-')) * 1_000;
  const rounded_mg = Math.abs(told_mg) < 10_000 ? 0.5 : 50;
  if (Math.abs(told_mg - reading.mass_mg) <= rounded_mg) return undefined;
  return 'at rest: the middle of several readings; this is the last of them';
}

function rowOf(key: string, value: unknown, zone: string): ReadingRow[] {
  if (Array.isArray(value)) {
    return value.length === 0 ? [] : [{ name: nameOf(key), value: value.map(partWords).join(', ') }];
  }
  if (typeof value !== 'number') return [{ name: nameOf(key), value: plainWords(value) }];
  const unit = Object.keys(units).find((suffix) => key.endsWith(suffix));
  if (unit !== undefined) return [{ name: nameOf(key.slice(0, -unit.length)), value: units[unit]?.(value) ?? '' }];
  if (!key.endsWith('_ms')) return [{ name: nameOf(key), value: String(value).replace('-', '−') }];
  const part = String(Math.abs(value % 1_000)).padStart(3, '0');
  return [{ name: nameOf(key.slice(0, -'_ms'.length)), value: `${dayTimeWords(value, zone)}.${part}` }];
}

const units: Readonly<Record<string, (value: number) => string>> = {
  _mg: (value) => `${scaled(value, 1_000)} g`,
  _cdbm: (value) => `${scaled(value, 100)} dBm`,
};

/** Exact, with a true minus. */
function scaled(value: number, per: number): string {
  return String(value / per).replace('-', '−');
}

function nameOf(key: string): string {
  return key.replaceAll('_', ' ');
}

function partWords(part: unknown): string {
  return typeof part === 'object' && part !== null ? Object.values(part).map(plainWords).join(' ') : plainWords(part);
}

/** What cannot be printed shows as its code, e.g. `<1D>`. */
function plainWords(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value !== 'string') return JSON.stringify(value) ?? '';
  return value.replace(/[^\x20-\x7e\u00a0-\u{10ffff}]/gu, (character) => {
    return `<${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}>`;
  });
}
