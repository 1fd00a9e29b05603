/** A USB scale: reports some times a second while it is on, none after it has switched itself off for want of motion. */
import { type HidScaleReport, hidScale } from '../devices/scales/hid-scale.ts';
import type { Pan } from './load-cell.ts';
import type { Weighing } from './weighing.ts';

export interface UsbScale {
  /** Undefined while it is off, which takes it from the bus. */
  report(at_ms: number): Uint8Array | undefined;
  /** What the gateway wrote; report 2 is its control, and bit 1 of it sets to zero. */
  written(report: Uint8Array, at_ms: number): void;
}

const numbered = { report_id: 3 } as const;

/** A scale that shows grams. With `auto_off_ms` it goes off after so long without motion, and wakes as after power-up. */
export function usbScale(weighing: Weighing, pan: Pan, auto_off_ms = Number.POSITIVE_INFINITY): UsbScale {
  let moved_ms: number | undefined;
  let isOn = true;

  function shown(at_ms: number): HidScaleReport {
    const display = weighing.display(at_ms);
    if (display.shows === 'over') return { ...numbered, status: 'overload' };
    if (display.shows !== 'weight') return { ...numbered, status: 'not-zeroed' };
    const { moving, amount } = display;
    const count = Math.abs(amount.units);
    if (count === 0 && !moving) return { ...numbered, status: 'zero' };
    const status = amount.units < 0 ? 'below-zero' : moving ? 'moving' : 'stable';
    return { ...numbered, status, unit: 'g', exponent: 0 - amount.decimals, count };
  }
  return {
    report(at_ms) {
      const isMoving = pan.isMovingAt(at_ms);
      if (isMoving && !isOn) weighing.switchOn(at_ms);
      if (isMoving || moved_ms === undefined) moved_ms = at_ms;
      isOn = at_ms - moved_ms < auto_off_ms;
      return isOn ? hidScale.frame.encode(shown(at_ms)) : undefined;
    },
    written(report, at_ms) {
      if (report[0] === 0x02 && ((report[1] ?? 0) & 0x02) !== 0) weighing.zero(at_ms);
    },
  };
}
