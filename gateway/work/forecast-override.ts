/**
 * A planner's word on a forecast: of an item, for some local days, with a reason. Nothing of it is ever changed; it holds until its days are
 * over, until it expires, or until it is withdrawn with a reason. What it does to a forecast is decided by planning.
 */
import { limits } from '../base/limits.ts';
import { localDayText } from '../base/site-time.ts';
import { numbered, seen } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import type { DocumentHead, DocumentLine } from './document.ts';
import { day, number, object, oneOf, type Shape, text } from './shape.ts';
import { type Ending, ending } from './shipment.ts';

/** `set`: so many units over its days together; `add`: so many more, or fewer; `times`: each day multiplied. */
export const overrideKinds = ['set', 'add', 'times'] as const;
export type OverrideKind = (typeof overrideKinds)[number];

export interface ForecastOverride
  extends DocumentHead<'forecast-override', 'holding' | 'withdrawn' | 'expired', DocumentLine> {
  readonly item: string;
  readonly how: OverrideKind;
  readonly value: number;
  /** Local days, both included. */
  readonly from_day: string;
  readonly to_day: string;
  /** The last local day on which plans use it; while its days last when absent. */
  readonly until_day?: string;
  readonly reason: string;
}

export interface OverrideDraft {
  readonly item: string;
  readonly how: OverrideKind;
  readonly value: number;
  readonly from_day: string;
  readonly to_day: string;
  readonly until_day?: string;
  readonly reason: string;
}

export type OverrideAct =
  | { readonly act: 'override-forecast'; readonly override: OverrideDraft }
  | { readonly act: 'withdraw-override'; readonly ending: Ending };

const units_max = 1_000_000_000_000;
const times_max = 1_000;

export const overrideShapes: { readonly [Name in OverrideAct['act']]: readonly [string, Shape<unknown>] } = {
  'override-forecast': [
    'override',
    object(
      {
        item: text(256),
        how: oneOf(...overrideKinds),
        value: number(-units_max, units_max),
        from_day: day,
        to_day: day,
        reason: text(200),
      },
      { until_day: day },
    ),
  ],
  'withdraw-override': ['ending', ending],
};

export function isOverrideAct(act: { readonly act: string }): act is OverrideAct {
  return Object.hasOwn(overrideShapes, act.act);
}

export function carryOutOverride(desk: Desk, given: OverrideAct): WorkRefusal | undefined {
  return given.act === 'override-forecast'
    ? overrideForecast(desk, given.override)
    : withdrawOverride(desk, given.ending);
}

function overrideForecast(desk: Desk, draft: OverrideDraft): WorkRefusal | undefined {
  const { item, how, value, from_day, to_day, until_day, reason } = draft;
  const today = localDayText(desk.at_ms, desk.index.site.time_zone);
  if (!desk.index.items.has(item)) return refusal('item', `there is no item ${item}`);
  if (reason.trim() === '') return refusal('reason', 'must say why');
  if (how !== 'add' && value < 0) return refusal('value', `must not be below 0, but for add`);
  if (how === 'times' && value > times_max) return refusal('value', `must be at most ${times_max}`);
  if (to_day < from_day) return refusal('to_day', `must not be before from_day, ${from_day}`);
  if (to_day < today) return refusal('to_day', `must not be before today, ${today}: what was forecast then stays`);
  if (daysBetween(from_day, to_day) >= limits.override_days_max)
    return refusal('to_day', `must be at most ${limits.override_days_max} days from from_day on`);
  if (until_day !== undefined && until_day < today) return refusal('until_day', `must not be before today, ${today}`);
  const open = [...desk.allOpen()].filter((each) => each.kind === 'forecast-override');
  const over = open.filter((each) => holdsUntil(each) < today);
  const holding = open.filter((each) => each.item === item && holdsUntil(each) >= today).length;
  if (holding >= limits.overrides_per_item_max)
    return refusal('item', `has ${holding} overrides already; withdraw some first`);
  const given = numbered(desk, 'forecast-override');
  if ('rule' in given) return given;
  desk.put(
    {
      kind: 'forecast-override',
      id: given.id,
      state: 'holding',
      lines: [],
      item,
      how,
      value,
      from_day,
      to_day,
      reason,
      ...(until_day === undefined ? {} : { until_day }),
    },
    { what: 'overridden', reason },
  );
  // After the new one, which the answer is about. Plans have not used them since their time was over.
  for (const each of over) desk.put({ ...each, state: 'expired', closing: 'its time is over' }, { what: 'expired' });
  return undefined;
}

function withdrawOverride(desk: Desk, { reason, ...asked }: Ending): WorkRefusal | undefined {
  const found = seen(desk, 'forecast-override', asked);
  if (!found.ok) return found.refused;
  desk.put({ ...found.document, state: 'withdrawn', closing: reason }, { what: 'withdrawn' });
  return undefined;
}

/** The last local day on which it counts. */
export function holdsUntil({ to_day, until_day = to_day }: Pick<ForecastOverride, 'to_day' | 'until_day'>): string {
  return until_day < to_day ? until_day : to_day;
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(`${to}T00:00:00Z`) - Date.parse(`${from}T00:00:00Z`)) / 86_400_000;
}
