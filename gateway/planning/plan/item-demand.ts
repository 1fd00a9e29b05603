/** The movements of an item, page after page, gathered to what planning needs of them: memory is bounded by days, not by movements. */

import { type DayCalendar, dayAt } from '../forecast/day-calendar.ts';
import type { DemandRole, DemandRow } from '../forecast/demand-row.ts';
import { type DemandSeries, seriesOfDays } from '../forecast/demand-series.ts';
import { type WobbleRule, withoutWobble } from '../forecast/wobble.ts';

/** What movements of one kind, between the same two places, by the same rule have in common. */
export interface MovementWay {
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly rule: string;
  /** What was shipped was packed with it: it is used up, and nothing is made of it. */
  readonly is_packing?: true;
}

/** A movement of the ledger that stands, as far as planning reads it. */
export interface HistoryRow extends MovementWay {
  readonly quantity: number;
  readonly at_ms: number;
}

/** `shelf`: counts as on hand. `way`: ours and on the move, so not on hand. */
export type PlaceRole = 'shelf' | 'way' | Exclude<DemandRole, 'inside'>;

export interface GatherRules {
  /** Of whole local days; the last one ends where the plan begins. */
  readonly calendar: DayCalendar;
  roleOf(location: string): PlaceRole;
  /** By the same `roleOf`, where items share them. */
  readonly ways?: Ways;
  readonly wobble?: WobbleRule;
  /** Rows that sensors alone made are kept one by one up to here, to be looked through for wobble. */
  readonly sensed_rows_max: number;
}

export interface ItemDemand {
  readonly series: DemandSeries;
  /** At the end, with what happened since the last whole day. */
  readonly on_hand: number;
  readonly on_the_way: number;
  /** Stock over the days of the series: opening, closing, and ∫ level dt in units · days. */
  readonly opening: number;
  readonly closing: number;
  readonly level_days: number;
  /** Of 24 hours each: a night with an hour more is longer. */
  readonly span_days: number;
  /** Units that went to production within the series, less what came back from there and what packed shipments: what is made asks for them, not a customer. */
  readonly used_in_making: number;
  /** Since the last issue within the series; undefined without one. */
  readonly days_without_issue?: number;
  readonly notes: readonly string[];
}

const day_ms = 86_400_000;
/** Rules that book what a person said or scanned. */
const byPerson = new Set(['manual', 'scan', 'association', 'work']);
const kindsByPerson = new Set(['manual', 'counted', 'received', 'shipped', 'picked']);

/** What movements of one way do to an item's stock and demand. */
interface WayEffect {
  readonly from: string;
  readonly to: string;
  /** Of each unit, what it adds to what lies here, and to what is on the move. */
  readonly on_hand: number;
  readonly on_the_way: number;
  readonly demand: 'issue' | 'return' | 'transfer' | 'none';
  /** It is between us and production. */
  readonly is_making: boolean;
  /** 1: from outside to us; -1: from us to outside; else 0. */
  readonly inwards: number;
  /** Noticed by sensors alone, and it could be wobble. */
  readonly may_wobble: boolean;
}

/** The ways of one plan, looked at once each. */
export class Ways {
  readonly #roleOf: (location: string) => PlaceRole;
  readonly #known = new Map<MovementWay, WayEffect>();
  /** An item's movements mostly go the way of the one before. */
  #last: { readonly way: MovementWay; readonly effect: WayEffect } | undefined;

  constructor(roleOf: (location: string) => PlaceRole) {
    this.#roleOf = roleOf;
  }

  of(way: MovementWay): WayEffect {
    if (this.#last?.way === way) return this.#last.effect;
    const effect = this.#known.get(way) ?? this.once(way);
    this.#known.set(way, effect);
    this.#last = { way, effect };
    return effect;
  }

  /** Not kept: of a way that is an object of one movement alone. */
  once(way: MovementWay): WayEffect {
    const [from, to] = [this.#roleOf(way.from), this.#roleOf(way.to)];
    const count = (role: PlaceRole) => Number(to === role) - Number(from === role);
    return {
      from: way.from,
      to: way.to,
      on_hand: count('shelf'),
      on_the_way: count('way'),
      // What was made comes from where stock is for, and is nothing that came back from there.
      demand: way.kind === 'produced' ? 'none' : demandOf(from, to),
      is_making: (way.to === 'production' || way.from === 'production') && way.is_packing !== true,
      inwards: Number(isInside(to)) - Number(isInside(from)),
      may_wobble: way.kind !== 'produced' && from !== to && isSensed(way),
    };
  }
}

function isInside(role: PlaceRole): boolean {
  return role === 'shelf' || role === 'way';
}

function demandOf(from: PlaceRole, to: PlaceRole): WayEffect['demand'] {
  const [isFromUs, isToUs] = [isInside(from), isInside(to)];
  if (isFromUs && isToUs) return 'transfer';
  if (isFromUs && to === 'demand') return 'issue';
  return isToUs && from === 'demand' ? 'return' : 'none';
}

export class DemandGatherer {
  readonly #rules: GatherRules;
  readonly #ways: Ways;
  /** Of each day of the calendar, in units. */
  readonly #issues: Float64Array;
  readonly #returns: Float64Array;
  #transferred = 0;
  #making = 0;
  #sensed: SensedRow[] = [];
  readonly #change: Float64Array;
  /** Σ units · what is left of the days after the change: the integral is linear in it, so that the order of rows does not matter. */
  #area_ms = 0;
  #before = 0;
  #on_hand = 0;
  #on_the_way = 0;
  #first_ms = Number.POSITIVE_INFINITY;
  #sensedBeyond = 0;

  constructor(rules: GatherRules) {
    this.#rules = rules;
    this.#ways = rules.ways ?? new Ways(rules.roleOf);
    const days = rules.calendar.open.length;
    this.#issues = new Float64Array(days);
    this.#returns = new Float64Array(days);
    this.#change = new Float64Array(days);
  }

  /** As new, for the next item: of ten thousand of them each would leave three arrays of all days behind. */
  clear(): void {
    for (const days of [this.#issues, this.#returns, this.#change]) days.fill(0);
    this.#sensed = [];
    this.#transferred = 0;
    this.#making = 0;
    this.#area_ms = 0;
    this.#before = 0;
    this.#on_hand = 0;
    this.#on_the_way = 0;
    this.#first_ms = Number.POSITIVE_INFINITY;
    this.#sensedBeyond = 0;
  }

  add(row: HistoryRow): void {
    this.#add(this.#ways.once(row), row.quantity, row.at_ms);
  }

  /** The same of a movement whose way it has in common with others. */
  moved(way: MovementWay, quantity: number, at_ms: number): void {
    this.#add(this.#ways.of(way), quantity, at_ms);
  }

  #add(way: WayEffect, quantity: number, at_ms: number): void {
    const { calendar, wobble, sensed_rows_max } = this.#rules;
    const delta = quantity * way.on_hand;
    this.#on_hand += delta;
    this.#on_the_way += quantity * way.on_the_way;
    if (at_ms < this.#first_ms) this.#first_ms = at_ms;
    const day = dayAt(calendar, at_ms);
    if (day === undefined) {
      if (at_ms < (calendar.starts_ms[0] ?? 0)) this.#before += delta;
      return;
    }
    if (delta !== 0) {
      this.#change[day] = (this.#change[day] ?? 0) + delta;
      this.#area_ms += delta * ((calendar.starts_ms.at(-1) ?? 0) - at_ms);
    }
    if (wobble !== undefined && way.may_wobble && quantity <= wobble.quantity_max) {
      if (this.#sensed.length < sensed_rows_max) {
        this.#sensed.push({ quantity, from: way.from, to: way.to, at_ms, is_sensed: true, way, day });
        return;
      }
      this.#sensedBeyond += 1;
    }
    this.#count(way, day, quantity);
  }

  #count({ demand, is_making }: WayEffect, day: number, quantity: number): void {
    if (demand === 'issue') {
      this.#issues[day] = (this.#issues[day] ?? 0) + quantity;
      if (is_making) this.#making += quantity;
    } else if (demand === 'return') {
      this.#returns[day] = (this.#returns[day] ?? 0) + quantity;
      if (is_making) this.#making -= quantity;
    } else if (demand === 'transfer') this.#transferred += quantity;
  }

  /** As of the last row that was added, today's among them. */
  get on_hand(): number {
    return this.#on_hand;
  }

  /** Ours, and between two of our locations. */
  get on_the_way(): number {
    return this.#on_the_way;
  }

  /** Days before the item's first movement are no days without demand: the series begins with it. Undefined without a movement in it. */
  end(): ItemDemand | undefined {
    const { calendar: whole } = this.#rules;
    const [begin_ms, end_ms] = [whole.starts_ms[0] ?? 0, whole.starts_ms.at(-1) ?? 0];
    if (!(this.#first_ms < end_ms)) return undefined;
    const known = this.#first_ms < begin_ms ? 0 : (dayAt(whole, this.#first_ms) ?? 0);
    const calendar = sliced(whole, known);
    const span_ms = end_ms - (calendar.starts_ms[0] ?? 0);
    const opening: (number | undefined)[] = [];
    let level = this.#before;
    for (let day = known; day < whole.open.length; day++) {
      const isUnknown = day === known && this.#before === 0 && this.#first_ms >= begin_ms;
      opening.push(isUnknown ? undefined : level);
      level += this.#change[day] ?? 0;
    }
    const wobble_pairs = this.#countSensed();
    const series = seriesOfDays(calendar, {
      issues: numbersFrom(this.#issues, known),
      returns: this.#returns.subarray(known),
      transferred: this.#transferred,
      wobble_pairs,
      opening,
    });
    const last = series.values.findLastIndex((value) => value > 0);
    return {
      series,
      on_hand: this.#on_hand,
      on_the_way: this.#on_the_way,
      opening: this.#before,
      closing: level,
      level_days: (this.#before * span_ms + this.#area_ms) / day_ms,
      span_days: span_ms / day_ms,
      used_in_making: this.#making,
      ...(last === -1 ? {} : { days_without_issue: series.values.length - 1 - last }),
      notes: this.#notes(),
    };
  }

  /** What sensors noticed, less its wobble, of which the number of pairs is answered. */
  #countSensed(): number {
    const { wobble, roleOf } = this.#rules;
    const sensed = inOrder(this.#sensed);
    const net =
      wobble !== undefined && couldWobble(sensed, wobble.window_ms)
        ? withoutWobble(sensed, wobble, (location) => isInside(roleOf(location)))
        : { rows: sensed, pairs: 0 };
    for (const { way, day, quantity } of net.rows) this.#count(way, day, quantity);
    return net.pairs;
  }

  #notes(): readonly string[] {
    const beyond = this.#sensedBeyond;
    return beyond === 0
      ? []
      : [`${beyond} movements noticed by sensors were not looked through for wobble: there are too many.`];
  }
}

interface SensedRow extends DemandRow {
  readonly way: WayEffect;
  /** Place in the calendar. */
  readonly day: number;
}

/** Mostly they are: movements are learned as they happen. */
function inOrder(rows: readonly SensedRow[]): readonly SensedRow[] {
  for (let at = 1; at < rows.length; at++) {
    if ((rows[at]?.at_ms ?? 0) < (rows[at - 1]?.at_ms ?? 0)) return rows.toSorted((a, b) => a.at_ms - b.at_ms);
  }
  return rows;
}

/** Whether any two that are near enough in time go opposite ways: of most items none do, and nothing needs to be paired. */
function couldWobble(rows: readonly SensedRow[], window_ms: number): boolean {
  for (let at = 1; at < rows.length; at++) {
    const row = rows[at];
    for (let before = at - 1; before >= 0 && row !== undefined; before--) {
      const other = rows[before];
      if (other === undefined || row.at_ms - other.at_ms > window_ms) break;
      if (other.way.inwards === -row.way.inwards && row.way.inwards !== 0) return true;
    }
  }
  return false;
}

/** As plain numbers. `Array.from` would ask for each through an iterator. */
function numbersFrom(days: Float64Array, first: number): number[] {
  const numbers: number[] = [];
  for (let day = first; day < days.length; day++) numbers.push(days[day] ?? 0);
  return numbers;
}

function isSensed({ kind, rule }: MovementWay): boolean {
  return !kindsByPerson.has(kind) && !byPerson.has(rule.slice(0, rule.indexOf('@')));
}

function sliced(calendar: DayCalendar, from: number): DayCalendar {
  if (from === 0) return calendar;
  const { zone, first_day, starts_ms, open } = calendar;
  return { zone, first_day: first_day + from, starts_ms: starts_ms.slice(from), open: open.slice(from) };
}
