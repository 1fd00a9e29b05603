/** A device that speaks in bytes over a line of its own: no port, no clock. And the faults that the device itself has. */
import { faultyLine, type LineFaults, type LineManner } from './line-faults.ts';
import type { Seed } from './seed.ts';
import type { ShownUnit } from './weighing.ts';

export interface StreamDevice extends LineManner {
  /** Bytes from the host, cut anywhere, and the answers to what is whole now, each a frame as it stands on the wire. */
  heard(chunk: Uint8Array, at_ms: number): readonly Uint8Array[];
  /** What it says by itself now. */
  spoken(at_ms: number): readonly Uint8Array[];
  /** Its power was cut and is back, and what it says at that. */
  restart(at_ms: number): readonly Uint8Array[];
  /** The unit key, on scales that have one and say the unit. */
  showIn?(unit: ShownUnit): void;
  /** Whether something moves on it; what switches itself off wakes by that. Absent: it never sleeps. */
  isMovingAt?(at_ms: number): boolean;
}

/** How often, in a thousand turns of speaking or being asked; the rest on the line. */
export interface DeviceFaults extends LineFaults {
  /** Somebody presses the unit key. */
  readonly unit_key_permille?: number;
  /** The power fails and comes back. */
  readonly power_permille?: number;
  /** Without motion for so long it switches itself off, and says nothing until something moves on it. */
  readonly auto_off_ms?: number;
}

/** What came over the wire, chunk by chunk. */
export interface FaultyDevice {
  heard(chunk: Uint8Array, at_ms: number): readonly Uint8Array[];
  spoken(at_ms: number): readonly Uint8Array[];
  readonly is_off: boolean;
}

const units: readonly ShownUnit[] = ['kg', 'g', 'lb', 'oz'];

export function faultyDevice(device: StreamDevice, faults: DeviceFaults, seed: Seed): FaultyDevice {
  const happens = (permille: number | undefined) => permille !== undefined && seed.happens(permille);
  const line = faultyLine(faults, seed, device);
  let moved_ms: number | undefined;
  let isOff = false;

  /** Whether it is on now; what it says on waking goes with `woken`. */
  function power(at_ms: number): { readonly isOn: boolean; readonly woken: readonly Uint8Array[] } {
    const { auto_off_ms } = faults;
    const { isMovingAt } = device;
    if (auto_off_ms === undefined || isMovingAt === undefined) return { isOn: true, woken: [] };
    if (moved_ms === undefined || isMovingAt(at_ms)) {
      const woken = isOff ? device.restart(at_ms) : [];
      isOff = false;
      moved_ms = at_ms;
      return { isOn: true, woken };
    }
    if (at_ms - moved_ms >= auto_off_ms) isOff = true;
    return { isOn: !isOff, woken: [] };
  }
  function turn(at_ms: number, say: () => readonly Uint8Array[]): readonly Uint8Array[] {
    const { isOn, woken } = power(at_ms);
    if (!isOn) return [];
    if (happens(faults.power_permille)) return line([...woken, ...device.restart(at_ms)]);
    if (happens(faults.unit_key_permille)) device.showIn?.(seed.oneOf(units) ?? 'kg');
    return line([...woken, ...say()]);
  }

  return {
    heard: (chunk, at_ms) => turn(at_ms, () => device.heard(chunk, at_ms)),
    spoken: (at_ms) => turn(at_ms, () => device.spoken(at_ms)),
    get is_off() {
      return isOff;
    },
  };
}
