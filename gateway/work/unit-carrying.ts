/** What is in a unit goes with it: one movement for the goods of one item and lot, all with the unit as their cause. */
import type { LotSaid } from '../stock/lots/lot.ts';
import { type Carried, carry } from './carry.ts';
import type { Desk, Told } from './desk.ts';
import type { Goods, HandlingUnit } from './handling-unit.ts';

export interface WayOfGoods extends Pick<Carried, 'kind' | 'from' | 'to' | 'says'> {
  /** The unit that it is about. */
  readonly of: HandlingUnit;
  readonly reason?: string;
}

/** Goods on their way, with what they weigh together where somebody said it. */
export type GoodsCarried = Goods & Pick<Carried, 'mass_mg'>;

export function carryGoods(desk: Desk, goods: readonly GoodsCarried[], { of, reason, ...way }: WayOfGoods): void {
  for (const { item, quantity, lot, mass_mg } of goods) {
    const work = {
      document: of.id,
      unit: of.sscc,
      ...(reason === undefined || reason === '' ? {} : { reason }),
    };
    carry(desk, { ...way, item, quantity, work, lot, mass_mg });
  }
}

export function saidOf(lot: Goods['lot']): { readonly said?: readonly LotSaid[] } {
  return lot === undefined ? {} : { said: [{ ...lot, known: 'stated' }] };
}

/** Units that stand in one another are at another place, or in another state, now. */
export function relocate(
  desk: Desk,
  members: readonly HandlingUnit[],
  next: { readonly location: string; readonly state?: HandlingUnit['state']; readonly shipment?: string },
  told: Told,
): void {
  for (const each of members) desk.put({ ...each, ...next }, told);
}
