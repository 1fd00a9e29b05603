/** A driver's session and a simulated module on one line, with time passed in: what a gateway would see and journal. */
import { framerOf } from '../../devices/codec/framer.ts';
import type { Cut } from '../../devices/codec/framing.ts';
import {
  type CommandOutcome,
  type DeviceCommand,
  type Driver,
  type SessionSettings,
  type SessionStep,
  understand,
} from '../../devices/driver.ts';
import type { Reading } from '../../devices/reading.ts';
import type { SeenTag } from '../../simulators/llrp-reader-memory.ts';
import type { RfidModule } from '../../simulators/rfid-module.ts';

export interface ModuleLine {
  /** Tells the module something; what became of it stands in `outcomes`, under the number it has here. */
  tell(command: DeviceCommand, number: number): void;
  readonly outcomes: readonly (CommandOutcome & { readonly number: number })[];
  /** Lets time pass in steps of 50 ms, a round of the module at each; `tags` are in front of its antennas. */
  pass(for_ms: number, tags?: readonly SeenTag[]): void;
  readonly readings: readonly Reading[];
  readonly states: readonly string[];
  readonly sent: readonly Uint8Array[];
  readonly noise_bytes: number;
  readonly faults: number;
}

const step_ms = 50;

export function moduleLine(
  driver: Driver,
  module: RfidModule,
  spoil: (frames: readonly Uint8Array[]) => readonly Uint8Array[] = (frames) => frames,
  settings: SessionSettings = {},
): ModuleLine {
  const session = driver.session?.(settings);
  if (session === undefined) throw new Error(`${driver.id} has no session`);
  const framer = framerOf(driver.framing);
  const readings: Reading[] = [];
  const states: string[] = [];
  const sent: Uint8Array[] = [];
  const outcomes: (CommandOutcome & { readonly number: number })[] = [];
  let now_ms = 1_000_000;
  let wake_ms: number | undefined;
  let noise_bytes = 0;
  let faults = 0;
  let is_over = false;

  function take(step: SessionStep): void {
    wake_ms = step.wake_in_ms === undefined ? undefined : now_ms + step.wake_in_ms;
    if (step.status !== undefined) states.push(`${step.status.state}: ${step.status.says}`);
    if (step.status?.state === 'refused' || step.status?.state === 'lost') is_over = true;
    outcomes.push(...(step.outcomes ?? []));
    for (const bytes of step.send) {
      sent.push(bytes);
      arrive(spoil(module.heard(bytes, now_ms)));
    }
  }
  function arrive(chunks: readonly Uint8Array[]): void {
    hear(chunks.flatMap((chunk) => framer.push(chunk)));
  }
  function hear(cuts: readonly Cut[]): void {
    for (const cut of cuts) {
      if (cut.kind === 'noise') {
        noise_bytes += cut.bytes;
        continue;
      }
      if (is_over || session === undefined) return;
      const step = session.heard(cut.data, now_ms);
      if (step.deliver) {
        const understood = understand(driver, cut.data, { retained: false });
        if (understood.ok) readings.push(...understood.value);
        else faults += 1;
      }
      take(step);
    }
  }

  take(session.opened(now_ms));
  return {
    pass(for_ms, tags = []) {
      for (const end_ms = now_ms + for_ms; now_ms < end_ms && !is_over; now_ms += step_ms) {
        arrive(spoil(module.spoken(tags, now_ms)));
        if (wake_ms === undefined || now_ms < wake_ms) continue;
        hear(framer.silence?.() ?? []);
        take(session.waited(now_ms));
      }
    },
    tell(command, number) {
      const step = session.told?.(command, number, now_ms);
      if (step !== undefined) take(step);
    },
    outcomes,
    readings,
    states,
    sent,
    get noise_bytes() {
      return noise_bytes;
    },
    get faults() {
      return faults;
    },
  };
}
