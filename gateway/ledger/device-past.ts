/**
 * How devices were at a past second, read from the journal backwards: the newest of a device's frames, of its comings and goings
 * and of the gateway's own starts decides whether it was there.
 */
import type { Database } from 'better-sqlite3';
import { limits } from '../base/limits.ts';
import { type Names, type RowHead, scanSegment } from './segment.ts';

/** Which devices, when, and how many of the last frames of each. */
export interface DevicesAsked {
  readonly at_ms: number;
  readonly devices: readonly string[];
  readonly frames: number;
}

export interface DeviceThen {
  /** `not-watched`: the gateway was not running, or its machine slept. `unknown`: the journal says nothing as far as it was looked through. */
  readonly state: 'connected' | 'disconnected' | 'not-watched' | 'unknown';
  /** Of one that was not there: since when. */
  readonly since_ms?: number;
  /** Its last frames by then, newest first. */
  readonly frames: readonly { readonly n: number; readonly at_ms: number }[];
}

export interface DevicesThen {
  readonly devices: ReadonlyMap<string, DeviceThen>;
  /** So far back the journal was looked through; undefined when nothing of it is from before. */
  readonly looked_from_ms: number | undefined;
}

interface Segment {
  readonly n_first: number;
  readonly at_ms: number;
  readonly rows: Buffer;
}

interface Found {
  state: DeviceThen['state'];
  since_ms: number | undefined;
  /** Newest first. */
  readonly frames: { n: number; at_ms: number }[];
}

const segments_at_once = 16;

/** Looks back through at most `limits.past_journal_rows_max` rows. */
export function devicesAtOf(database: Database, names: Names): (asked: DevicesAsked) => DevicesThen {
  const lastAt = segmentSearch(database);
  const before = database.prepare<[number, number], Segment>(
    'SELECT n_first, at_ms, rows FROM journal WHERE n_first <= ? ORDER BY n_first DESC LIMIT ?',
  );
  return (asked) => {
    const walk = new Walk(asked, names);
    let n_first = lastAt(asked.at_ms);
    while (n_first !== undefined && !walk.isOver) {
      const segments = before.all(n_first, segments_at_once);
      for (const segment of segments) {
        if (walk.isOver) break;
        walk.take(segment);
      }
      const last = segments.at(-1);
      n_first = segments.length < segments_at_once || last === undefined ? undefined : last.n_first - 1;
    }
    return walk.result();
  };
}

/** The last segment that begins by a time: some twenty looks at the primary key. */
function segmentSearch(database: Database): (at_ms: number) => number | undefined {
  const ends = database.prepare<[], { first: number | null; last: number | null }>(
    'SELECT MIN(n_first) AS first, MAX(n_first) AS last FROM journal',
  );
  const begun = database.prepare<[number], { n_first: number; at_ms: number }>(
    'SELECT n_first, at_ms FROM journal WHERE n_first <= ? ORDER BY n_first DESC LIMIT 1',
  );
  return (at_ms) => {
    const { first, last } = ends.get() ?? { first: null, last: null };
    if (first === null || last === null) return undefined;
    let known: number | undefined;
    let low = first;
    let high = last;
    while (low <= high) {
      const middle = begun.get(Math.floor((low + high) / 2));
      if (middle === undefined) break;
      if (middle.at_ms <= at_ms) {
        known = middle.n_first;
        low = Math.floor((low + high) / 2) + 1;
      } else high = middle.n_first - 1;
    }
    return known;
  };
}

/** Goes back segment by segment; within each it goes forward, as rows are read, and the newest word counts. */
class Walk {
  readonly #asked: DevicesAsked;
  readonly #names: Names;
  readonly #found = new Map<string, Found>();
  /** By the number of its name: what is known of a device that is asked about, or undefined of another. */
  readonly #numbered = new Map<number, Found | undefined>();
  #rows = 0;
  #from_ms: number | undefined;

  constructor(asked: DevicesAsked, names: Names) {
    this.#asked = asked;
    this.#names = names;
    for (const id of asked.devices) this.#found.set(id, { state: 'unknown', since_ms: undefined, frames: [] });
  }

  get isOver(): boolean {
    if (this.#rows >= limits.past_journal_rows_max) return true;
    for (const { frames } of this.#found.values()) if (frames.length < this.#asked.frames) return false;
    return true;
  }

  /** Rows of after the time are passed over. */
  take({ n_first, at_ms: begun_ms, rows }: Segment): void {
    this.#from_ms = begun_ms;
    const fresh = new Map<Found, Found>();
    const freshOf = (found: Found): Found => {
      const each = fresh.get(found) ?? { state: 'unknown', since_ms: undefined, frames: [] };
      if (each.frames.length === 0) fresh.set(found, each);
      return each;
    };
    scanSegment(rows, n_first, begun_ms, (head, text) => {
      const { n, at_ms, is_event, device } = head;
      if (at_ms > this.#asked.at_ms) return;
      this.#rows += 1;
      if (is_event) {
        this.#takeEvent(head, text, freshOf);
        return;
      }
      const found = this.#deviceOf(device);
      if (found === undefined) return;
      const each = freshOf(found);
      each.state = 'connected';
      each.since_ms = undefined;
      each.frames.push({ n, at_ms });
      if (each.frames.length > 2 * this.#asked.frames) each.frames.splice(0, this.#asked.frames);
    });
    for (const [found, { state, since_ms, frames }] of fresh) {
      if (found.state === 'unknown') {
        found.state = state;
        found.since_ms = since_ms;
      }
      found.frames.push(...frames.reverse().slice(0, this.#asked.frames - found.frames.length));
    }
  }

  result(): DevicesThen {
    const devices = new Map<string, DeviceThen>();
    for (const [id, { state, since_ms, frames }] of this.#found) {
      devices.set(id, { state, frames, ...(since_ms === undefined ? {} : { since_ms }) });
    }
    return { devices, looked_from_ms: this.#from_ms };
  }

  #takeEvent(
    { at_ms, device, subject }: Readonly<RowHead>,
    text: () => string,
    freshOf: (found: Found) => Found,
  ): void {
    const event = this.#names.textOf(subject);
    if (event === 'connected' || event === 'disconnected') {
      const found = this.#deviceOf(device);
      if (found === undefined) return;
      const each = freshOf(found);
      each.state = event;
      each.since_ms = event === 'connected' ? undefined : at_ms;
    } else if (event === 'started' || (event === 'leap' && this.#isWithin(text()))) {
      for (const found of this.#found.values()) {
        const each = freshOf(found);
        each.state = event === 'started' ? 'disconnected' : 'not-watched';
        each.since_ms = at_ms;
      }
    }
  }

  #deviceOf(number: number): Found | undefined {
    if (number === 0) return undefined;
    if (!this.#numbered.has(number)) this.#numbered.set(number, this.#found.get(this.#names.textOf(number)));
    return this.#numbered.get(number);
  }

  /** Whether the time that is asked about lies in a leap, in which nobody watched. */
  #isWithin(detail: string): boolean {
    const { to_ms = 0 }: { readonly to_ms?: number } = JSON.parse(detail);
    return to_ms > this.#asked.at_ms;
  }
}
