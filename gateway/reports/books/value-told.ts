/** The valuation as it is told: rows by item, location, class, or class at a location, each with its value as decimal text. */
import { printMoney, printUnitCost } from '../../stock/valuation/money.ts';
import { whole } from '../../stock/valuation/ratio.ts';
import { rounding_rules } from '../../stock/valuation/rounding.ts';
import { valuation_methods } from '../../stock/valuation/valuation-policy.ts';
import { type Grouping, value_formulas } from '../../stock/valuation/value-report.ts';
import type { BooksContext } from './books-context.ts';
import type { ItemValue, ValuePass } from './value-pass.ts';

export interface ValueTold {
  readonly by: Grouping;
  readonly currency: string;
  readonly rounding: string;
  readonly total: string;
  readonly rows: readonly ValueRowTold[];
  readonly definition: string;
  readonly notes: readonly string[];
}

export interface ValueRowTold {
  readonly item?: string;
  readonly location?: string;
  readonly class?: string;
  readonly name: string;
  readonly unit?: string;
  readonly method?: string;
  readonly quantity: number;
  /** Milligrams of items with catch weight; absent where there are none. */
  readonly mass_mg?: number;
  readonly value: string;
  /** Of one piece on hand, with up to six decimals. */
  readonly unit_value?: string;
  readonly unvalued: number;
  readonly negative: number;
  readonly consigned: number;
  readonly receipts_from_settings?: number;
  readonly receipts_without_cost?: number;
  readonly late?: number;
  readonly refused?: number;
}

/** Items of no class are told as one. */
export const no_class = 'none';

export function valueTold(pass: ValuePass, by: Grouping): ValueTold {
  const { context } = pass;
  const rows = by === 'item' ? [...pass.values.values()].map((each) => itemRow(each, context)) : groupRows(pass, by);
  const total = [...pass.values.values()].reduce((sum, { value_micro }) => sum + value_micro, 0n);
  return {
    by,
    currency: context.currency,
    rounding: `${context.rounding}: ${rounding_rules[context.rounding]}`,
    total: moneyText(total, context),
    rows,
    definition: [value_formulas.value, ...(by === 'item' ? [] : [value_formulas.location]), value_formulas.total].join(
      '; ',
    ),
    notes: notesOf(pass),
  };
}

export function itemRow(value: ItemValue, context: BooksContext): ValueRowTold {
  const { item, method, quantity, mass_mg, value_micro, unit_micro, unvalued, owed, cells } = value;
  const kind = context.classOf(item);
  return {
    item,
    ...(kind === undefined ? {} : { class: kind }),
    name: context.itemName(item),
    unit: context.unitOf(item),
    method,
    quantity,
    ...(mass_mg === undefined ? {} : { mass_mg }),
    value: moneyText(value_micro, context),
    ...(unit_micro === undefined ? {} : { unit_value: printUnitCost(unit_micro, 6, context.rounding) }),
    unvalued,
    negative: owed,
    consigned: cells.reduce((sum, { consigned }) => sum + consigned, 0),
    receipts_from_settings: value.receipts_from_settings,
    receipts_without_cost: value.receipts_without_cost,
    late: value.late,
    refused: value.refused,
  };
}

interface Group {
  readonly class?: string;
  readonly location?: string;
  quantity: number;
  mass_mg?: number;
  value_micro: bigint;
  unvalued: number;
  negative: number;
  consigned: number;
}

function groupRows({ values, context }: ValuePass, by: Exclude<Grouping, 'item'>): readonly ValueRowTold[] {
  const groups = new Map<string, Group>();
  for (const { item, cells, masses } of values.values()) {
    const kind = context.classOf(item) ?? no_class;
    for (const cell of cells) {
      const location = cell.location ?? '';
      const key = by === 'class' ? { class: kind } : by === 'location' ? { location } : { class: kind, location };
      const name = JSON.stringify(Object.values(key));
      let group = groups.get(name);
      if (group === undefined) {
        group = { ...key, quantity: 0, value_micro: 0n, unvalued: 0, negative: 0, consigned: 0 };
        groups.set(name, group);
      }
      group.quantity += cell.quantity;
      const mass_mg = masses?.get(location);
      if (mass_mg !== undefined) group.mass_mg = (group.mass_mg ?? 0) + mass_mg;
      group.value_micro += cell.value_micro;
      group.unvalued += cell.unvalued;
      group.negative += cell.negative;
      group.consigned += cell.consigned;
    }
  }
  return [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { value_micro, ...group }]) => ({
      ...group,
      name: group.location === undefined ? (group.class ?? '') : context.locationName(group.location),
      value: moneyText(value_micro, context),
    }));
}

export function moneyText(micro: bigint, { currency, rounding }: Pick<BooksContext, 'currency' | 'rounding'>): string {
  return printMoney(whole(micro), currency, rounding);
}

/** What the reader has to know to believe the total. */
function notesOf({ values, too_long, context }: ValuePass): readonly string[] {
  const all = [...values.values()];
  const count = (of: (value: ItemValue) => number) => all.reduce((sum, each) => sum + of(each), 0);
  const from_settings = count((each) => each.receipts_from_settings);
  const [unvalued, late, refused] = [count((e) => e.unvalued), count((e) => e.late), count((e) => e.refused)];
  const methods = [...new Set(all.map(({ method }) => method))].sort();
  return [
    ...methods.map((method) => `${method}: ${valuation_methods[method].says}`),
    ...(from_settings === 0
      ? []
      : [`${from_settings} receipts are valued at the unit cost of the settings, for nobody told what was paid.`]),
    ...(unvalued === 0 ? [] : [`${unvalued} pieces have no value: no cost is known of them.`]),
    ...(late === 0
      ? []
      : [
          `${late} movements happened in a closed period and were learned later: they are valued in the period after it.`,
        ]),
    ...(refused === 0 ? [] : [`${refused} movements cannot be valued; their items tell which.`]),
    ...(too_long.length === 0
      ? []
      : [
          `Not valued, for they moved too often: ${too_long
            .slice(0, 20)
            .map((item) => context.itemName(item))
            .join(', ')}.`,
        ]),
  ];
}
