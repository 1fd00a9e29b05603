/**
 * Load cells on an HX711 under Tasmota, publishing telemetry over MQTT with the topics Tasmota has by default.
 *
 * What Tasmota does to a weight (its HX711 sensor, xsns_34) and nobody here can undo: kilograms with as many decimals as
 * `WeightRes` says, one value a second, and nothing below zero: a negative weight is sent as 0. At power-up it takes the
 * load it finds for its zero unless it is told not to (before 11.0.0.7 always), which is why its restart is a reading of its own.
 * Since 7.1.2 it also sends `WeightRaw`: the same mean in whole grams before any zero is taken off, below zero as well. That is
 * a channel of its own, `raw`, for a place whose weight must outlive a power cut. `Time` is local time without a zone, so it is not
 * used.
 */
import { json } from '../codec/json.ts';
import { object, optional, scaled, text } from '../codec/json-shapes.ts';
import { orLiveness } from '../codec/liveness.ts';
import { driver } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { tasmotaExamples } from './tasmota-examples.ts';

const bytes_max = 16_384;

const restartReason = text('Why it restarted', { min: 0, max: 100, such_as: ['Power On', 'Software/System restart'] });

const telemetry = object('A telemetry message; sensors other than the HX711 are ignored', {
  Time: optional(text('Local time without a zone: not used', { max: 40, such_as: ['2026-11-23T08:00:00'] })),
  HX711: optional(
    object('The load cell', {
      Weight: scaled('Kilograms, never below zero; kept to the milligram', {
        min: -10_000,
        max: 10_000,
        per: 1_000_000,
      }),
      WeightRaw: optional(
        scaled('Whole grams before the tare, below zero as well', { min: -10_000_000, max: 10_000_000, per: 1_000 }),
      ),
    }),
  ),
  Info3: optional(object('Sent once after a restart', { RestartReason: restartReason })),
  RestartReason: optional(restartReason),
});

export const tasmota = driver({
  id: 'tasmota',
  title: 'Tasmota with an HX711 load cell',
  family: 'scale',
  wires: ['mqtt'],
  says: 'weights, restarts',
  caveats: [
    'A negative weight is sent as 0, with as many decimals of a kilogram as `WeightRes` says, once a second.',
    'At power-up it takes the load it finds for its zero unless it is told not to.',
    'Its channel `raw` is the weight before the tare (`WeightRaw`, from 7.1.2 on): it goes below zero and no restart moves it.',
    'Its time has no zone and is not used.',
  ],
  framing: { by: 'message', bytes_max },
  topics: ['tele/{device}/SENSOR', 'tele/{device}/LWT', 'tele/{device}/INFO3'],
  // Discovery is published under the MAC address, which is not the device's id here.
  ignored_topics: ['tele/{device}/#', 'stat/{device}/#', 'tasmota/discovery/+/+'],
  command_topics: ['cmnd/{device}/#'],
  frame: orLiveness(json(telemetry, bytes_max), { online: 'Online', offline: 'Offline' }),

  readings(value) {
    if (value.kind === 'liveness') return [{ kind: 'condition', condition: value.online ? 'online' : 'offline' }];
    const { HX711, Info3, RestartReason } = value.message;
    const readings: Reading[] = [];
    const reason = Info3?.RestartReason ?? RestartReason;
    if (reason !== undefined)
      readings.push({ kind: 'condition', condition: 'restarted', says: `Restarted: ${reason}` });
    if (HX711 !== undefined) {
      readings.push({ kind: 'weight', channel: '1', mass_mg: HX711.Weight });
      if (HX711.WeightRaw !== undefined) readings.push({ kind: 'weight', channel: 'raw', mass_mg: HX711.WeightRaw });
    }
    return readings;
  },

  // Sensor34 1 takes what lies there for zero (Tasmota, "HX711"): a tare, as far as the load is concerned.
  commands: ['tare'],
  message: (_command, device) => ({ topic: `cmnd/${device}/Sensor34`, payload: new TextEncoder().encode('1') }),

  examples: tasmotaExamples,
});
