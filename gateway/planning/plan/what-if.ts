/** A policy with some of it changed, as somebody would like to see it tried. */
import type { ItemPolicy } from '../../stock/planning-policy.ts';
import { type Answer, answer, refuse } from '../refusal.ts';
import { moneyOf } from './plan-context.ts';
import type { ReplenishedBy } from './replenishment.ts';

/** As in the settings; what is absent stays as it is there. */
export type WhatIf = Omit<ItemPolicy, 'class' | 'supplier'> & {
  readonly lead_time_sd_days?: number;
  readonly order_cost?: string;
};

/** Refused: money that is not written as such. */
export function changed(policy: ReplenishedBy, change: WhatIf, currency: string): Answer<ReplenishedBy> {
  const { unit_cost, order_cost, ...rest } = change;
  const isAgreed = rest.lead_time_days !== undefined || rest.lead_time_sd_days !== undefined;
  const money: { unit_cost_money?: number; order_cost_money?: number } = {};
  for (const [field, text] of Object.entries({ unit_cost, order_cost })) {
    if (text === undefined) continue;
    const value = moneyOf(text, currency);
    if (value === undefined) return refuse(field, 'must be an amount with at most six digits behind the point');
    if (field === 'unit_cost') money.unit_cost_money = value;
    else money.order_cost_money = value;
  }
  // Either target takes the place of the other.
  const { service_level, fill_rate, measured, ...others } = policy;
  const target = {
    ...(service_level === undefined || change.fill_rate !== undefined ? {} : { service_level }),
    ...(fill_rate === undefined || change.service_level !== undefined ? {} : { fill_rate }),
  };
  // A lead time that is tried is none that was measured.
  const kept = measured === undefined || isAgreed ? {} : { measured };
  return answer({ ...others, ...kept, ...target, ...rest, ...money });
}
