/** RFID modules on a serial line by the name of what they speak. They have no port and no clock. */

import type { SeenTag } from './llrp-reader-memory.ts';
import { m100Module } from './m100-module.ts';
import { reader18Reader } from './reader18-reader.ts';
import { thingmagicModule } from './thingmagic-module.ts';

export interface RfidModule {
  /** Bytes from the host, cut anywhere, and the answers to the requests that are whole now, each apart. */
  heard(chunk: Uint8Array, at_ms: number): readonly Uint8Array[];
  /** Its antennas hear these tags; what it says by itself because of them, or because time has passed. */
  spoken(tags: readonly SeenTag[], at_ms: number): readonly Uint8Array[];
  /** Switched off and on again: it does nothing until it is told to. */
  restart(): void;
}

const modules: Readonly<Record<string, () => RfidModule>> = {
  m100: () => m100Module({}),
  reader18: () => reader18Reader({ form: 'antenna' }),
  thingmagic: () => thingmagicModule({ remembers_region: true }),
};

export const rfidModules: readonly string[] = Object.keys(modules);

/** Undefined for a driver that is no module of this kind. */
export function rfidModuleOf(driver: string): RfidModule | undefined {
  return modules[driver]?.();
}
