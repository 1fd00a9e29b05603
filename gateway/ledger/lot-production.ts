/** What lots were made of, and what was made of them: through production orders, report by report. */
import type { Database } from 'better-sqlite3';
import { keyOf, type LotKnown, type LotPart } from '../stock/lots/lot.ts';
import type { LotCorrection } from '../stock/lots/lot-correction.ts';
import type { MovementWork } from '../stock/movement.ts';
import { carrierOf } from '../stock/production.ts';

/** Pieces that were used for, or made of, pieces of a lot. */
export interface LotLink {
  readonly document: string;
  readonly report: number;
  /** The movement that used or made them. */
  readonly seq: number;
  readonly item: string;
  /** The serial, for an item tracked by serial; absent of an item that is not tracked. */
  readonly lot?: string;
  readonly quantity: number;
  readonly known?: LotKnown;
}

export interface LotProduction {
  /** What pieces of the lot were made of. */
  madeOf(item: string, lot: string): LotLink[];
  /** What was made of pieces of the lot. */
  madeInto(item: string, lot: string): LotLink[];
}

interface Row {
  readonly seq: number;
  readonly id: string;
  readonly kind: string;
  readonly item: string;
  readonly quantity: number;
  readonly from_location: string;
  readonly to_location: string;
  readonly lots: string | null;
  readonly work: string;
  readonly is_back: number;
}

interface Step extends Row {
  readonly report: number;
  readonly document: string;
  readonly isByProduct: boolean;
}

export function lotProduction(database: Database): LotProduction {
  const columns = `m.seq, m.id, m.kind, m.item, m.quantity, m.from_location, m.to_location, m.lots, m.work,
    EXISTS (SELECT 1 FROM movement AS r WHERE r.reverses = m.id) AS is_back`;
  const isProduction = "json_extract(m.work, '$.report') IS NOT NULL";
  const carried = database.prepare<[string, string], { work: string }>(
    `SELECT DISTINCT m.work FROM movement_lot AS l JOIN movement AS m ON m.seq = l.seq
     WHERE l.item = ? AND l.lot = ? AND ${isProduction}`,
  );
  const corrected = database.prepare<[string, string], { work: string }>(
    `SELECT m.work FROM lot_correction AS c JOIN movement AS m ON m.id = json_extract(c.body, '$.movement')
     WHERE c.item = ? AND c.became = ? AND ${isProduction}`,
  );
  const ofOrder = database.prepare<[string], Row>(
    `SELECT ${columns} FROM movement AS m INDEXED BY movement_of_production
     WHERE json_extract(m.work, '$.document') = ? AND ${isProduction} ORDER BY m.seq`,
  );
  const corrections = database.prepare<[string, string], { body: string }>(
    "SELECT body FROM lot_correction WHERE item = ? AND json_extract(body, '$.movement') = ? ORDER BY number",
  );
  const partsOf = (row: Row): readonly LotPart[] => {
    let parts: readonly LotPart[] = JSON.parse(row.lots ?? '[]');
    for (const { body } of corrections.all(row.item, row.id)) parts = changed(parts, JSON.parse(body));
    return parts;
  };
  const linksOf = (row: Step): LotLink[] => {
    const { document, report, seq, item } = row;
    const link = { document, report, seq, item };
    if (row.lots === null) return [{ ...link, quantity: row.quantity }];
    return partsOf(row).map((part) => ({ ...link, lot: keyOf(part), quantity: part.quantity, known: part.known }));
  };
  const has = (row: Row, lot: string) => partsOf(row).some((part) => keyOf(part) === lot);
  /** Of each order that the lot was part of, its steps that stand. */
  const orders = (item: string, lot: string): Step[][] => {
    const works = [...carried.all(item, lot), ...corrected.all(item, lot)].map(({ work }) => documentOf(work));
    return [...new Set(works)].map((document) => ofOrder.all(document).map(stepOf));
  };
  return {
    madeOf: (item, lot) =>
      orders(item, lot).flatMap((steps) => {
        const made = steps.filter((each) => isMade(each) && each.item === item && has(each, lot));
        const reports = new Set(made.map(({ report }) => report));
        return steps.filter((each) => isUsed(each) && reports.has(carrier(each, steps))).flatMap(linksOf);
      }),
    madeInto: (item, lot) =>
      orders(item, lot).flatMap((steps) => {
        const used = steps.filter((each) => isUsed(each) && each.item === item && has(each, lot));
        const reports = new Set(used.map((each) => carrier(each, steps)));
        return steps.filter((each) => isMade(each) && reports.has(each.report)).flatMap(linksOf);
      }),
  };
}

function carrier({ report }: Step, steps: readonly Step[]): number {
  const goods = steps.filter((each) => each.kind === 'produced' && !each.isByProduct);
  const told = goods.map((each) => ({ report: each.report, isStanding: each.is_back === 0 }));
  return carrierOf(report, told) ?? report;
}

function isMade({ kind, is_back }: Step): boolean {
  return kind === 'produced' && is_back === 0;
}

function isUsed({ to_location, kind, is_back }: Step): boolean {
  return to_location === 'production' && kind !== 'produced' && is_back === 0;
}

function stepOf(row: Row): Step {
  const { document, report = 0, share_permille }: MovementWork = JSON.parse(row.work);
  return { ...row, document, report, isByProduct: share_permille !== undefined };
}

function documentOf(work: string): string {
  const { document }: MovementWork = JSON.parse(work);
  return document;
}

/** The parts of a movement with what was found out later about them. */
function changed(parts: readonly LotPart[], { was, is, quantity }: LotCorrection): readonly LotPart[] {
  const from = parts.find((part) => keyOf(part) === was);
  if (from === undefined) return parts;
  const moved = Math.min(quantity, from.quantity);
  const isSerial = from.serial !== undefined;
  const next: LotPart = { ...from, ...(isSerial ? { serial: is } : { lot: is }), quantity: moved };
  const left = from.quantity - moved;
  return [...parts.filter((part) => part !== from), ...(left > 0 ? [{ ...from, quantity: left }] : []), next];
}
