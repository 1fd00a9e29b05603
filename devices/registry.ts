/** Every driver there is. A line here puts a driver into the gateway, the contract suite and the device list. */
import { lineScanner } from './barcode/line-scanner.ts';
import type { Driver } from './driver.ts';
import { native } from './native/native.ts';
import { impinjIot } from './rfid/impinj-iot.ts';
import { llrp } from './rfid/llrp.ts';
import { esphome } from './scales/esphome.ts';
import { hidScale } from './scales/hid-scale.ts';
import { mtSics } from './scales/mt-sics.ts';
import { tasmota } from './scales/tasmota.ts';

export const drivers: readonly Driver[] = [native, llrp, impinjIot, lineScanner, mtSics, hidScale, tasmota, esphome];

export function driverOf(id: string): Driver | undefined {
  return drivers.find((driver) => driver.id === id);
}
