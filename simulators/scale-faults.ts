/** A serial scale behind the faults of its line, its unit key and its power switch. */
import type { Pan } from './load-cell.ts';
import type { Seed } from './seed.ts';
import type { SerialScale } from './serial-scale.ts';
import { type DeviceFaults, type FaultyDevice, faultyDevice, type StreamDevice } from './stream-device.ts';

export type ScaleFaults = DeviceFaults;

export function faultyScale(scale: SerialScale, pan: Pan, faults: ScaleFaults, seed: Seed): FaultyDevice {
  return faultyDevice(scaleDevice(scale, pan), faults, seed);
}

/** Noise on a scale's line has bit 7 set, as from a bad contact: digits among it would be digits of the weight. */
export function scaleDevice(scale: SerialScale, pan: Pan): StreamDevice {
  return {
    heard: (chunk, at_ms) => scale.heard(chunk, at_ms),
    spoken: (at_ms) => scale.spoken(at_ms),
    // It takes the load it finds within its zero range for its zero, and says nothing of it.
    restart(at_ms) {
      scale.weighing.switchOn(at_ms);
      return [];
    },
    showIn: (unit) => scale.weighing.showIn(unit),
    isMovingAt: (at_ms) => pan.isMovingAt(at_ms),
    sumAt: (frame) => scale.sumAt(frame),
    noise: { min: 0x90, max: 0xff },
  };
}
