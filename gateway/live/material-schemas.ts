/** Material requirements as REST tells them. */
import { z } from 'zod';
import { components } from './schemas.ts';

const text = z.string();
const number = z.number();
const whole = z.int();

const order = z.strictObject({
  id: text.meta({ description: 'Of the need it is there for: `gear@3`' }),
  how: z.enum(['make', 'buy']),
  quantity: number,
  start_quantity: number.meta({ description: 'What has to be started so that so much becomes good' }),
  need_day: text.meta({ description: 'First day of the week it is needed in' }),
  order_day: text.meta({ description: 'First day of the week it has to be ordered in' }),
  late_days: whole.meta({ description: 'Working days by which ordering it is past' }),
});
const exception = z.strictObject({
  kind: z.enum(['reschedule-in', 'expedite', 'reschedule-out', 'cancel', 'past-due-release']),
  id: text.meta({ description: 'The open order and its line, or the planned order' }),
  quantity: number,
  from_day: text.exactOptional().meta({ description: '`overdue`, or the first day of a week; absent beyond the plan' }),
  to_day: text.exactOptional(),
  why: text,
});
const row = {
  item: text,
  name: text,
  unit: text,
  how: z.enum(['make', 'buy']).meta({ description: '`make` where the settings have a bill of material' }),
  supplier: text.exactOptional(),
  low_level_code: whole.meta({ description: '0 for what is in nothing else' }),
  on_hand: number,
  orders: z.array(order).readonly(),
  exceptions: z.array(exception).readonly().meta({ description: 'What should be done about open and late orders' }),
};
export const materialRow = z.strictObject(row).register(components, {
  id: 'MaterialRow',
  description: 'What is to be ordered of an item, and what about open orders',
});

const numbers = z.array(number).readonly();
const bucket = whole.meta({ description: 'Place in `days`, from 0' });
interface Reason {
  readonly kind: string;
  readonly id: string;
  readonly bucket: number;
  readonly quantity_units: number;
  readonly parent?: string;
  readonly because: readonly Reason[];
}
const reason: z.ZodType<Reason> = z
  .strictObject({
    kind: text,
    id: text,
    bucket,
    quantity_units: number,
    parent: text.exactOptional(),
    get because() {
      return z.array(reason).readonly();
    },
  })
  .register(components, { id: 'Reason', description: 'Which need an order is there for, up to customers' });

export const materialDetail = z.strictObject({
  ...row,
  lead_time_days: whole.meta({ description: 'Working days' }),
  is_component: z
    .boolean()
    .meta({ description: 'It is used for others: of its forecast only what did not go to production counts' }),
  days: z.array(text).readonly().meta({ description: 'First day of each week of the record' }),
  record: z.strictObject({
    gross: numbers,
    scheduled: numbers.meta({ description: 'Open orders where the plan expects them' }),
    net: numbers,
    planned_receipt: numbers,
    planned_release: numbers,
    projected: numbers.meta({ description: 'With all that is planned' }),
    unattended: numbers.meta({ description: 'If nobody does anything' }),
    safety_stock: numbers,
  }),
  demand: z.array(z.strictObject({ id: text, day: text, quantity: number, parent: text.exactOptional() })).readonly(),
  receipts: z
    .array(
      z.strictObject({
        id: text,
        quantity: number,
        due_day: text,
        plan_day: text.exactOptional(),
        need_day: text.exactOptional().meta({ description: 'Absent where nothing needs it' }),
      }),
    )
    .readonly(),
  pegs: z
    .array(
      z.strictObject({
        supply: z.strictObject({ kind: text, id: text, bucket }),
        need: z.strictObject({ kind: text, id: text, bucket, parent: text.exactOptional() }),
        quantity_units: number,
      }),
    )
    .readonly()
    .meta({ description: 'Which supply serves which need' }),
  why: z.array(z.strictObject({ id: text, because: z.array(reason).readonly() })).readonly(),
});

export type MaterialAsk =
  | {
      readonly kind: 'material';
      readonly asked: { readonly after?: string; readonly limit: number; readonly all: boolean };
    }
  | { readonly kind: 'material-item'; readonly item: string };

/** Absent is what there is no plan of. */
export interface MaterialAnswer {
  readonly material?: { readonly rows: readonly z.infer<typeof materialRow>[]; readonly next?: string };
  readonly material_item?: z.infer<typeof materialDetail>;
}
