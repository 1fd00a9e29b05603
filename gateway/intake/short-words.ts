/** A reading in a few words for a person: what stands on a device's card and beside its parts. */
import type { Reading } from '../../devices/reading.ts';
import { never } from '../base/assert.ts';

/** For example `channel 1: 538.2 g at rest`. */
export function wordsOf(reading: Reading): string {
  switch (reading.kind) {
    case 'weight': {
      const rest = reading.stable === undefined ? '' : reading.stable ? ' at rest' : ' moving';
      return `channel ${reading.channel}: ${(reading.mass_mg / 1000).toFixed(1)} g${rest}`;
    }
    case 'tag': {
      const where = reading.antenna === undefined ? '' : ` at antenna ${reading.antenna}`;
      const power = reading.rssi_cdbm === undefined ? '' : `, ${(reading.rssi_cdbm / 100).toFixed(1)} dBm`;
      return `tag …${reading.epc.slice(-6)}${where}${power}`;
    }
    case 'scan':
      return `scanned ${reading.code.slice(0, 40).replaceAll('\x1d', '␝')}`;
    case 'condition':
      return reading.says === undefined ? reading.condition : `${reading.condition}: ${reading.says}`;
    default:
      return never(reading);
  }
}

const told_max = 3;

/** The first few of a frame's readings; empty for a frame that says nothing of interest. */
export function wordsOfAll(readings: readonly Reading[]): string {
  const told = readings.slice(0, told_max).map(wordsOf).join('; ');
  return readings.length <= told_max ? told : `${told}; and ${readings.length - told_max} more`;
}
