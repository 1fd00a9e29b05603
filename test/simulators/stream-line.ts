/** A driver's framing and session against a simulated device behind its faults, with time passed in. */
import { framerOf } from '../../devices/codec/framer.ts';
import { type Driver, type Session, type SessionStep, understand } from '../../devices/driver.ts';
import type { Reading } from '../../devices/reading.ts';
import type { Seed } from '../../simulators/seed.ts';
import { type DeviceFaults, faultyDevice } from '../../simulators/stream-device.ts';
import type { StreamScene } from '../../simulators/stream-scenes.ts';

export interface Arrived {
  readonly at_ms: number;
  /** Of the frames the driver was given, from 1. */
  readonly frame: number;
  readonly reading: Reading;
}

export interface StreamLine {
  /** Lets time pass with these faults. */
  pass(for_ms: number, faults: DeviceFaults): void;
  readonly now_ms: number;
  readonly arrived: readonly Arrived[];
  readonly states: readonly string[];
  /** Frames that the device sent whole, before its line had them. */
  readonly sent: number;
  readonly frames: number;
  readonly refused: number;
  readonly noise_bytes: number;
  /** Times that the talk was given up, as a link would, and begun anew. */
  readonly reopened: number;
}

const step_ms = 50;

export function streamLine(driver: Driver, { device }: StreamScene, seed: Seed): StreamLine {
  const arrived: Arrived[] = [];
  const states: string[] = [];
  const counts = { sent: 0, frames: 0, refused: 0, noise_bytes: 0, reopened: -1 };
  let now_ms = 0;
  let framer = framerOf(driver.framing);
  let session: Session | undefined;
  let wake_ms = Number.POSITIVE_INFINITY;
  let isOver = true;
  const counted = {
    ...device,
    heard: (chunk: Uint8Array, at_ms: number) => count(device.heard(chunk, at_ms)),
    spoken: (at_ms: number) => count(device.spoken(at_ms)),
  };
  let wire = faultyDevice(counted, {}, seed);

  function count(frames: readonly Uint8Array[]): readonly Uint8Array[] {
    counts.sent += frames.length;
    return frames;
  }
  function open(): void {
    counts.reopened += 1;
    isOver = false;
    framer = framerOf(driver.framing);
    wake_ms = Number.POSITIVE_INFINITY;
    session = driver.session?.({ poll_ms: 100 });
    if (session !== undefined) follow(session.opened(now_ms));
  }
  function follow(step: SessionStep): void {
    wake_ms = step.wake_in_ms === undefined ? Number.POSITIVE_INFINITY : now_ms + step.wake_in_ms;
    if (step.status !== undefined) states.push(step.status.state);
    if (step.status?.state === 'lost' || step.status?.state === 'refused') isOver = true;
    for (const bytes of step.send) take(wire.heard(bytes, now_ms));
  }
  function take(chunks: readonly Uint8Array[]): void {
    for (const cut of chunks.flatMap((chunk) => framer.push(chunk))) {
      if (isOver) return;
      if (cut.kind === 'noise') {
        counts.noise_bytes += cut.bytes;
        isOver = cut.fatal;
      } else heard(cut.data);
    }
  }
  function heard(frame: Uint8Array): void {
    counts.frames += 1;
    const step = session?.heard(frame, now_ms);
    if (step === undefined || step.deliver) {
      const understood = understand(driver, frame, { retained: false, unit: 'kg' });
      if (!understood.ok) counts.refused += 1;
      else arrived.push(...understood.value.map((reading) => ({ at_ms: now_ms, frame: counts.frames, reading })));
    }
    if (step !== undefined) follow(step);
  }

  return {
    pass(for_ms, faults) {
      wire = faultyDevice(counted, faults, seed.stream(`from ${now_ms}`));
      for (const end_ms = now_ms + for_ms; now_ms < end_ms; now_ms += step_ms) {
        if (isOver) open();
        if (now_ms % 100 === 0) take(wire.spoken(now_ms));
        if (session !== undefined && now_ms >= wake_ms) follow(session.waited(now_ms));
      }
    },
    get now_ms() {
      return now_ms;
    },
    arrived,
    states,
    get sent() {
      return counts.sent;
    },
    get frames() {
      return counts.frames;
    },
    get refused() {
      return counts.refused;
    },
    get noise_bytes() {
      return counts.noise_bytes;
    },
    get reopened() {
      return counts.reopened;
    },
  };
}
