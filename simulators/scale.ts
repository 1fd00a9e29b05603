/** A scale that speaks MT-SICS: commands in, answers out, in the driver's own table. It has no port and no clock. */
import { framerOf } from '../devices/codec/framer.ts';
import { type MtSicsLine, mtSics } from '../devices/scales/mt-sics.ts';
import type { Pan } from './load-cell.ts';

export interface MtSicsScaleOptions {
  readonly pan: Pan;
  readonly serial: string;
  /** Above it the scale shows overload; a fiftieth of it below zero, underload. */
  readonly capacity_mg: number;
}

export interface MtSicsScale {
  /** What it sends unasked when it is switched on. It takes the load it finds within its zero range for its zero. */
  switchOn(at_ms: number): Uint8Array;
  /** Bytes from the wire, cut anywhere, and what it answers to the commands that are whole now. */
  heard(chunk: Uint8Array, at_ms: number): Uint8Array;
  /** The unit key: grams with two decimals, kilograms with four. */
  showIn(unit: 'g' | 'kg'): void;
}

const command_bytes_max = 64;
/** One step is the last decimal. */
const shown = { g: { step_mg: 10, decimals: 2 }, kg: { step_mg: 100, decimals: 4 } } as const;
/** Share of the capacity that may be made zero. */
const zero_share = 0.02;

export function mtSicsScale(options: MtSicsScaleOptions): MtSicsScale {
  const { pan, serial, capacity_mg } = options;
  const zero_range_mg = capacity_mg * zero_share;
  const framer = framerOf({ by: 'line', bytes_max: command_bytes_max });
  let unit: 'g' | 'kg' = 'g';
  let zero_mg = 0;
  let tare_mg = 0;

  function weight(mass_mg: number): Extract<MtSicsLine, { kind: 'weight' }>['mass'] {
    const { step_mg, decimals } = shown[unit];
    return { amount: { units: Math.round(mass_mg / step_mg) + 0, decimals }, unit };
  }

  function rangeFault(gross_mg: number): '+' | '-' | undefined {
    if (gross_mg > capacity_mg) return '+';
    return gross_mg < -zero_range_mg ? '-' : undefined;
  }

  /** `S` answers only at rest; where a real scale would wait for it, this one says at once that it is not. */
  function weigh(at_ms: number, onlyAtRest: boolean): MtSicsLine {
    const gross_mg = pan.massAt(at_ms) - zero_mg;
    const isMoving = pan.isMovingAt(at_ms);
    const why = rangeFault(gross_mg);
    if (why !== undefined) return { kind: 'no-weight', why };
    if (onlyAtRest && isMoving) return { kind: 'no-weight', why: 'I' };
    return { kind: 'weight', rest: isMoving ? 'D' : 'S', mass: weight(gross_mg - tare_mg) };
  }

  function zero(at_ms: number, command: 'Z' | 'ZI'): MtSicsLine {
    const found_mg = pan.massAt(at_ms);
    const isMoving = pan.isMovingAt(at_ms);
    if (command === 'Z' && isMoving) return { kind: 'not-done', command, why: 'I' };
    if (Math.abs(found_mg) > zero_range_mg) return { kind: 'not-done', command, why: found_mg > 0 ? '+' : '-' };
    zero_mg = found_mg;
    tare_mg = 0;
    if (command === 'Z') return { kind: 'zeroed', command, answer: 'A' };
    return { kind: 'zeroed', command, answer: isMoving ? 'D' : 'S' };
  }

  function tare(at_ms: number, command: 'T' | 'TI'): MtSicsLine {
    const gross_mg = pan.massAt(at_ms) - zero_mg;
    const isMoving = pan.isMovingAt(at_ms);
    const why = rangeFault(gross_mg) ?? (command === 'T' && isMoving ? 'I' : undefined);
    if (why !== undefined) return { kind: 'not-done', command, why };
    tare_mg = gross_mg;
    return { kind: 'tared', command, rest: isMoving ? 'D' : 'S', mass: weight(tare_mg) };
  }

  function answer(command: string, at_ms: number): MtSicsLine {
    switch (command) {
      case 'S':
      case 'SI':
        return weigh(at_ms, command === 'S');
      case 'Z':
      case 'ZI':
        return zero(at_ms, command);
      case 'T':
      case 'TI':
        return tare(at_ms, command);
      case '@':
      case 'I4':
        return { kind: 'restart', serial };
      default:
        return { kind: 'error', code: 'ES' };
    }
  }

  return {
    switchOn(at_ms) {
      tare_mg = 0;
      const found_mg = pan.massAt(at_ms);
      zero_mg = Math.abs(found_mg) <= zero_range_mg ? found_mg : 0;
      return onTheWire([{ kind: 'restart', serial }]);
    },
    heard(chunk, at_ms) {
      const cuts = framer.push(chunk);
      // Noise is a command too, as far as a scale can tell: one that it does not know.
      const commands = cuts.map((cut) => (cut.kind === 'frame' ? String.fromCharCode(...cut.data) : ''));
      return onTheWire(commands.map((command) => answer(command, at_ms)));
    },
    showIn(next) {
      unit = next;
    },
  };
}

/** Every line ends with CR LF. */
function onTheWire(said: readonly MtSicsLine[]): Uint8Array {
  return Uint8Array.from(said.flatMap((line) => [...mtSics.frame.encode(line), 0x0d, 0x0a]));
}
