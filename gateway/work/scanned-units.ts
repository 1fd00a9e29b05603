/** What a scan means that is about a handling unit: the act it stands for, what its person is told, or why it stands for nothing. */
import { itemName, locationName, type SiteIndex } from '../stock/site-index.ts';
import type { Work } from './desk.ts';
import type { Document } from './document.ts';
import { goodsKey, type HandlingUnit } from './handling-unit.ts';
import type { Meant, ScannedLine } from './scanned.ts';
import { spreadOver } from './unit-moving.ts';

export interface ScannedUnit {
  readonly task: string;
  readonly what: 'begin' | 'line' | 'unit' | 'sweep' | 'weigh' | 'finish';
  readonly sscc?: string;
  /** The one that is being packed or unpacked. */
  readonly unit?: string;
  /** The place scanned last, or where the scanner stands. */
  readonly location?: string;
}

/** `says` alone: nothing is to be done, and this is told. */
export type MeantUnit = Meant | { readonly ok: true; readonly act?: undefined; readonly says: string };

const alone: ReadonlySet<string> = new Set(['PACK', 'UNPACK', 'MOVE', 'RECEIVE', 'LOOKUP']);

/** Whether a scan is about handling units and no document. */
export function isAboutUnits(task: string): boolean {
  return alone.has(task);
}

export function meantForUnit(work: Work, index: SiteIndex, scan: ScannedUnit, line: ScannedLine): MeantUnit {
  const { task, what, sscc, location } = scan;
  if (task === 'PACK' || task === 'UNPACK') return meantForPacking(work, index, scan, line);
  if (what !== 'unit' || sscc === undefined) return no('scan a handling unit');
  const unit = unitOf(work, sscc);
  if (task === 'LOOKUP')
    return unit === undefined ? no(`${sscc} is no handling unit kept here`) : says(unitText(index, unit));
  if (task === 'RECEIVE') return { ok: true, act: { act: 'receive-unit', receiving: { sscc } } };
  if (location === undefined) return no('scan the destination');
  return { ok: true, act: { act: 'move-unit', move: { sscc, to: location, reason: 'scanned' } } };
}

/** A handling unit scanned for a document: it goes whole the way the document says. */
export function meantWhole(work: Work, document: Document, sscc: string, location: string | undefined): Meant {
  const { id, kind } = document;
  if (kind === 'receipt') return { ok: true, act: { act: 'receive-unit', receiving: { id, sscc } } };
  if (kind !== 'put-away' && kind !== 'shipment' && kind !== 'transfer')
    return no(`${id} is not worked on by handling units`);
  if (kind === 'shipment' && unitOf(work, sscc)?.shipment === id) return no(`${sscc} is picked already`);
  if (kind !== 'put-away' || location === undefined)
    return { ok: true, act: { act: 'take-unit', taking: { kind, id, sscc } } };
  return { ok: true, act: { act: 'take-unit', taking: { kind, id, sscc, to: location } } };
}

function meantForPacking(work: Work, index: SiteIndex, scan: ScannedUnit, line: ScannedLine): MeantUnit {
  const { task, what, sscc, unit: number, location } = scan;
  if (what === 'begin')
    return says(
      task === 'PACK'
        ? 'pack: scan the handling unit, then the goods, then FINISH'
        : 'unpack: scan the handling unit, then what comes out of it, then FINISH',
    );
  if (number === undefined) return no('scan the handling unit first');
  const unit = unitOf(work, number);
  if (what === 'unit' && sscc === number) {
    if (unit !== undefined) return says(unitText(index, unit));
    if (task === 'UNPACK') return no(`${number} is no handling unit kept here`);
    if (location === undefined) return no('scan the place where it stands, then the handling unit again');
    return { ok: true, act: { act: 'open-unit', opening: { sscc: number, location, reason: 'scanned' } } };
  }
  if (unit === undefined) return no(`${number} is no handling unit kept here: scan the place, then the unit`);
  if (what === 'finish') return finished(index, unit, task);
  const place = location === undefined || location === unit.location ? undefined : location;
  if (what === 'unit') {
    const units = [sscc ?? ''];
    if (task === 'PACK') return { ok: true, act: { act: 'pack-unit', packing: { sscc: number, units } } };
    return { ok: true, act: { act: 'unpack-unit', unpacking: { sscc: number, units, ...toOf(place) } } };
  }
  const { item, quantity, lot } = line;
  const of = lot === undefined ? {} : { lot };
  if (item === undefined) return no('that is no item of this site');
  if (task === 'PACK') {
    const from = place === undefined ? {} : { from: place };
    return {
      ok: true,
      act: { act: 'pack-unit', packing: { sscc: number, lines: [{ item, quantity, ...of, ...from }] } },
    };
  }
  // A lot that is said comes out of the lines of that lot.
  const among = unit.lines.filter((each) => lot === undefined || goodsKey(each) === goodsKey({ item, lot }));
  const out = spreadOver(among, [{ item, quantity }], (each) => each.quantity);
  if (out === undefined) return no(`${number} does not hold ${quantity} of it`);
  const lines = out.map((each) => ({ line: each.line, quantity: each.quantity }));
  return { ok: true, act: { act: 'unpack-unit', unpacking: { sscc: number, lines, ...toOf(place) } } };
}

function finished(index: SiteIndex, unit: HandlingUnit, task: string): MeantUnit {
  const { sscc } = unit;
  if (task === 'PACK') return { ok: true, act: { act: 'close-unit', closing: { sscc } } };
  if (unit.lines.length + unit.units.length > 0) return says(unitText(index, unit));
  return { ok: true, act: { act: 'unpack-unit', unpacking: { sscc } } };
}

function toOf(place: string | undefined): { readonly to?: string } {
  return place === undefined ? {} : { to: place };
}

function unitOf({ open, units }: Work, sscc: string): HandlingUnit | undefined {
  const found = open.get(units.get(sscc) ?? '');
  return found?.kind === 'handling-unit' ? found : undefined;
}

/** `106141412345678908 at Dock: 12 × Bolt, 2 handling units`. */
export function unitText(index: SiteIndex, { sscc, lines, units, location, inside, of }: HandlingUnit): string {
  const where = location === undefined ? ` announced with ${of ?? ''}` : ` at ${locationName(index, location)}`;
  const within = inside === undefined ? '' : ` in ${inside}`;
  const goods = lines.slice(0, 10).map(({ item, quantity }) => `${quantity} × ${itemName(index, item)}`);
  const more = lines.length > 10 ? [`${lines.length - 10} more lines`] : [];
  const inner = units.length === 0 ? [] : [`${units.length} handling ${units.length === 1 ? 'unit' : 'units'}`];
  const all = [...goods, ...more, ...inner];
  return `${sscc}${where}${within}: ${all.length === 0 ? 'empty' : all.join(', ')}`;
}

function says(text: string): MeantUnit {
  return { ok: true, says: text };
}

function no(text: string): { readonly ok: false; readonly says: string } {
  return { ok: false, says: text };
}
