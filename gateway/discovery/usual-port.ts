/** How the serial port of a device is set when it leaves the factory: where to begin, and to be compared with its menu. */
import type { SerialWire } from '../stock/site.ts';

export type PortSettings = Pick<SerialWire, 'baud' | 'data_bits' | 'parity' | 'stop_bits'>;

const usual: PortSettings = { baud: 9_600, data_bits: 8, parity: 'none', stop_bits: 1 };
const seven_even = { ...usual, data_bits: 7, parity: 'even' } as const;

/** Each is told where its driver names the device's manual; all others are usual. */
const factory: ReadonlyMap<string, PortSettings> = new Map<string, PortSettings>([
  ['toledo-8217', seven_even],
  ['toledo-continuous', seven_even],
  ['ad-st-gs', { ...seven_even, baud: 2_400 }],
  ['adam', { ...usual, baud: 4_800 }],
  ['m100', { ...usual, baud: 115_200 }],
  ['reader18', { ...usual, baud: 57_600 }],
  ['thingmagic', { ...usual, baud: 115_200 }],
]);

export function usualPort(driver: string): PortSettings {
  return factory.get(driver) ?? usual;
}
