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

const [space, newline, minus, zero] = [32, 10, 45, 48];

/**
 * A page becomes one text in SQLite and is taken apart here: a value that crosses by itself costs more than all of its row's digits. Ids have
 * no white space (see the settings' `id`), nor have kinds and rules.
 */
export function movementStretch(database: Database): (asked: StretchAsked, heard: StretchHeard) => void {
  const page = database
    .prepare<[number, number], string | null>(
      `SELECT group_concat(CASE WHEN reverses IS NULL
           THEN seq || ' ' || quantity || ' ' || at_ms || ' ' || item || ' ' || kind || ' ' || from_location || ' ' || to_location || ' ' || rule || iif(${packedShipment(database)}, ' packing', '')
           ELSE '-' || (SELECT o.seq FROM movement AS o WHERE o.id = m.reverses) END, char(10))
       FROM movement AS m WHERE seq > ? AND seq <= ?`,
    )
    .pluck(true);
  const ways = new Map<string, MovementWay>();
  return ({ after_seq, until_seq }, heard) => {
    const text = page.get(after_seq, until_seq) ?? '';
    let at = 0;
    const digits = (): number => {
      let value = 0;
      for (let code = text.charCodeAt(at); code !== space && code !== newline && at < text.length; ) {
        value = value * 10 + (code - zero);
        at += 1;
        code = text.charCodeAt(at);
      }
      at += 1;
      return value;
    };
    let last = after_seq;
    while (at < text.length) {
      if (text.charCodeAt(at) === minus) {
        at += 1;
        heard.undone(digits());
        continue;
      }
      const seq = digits();
      assert(seq > last, 'a stretch of the ledger is read in the order of its numbers');
      last = seq;
      const quantity = digits();
      const at_ms = signed();
      const end = text.indexOf(' ', at);
      const place = heard.placeOf(text.slice(at, end));
      const found = text.indexOf('\n', end);
      const stop = found === -1 ? text.length : found;
      at = stop + 1;
      if (place !== undefined) heard.moved(seq, place, wayOf(text.slice(end + 1, stop)), quantity, at_ms);
    }

    function signed(): number {
      if (text.charCodeAt(at) !== minus) return digits();
      at += 1;
      return -digits();
    }
  };

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
