/** Every driver there is. A line here puts a driver into the gateway, the contract suite and the device list. */
import type { Driver } from './driver.ts';

export const drivers: readonly Driver[] = [];

export function driverOf(id: string): Driver | undefined {
  return drivers.find((driver) => driver.id === id);
}
