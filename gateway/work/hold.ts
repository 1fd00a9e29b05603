/**
 * A hold: stock of an item, of a lot of it, at a place, or so many pieces, that may not be used until somebody releases it. It books nothing:
 * where things are is one question, whether they may be used another.
 */
import { limits } from '../base/limits.ts';
import { unknown_lot } from '../stock/lots/lot.ts';
import { quantity_max } from '../stock/movement.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { DocumentHead, DocumentLine } from './document.ts';
import { object, oneOf, type Shape, text, whole } from './shape.ts';

/** `quarantine`: until it was looked at; `blocked`: it was, and may not be used. */
export type Quality = 'quarantine' | 'blocked';

export interface HoldLine extends DocumentLine {
  readonly item: string;
  /** 0 where all of it is held. */
  readonly quantity: number;
  /** The serial, for an item tracked by serial; any when absent. */
  readonly lot?: string;
  readonly location?: string;
}

/** It has one line. */
export interface Hold extends DocumentHead<'hold', Quality | 'released', HoldLine> {
  readonly reason: string;
}

export interface HoldDraft {
  readonly item: string;
  readonly lot?: string;
  readonly location?: string;
  readonly quantity?: number;
  readonly state: Quality;
  readonly reason: string;
  readonly reference?: string;
}

export interface HoldChange {
  readonly id: string;
  readonly version: number;
  readonly state: Quality;
  readonly reason: string;
}

export interface HoldRelease {
  readonly id: string;
  readonly version: number;
  readonly reason: string;
  /** So many pieces of a hold of a number; all of it when absent. */
  readonly quantity?: number;
}

const name = text(256);
const reason = text(200);
const version = whole(1, Number.MAX_SAFE_INTEGER);
const state = oneOf('quarantine', 'blocked');
const quantity = whole(1, quantity_max);

export const holdDraft: Shape<HoldDraft> = object(
  { item: name, state, reason },
  { lot: text(64), location: name, quantity, reference: text(100) },
);
export const holdChange: Shape<HoldChange> = object({ id: name, version, state, reason }, {});
export const holdRelease: Shape<HoldRelease> = object({ id: name, version, reason }, { quantity });

export function openHold(desk: Desk, draft: HoldDraft): WorkRefusal | undefined {
  const { item, lot, location, quantity: pieces, state: quality, reason: why, reference } = draft;
  const known = desk.index.items.get(item);
  if (known === undefined) return refusal('item', `there is no item ${item}`);
  if (lot !== undefined && known.tracking === undefined) {
    return refusal('lot', `cannot be named: ${item} is tracked neither by lot nor by serial`);
  }
  if (lot === unknown_lot && known.tracking === 'serial') return refusal('lot', 'must be a serial that is known');
  const place = location === undefined ? undefined : desk.index.locations.get(location);
  if (location !== undefined && place === undefined) return refusal('location', `there is no location ${location}`);
  if (place?.kind === 'outside')
    return refusal('location', `${place.id} is outside; only stock of the site can be held`);
  const id = desk.nextId('hold');
  if (id === undefined) return refusal('', `${limits.documents_open_max} documents are open; close some first`);
  const line: HoldLine = {
    line: 1,
    item,
    quantity: pieces ?? 0,
    ...(lot === undefined ? {} : { lot }),
    ...(location === undefined ? {} : { location }),
  };
  const hold = { kind: 'hold', id, state: quality, lines: [line], reason: why } as const;
  desk.put(
    { ...hold, ...(location === undefined ? {} : { location }), ...(reference === undefined ? {} : { reference }) },
    { what: 'held', reason: why },
  );
  if (pieces === undefined) desk.bars.push({ id, scope: scopeOf(line) });
  return undefined;
}

/** From quarantine to blocked or back. */
export function changeHold(desk: Desk, { id, version: seen, state: quality, reason: why }: HoldChange) {
  const found = holdAt(desk, id, seen);
  if (found.kind !== 'hold') return found;
  if (found.state === quality) return refusal('state', `is ${quality} already`);
  desk.put({ ...found, state: quality, reason: why }, { what: quality, reason: why });
  return undefined;
}

/** All of it may be used again, or so many pieces of it. */
export function releaseHold(desk: Desk, { id, version: seen, reason: why, quantity: pieces }: HoldRelease) {
  const found = holdAt(desk, id, seen);
  if (found.kind !== 'hold') return found;
  const [line] = found.lines;
  const held = line?.quantity ?? 0;
  if (pieces !== undefined && held === 0) return refusal('quantity', `cannot be named: ${id} holds all there is`);
  if (pieces !== undefined && pieces > held) return refusal('quantity', `must be at most ${held}, which ${id} holds`);
  const detail = pieces === undefined ? {} : { quantity: pieces };
  if (line !== undefined && pieces !== undefined && pieces < held) {
    const lines = [{ ...line, quantity: held - pieces }];
    desk.put({ ...found, lines }, { what: 'released', reason: why, detail });
    return undefined;
  }
  desk.put({ ...found, state: 'released', closing: why }, { what: 'released', reason: why, detail });
  desk.bars.push({ id });
  return undefined;
}

/** What a hold is of. */
export function scopeOf({ item, lot, location, quantity: pieces }: HoldLine) {
  return {
    item,
    ...(lot === undefined ? {} : { lot }),
    ...(location === undefined ? {} : { location }),
    ...(pieces === 0 ? {} : { quantity: pieces }),
  };
}

function holdAt(desk: Desk, id: string, seen: number): Hold | (WorkRefusal & { readonly kind?: never }) {
  const found = desk.open(id);
  if (found?.kind !== 'hold') return refusal('id', `there is no open hold ${id}`, 'no-such-document');
  if (seen === found.version) return found;
  return refusal('version', `is ${seen}, and ${id} has version ${found.version} by now: read it again`, 'stale');
}
