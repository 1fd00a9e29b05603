/** What an item is made of, as the settings say it: a bill of material of one level. What its components are made of is in their own. */
import { toSmallest, type UnitItem } from './units.ts';

export interface BillComponent {
  readonly item: string;
  /** Of `unit`, for as many of the product as the bill `makes`. */
  readonly quantity: number;
  /** One of the item's units; its smallest one when absent. */
  readonly unit?: string;
  /** Of what is started, so many thousandths of the component are lost in the making; none when absent. */
  readonly scrap_permille?: number;
}

export interface BillByProduct {
  readonly item: string;
  readonly quantity: number;
  readonly unit?: string;
  /** Thousandths of the value of what was used that this carries; nothing when absent. */
  readonly value_permille?: number;
}

export interface Bill {
  /** The product. */
  readonly item: string;
  /** Of the product's smallest unit, so many are made of the components; 1 when absent. */
  readonly makes?: number;
  readonly components: readonly BillComponent[];
  readonly by_products?: readonly BillByProduct[];
  /** Of what is started, so many thousandths become good: what is planned is started accordingly; all when absent. */
  readonly yield_permille?: number;
  /** Where it is made, and where it goes; as `work` says when absent. */
  readonly at?: string;
  readonly to?: string;
  /** Whether what is used is booked by the bill with what was made, where nobody says it; `true` when absent. */
  readonly is_backflushed?: boolean;
}

/** A component in its smallest unit, for as many of the product as the bill makes. */
export interface BillNeed {
  readonly item: string;
  readonly quantity: number;
  readonly makes: number;
  readonly scrap_permille: number;
}

/**
 * The components in their smallest units. One whose item is gone, or whose unit does not convert, is left out: the settings are checked
 * for both, and older ones may lack either.
 */
export function needsOf({ components, makes = 1 }: Bill, items: ReadonlyMap<string, UnitItem>): readonly BillNeed[] {
  return components.flatMap(({ item, quantity, unit, scrap_permille = 0 }) => {
    const pieces = smallestOf(items.get(item), quantity, unit);
    return pieces === undefined ? [] : [{ item, quantity: pieces, makes, scrap_permille }];
  });
}

/** So many smallest units of an item; undefined where they do not convert. */
export function smallestOf(item: UnitItem | undefined, quantity: number, unit: string | undefined): number | undefined {
  const converted = item === undefined ? undefined : toSmallest(item, quantity, unit);
  return converted?.ok ? converted.quantity : undefined;
}

/** Whole units of the component for so many started of the product: ⌈started · quantity / (makes · (1 − scrap))⌉, exactly. */
export function unitsNeeded({ quantity, makes, scrap_permille }: BillNeed, started: number): number {
  const over = BigInt(started) * BigInt(quantity) * 1_000n;
  const under = BigInt(makes) * BigInt(1_000 - scrap_permille);
  return Number((over + under - 1n) / under);
}

/** So many have to be started that so many become good: ⌈good / yield⌉. */
export function unitsStarted(good: number, yield_permille = 1_000): number {
  const over = BigInt(good) * 1_000n;
  return Number((over + BigInt(yield_permille) - 1n) / BigInt(yield_permille));
}

/** Items that are made of each other, as a circle: `a, b, a`; undefined where there is none. */
export function circleIn(bills: readonly Bill[]): readonly string[] | undefined {
  const parts = new Map(bills.map((bill) => [bill.item, bill.components.map(({ item }) => item)]));
  const sound = new Set<string>();
  for (const { item } of bills) {
    // Depth first, with a list in place of calls: bills may be as deep as the settings have items.
    const way: { readonly item: string; next: number }[] = [{ item, next: 0 }];
    const on = new Set([item]);
    for (let top = way.at(-1); top !== undefined; top = way.at(-1)) {
      const part = parts.get(top.item)?.[top.next];
      top.next += 1;
      if (part === undefined) {
        sound.add(top.item);
        on.delete(top.item);
        way.pop();
      } else if (on.has(part)) {
        const names = way.map((each) => each.item);
        return [...names.slice(names.indexOf(part)), part];
      } else if (parts.has(part) && !sound.has(part)) {
        way.push({ item: part, next: 0 });
        on.add(part);
      }
    }
  }
  return undefined;
}
