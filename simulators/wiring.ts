/** Which wires a simulation speaks on and what hangs on each: plain data beside the world's. */

import type { RegisterMap } from '../devices/scales/modbus-map.ts';
import { rfidModules } from './rfid-module.ts';
import { serialScales } from './serial-scale.ts';
import type { ShownUnit } from './weighing.ts';

export interface SimulatedDevice {
  readonly id: string;
  readonly driver: string;
  /** What a scale is configured to show. */
  readonly unit?: ShownUnit;
  /** Of an instrument on Modbus: its address on the line, and what it keeps where. */
  readonly modbus?: { readonly address: number; readonly map: RegisterMap };
  /** Of a Sparkplug node: the scale behind it. */
  readonly behind?: string;
}

export type SimulatedWire =
  | { readonly kind: 'mqtt' }
  | { readonly kind: 'serial'; readonly path: string }
  | { readonly kind: 'tcp'; readonly host: string; readonly port: number }
  /** Where the gateway listens. */
  | { readonly kind: 'tcp-server'; readonly host: string; readonly port: number }
  | { readonly kind: 'http-stream'; readonly url: string }
  | { readonly kind: 'http' }
  /** A serial line where `path` is given, else a TCP server. */
  | {
      readonly kind: 'modbus';
      readonly path?: string;
      readonly host?: string;
      readonly port: number;
      readonly framing: 'tcp' | 'rtu';
    };

/** As in the gateway: on MQTT and HTTP a credential, and on Modbus a line, that may carry several devices; elsewhere a port with one. */
export interface SimulatedConnection {
  readonly id: string;
  readonly wire: SimulatedWire;
  readonly devices: readonly SimulatedDevice[];
}

/** What can be simulated: drivers by the wires they are simulated on. */
export const simulated: Readonly<Record<string, readonly SimulatedWire['kind'][]>> = {
  native: ['mqtt', 'http'],
  tasmota: ['mqtt'],
  esphome: ['mqtt'],
  'impinj-iot': ['mqtt', 'http-stream'],
  'zebra-iot': ['mqtt'],
  'zebra-sled': ['mqtt'],
  llrp: ['tcp'],
  'line-scanner': ['serial', 'tcp-server', 'http'],
  ssi: ['serial'],
  'scan-message': ['mqtt', 'http'],
  'mt-sics': ['serial'],
  'modbus-scale': ['modbus'],
  sparkplug: ['mqtt'],
  'home-assistant': ['mqtt'],
  ...Object.fromEntries([...serialScales, ...rfidModules].map((driver) => [driver, ['serial'] as const])),
};
