/** Settings of replenishment: what an item is planned by, who supplies it, and what planning has to know of the site. */
import { z } from 'zod';
import { itemClasses, usualPlanning } from '../stock/planning-policy.ts';
import { id, milliseconds, words } from './schema-values.ts';

export const money = z
  .string()
  .regex(/^\d{1,15}(\.\d{1,6})?$/, 'must be digits with at most one point and six digits behind it, such as "12.34"');
const days = z.number().min(0).max(3_650);
const weekdays = z.array(z.int().min(1).max(7)).min(1).max(7);
export const localDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as 2026-12-25')
  .refine(isDay, 'must be a day that there is');
const closed = z.array(localDay).max(4_000);
const service = z.number().gt(0).lt(1);

function isDay(text: string): boolean {
  const at_ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isFinite(at_ms) && new Date(at_ms).toISOString().startsWith(text);
}

export const policy = z.strictObject({
  class: z
    .enum(itemClasses)
    .exactOptional()
    .describe('`raw` material, work in process (`wip`), `finished` goods, or maintenance and supplies (`mro`)'),
  abc: z
    .enum(['A', 'B', 'C'])
    .exactOptional()
    .describe('How often and how closely it is counted; as the plan ranks it when absent'),
  unit_cost: money.exactOptional().describe('What one unit costs, decimal text in the currency of the site: `"12.34"`'),
  supplier: id.exactOptional().describe('One of `suppliers`'),
  lead_time_days: days.exactOptional().describe("From order to receipt; the supplier's when absent"),
  order_multiple: z.int().min(1).max(1_000_000_000).exactOptional().describe('Only whole multiples are delivered'),
  order_min: z.int().min(1).max(1_000_000_000).exactOptional().describe('The least that is delivered'),
  service_level: service
    .exactOptional()
    .describe('Share of replenishment cycles without a stock-out, above 0 and below 1: `0.95`'),
  fill_rate: service.exactOptional().describe('Instead of it: share of demand met from stock'),
  holding_cost_share_per_year: z
    .number()
    .gt(0)
    .max(100)
    .exactOptional()
    .describe('What keeping a unit for a year costs, as a share of its cost: `0.2`'),
  capacity_per_week: z
    .number()
    .gt(0)
    .max(1_000_000_000)
    .exactOptional()
    .describe(
      'Units that can be made or delivered in a week: what later weeks ask for beyond it is [built ahead](planning.md)',
    ),
  review_days: z
    .int()
    .min(1)
    .max(365)
    .exactOptional()
    .describe('Days from one look at the item to the next; watched all the time when absent'),
});

export const supplier = z.strictObject({
  id: id.describe('What items call it'),
  name: words.exactOptional().describe('For people; the id when absent'),
  lead_time_days: days.exactOptional().describe('From order to receipt'),
  lead_time_sd_days: days.exactOptional().describe('Its standard deviation; taken as 0 when absent, and told'),
  order_cost: money.exactOptional().describe('What one order costs, however large; decimal text'),
  calendar: z
    .strictObject({
      weekdays: weekdays.prefault([1, 2, 3, 4, 5]).describe('On which it works; 1 is Monday'),
      closed: closed.prefault([]).describe('Days off, `2026-12-25`'),
    })
    .exactOptional()
    .describe('With it lead times are counted in its working days, without it in calendar days'),
  is_consigning: z
    .boolean()
    .exactOptional()
    .describe(
      'What it delivers stays its own until it is used, where the order does not say otherwise; see [consignment.md](consignment.md)',
    ),
  gather_s: z
    .int()
    .min(1)
    .max(604_800)
    .exactOptional()
    .describe(
      'Signals of kanban loops wait so long for others of this supplier, and are ordered together; each at once when absent; see [kanban.md](kanban.md#ordered-together)',
    ),
});

export const planning = z.strictObject({
  demand_locations: z
    .array(id)
    .min(1)
    .max(64)
    .prefault([...usualPlanning.demand_locations])
    .describe('`outside` locations that stock is for: what goes there is demand, what comes back a return'),
  open_weekdays: weekdays
    .prefault([...usualPlanning.open_weekdays])
    .describe('On which anything can be asked for; 1 is Monday'),
  closed_days: closed.prefault([]).describe('Days on which nothing can be asked for, `2026-12-25`'),
  wobble_ms: milliseconds
    .default(usualPlanning.wobble_ms)
    .describe('What sensors alone saw go and come back within this time is no demand; 0 looks for none'),
  wobble_units_max: z
    .int()
    .min(1)
    .default(usualPlanning.wobble_units_max)
    .describe('Of more units than this it is demand all the same'),
});
