/** What a serial scale makes of its pan: zero, tare, range and the digits it shows. It has no port and no clock. */
import type { Decimal } from '../devices/codec/decimal.ts';
import type { Pan } from './load-cell.ts';

export type ShownUnit = 'g' | 'kg' | 'lb' | 'oz';

export interface WeighingOptions {
  readonly pan: Pan;
  /** Above it the scale shows overload; a fiftieth of it below zero, underload. */
  readonly capacity_mg: number;
  readonly unit: ShownUnit;
}

/** What stands on the display. */
export type Display =
  | { readonly shows: 'over' | 'under' }
  | {
      readonly shows: 'weight';
      readonly moving: boolean;
      /** A tare is taken off. */
      readonly net: boolean;
      readonly amount: Decimal;
      readonly tare: Decimal;
      readonly unit: ShownUnit;
    };

export interface Weighing {
  display(at_ms: number): Display;
  /** The load found within the range of zero becomes zero. False when there is more, or it moves. */
  zero(at_ms: number): boolean;
  tare(at_ms: number): boolean;
  /** Takes the load it finds within its zero range for its zero, and forgets its tare. */
  switchOn(at_ms: number): void;
  /** The unit key. */
  showIn(unit: ShownUnit): void;
}

/** Milligrams in one unit, and the decimals shown. */
const steps: Readonly<Record<ShownUnit, { readonly mg: number; readonly decimals: number }>> = {
  g: { mg: 1_000, decimals: 1 },
  kg: { mg: 1_000_000, decimals: 3 },
  lb: { mg: 453_592.37, decimals: 3 },
  oz: { mg: 28_349.523_125, decimals: 2 },
};
/** Share of the capacity that may be made zero. */
const zero_share = 0.02;

export function weighingOf({ pan, capacity_mg, unit: first }: WeighingOptions): Weighing {
  const zero_range_mg = capacity_mg * zero_share;
  let unit = first;
  let zero_mg = 0;
  let tare_mg = 0;

  function digits(mass_mg: number): Decimal {
    const { mg, decimals } = steps[unit];
    return { units: Math.round((mass_mg * 10 ** decimals) / mg) + 0, decimals };
  }
  /** The gross mass, where it may be tared: in range and at rest. */
  const tarable = (at_ms: number) => {
    const gross_mg = pan.massAt(at_ms) - zero_mg;
    return gross_mg <= capacity_mg && gross_mg >= -zero_range_mg && !pan.isMovingAt(at_ms) ? gross_mg : undefined;
  };

  return {
    display(at_ms) {
      const gross_mg = pan.massAt(at_ms) - zero_mg;
      if (gross_mg > capacity_mg) return { shows: 'over' };
      if (gross_mg < -zero_range_mg) return { shows: 'under' };
      return {
        shows: 'weight',
        moving: pan.isMovingAt(at_ms),
        net: tare_mg !== 0,
        amount: digits(gross_mg - tare_mg),
        tare: digits(tare_mg),
        unit,
      };
    },
    zero(at_ms) {
      const found_mg = pan.massAt(at_ms);
      if (Math.abs(found_mg) > zero_range_mg || pan.isMovingAt(at_ms)) return false;
      zero_mg = found_mg;
      tare_mg = 0;
      return true;
    },
    tare(at_ms) {
      const gross_mg = tarable(at_ms);
      if (gross_mg === undefined) return false;
      tare_mg = gross_mg;
      return true;
    },
    switchOn(at_ms) {
      tare_mg = 0;
      const found_mg = pan.massAt(at_ms);
      zero_mg = Math.abs(found_mg) <= zero_range_mg ? found_mg : 0;
    },
    showIn(next) {
      unit = next;
    },
  };
}
