/** Every simulated device that speaks in bytes, at work: what lies on it or passes by it, and what is true of what it says. */
import type { Reading } from '../devices/reading.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import type { Pan } from './load-cell.ts';
import { type RfidModule, rfidModuleOf, rfidModules } from './rfid-module.ts';
import { mtSicsScale } from './scale.ts';
import { scaleDevice } from './scale-faults.ts';
import { scanBytes } from './scanner.ts';
import { serialScaleOf, serialScales } from './serial-scale.ts';
import type { StreamDevice } from './stream-device.ts';

export interface StreamScene {
  readonly device: StreamDevice;
  /**
   * Whether a reading that arrived at this time tells what was so, now or a moment ago. Conditions are always true: they
   * say how the device is, which is another matter.
   */
  isTrue(reading: Reading, at_ms: number): boolean;
}

const capacity_mg = 15_000_000;
/** Half of each minute what lies on a scale changes every two seconds, by whole grams; the other half it rests. */
const minute_ms = 60_000;
const busy_ms = 30_000;
const step_ms = 2_000;
const steps_mg = [1_000_000, 1_061_000, 2_745_000, 640_000, 1_999_000, 14_020_000, 305_000];
/** A weight is on its way, or waits in a chunk with the next one, for less than this. */
const late_ms = 1_000;
/** Half a step of the display in any unit, ounces being the coarsest. */
const shown_mg_max = 600;

function massAt(at_ms: number): number {
  const passed_ms = Math.floor(at_ms / minute_ms) * busy_ms + Math.min(at_ms % minute_ms, busy_ms - 1);
  return steps_mg[Math.floor(passed_ms / step_ms) % steps_mg.length] ?? 0;
}

/** It swings for a moment after each step. */
const pan: Pan = { massAt, isMovingAt: (at_ms) => at_ms % minute_ms < busy_ms && at_ms % step_ms < 300 };

function wasOnPan(reading: Reading, at_ms: number): boolean {
  if (reading.kind !== 'weight') return reading.kind === 'condition';
  const masses_mg = [massAt(at_ms), massAt(Math.max(0, at_ms - late_ms))];
  return masses_mg.some((mass_mg) => Math.abs(mass_mg - reading.mass_mg) <= shown_mg_max);
}

function serialScaleScene(driver: string): StreamScene {
  const scale = serialScaleOf(driver, { pan, capacity_mg, unit: 'kg' });
  if (scale === undefined) throw new Error(`there is no simulated ${driver}`);
  return { device: scaleDevice(scale, pan), isTrue: wasOnPan };
}

function mtSicsScene(): StreamScene {
  const scale = mtSicsScale({ pan, serial: 'B021002593', capacity_mg });
  const said = (bytes: Uint8Array) => (bytes.length === 0 ? [] : [bytes]);
  const device: StreamDevice = {
    heard: (chunk, at_ms) => said(scale.heard(chunk, at_ms)),
    spoken: () => [],
    restart: (at_ms) => said(scale.switchOn(at_ms)),
    showIn: (unit) => scale.showIn(unit === 'g' ? 'g' : 'kg'),
    isMovingAt: (at_ms) => pan.isMovingAt(at_ms),
    noise: { min: 0x90, max: 0xff },
  };
  return { device, isTrue: wasOnPan };
}

const epcs = ['3034257BF7194E4000001A85', '3174257BF4499602D2000000', 'BB7EAADDFF00BB7E', 'E28011606000020A6681F23F'];
export const sceneTags: readonly Omit<SeenTag, 'at_ms'>[] = epcs.map((epc, at) => ({
  epc,
  antenna: 1,
  rssi_cdbm: -5_000 - at * 100,
}));

export function isSceneTag(reading: Reading): boolean {
  return reading.kind === 'tag' ? epcs.includes(reading.epc) : reading.kind === 'condition';
}

/** A module has its tags in the field all the time. */
function moduleScene(module: RfidModule): StreamScene {
  return {
    device: {
      heard: (chunk, at_ms) => module.heard(chunk, at_ms),
      spoken: (at_ms) =>
        module.spoken(
          sceneTags.map((tag) => ({ ...tag, at_ms })),
          at_ms,
        ),
      restart() {
        module.restart();
        return [];
      },
      // The first of two bytes at the end, or the one before the end byte.
      sumAt: (frame) => frame.length - 2,
    },
    isTrue: isSceneTag,
  };
}

const codes = [
  { aim: ']C1', code: '0109506000134352' },
  { aim: ']E0', code: '4006381333931' },
  { code: 'TG-LOC.A1' },
  { aim: ']d2', code: '010950600013435210AB-1\u001d21S1' },
];
const scan_ms = 500;

/** Somebody scans without end. Noise is of characters that no symbol holds; others would be part of the code. */
function scannerScene(): StreamScene {
  let next = 0;
  let scanned_ms = Number.NEGATIVE_INFINITY;
  return {
    device: {
      heard: () => [],
      spoken(at_ms) {
        const scan = codes[next % codes.length];
        if (scan === undefined || at_ms - scanned_ms < scan_ms) return [];
        scanned_ms = at_ms;
        next += 1;
        return [scanBytes(scan)];
      },
      restart: () => [],
      noise: { min: 0x00, max: 0x01 },
    },
    isTrue(reading) {
      if (reading.kind !== 'scan') return reading.kind === 'condition';
      return codes.some(({ aim, code }) => reading.code === code && reading.aim === aim);
    },
  };
}

function moduleOf(driver: string): RfidModule {
  const module = rfidModuleOf(driver);
  if (module === undefined) throw new Error(`there is no simulated ${driver}`);
  return module;
}

/** By driver. A reader that speaks LLRP has a port of its own, see `llrp-reader.ts`, and its faults come in between. */
export const streamScenes: Readonly<Record<string, () => StreamScene>> = {
  ...Object.fromEntries(serialScales.map((driver) => [driver, () => serialScaleScene(driver)])),
  ...Object.fromEntries(rfidModules.map((driver) => [driver, () => moduleScene(moduleOf(driver))])),
  'mt-sics': mtSicsScene,
  'line-scanner': scannerScene,
};
