/**
 * Follows the numbers that a device gives its events, one after the other, to tell which of them never came. A number that
 * comes late fills its hole and one that comes again says nothing, so a hole counts as lost only when the device has gone
 * on for a while. Numbers that begin again are a new count and no hole.
 */

export interface NumberedEvent {
  readonly number: number;
  /** The device's own time of the event. */
  readonly at_ms?: number;
}

/** Numbers that never came. */
export interface Loss {
  readonly events: number;
  readonly first: number;
  readonly last: number;
  /** All that were lost so far, these included. */
  readonly total: number;
}

interface Hole {
  readonly first: number;
  readonly last: number;
  /** When the event after it was, by the device. */
  readonly at_ms?: number;
  /** Messages of the device since then. */
  messages: number;
}

/** What comes out of order comes soon: within so many messages, or this time of the device. */
const patience = { messages: 4, ms: 2_000 } as const;
/** The oldest counts as lost beyond. */
const holes_max = 64;
/** A leap this wide is another device, or another count, and not so many lost events. */
const leap_max = 1_000_000;
/** Of two events without times, one whose number lies so far back begins a new count. */
const again_max = 256;
/** A clock this far back has begun again too: most devices wake up in 1970. */
const clock_reset_ms = 86_400_000;

export class EventNumbers {
  #high: NumberedEvent | undefined;
  #holes: Hole[] = [];
  #total = 0;

  /** Goes on where `saved` stands; begins anew with anything else. */
  constructor(saved?: unknown) {
    if (!isSaved(saved)) return;
    this.#high = saved.high;
    this.#holes = saved.holes.map((hole) => ({ ...hole }));
    this.#total = saved.total;
  }

  /** Takes the numbers of one message in its order, also none; `at_ms` is the message's own time. */
  take(events: readonly NumberedEvent[], at_ms?: number): Loss | undefined {
    const lost: Hole[] = [];
    for (const hole of this.#holes) hole.messages += 1;
    for (const event of events) this.#note(event, lost);
    const now_ms = Math.max(at_ms ?? 0, ...events.map((event) => event.at_ms ?? 0));
    this.#holes = this.#holes.filter((hole) => {
      const is_over = hole.messages >= patience.messages || now_ms - (hole.at_ms ?? now_ms) >= patience.ms;
      if (is_over) lost.push(hole);
      return !is_over;
    });
    return this.#lossOf(lost);
  }

  /** Plain JSON. */
  saved(): unknown {
    return { ...(this.#high !== undefined && { high: this.#high }), holes: this.#holes, total: this.#total };
  }

  #note(event: NumberedEvent, lost: Hole[]): void {
    const { number, at_ms } = event;
    const high = this.#high;
    if (high === undefined) {
      this.#high = event;
    } else if (number > high.number && number - high.number <= leap_max) {
      if (number > high.number + 1) {
        const hole = { first: high.number + 1, last: number - 1, messages: 0, ...(at_ms !== undefined && { at_ms }) };
        this.#holes.push(hole);
        if (this.#holes.length > holes_max) lost.push(...this.#holes.splice(0, 1));
      }
      this.#high = event;
    } else if (!this.#fill(number) && beginsAnew(event, high)) {
      lost.push(...this.#holes.splice(0));
      this.#high = event;
    }
  }

  /** True when the number was missing. */
  #fill(number: number): boolean {
    const at = this.#holes.findIndex(({ first, last }) => first <= number && number <= last);
    const hole = this.#holes[at];
    if (hole === undefined) return false;
    const rest = [
      { ...hole, last: number - 1 },
      { ...hole, first: number + 1 },
    ].filter(({ first, last }) => first <= last);
    this.#holes.splice(at, 1, ...rest);
    return true;
  }

  #lossOf(lost: readonly Hole[]): Loss | undefined {
    if (lost.length === 0) return undefined;
    const events = lost.reduce((sum, { first, last }) => sum + last - first + 1, 0);
    this.#total += events;
    const first = Math.min(...lost.map((hole) => hole.first));
    const last = Math.max(...lost.map((hole) => hole.last));
    return { events, first, last, total: this.#total };
  }
}

/** A number that was here before came again, unless its time shows that it is another event. */
function beginsAnew(event: NumberedEvent, high: NumberedEvent): boolean {
  if (event.number > high.number) return true;
  if (event.at_ms === undefined || high.at_ms === undefined) return event.number + again_max < high.number;
  return event.at_ms > high.at_ms || event.at_ms < high.at_ms - clock_reset_ms;
}

/** In words for a person; `what` in the plural. */
export function lossText({ events, first, last, total }: Loss, what: { one: string; many: string }): string {
  const which = first === last ? `number ${first}` : `numbers ${first} to ${last}`;
  return `${events} ${events === 1 ? what.one : what.many} never came (${which}); ${total} so far.`;
}

interface Saved {
  readonly high?: NumberedEvent;
  readonly holes: readonly Hole[];
  readonly total: number;
}

function isSaved(saved: unknown): saved is Saved {
  if (typeof saved !== 'object' || saved === null || !('holes' in saved && 'total' in saved)) return false;
  if (!Array.isArray(saved.holes) || typeof saved.total !== 'number') return false;
  const has_high = 'high' in saved && saved.high !== undefined;
  return saved.holes.every(isHole) && (!has_high || isNumbered(saved.high));
}

function isHole(given: unknown): boolean {
  if (typeof given !== 'object' || given === null || !('first' in given && 'last' in given)) return false;
  return typeof given.first === 'number' && typeof given.last === 'number' && 'messages' in given;
}

function isNumbered(given: unknown): boolean {
  return typeof given === 'object' && given !== null && 'number' in given && typeof given.number === 'number';
}
