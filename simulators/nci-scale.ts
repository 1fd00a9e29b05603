/** A scale that speaks NCI (ECR): no weight while it moves, below zero or out of range. */
import { type NciAnswer, nciAlways, nciBit, nciEcr } from '../devices/scales/nci-ecr.ts';
import type { Dialect } from './serial-scale.ts';
import type { Display, Weighing } from './weighing.ts';

export function nciScale(weighing: Weighing): Dialect {
  const say = (answer: NciAnswer) => nciEcr.frame.encode(answer);
  return {
    by_line: true,
    sumAt: () => undefined,
    answer(command, at_ms) {
      const isZero = command === 'Z' && weighing.zero(at_ms);
      const display = weighing.display(at_ms);
      const status = statusOf(display, isZero);
      switch (command) {
        case 'W':
          if (display.shows !== 'weight' || display.moving || display.amount.units < 0) {
            return say({ kind: 'status', status, has_s: false });
          }
          return say({ kind: 'weight', mass: display, status, has_s: false });
        case 'S':
        case 'Z':
          return say({ kind: 'status', status, has_s: false });
        default:
          return say({ kind: 'unknown-command' });
      }
    },
  };
}

function statusOf(display: Display, isZero: boolean): readonly number[] {
  const status = [nciAlways, nciAlways];
  const set = ([byte, bit]: readonly [number, number]) => {
    status[byte] = (status[byte] ?? nciAlways) | bit;
  };
  if (isZero) set(nciBit.at_zero);
  if (display.shows === 'over') set(nciBit.over);
  if (display.shows === 'under') set(nciBit.under);
  if (display.shows === 'weight' && display.amount.units < 0) set(nciBit.under);
  if (display.shows === 'weight' && display.moving) set(nciBit.motion);
  return status;
}
