/** Movements, counts and opening balances as a spreadsheet writes them: one row each. */
import { createHash } from 'node:crypto';
import { limits } from '../base/limits.ts';
import { parseTime } from '../base/site-time.ts';
import { causes } from '../work/count-sheet.ts';
import { type ImportRow, importKinds } from '../work/import-row.ts';
import { type LineFault, readCsv } from './csv-text.ts';

export const importColumns = [
  'kind',
  'item',
  'quantity',
  'unit',
  'location',
  'from',
  'to',
  'at',
  'reason',
  'party',
  'unit_cost',
  'mass_mg',
  'lot',
  'serial',
  'expiry',
  'made_on',
  'supplier_lot',
  'cause',
] as const;

export type ReadImport =
  | { readonly ok: true; readonly rows: readonly ImportRow[] }
  | { readonly ok: false; readonly faults: readonly LineFault[] };

type Column = (typeof importColumns)[number];

/** `zone`: that of the clock which a time without an offset was read from. */
export function readImport(text: string, zone: string): ReadImport {
  const read = readCsv(text, {
    columns: importColumns,
    needed: ['kind', 'item', 'quantity'],
    rows_max: limits.import_rows_max,
  });
  if (!read.ok) return read;
  const faults: LineFault[] = [];
  const rows: ImportRow[] = [];
  for (const { line, cells } of read.rows) {
    const wrong = (column: string, rule: string) => faults.push({ line, column, rule });
    const cell = (column: Column) => cells.get(column);
    const [said, item, amount] = [cell('kind'), cell('item'), cell('quantity')];
    const kind = importKinds.find((each) => each === said?.toLowerCase());
    if (kind === undefined) wrong('kind', `must be one of ${importKinds.join(', ')}`);
    if (item === undefined) wrong('item', 'is missing');
    if (!/^\d{1,13}$/.test(amount ?? '')) wrong('quantity', 'must be a whole number');
    const unit_cost = cell('unit_cost');
    if (unit_cost !== undefined && !/^\d{1,15}(\.\d{1,6})?$/.test(unit_cost))
      wrong('unit_cost', 'must be digits with at most one point and six digits behind it, such as 12.34');
    const mass = cell('mass_mg');
    if (!/^\d{0,13}$/.test(mass ?? '')) wrong('mass_mg', 'must be whole milligrams, such as 9840000');
    for (const column of ['expiry', 'made_on'] as const)
      if (!/^(\d{4}-\d{2}-\d{2})?$/.test(cell(column) ?? '')) wrong(column, 'must be a day such as 2027-05-31');
    for (const column of ['lot', 'serial', 'supplier_lot'] as const)
      if ((cell(column)?.length ?? 0) > 64) wrong(column, 'must be at most 64 characters');
    if ((cell('party')?.length ?? 0) > 100) wrong('party', 'must be at most 100 characters');
    const cause = causes.find((each) => each === cell('cause'));
    if (cell('cause') !== undefined && cause === undefined) wrong('cause', `must be one of ${causes.join(', ')}`);
    const at = cell('at');
    const time = at === undefined ? undefined : parseTime(at, zone);
    if (time?.ok === false) wrong('at', time.says);
    if (kind === undefined || item === undefined) continue;
    const texts = (...columns: readonly Column[]) =>
      Object.fromEntries(columns.flatMap((column) => (cell(column) === undefined ? [] : [[column, cell(column)]])));
    const lot = texts('lot', 'serial', 'expiry', 'made_on', 'supplier_lot');
    rows.push({
      row: line,
      kind,
      item,
      quantity: Number(amount),
      ...texts('unit', 'location', 'from', 'to', 'party', 'unit_cost', 'reason'),
      ...(Object.keys(lot).length === 0 ? {} : { lot }),
      ...(mass === undefined ? {} : { mass_mg: Number(mass) }),
      ...(cause === undefined ? {} : { cause }),
      ...(time?.ok === true ? { at_ms: time.at_ms } : {}),
    });
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, rows };
}

/**
 * What rows say, told apart from what any others say: 22 characters. The same in whatever kind of file they stand, with or without
 * empty lines between them, and whether a spreadsheet has written 0.10 or 0.1.
 */
export function contentOf(rows: readonly ImportRow[]): string {
  const said = rows.map(({ row: _, unit_cost, lot = {}, ...rest }) => [
    inOrder(rest),
    inOrder(lot),
    unit_cost === undefined ? '' : plainAmount(unit_cost),
  ]);
  return createHash('sha256').update(JSON.stringify(said)).digest('base64url').slice(0, 22);
}

function inOrder(members: object): readonly (readonly [string, unknown])[] {
  return Object.entries(members).sort(([a], [b]) => (a < b ? -1 : 1));
}

function plainAmount(amount: string): string {
  const [whole = '', part = ''] = amount.split('.');
  return `${BigInt(whole)}.${part.padEnd(6, '0')}`;
}
