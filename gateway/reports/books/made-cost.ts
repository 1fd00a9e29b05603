/**
 * What goods cost that were made: what was used for them, as the books of the components have it. A report of a production order is one
 * such making; what is used by itself goes to the goods that the order had made before, else to the next ones.
 */
import { carrierOf } from '../../stock/production.ts';
import type { Posting } from '../../stock/valuation/flow.ts';
import { negated, plus, type Ratio, zero } from '../../stock/valuation/ratio.ts';
import { byEffect, type ReceiptEvent, type StockEvent } from '../../stock/valuation/stock-event.ts';
import { type CardLine, stockCard } from '../../stock/valuation/stock-valuation.ts';
import type { BookRow } from './book-source.ts';
import { scaledLine } from './mass-value.ts';

/** Value that was used at an instant of the books, or that is known from then on to have been another. */
interface Change {
  readonly at_ms: number;
  readonly seq: number;
  readonly id: string;
  readonly value_micro: Ratio;
  /** Pieces without a value; below zero where they have got one or were taken back. */
  readonly unvalued: number;
}

type Changes = ReadonlyMap<string, readonly Change[]>;

export interface ComponentBook {
  readonly item: string;
  readonly policy: Parameters<typeof stockCard>[2];
  readonly events: readonly StockEvent[];
  /** Where it is valued by mass. */
  readonly weighed?: readonly StockEvent[];
  readonly rows: readonly BookRow[];
}

export interface MadeSource {
  production(document: string): readonly BookRow[];
  /** Undefined of an item with too many movements. */
  bookOf(item: string, made: MadeCosts): ComponentBook | undefined;
}

/** Changes of this many components' movements are kept for others that are made of them. */
const kept_changes_max = 200_000;

export class MadeCosts {
  readonly #source: MadeSource;
  readonly #known = new Map<string, Changes>();
  /** Items whose books are being made, the first one asked for first. */
  readonly #making: string[] = [];
  #kept = 0;
  /** The lowest place in `#making` that was asked for in a circle since its books were begun. */
  #circle = Number.POSITIVE_INFINITY;

  constructor(source: MadeSource) {
    this.#source = source;
  }

  /** The events with what was made at its cost, and where that is known otherwise later, that too. */
  costed(item: string, events: readonly StockEvent[], rows: readonly BookRow[]): readonly StockEvent[] {
    const made = new Map(rows.flatMap((row) => (isMade(row) ? [[row.id, row] as const] : [])));
    if (made.size === 0) return events;
    this.#making.push(item);
    const reversed = new Map(events.flatMap((each) => (each.kind === 'reversal' ? [[each.of, each] as const] : [])));
    const orders = new Map<string, readonly BookRow[]>();
    const all = events.flatMap((event): readonly StockEvent[] => {
      const row = made.get(event.id);
      const document = row?.work?.document;
      if (row === undefined || document === undefined || event.kind !== 'receipt') return [event];
      const order = orders.get(document) ?? this.#source.production(document);
      orders.set(document, order);
      return this.#receipt(event, row, order, reversed.get(event.id));
    });
    this.#making.pop();
    return all;
  }

  #receipt(
    event: ReceiptEvent,
    row: BookRow,
    order: readonly BookRow[],
    back: StockEvent | undefined,
  ): readonly StockEvent[] {
    const share = shareOf(row, order);
    const changes = this.#usedFor(row, order).filter((each) => back === undefined || isBefore(each, back));
    let [value, unvalued, at] = [zero, 0, 0];
    const add = ({ value_micro, unvalued: more }: Change) => {
      value = plus(value, value_micro);
      unvalued += more;
      at += 1;
    };
    for (const change of changes) if (isBefore(change, event)) add(change);
    // What nobody knows the value of is not taken for nothing.
    const known = () => (at === 0 || unvalued > 0 ? undefined : share(value));
    let cost = known();
    const told: StockEvent[] = [cost === undefined ? event : { ...event, cost: { total_micro: cost } }];
    for (const change of changes) {
      if (isBefore(change, event)) continue;
      add(change);
      const total_micro = known();
      if (total_micro === undefined || total_micro === cost) continue;
      cost = total_micro;
      const { at_ms, seq } = change;
      // At one instant they take effect in the order of their names.
      const id = `made/${event.id}/${String(at).padStart(9, '0')}`;
      told.push({ kind: 'costing', id, item: event.item, at_ms, seq, of: event.id, cost: { total_micro } });
    }
    return told;
  }

  /** In the order of effect. */
  #usedFor({ work }: BookRow, order: readonly BookRow[]): readonly Change[] {
    const report = work?.report;
    const goods = goodsOf(order);
    const used = order.filter((each) => isUsed(each) && carrierOf(each.work?.report ?? 0, goods) === report);
    return used.flatMap((each) => this.#changesOf(each)).sort(byMoment);
  }

  #changesOf(row: BookRow): readonly Change[] {
    const { item, id, at_ms, seq, quantity } = row;
    const place = this.#making.indexOf(item);
    if (place !== -1) {
      // It was made of what it makes: its own value cannot tell what it costs.
      this.#circle = Math.min(this.#circle, place);
      return [{ at_ms, seq, id, value_micro: zero, unvalued: quantity }];
    }
    return this.#ofItem(item)?.get(id) ?? [{ at_ms, seq, id, value_micro: zero, unvalued: quantity }];
  }

  #ofItem(item: string): Changes | undefined {
    const known = this.#known.get(item);
    if (known !== undefined) return known;
    const before = this.#circle;
    this.#circle = Number.POSITIVE_INFINITY;
    const book = this.#source.bookOf(item, this);
    const changes = book === undefined ? undefined : changesIn(book);
    // What was found in a circle depends on where one began; it is kept for nobody else.
    const isInCircle = this.#circle < this.#making.length;
    this.#circle = Math.min(before, this.#circle);
    if (changes === undefined || isInCircle) return changes;
    this.#kept += changes.size;
    if (this.#kept > kept_changes_max) {
      this.#known.clear();
      this.#kept = changes.size;
    }
    this.#known.set(item, changes);
    return changes;
  }
}

/** What a production order made, the product itself or what came of it besides. */
export function isMade({ kind, work, reverses }: BookRow): boolean {
  return kind === 'produced' && work?.report !== undefined && reverses === undefined;
}

/** What a production order used. */
export function isUsed({ to, work, reverses }: BookRow): boolean {
  return to === 'production' && work?.report !== undefined && reverses === undefined;
}

function goodsOf(order: readonly BookRow[]) {
  const back = new Set(order.flatMap(({ reverses }) => (reverses === undefined ? [] : [reverses])));
  return order
    .filter((each) => isMade(each) && each.work?.share_permille === undefined)
    .map(({ id, work }) => ({ report: work?.report ?? 0, isStanding: !back.has(id) }));
}

/** Of the whole value, what a receipt carries, in whole millionths: by-products their share, the goods what is left. */
function shareOf(row: BookRow, order: readonly BookRow[]): (value: Ratio) => bigint {
  const floor = ({ numerator, denominator }: Ratio) => (numerator < 0n ? 0n : numerator / denominator);
  const part = (value: Ratio, permille: number) => (floor(value) * BigInt(permille)) / 1_000n;
  const own = row.work?.share_permille;
  const others = order.filter((each) => isMade(each) && each.work?.report === row.work?.report && each !== row);
  const isAlone = !others.some((each) => each.work?.share_permille === undefined);
  // Without goods beside it a by-product carries nothing: what was used goes to the goods of another report.
  if (own !== undefined) return (value) => (isAlone ? 0n : part(value, own));
  const shares = others.map((each) => each.work?.share_permille ?? 0);
  return (value) => shares.reduce((left, each) => left - part(value, each), floor(value));
}

/** What each movement to production took along, by its id: as it went, as it became known, as it was taken back. */
function changesIn({ item, events, weighed, rows, policy }: ComponentBook): Changes {
  const used = new Set(rows.filter(isUsed).map(({ id }) => id));
  const changes = new Map<string, Change[]>();
  if (used.size === 0) return changes;
  const card = stockCard(item, weighed ?? events, policy);
  for (const plain of card.ok ? card.value : []) {
    const line = weighed === undefined ? plain : scaledLine(plain);
    for (const posting of line.postings) {
      const of = movementOf(line, posting);
      if (of === undefined || !used.has(of)) continue;
      const known = changes.get(of) ?? [];
      changes.set(of, known);
      const { id, at_ms, seq } = line.event;
      const isBack = line.event.kind === 'reversal' && posting.corrects === undefined;
      const unvalued = isBack ? -posting.unvalued : posting.unvalued;
      known.push({ id, at_ms, seq, value_micro: negated(posting.value_micro), unvalued });
    }
  }
  return changes;
}

function movementOf({ event }: CardLine, { flow, corrects }: Posting): string | undefined {
  if (flow !== 'consumption') return undefined;
  if (corrects !== undefined) return corrects;
  return event.kind === 'reversal' ? event.of : event.kind === 'issue' ? event.id : undefined;
}

function byMoment(a: Change, b: Change): number {
  return a.at_ms - b.at_ms || a.seq - b.seq || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function isBefore(change: Change, event: StockEvent): boolean {
  const { at_ms, seq, id } = change;
  return byEffect({ kind: 'reversal', item: event.item, of: '', at_ms, seq, id }, event) < 0;
}
