/** All movements of a stretch of the ledger in their order: for whoever needs most of them and would ask item by item otherwise. */
import type { Database } from 'better-sqlite3';
import { assert } from '../base/assert.ts';
import { limits } from '../base/limits.ts';
import { packedShipment } from './movement-terms.ts';

/** What movements of one kind, between the same two places, by the same rule have in common. */
export interface MovementWay {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  /** Rule and version, e.g. `fusion@5`. */
  readonly rule: string;
  /** It packed a shipment. */
  readonly is_packing?: true;
}

export interface StretchAsked {
  readonly after_seq: number;
  /** Its row is among those told. */
  readonly until_seq: number;
}

/** Who is told of a stretch. */
export interface StretchHeard {
  /** Of an item that this does not know, nothing is told. */
  placeOf(item: string): number | undefined;
  /**
   * A movement that stood when it was learned. `place` is the item's. Movements that have their way in common are told with one and the
   * same object.
   */
  moved(seq: number, place: number, way: MovementWay, quantity: number, at_ms: number): void;
  /** The movement `seq`, told before, was taken back. What took it back is not told. */
  undone(seq: number): void;
}

const [minus, zero] = [45, 48];

/**
 * A page becomes one text in SQLite and is taken apart here: a value that crosses by itself costs more than all of its row's digits. Ids have
 * no white space (see the settings' `id`), nor have kinds and rules.
 */
export function movementStretch(database: Database): (asked: StretchAsked, heard: StretchHeard) => void {
  const page = database
    .prepare<[number, number], string | null>(
      `SELECT group_concat(CASE WHEN reverses IS NULL
           THEN concat_ws(' ', seq, quantity, at_ms, item, kind, from_location, to_location, rule, iif(${packedShipment(database)}, 'packing', NULL))
           ELSE '-' || (SELECT o.seq FROM movement AS o WHERE o.id = m.reverses) END, char(10))
       FROM movement AS m WHERE seq > ? AND seq <= ?`,
    )
    .pluck(true);
  const ways = new Map<string, MovementWay>();
  return ({ after_seq, until_seq }, heard) => {
    const text = page.get(after_seq, until_seq) ?? '';
    let last = after_seq;
    for (let at = 0; at < text.length; ) {
      const found = text.indexOf('\n', at);
      const stop = found === -1 ? text.length : found;
      if (text.charCodeAt(at) === minus) heard.undone(wholeIn(text, at + 1, stop));
      else last = tellLine(text, at, stop, last, heard);
      at = stop + 1;
    }
  };

  /** The line's number. */
  function tellLine(text: string, at: number, stop: number, last: number, heard: StretchHeard): number {
    const seq_end = text.indexOf(' ', at);
    const quantity_end = text.indexOf(' ', seq_end + 1);
    const at_end = text.indexOf(' ', quantity_end + 1);
    const item_end = text.indexOf(' ', at_end + 1);
    const seq = wholeIn(text, at, seq_end);
    assert(seq > last, 'a stretch of the ledger is read in the order of its numbers');
    const place = heard.placeOf(text.slice(at_end + 1, item_end));
    if (place === undefined) return seq;
    const way = wayOf(text.slice(item_end + 1, stop));
    heard.moved(seq, place, way, wholeIn(text, seq_end + 1, quantity_end), signedIn(text, quantity_end + 1, at_end));
    return seq;
  }

  function wayOf(told: string): MovementWay {
    const known = ways.get(told);
    if (known !== undefined) return known;
    // A copy: a slice would keep the whole page.
    const key = Buffer.from(told).toString();
    const [kind = '', from = '', to = '', rule = '', packing] = key.split(' ');
    const plain = { kind, from, to, rule };
    const way: MovementWay = packing === undefined ? plain : { ...plain, is_packing: true };
    if (ways.size >= limits.plan_ways_max) ways.clear();
    ways.set(key, way);
    return way;
  }
}

function wholeIn(text: string, from: number, end: number): number {
  let value = 0;
  for (let at = from; at < end; at++) value = value * 10 + (text.charCodeAt(at) - zero);
  return value;
}

function signedIn(text: string, from: number, end: number): number {
  return text.charCodeAt(from) === minus ? -wholeIn(text, from + 1, end) : wholeIn(text, from, end);
}
