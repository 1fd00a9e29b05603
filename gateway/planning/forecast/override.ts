/** A demand planner knows what no history tells: what the forecast is, by whose word, beside what it was. */
import { type Answer, answer, counts, notNegative, refuse, wholes } from '../refusal.ts';

export interface ForecastOverride {
  /** The first period it holds for, 0 the next one, and how many. */
  readonly from_period: number;
  readonly periods: number;
  /** `set`: so many units in each period; `add`: so many more, or fewer; `times`: multiplied. */
  readonly kind: 'set' | 'add' | 'times';
  readonly value: number;
  readonly reason: string;
  readonly by: string;
  readonly at_ms: number;
}

export interface OverriddenPeriod {
  /** Units per period: what the method said, and what holds. */
  readonly statistical: number;
  readonly final: number;
  /** The overrides that made it, in the order of their time. */
  readonly overrides: readonly ForecastOverride[];
}

/**
 * The forecast with the overrides laid on in the order of their time, each on what the ones before have made; nothing falls below 0.
 * Refused: an override without a reason or a person, outside the horizon, or set or multiplied to below 0.
 */
export function overridden(
  point: readonly number[],
  overrides: readonly ForecastOverride[],
): Answer<readonly OverriddenPeriod[]> {
  for (const [at, each] of overrides.entries()) {
    const refusal = refuseOverride(each, point.length);
    if (refusal !== undefined) return refuse(`overrides[${at}].${refusal.field}`, refusal.rule);
  }
  const ordered = overrides.toSorted((a, b) => a.at_ms - b.at_ms);
  return answer(
    point.map((statistical, period) => {
      const those = ordered.filter(
        ({ from_period, periods }) => period >= from_period && period < from_period + periods,
      );
      return { statistical, final: those.reduce(laidOn, statistical), overrides: those };
    }),
  );
}

function laidOn(before: number, { kind, value }: ForecastOverride): number {
  if (kind === 'set') return value;
  return Math.max(0, kind === 'add' ? before + value : before * value);
}

function refuseOverride(override: ForecastOverride, horizon: number) {
  const { from_period, periods, kind, value, reason, by, at_ms } = override;
  if (reason.trim() === '') return refuse('reason', 'must say why');
  if (by.trim() === '') return refuse('by', 'must name a person');
  const refusal = wholes({ from_period }) ?? counts({ periods });
  if (refusal !== undefined) return refusal;
  if (from_period + periods > horizon) return refuse('periods', `must end within the horizon of ${horizon} periods`);
  if (!Number.isFinite(at_ms)) return refuse('at_ms', 'must be a finite number');
  if (kind === 'add') return Number.isFinite(value) ? undefined : refuse('value', 'must be a finite number');
  return notNegative({ value });
}
