/** Simulated scales on serial lines: what they are asked they answer, and what they send by themselves comes ten times a second. */
import { every, type SimulatorClock } from './clock.ts';
import type { Pan } from './load-cell.ts';
import { openPty, type Pty } from './pty.ts';
import { faultyScale, type ScaleFaults } from './scale-faults.ts';
import type { Seed } from './seed.ts';
import { serialScaleOf } from './serial-scale.ts';
import type { SimulatedDevice } from './wiring.ts';

export interface ScaleWireOptions {
  readonly path: string;
  /** What lies on it; an empty pan when absent. */
  readonly pan?: Pan | undefined;
  readonly clock: SimulatorClock;
  readonly seed: Seed;
  readonly faults?: ScaleFaults;
  broke(says: string): void;
}

export const capacity_mg = 15_000_000;
const speak_ms = 100;
export const emptyPan: Pan = { massAt: () => 0, isMovingAt: () => false };

/** Undefined when the device's driver is no scale on a serial line. Rejects with a sentence when the line cannot be had. */
export async function scaleWire(
  { id, driver, unit = 'kg' }: SimulatedDevice,
  { path, pan = emptyPan, clock, seed, faults = {}, broke }: ScaleWireOptions,
): Promise<(() => Promise<void>) | undefined> {
  const healthy = serialScaleOf(driver, { pan, capacity_mg, unit });
  if (healthy === undefined) return undefined;
  healthy.weighing.switchOn(clock.now_ms());
  const scale = faultyScale(healthy, pan, faults, seed.stream(`faults-${id}`));
  const line: Pty = await openPty({
    path,
    broke,
    clock,
    heard: (chunk) => send(scale.heard(chunk, clock.now_ms())),
  });
  function send(chunks: readonly Uint8Array[]): void {
    for (const chunk of chunks) line.write(chunk);
  }
  const end = every(clock, speak_ms, () => send(scale.spoken(clock.now_ms())));
  return () => {
    end();
    return line.stop();
  };
}
