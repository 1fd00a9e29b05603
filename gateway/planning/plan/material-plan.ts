/**
 * Material requirements of all items by calendar weeks: from customers and forecasts down the bills of material, against what lies here
 * and what is on order, to planned orders and to what should be done about open ones.
 */
import { type Bill, needsOf } from '../../stock/bill.ts';
import type { OpenLine, OpenWork } from '../../stock/open-work.ts';
import type { Item, Site } from '../../stock/site.ts';
import type { BomLine } from '../bill-of-material.ts';
import { type IndependentDemand, type MrpItem, type MrpPlan, planMaterial } from '../mrp.ts';
import type { OpenReceipt } from '../mrp-record.ts';
import {
  bucketOfDay,
  bucketsIn,
  calendarOf,
  dayText,
  type PlanningCalendar,
  releaseFor,
} from '../planning-calendar.ts';
import { type Answer, answer } from '../refusal.ts';
import type { PlaceRole } from './item-demand.ts';
import { type ItemMaterial, termsOf, weeksOf } from './material-input.ts';

export interface MaterialAsked {
  readonly site: Site;
  readonly items: readonly Item[];
  /** The local day of the plan, and how far ahead it looks. */
  readonly today: number;
  readonly horizon_days: number;
  readonly materials: ReadonlyMap<string, ItemMaterial>;
  readonly now: OpenWork;
  roleOf(location: string): PlaceRole;
  dayOf(at_ms: number): number;
}

export interface MaterialPlan {
  readonly plan: MrpPlan;
  /** What each demand and open order of the plan is, by item and id. */
  readonly made: ReadonlySet<string>;
  /** Items that are used for others: of their forecast only what did not go to production counts. */
  readonly components: ReadonlySet<string>;
  readonly lead_times: ReadonlyMap<string, number>;
}

/** The week of a local day, −1 before the plan, and the number of its weeks beyond it. */
function bucketIn(calendar: PlanningCalendar, day: string, { today, horizon_days }: MaterialAsked): number {
  if (day >= dayText(today + horizon_days)) return bucketsIn(calendar);
  return bucketOfDay(calendar, day) ?? 0;
}

/** Working days in so many calendar days, none too few. */
function workingDays(calendar_days: number, weekdays: number): number {
  return Math.ceil((calendar_days * weekdays) / 7 - 1e-9);
}

/** Refused: a calendar without a working day, or bills that go in a circle; the settings are checked for both. */
export function materialPlan(asked: MaterialAsked): Answer<MaterialPlan> {
  const { site, items, today, horizon_days, now } = asked;
  const weekdays = site.planning?.open_weekdays ?? [1, 2, 3, 4, 5, 6, 7];
  const closed = site.planning?.closed_days ?? [];
  const calendar = calendarOf({ from: dayText(today), days: horizon_days, weekdays, closed }, 'week');
  if (!calendar.ok) return calendar;
  const bills = new Map((site.bills ?? []).map((bill) => [bill.item, bill]));
  const known = new Map(items.map((item) => [item.id, item]));
  const bom = [...bills.values()].flatMap((bill) => linesOf(bill, known));
  const components = new Set(bom.map(({ component }) => component));
  const lines = byItem(now.lines);
  const lead_times = new Map<string, number>();
  const planned = items.map((item): MrpItem => {
    const material = asked.materials.get(item.id);
    const calendar_days = material?.lead_time_days ?? item.policy?.lead_time_days ?? 0;
    const lead_time_days = workingDays(calendar_days, weekdays.length);
    lead_times.set(item.id, lead_time_days);
    const own = lines.get(item.id) ?? [];
    const made_lead = (product: string) =>
      workingDays(
        asked.materials.get(product)?.lead_time_days ?? known.get(product)?.policy?.lead_time_days ?? 0,
        weekdays.length,
      );
    const needed = own
      .filter(({ kind }) => kind === 'need')
      .map((each) => ({ of: each.of, need: needOf(each, calendar.value, asked, made_lead) }));
    const needs = needed.map(({ need }) => need);
    const isComponent = components.has(item.id);
    const share = isComponent ? (material?.independent_share ?? 1) : 1;
    const askedFor = needed.flatMap(({ of, need }) => (isComponent && of === 'production' ? [] : [need]));
    const expected = expectedOf(material, share, askedFor, calendar.value, today);
    const yield_permille = bills.get(item.id)?.yield_permille ?? 1_000;
    return {
      item: item.id,
      on_hand_units: onHand(asked, item.id),
      demand: [...needs, ...expected],
      receipts: own
        .filter(({ kind }) => kind === 'receipt')
        .map((each) => receiptOf(each, calendar.value, asked.dayOf(each.opened_ms) + Math.ceil(calendar_days), asked)),
      safety_stock_units: material?.safety_stock ?? 0,
      lot: { kind: 'lot-for-lot', ...termsOf(item) },
      lead_time_days,
      yield_share: yield_permille / 1_000,
    };
  });
  const plan = planMaterial({ calendar: calendar.value, items: planned, bom });
  return plan.ok ? answer({ plan: plan.value, made: new Set(bills.keys()), components, lead_times }) : plan;
}

function linesOf(bill: Bill, items: ReadonlyMap<string, Item>): readonly BomLine[] {
  if (!items.has(bill.item)) return [];
  return needsOf(bill, items).map(({ item, quantity, makes, scrap_permille }) => ({
    parent: bill.item,
    component: item,
    quantity_per: quantity / makes,
    scrap_share: scrap_permille / 1_000,
  }));
}

/** What came damaged and is kept apart serves no need. */
function onHand({ now, roleOf, site }: MaterialAsked, item: string): number {
  return (now.levels.get(item) ?? []).reduce(
    (sum, { location, quantity }) =>
      roleOf(location) === 'shelf' && location !== site.work?.quarantine ? sum + quantity : sum,
    0,
  );
}

/** Needed on its day, today at the earliest. What a production order uses it needs its lead time before it is to be done. */
function needOf(
  { id, quantity, day, of, product }: OpenLine,
  calendar: PlanningCalendar,
  asked: MaterialAsked,
  leadOf: (product: string) => number,
): IndependentDemand {
  const due = day === undefined ? 0 : Math.max(0, bucketIn(calendar, day, asked));
  const isWithin = due < bucketsIn(calendar);
  const bucket = of === 'production' && isWithin ? releaseFor(calendar, due, leadOf(product ?? '')).bucket : due;
  return { id, bucket, quantity_units: quantity };
}

/** Without a day it is expected its lead time after it was ordered. */
function receiptOf(
  { id, quantity, day }: OpenLine,
  calendar: PlanningCalendar,
  usual_day: number,
  asked: MaterialAsked,
): OpenReceipt {
  const due = day ?? dayText(usual_day);
  const bucket = due < dayText(asked.today) ? -1 : Math.max(0, bucketIn(calendar, due, asked));
  return { id, bucket, quantity_units: quantity };
}

/** What so much of the forecast expects of a week beyond what is asked for already: orders use the forecast up. */
function expectedOf(
  material: ItemMaterial | undefined,
  share: number,
  needs: readonly IndependentDemand[],
  calendar: PlanningCalendar,
  today: number,
): readonly IndependentDemand[] {
  if (material === undefined) return [];
  const expected = new Array<number>(bucketsIn(calendar)).fill(0);
  for (const { day, units } of weeksOf(material, today)) {
    const bucket = Math.max(0, bucketOfDay(calendar, day) ?? 0);
    expected[bucket] = (expected[bucket] ?? 0) + units * share;
  }
  for (const { bucket, quantity_units } of needs) {
    const at = Math.max(0, bucket);
    expected[at] = (expected[at] ?? 0) - quantity_units;
  }
  return expected.flatMap((units, bucket) =>
    units > 1e-9 ? [{ id: `forecast@${bucket}`, bucket, quantity_units: units }] : [],
  );
}

function byItem(lines: readonly OpenLine[]): ReadonlyMap<string, readonly OpenLine[]> {
  const all = new Map<string, OpenLine[]>();
  for (const line of lines) {
    const own = all.get(line.item);
    if (own === undefined) all.set(line.item, [line]);
    else own.push(line);
  }
  return all;
}
