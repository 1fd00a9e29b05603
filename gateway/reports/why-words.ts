/** What movements of a kind are called when they are told together. */
import type { MovementKind } from '../stock/movement.ts';

interface Words {
  readonly verb: string;
  readonly one: string;
  readonly many: string;
}

type Directed = Words | { readonly more: Words; readonly less: Words };

const moves = { one: 'move', many: 'moves' };
const corrections = { one: 'correction', many: 'corrections' };
const entries = { one: 'entry', many: 'entries' };
const offline = { one: 'time', many: 'times' };

const words: Readonly<Partial<Record<MovementKind, Directed>>> = {
  taken: { verb: 'taken', one: 'pick', many: 'picks' },
  filled: { verb: 'filled', one: 'refill', many: 'refills' },
  // Tags that come to a place where they were not leave another one by the same movement.
  arrived: {
    more: { verb: 'arrived', one: 'arrival', many: 'arrivals' },
    less: { verb: 'moved on', ...moves },
  },
  left: {
    more: { verb: 'came from elsewhere', ...moves },
    less: { verb: 'left', one: 'departure', many: 'departures' },
  },
  moved: { more: { verb: 'moved here', ...moves }, less: { verb: 'moved away', ...moves } },
  received: { verb: 'received', one: 'receipt', many: 'receipts' },
  shipped: { verb: 'shipped', one: 'shipment', many: 'shipments' },
  picked: { verb: 'picked', one: 'scan', many: 'scans' },
  counted: {
    more: { verb: 'added to match a count', ...entries },
    less: { verb: 'taken off to match a count', ...entries },
  },
  'changed-while-offline': {
    more: { verb: 'more after nobody was watching', ...offline },
    less: { verb: 'fewer after nobody was watching', ...offline },
  },
  manual: { more: { verb: 'added by hand', ...moves }, less: { verb: 'taken away by hand', ...moves } },
  reversed: { more: { verb: 'given back', ...corrections }, less: { verb: 'taken back', ...corrections } },
};

/** `9 taken in 5 picks`; `quantity` with its sign. A kind without words of its own is told by its name. */
export function groupWords({
  kind,
  quantity,
  movements,
}: {
  readonly kind: MovementKind;
  readonly quantity: number;
  readonly movements: number;
}): string {
  const directed = words[kind] ?? { verb: kind.replaceAll('-', ' '), ...moves };
  const { verb, one, many } = 'more' in directed ? (quantity > 0 ? directed.more : directed.less) : directed;
  // A kind that only ever takes, and here it gives.
  const isOdd = !('more' in directed) && (gives.has(kind) ? quantity < 0 : takes.has(kind) && quantity > 0);
  const sign = isOdd ? (quantity > 0 ? '+' : '\u2212') : '';
  return `${sign}${Math.abs(quantity)} ${verb} in ${movements} ${movements === 1 ? one : many}`;
}

const gives: ReadonlySet<MovementKind> = new Set(['filled', 'received']);
const takes: ReadonlySet<MovementKind> = new Set(['taken', 'shipped', 'picked']);
