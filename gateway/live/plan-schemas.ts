/** Plans as REST tells them: every figure with its formula and its terms. */
import { z } from 'zod';
import { usedOverride } from './override-schemas.ts';
import { at_ms } from './schemas.ts';

const text = z.string();
const number = z.number();
const whole = z.int();

export const explained = z.strictObject({
  value: number,
  unit: text,
  formula: text.meta({ description: 'In the words of the terms' }),
  terms: z.record(text, number).readonly(),
  average: text.exactOptional().meta({ description: 'Which average it was made with' }),
});

const change = z.strictObject({
  figure: text,
  was: number.exactOptional(),
  is: number.exactOptional(),
  because: text.meta({ description: 'Terms that are not what they were, old → new' }),
});

export const planRow = z.strictObject({
  item: text,
  name: text,
  unit: text,
  class: text.exactOptional(),
  supplier: text.exactOptional(),
  abc: z.enum(['A', 'B', 'C']).exactOptional().meta({ description: 'By value of usage; absent without a unit cost' }),
  xyz: z.enum(['X', 'Y', 'Z']).exactOptional().meta({ description: 'By how much weekly demand varies' }),
  pattern: text.exactOptional(),
  method: text.exactOptional().meta({ description: 'Of the forecast' }),
  on_hand: number,
  on_order: number.meta({ description: 'What open orders still await' }),
  position: number.meta({ description: 'On hand and on order' }),
  demand_per_day: number.exactOptional(),
  lead_time_days: number.exactOptional().meta({ description: 'In calendar days' }),
  safety_stock: number.exactOptional(),
  reorder_point: number.exactOptional(),
  order_quantity: number.exactOptional(),
  anticipation: number
    .exactOptional()
    .meta({ description: 'What must be there now for later weeks that ask for more than can come in them' }),
  proposed: number.exactOptional().meta({ description: 'Units to order now; absent where nothing can be proposed' }),
  proposed_value: text.exactOptional().meta({ description: "Decimal text in the site's currency" }),
  is_below_reorder: z.boolean().exactOptional().meta({ description: 'At the reorder point or below it' }),
  days_left: number.exactOptional(),
  stock_out_day: text.exactOptional().meta({ description: 'Local day' }),
  missing: z.array(text).readonly().meta({ description: 'What is not there, and what therefore cannot be said' }),
  changes: z.array(change).readonly().meta({ description: 'What is different from the plan before' }),
});

export const planState = z.strictObject({
  made: z
    .strictObject({
      origin_ms: at_ms,
      head_seq: whole.meta({ description: 'The last movement that was known' }),
      items: whole,
      items_beyond: whole.meta({ description: 'Items that are too many to be planned' }),
      lasted_ms: whole.meta({ description: 'Time the thread worked' }),
    })
    .exactOptional()
    .meta({ description: 'The last plan that came to its end' }),
  running: z.strictObject({ origin_ms: at_ms, done: whole, of: whole }).exactOptional(),
  fault: text.exactOptional().meta({ description: 'Why the last plan that was asked for could not be made' }),
});

const figure = explained.exactOptional();
const figures = z.strictObject({
  on_hand: explained,
  position: explained,
  demand_per_day: figure,
  demand_sd_per_day: figure,
  usage_per_year: figure,
  lead_time: figure.meta({ description: 'In calendar days' }),
  order_quantity: figure,
  safety_stock: figure,
  reorder_point: figure.meta({
    description: 'Of an item that is looked at now and then the level up to which is ordered',
  }),
  proposed: figure,
  average_stock: figure,
  days_of_inventory: figure,
  turns_per_year: figure,
  excess: figure,
  anticipation: figure.meta({
    description: 'What must be there now, ahead of a peak or a shutdown; absent where nothing limits the supply',
  }),
});

const score = z.strictObject({ method: text, mase: number, rmsse: number });

export const itemPlan = z.strictObject({
  figures: figures.meta({ description: 'One that cannot be said is not there, see `missing`' }),
  forecast: z
    .strictObject({
      method: text,
      bucket: z.enum(['day', 'week']),
      why: text.meta({ description: 'Why this method' }),
      pattern: z.strictObject({ pattern: text, adi: number.exactOptional(), cv2: number.exactOptional() }),
      scores: z
        .array(score)
        .readonly()
        .meta({ description: 'Accuracy of each method that was tried, over up to three origins in the past' }),
      per_day: z.array(number).readonly().meta({ description: 'Expected units of each day, today first: as it holds' }),
      statistical_per_day: z
        .array(number)
        .readonly()
        .exactOptional()
        .meta({ description: 'The same as the method said; absent where nobody changed it' }),
      overrides: z
        .array(usedOverride)
        .readonly()
        .exactOptional()
        .meta({ description: 'What planners have laid on it, in that order' }),
      filled: whole.meta({ description: 'Periods of the history that were filled: closed, or without stock' }),
      outliers: whole,
    })
    .exactOptional(),
  history: z
    .strictObject({
      first_day: text,
      days: whole,
      issued: number,
      returned: number,
      transferred: number,
      used_in_making: number.meta({
        description:
          'Of what was issued, what went to production and did not pack shipments, less what came back from there',
      }),
      wobble_pairs: whole,
      moved_from_closed: number,
      returned_beyond: number,
      censored_days: whole.meta({ description: 'Days that began without stock' }),
      days_without_issue: whole.exactOptional(),
    })
    .exactOptional(),
  stock_out: z
    .strictObject({
      days: number.exactOptional(),
      days_low: number.exactOptional(),
      days_high: number.exactOptional(),
      horizon_days: whole,
      day: text.exactOptional(),
      earliest: text.exactOptional(),
      latest: text.exactOptional(),
    })
    .exactOptional()
    .meta({ description: 'When the stock will be gone if nothing comes; 90 of 100 times between earliest and latest' }),
  variation: z
    .strictObject({ mean: number, sd: number, cv: number.exactOptional(), xyz: text })
    .exactOptional()
    .meta({ description: 'Of the demand of the last 52 weeks' }),
  service: z
    .strictObject({ cycle_service_level: number, fill_rate: number, distribution: text, why: text })
    .exactOptional()
    .meta({ description: 'What the reorder point gives, by both measures' }),
  missing: z.array(text).readonly(),
  notes: z.array(text).readonly(),
});

export const abcRank = z.strictObject({
  item: text,
  usage_value: number,
  abc: text,
  share: number,
  share_before: number.meta({ description: 'Of all items before it: what decides its class' }),
});

export const purchaseOrder = z.strictObject({
  supplier: text.exactOptional().meta({ description: 'Absent for items without one' }),
  lines: z
    .array(
      z.strictObject({
        item: text,
        name: text,
        unit: text,
        quantity: number,
        unit_cost: text.exactOptional(),
        value: text.exactOptional(),
        stock_out_day: text.exactOptional(),
      }),
    )
    .readonly(),
  value: text.meta({ description: "Of the lines that have one, decimal text in the site's currency" }),
  lines_without_cost: whole,
});

const days = z.number().min(0).max(3_650);
const money = z.string().regex(/^\d{1,15}(\.\d{1,6})?$/, 'must be digits with at most one point, such as "12.34"');
const service = z.number().gt(0).lt(1);
const units = z.int().min(1).max(1_000_000_000);

/** As in the settings; what is absent stays as it is there. */
export const whatIf = z
  .strictObject({
    lead_time_days: days.exactOptional(),
    lead_time_sd_days: days.exactOptional(),
    service_level: service.exactOptional(),
    fill_rate: service.exactOptional(),
    unit_cost: money.exactOptional(),
    order_cost: money.exactOptional(),
    holding_cost_share_per_year: z.number().gt(0).max(100).exactOptional(),
    order_min: units.exactOptional(),
    order_multiple: units.exactOptional(),
    review_days: z.int().min(1).max(365).exactOptional(),
  })
  .refine((asked) => asked.service_level === undefined || asked.fill_rate === undefined, {
    path: ['fill_rate'],
    message: 'is instead of service_level; only one of them may be there',
  });

const accuracy = z.strictObject({
  periods: whole,
  me: number.meta({ description: 'Bias: mean of actual − forecast, above 0 too little was forecast' }),
  mae: number,
  rmse: number,
  wape: number.exactOptional().meta({ description: 'Σ |error| / Σ actual; absent when nothing was asked for' }),
  smape: number,
  mape: number.exactOptional().meta({ description: 'Absent as soon as one actual is 0' }),
  mase: number.exactOptional().meta({
    description: "MAE / what the naive forecast erred by on the forecast's own history; below 1 it is better",
  }),
  rmsse: number.exactOptional(),
  tracking_signal: number.exactOptional(),
});

const valueAdded = z.strictObject({
  periods: whole,
  statistical_mae: number,
  final_mae: number,
  share: number.exactOptional().meta({ description: 'Above 0: people made the forecast better' }),
});

export const saidAccuracy = z.strictObject({
  period_days: whole,
  kept: whole.meta({ description: 'Forecasts that are kept, also those of which no period is over' }),
  origins: z
    .array(
      z.strictObject({
        origin: text.meta({ description: 'The last local day that the forecast knew of' }),
        method: text,
        periods_known: whole,
        statistical: accuracy.meta({ description: 'By the method alone' }),
        final: accuracy.meta({ description: 'As it held' }),
        value_added: valueAdded.exactOptional().meta({ description: 'Over its periods that people changed' }),
      }),
    )
    .readonly(),
  horizons: z
    .array(
      z.strictObject({
        periods_ahead: whole,
        forecasts: whole,
        statistical: accuracy,
        final: accuracy,
        mase: number
          .exactOptional()
          .meta({ description: "Mean of |error| / the scale of each forecast's own history" }),
      }),
    )
    .readonly(),
  value_added: valueAdded.exactOptional().meta({ description: 'Over the periods that people changed, of all origins' }),
});
