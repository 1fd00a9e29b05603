/** The movements of an item, page after page, gathered to what planning needs of them: memory is bounded by days, not by movements. */

import { type DayCalendar, dayAt } from '../forecast/day-calendar.ts';
import type { DemandRole, DemandRow } from '../forecast/demand-row.ts';
import { type DemandSeries, demandSeries } from '../forecast/demand-series.ts';
import type { OnHandStep } from '../forecast/on-hand.ts';
import type { WobbleRule } from '../forecast/wobble.ts';
import { type Answer, answer } from '../refusal.ts';

/** A movement of the ledger that stands, as far as planning reads it. */
export interface HistoryRow {
  readonly kind: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
  readonly at_ms: number;
  readonly rule: string;
}

/** `shelf`: counts as on hand. `way`: ours and on the move, so not on hand. */
export type PlaceRole = 'shelf' | 'way' | Exclude<DemandRole, 'inside'>;

export interface GatherRules {
  /** Of whole local days; the last one ends where the plan begins. */
  readonly calendar: DayCalendar;
  roleOf(location: string): PlaceRole;
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
  /** Since the last issue within the series; undefined without one. */
  readonly days_without_issue?: number;
  readonly notes: readonly string[];
}

const day_ms = 86_400_000;
/** Rules that book what a person said or scanned. */
const byPerson = new Set(['manual', 'scan', 'association', 'work']);
const kindsByPerson = new Set(['manual', 'counted', 'received', 'shipped', 'picked']);

export class DemandGatherer {
  readonly #rules: GatherRules;
  /** Rows of a day that go the same way are one to demand: units of each day, by from and to. */
  readonly #summed = new Map<string, { readonly from: string; readonly to: string; readonly units: Float64Array }>();
  readonly #sensed: DemandRow[] = [];
  readonly #change: Float64Array;
  readonly #change_ms: Float64Array;
  #before = 0;
  #on_hand = 0;
  #on_the_way = 0;
  #first_ms = Number.POSITIVE_INFINITY;
  #sensedBeyond = 0;

  constructor(rules: GatherRules) {
    this.#rules = rules;
    this.#change = new Float64Array(rules.calendar.open.length);
    this.#change_ms = new Float64Array(rules.calendar.open.length);
  }

  add(row: HistoryRow): void {
    const { calendar, roleOf } = this.#rules;
    const [from, to] = [roleOf(row.from), roleOf(row.to)];
    const delta = (to === 'shelf' ? row.quantity : 0) - (from === 'shelf' ? row.quantity : 0);
    this.#on_hand += delta;
    this.#on_the_way += (to === 'way' ? row.quantity : 0) - (from === 'way' ? row.quantity : 0);
    this.#first_ms = Math.min(this.#first_ms, row.at_ms);
    const day = dayAt(calendar, row.at_ms);
    if (day === undefined) {
      if (row.at_ms < (calendar.starts_ms[0] ?? 0)) this.#before += delta;
      return;
    }
    if (delta !== 0) {
      this.#change[day] = (this.#change[day] ?? 0) + delta;
      // What is left of the days after the change: the integral is linear in it, so that the order of rows does not matter.
      const left_ms = (calendar.starts_ms.at(-1) ?? 0) - row.at_ms;
      this.#change_ms[day] = (this.#change_ms[day] ?? 0) + delta * left_ms;
    }
    // What was made comes from where stock is for, and is nothing that came back from there.
    if (row.kind === 'produced') return;
    const { wobble, sensed_rows_max } = this.#rules;
    if (wobble !== undefined && isSensed(row) && row.quantity <= wobble.quantity_max && from !== to) {
      if (this.#sensed.length < sensed_rows_max) {
        this.#sensed.push({
          quantity: row.quantity,
          from: row.from,
          to: row.to,
          at_ms: row.at_ms,
          is_sensed: true,
        });
        return;
      }
      this.#sensedBeyond += 1;
    }
    const key = `${row.from} ${row.to}`;
    let way = this.#summed.get(key);
    if (way === undefined) {
      way = { from: row.from, to: row.to, units: new Float64Array(calendar.open.length) };
      this.#summed.set(key, way);
    }
    way.units[day] = (way.units[day] ?? 0) + row.quantity;
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
  end(): Answer<ItemDemand | undefined> {
    const { calendar: whole, roleOf, wobble } = this.#rules;
    const known = Math.max(0, dayAt(whole, this.#first_ms) ?? (this.#first_ms < (whole.starts_ms[0] ?? 0) ? 0 : -1));
    if (!(this.#first_ms < (whole.starts_ms.at(-1) ?? 0))) return answer(undefined);
    const calendar = sliced(whole, known);
    const steps: OnHandStep[] = [];
    let level = this.#before;
    const span_ms = (calendar.starts_ms.at(-1) ?? 0) - (calendar.starts_ms[0] ?? 0);
    let area = this.#before * span_ms;
    if (this.#before !== 0 || this.#first_ms < (whole.starts_ms[0] ?? 0))
      steps.push({ at_ms: calendar.starts_ms[0] ?? 0, on_hand: level });
    for (let day = known; day < whole.open.length; day++) {
      const change = this.#change[day] ?? 0;
      area += this.#change_ms[day] ?? 0;
      level += change;
      if (day === known || change !== 0) steps.push({ at_ms: whole.starts_ms[day + 1] ?? 0, on_hand: level });
    }
    const role = (location: string): DemandRole => {
      const place = roleOf(location);
      return place === 'shelf' || place === 'way' ? 'inside' : place;
    };
    const rows = [...this.#rows(), ...this.#sensed];
    const rules = { calendar, roleOf: role, on_hand: steps, ...(wobble === undefined ? {} : { wobble }) };
    const series = demandSeries(rows, rules);
    if (!series.ok) return series;
    const last = series.value.values.findLastIndex((value) => value > 0);
    return answer({
      series: series.value,
      on_hand: this.#on_hand,
      on_the_way: this.#on_the_way,
      opening: this.#before,
      closing: level,
      level_days: area / day_ms,
      span_days: span_ms / day_ms,
      ...(last === -1 ? {} : { days_without_issue: series.value.values.length - 1 - last }),
      notes:
        this.#sensedBeyond === 0
          ? []
          : [
              `${this.#sensedBeyond} movements noticed by sensors were not looked through for wobble: there are too many.`,
            ],
    });
  }

  #rows(): DemandRow[] {
    const { starts_ms } = this.#rules.calendar;
    const rows: DemandRow[] = [];
    for (const { from, to, units } of this.#summed.values()) {
      for (let day = 0; day < units.length; day++) {
        const quantity = units[day] ?? 0;
        if (quantity > 0) rows.push({ quantity, from, to, at_ms: starts_ms[day] ?? 0 });
      }
    }
    return rows;
  }
}

function isSensed({ kind, rule }: HistoryRow): boolean {
  return !kindsByPerson.has(kind) && !byPerson.has(rule.slice(0, rule.indexOf('@')));
}

function sliced(calendar: DayCalendar, from: number): DayCalendar {
  if (from === 0) return calendar;
  const { zone, first_day, starts_ms, open } = calendar;
  return { zone, first_day: first_day + from, starts_ms: starts_ms.slice(from), open: open.slice(from) };
}
