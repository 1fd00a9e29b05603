/** Scales that speak Toledo: one that is asked with W, one that sends all the time. */
import type { Decimal } from '../devices/codec/decimal.ts';
import { statusBit, toledo8217 } from '../devices/scales/toledo-8217.ts';
import { toledoContinuous, wordB } from '../devices/scales/toledo-continuous.ts';
import type { Dialect } from './serial-scale.ts';
import type { Display, ShownUnit, Weighing } from './weighing.ts';

const nothing = new Uint8Array();

/** `W` asks, `Z` sets to zero, `T` tares; each answered at once. Below zero it has no weight to give. */
export function toledo8217Scale(weighing: Weighing): Dialect {
  const status = (at_ms: number, more = 0) =>
    toledo8217.frame.encode({ kind: 'status', bits: statusBits(weighing.display(at_ms)) | more });
  return {
    by_line: false,
    sumAt: () => undefined,
    answer(command, at_ms) {
      switch (command) {
        case 'W': {
          const display = weighing.display(at_ms);
          const hasWeight = display.shows === 'weight' && !display.moving && display.amount.units >= 0;
          if (!hasWeight) return status(at_ms);
          return toledo8217.frame.encode({ kind: 'weight', amount: display.amount, net: display.net });
        }
        case 'Z':
          return status(at_ms, weighing.zero(at_ms) ? statusBit.at_zero : 0);
        case 'T':
          weighing.tare(at_ms);
          return status(at_ms);
        default:
          return nothing;
      }
    },
  };
}

function statusBits(display: Display): number {
  if (display.shows !== 'weight')
    return statusBit.always | (display.shows === 'over' ? statusBit.over : statusBit.under);
  const { moving, net, amount } = display;
  const flags = [moving && statusBit.motion, net && statusBit.net, amount.units < 0 && statusBit.under];
  return flags.reduce<number>((bits, flag) => bits | (flag === false ? 0 : flag), statusBit.always);
}

const unitCode: Readonly<Record<ShownUnit, number>> = { kg: 0, lb: 0, g: 1, oz: 3 };

/** Sends the 18 bytes with checksum. Commands: P, T, Z and C, of which nothing comes back. */
export function toledoContinuousScale(weighing: Weighing): Dialect {
  return {
    by_line: false,
    sumAt: (frame) => frame.length - 1,
    answer(command, at_ms) {
      if (command === 'Z') weighing.zero(at_ms);
      if (command === 'T') weighing.tare(at_ms);
      return nothing;
    },
    speak(at_ms) {
      const display = weighing.display(at_ms);
      if (display.shows !== 'weight') {
        const b =
          wordB.always | wordB.kilograms | wordB.out_of_range | (display.shows === 'under' ? wordB.negative : 0);
        return toledoContinuous.frame.encode({
          status: [0x2d, b, 0x20],
          weight: '------',
          tare: '000000',
          has_sum: true,
        });
      }
      const { moving, net, amount, tare, unit } = display;
      const flags = [
        net && wordB.net,
        amount.units < 0 && wordB.negative,
        moving && wordB.motion,
        unit !== 'lb' && wordB.kilograms,
      ];
      const b = flags.reduce<number>((bits, flag) => bits | (flag === false ? 0 : flag), wordB.always);
      return toledoContinuous.frame.encode({
        status: [0x28 | (amount.decimals + 2), b, 0x20 | unitCode[unit]],
        weight: sixDigits(amount),
        tare: sixDigits(tare),
        has_sum: true,
      });
    },
  };
}

function sixDigits({ units }: Decimal): string {
  return String(Math.abs(units)).padStart(6, '0');
}
