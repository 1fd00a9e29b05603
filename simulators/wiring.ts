/** Which wires a simulation speaks on and what hangs on each: plain data beside the world's. */

import { rfidModules } from './rfid-module.ts';
import { serialScales } from './serial-scale.ts';
import type { ShownUnit } from './weighing.ts';

export interface SimulatedDevice {
  readonly id: string;
  readonly driver: string;
  /** What a scale is configured to show. */
  readonly unit?: ShownUnit;
}

export type SimulatedWire =
  | { readonly kind: 'mqtt' }
  | { readonly kind: 'serial'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** Where the gateway listens. */
  | { readonly kind: 'tcp-server'; readonly host: string; readonly port: number }
  | { readonly kind: 'http-stream'; readonly url: string };

/** As in the gateway: on MQTT a credential that may carry several devices, elsewhere a port with one. */
export interface SimulatedConnection {
  readonly id: string;
  readonly wire: SimulatedWire;
  readonly devices: readonly SimulatedDevice[];
}

/** What can be simulated: drivers by the wires they are simulated on. */
export const simulated: Readonly<Record<string, readonly SimulatedWire['kind'][]>> = {
  native: ['mqtt'],
  tasmota: ['mqtt'],
  esphome: ['mqtt'],
  'impinj-iot': ['mqtt', 'http-stream'],
  'zebra-iot': ['mqtt'],
  'zebra-sled': ['mqtt'],
  llrp: ['tcp'],
  'line-scanner': ['serial', 'tcp-server'],
  ssi: ['serial'],
  'scan-message': ['mqtt'],
  'mt-sics': ['serial'],
  ...Object.fromEntries([...serialScales, ...rfidModules].map((driver) => [driver, ['serial'] as const])),
};
