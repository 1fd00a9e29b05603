/** What load-cell nodes publish, through the drivers' own tables: Tallygate's native JSON, Tasmota, ESPHome. */
import { native } from '../devices/native/native.ts';
import { esphome } from '../devices/scales/esphome.ts';
import { tasmota } from '../devices/scales/tasmota.ts';
import type { MqttMessage } from './impinj-reader.ts';

export interface WeightMessage extends MqttMessage {
  /** Whether such a node asks the broker to retain it. */
  readonly retain: boolean;
}

export interface NativeWeight {
  readonly channel: string;
  readonly mass_mg: number;
  readonly stable?: boolean;
}

/** The device's own count and clock; nodes without a clock leave `at_ms` out. */
export interface NativeStamp {
  readonly seq?: number;
  readonly boot?: string;
  readonly at_ms?: number;
}

/** One message for one or several channels; each channel is a reading with the next number, counted from `seq`. */
export function nativeWeightMessage(
  device: string,
  weights: readonly NativeWeight[],
  stamp: NativeStamp,
): WeightMessage {
  const { seq, boot, at_ms } = stamp;
  const message = weights.map(({ channel, mass_mg, stable }, index) => ({
    weight: { channel, grams: mass_mg, ...(stable !== undefined && { stable }) },
    ...(seq !== undefined && { seq: seq + index }),
    ...(boot !== undefined && { boot }),
    ...(at_ms !== undefined && { at: at_ms }),
  }));
  const payload = native.frame.encode({ kind: 'message', message });
  return { topic: `tallygate/${device}/reading`, payload, retain: false };
}

export function nativeStatusMessage(device: string, online: boolean): WeightMessage {
  const payload = native.frame.encode({ kind: 'liveness', online });
  return { topic: `tallygate/${device}/status`, payload, retain: true };
}

/** Kilograms with three decimals, never below zero: what is less is sent as 0, as Tasmota does; `raw_mg`: grams before its tare. */
export function tasmotaWeightMessage(
  device: string,
  { mass_mg, raw_mg, at_ms }: { readonly mass_mg: number; readonly raw_mg?: number; readonly at_ms: number },
): WeightMessage {
  const Weight = Math.max(0, Math.round(mass_mg / 1_000)) * 1_000;
  const WeightRaw = raw_mg === undefined ? undefined : Math.round(raw_mg / 1_000) * 1_000;
  const Time = new Date(at_ms).toISOString().slice(0, 19);
  const HX711 = WeightRaw === undefined ? { Weight } : { Weight, WeightRaw };
  const payload = tasmota.frame.encode({ kind: 'message', message: { Time, HX711 } });
  return { topic: `tele/${device}/SENSOR`, payload, retain: false };
}

/** Sent once after it was switched on. */
export function tasmotaRestartMessage(device: string, reason: string): WeightMessage {
  const payload = tasmota.frame.encode({ kind: 'message', message: { Info3: { RestartReason: reason } } });
  return { topic: `tele/${device}/INFO3`, payload, retain: false };
}

export function tasmotaStatusMessage(device: string, online: boolean): WeightMessage {
  return { topic: `tele/${device}/LWT`, payload: tasmota.frame.encode({ kind: 'liveness', online }), retain: true };
}

/** A bare number of grams with one decimal, retained as ESPHome does. `channel` is the sensor's object id. */
export function esphomeWeightMessage(
  device: string,
  { channel, mass_mg }: { readonly channel: string; readonly mass_mg: number },
): WeightMessage {
  const grams = { units: Math.round(mass_mg / 100) + 0, decimals: 1 };
  const payload = esphome.frame.encode({ kind: 'message', message: { kind: 'state', grams } });
  return { topic: `${device}/sensor/${channel}/state`, payload, retain: true };
}

export function esphomeStatusMessage(device: string, online: boolean): WeightMessage {
  return { topic: `${device}/status`, payload: esphome.frame.encode({ kind: 'liveness', online }), retain: true };
}
