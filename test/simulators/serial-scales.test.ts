/** Simulated scales speak their drivers' bytes, and no fault of the line becomes a weight that was never shown. */
import { describe, expect, test } from 'vitest';
import { framerOf } from '../../devices/codec/framer.ts';
import { type ConfiguredUnit, type Driver, type Session, type SessionStep, understand } from '../../devices/driver.ts';
import type { Reading } from '../../devices/reading.ts';
import { driverOf } from '../../devices/registry.ts';
import type { Pan } from '../../simulators/load-cell.ts';
import { faultyScale, type ScaleFaults } from '../../simulators/scale-faults.ts';
import { seedOf } from '../../simulators/seed.ts';
import { serialScaleOf, serialScales } from '../../simulators/serial-scale.ts';

const latin1 = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));
const textOf = (bytes: Uint8Array) => String.fromCharCode(...bytes);
const capacity_mg = 15_000_000;

function known(id: string): Driver {
  const driver = driverOf(id);
  if (driver === undefined) throw new Error(`there is no driver ${id}`);
  return driver;
}

function scaleWith(id: string, mass_mg: number, isMoving = false, unit: ConfiguredUnit = 'kg') {
  const state = { mass_mg, isMoving };
  const pan: Pan = { massAt: () => state.mass_mg, isMovingAt: () => state.isMoving };
  const scale = serialScaleOf(id, { pan, capacity_mg, unit });
  if (scale === undefined) throw new Error(`there is no simulated ${id}`);
  const ask = (command: string) => scale.heard(latin1(command), 0).map(textOf).join('');
  const speak = () => scale.spoken(0).map(textOf).join('');
  return { state, pan, scale, ask, speak };
}

describe('what a simulated scale sends', () => {
  test.each([
    ['toledo-8217', 'W', '\x0201.235\r', '\x02?A\r', '\x02?B\r', '\x02?D\r'],
    ['nci-ecr', 'W\r', '\n001.235kg\r\n00\r\x03', '\n10\r\x03', '\n02\r\x03', '\n01\r\x03'],
    ['ohaus', 'IP\r\n', '    1.235 kg    G  \r\n', '    1.235 kg   ?G  \r\n', 'Err 8.3\r\n', 'Err 8.4\r\n'],
    [
      'sartorius-sbi',
      '\x1bP\r\n',
      'N     +    1.235 kg \r\n',
      'N     +    1.235    \r\n',
      'Stat        H       \r\n',
      'Stat        L       \r\n',
    ],
    ['adam', 'P\r\n', '         +    1.235 kg\r\n', '         +    1.235 kg\r\n', 'OL\r\n', 'LO\r\n'],
  ])('%s: at rest, moving, above and below the range', (id, question, rest, moving, over, under) => {
    expect(scaleWith(id, 1_234_600).ask(question)).toBe(rest);
    expect(scaleWith(id, 1_234_600, true).ask(question)).toBe(moving);
    expect(scaleWith(id, capacity_mg + 1).ask(question)).toBe(over);
    expect(scaleWith(id, -400_000).ask(question)).toBe(under);
  });

  test.each([
    [
      'toledo-continuous',
      '\x02-0 001235000000\r)',
      '\x02-8 001235000000\r!',
      '\x02-4 ------000000\rB',
      '\x02-6 ------000000\r@',
    ],
    ['ad-st-gs', 'ST,GS,+001.235kg\r\n', 'US,GS,+001.235kg\r\n', 'OL,GS,+9999999kg\r\n', 'OL,GS,-9999999kg\r\n'],
  ])('%s: at rest, moving, above and below the range', (id, rest, moving, over, under) => {
    expect(scaleWith(id, 1_234_600).speak()).toBe(rest);
    expect(scaleWith(id, 1_234_600, true).speak()).toBe(moving);
    expect(scaleWith(id, capacity_mg + 1).speak()).toBe(over);
    expect(scaleWith(id, -400_000).speak()).toBe(under);
  });

  test('cas-enq: ENQ and DC1, and nothing without ENQ', () => {
    const { ask } = scaleWith('cas-enq', 1_234_600);
    expect(ask('\x05')).toBe('\x06');
    expect(ask('\x11')).toBe('\x01\x02S  1.235kgt\x03\x04');
    expect(ask('\x11')).toBe('\x15');
    expect(scaleWith('cas-enq', capacity_mg + 1).ask('\x05\x11')).toBe('\x06\x01\x02UFFFFFFFkg\x1f\x03\x04');
  });

  test.each([
    ['toledo-8217', 'T', 'W', '\x0200.500N\r'],
    ['ohaus', 'T\r\n', 'P\r\n', '    0.500 kg    N  \r\n'],
    ['sartorius-sbi', '\x1bT\r\n', '\x1bP\r\n', 'N     +    0.500 kg \r\n'],
  ])('%s: net of a tare', (id, tare, question, answer) => {
    const { state, ask } = scaleWith(id, 100_000);
    ask(tare);
    state.mass_mg = 600_000;
    expect(ask(question)).toBe(answer);
  });

  test('knows its commands whatever pieces they come in', () => {
    const { scale } = scaleWith('nci-ecr', 0);
    const answers = Array.from(latin1('W\rX\r'), (byte) => scale.heard(Uint8Array.of(byte), 0).map(textOf).join(''));
    expect(answers.join('')).toBe('\n000.000kg\r\n00\r\x03\n?\r\x03');
  });
});

function talkOf(driver: Driver): Session {
  const session = driver.session?.({ poll_ms: 100 });
  if (session === undefined) throw new Error(`${driver.id} has no session`);
  return session;
}

/** Runs a scale and its driver against each other and tells what was understood. */
function talk(
  id: string,
  faults: ScaleFaults,
  seconds: number,
  massAt: (at_ms: number) => number = steps,
  isMovingAt: (at_ms: number) => boolean = () => false,
) {
  const pan: Pan = { massAt, isMovingAt };
  const driver = known(id);
  const healthy = serialScaleOf(id, { pan, capacity_mg, unit: 'kg' });
  if (healthy === undefined) throw new Error(`there is no simulated ${id}`);
  const session = talkOf(driver);
  const scale = faultyScale(healthy, pan, faults, seedOf(7, id));
  const framer = framerOf(driver.framing);
  const heard: { readonly at_ms: number; readonly reading: Reading }[] = [];
  const states: { readonly at_ms: number; readonly state: string }[] = [];
  let refused = 0;
  let noise = 0;
  let wake_ms = Number.POSITIVE_INFINITY;

  function follow(step: SessionStep, at_ms: number): void {
    if (step.status !== undefined) states.push({ at_ms, state: step.status.state });
    wake_ms = step.wake_in_ms === undefined ? Number.POSITIVE_INFINITY : at_ms + step.wake_in_ms;
    for (const question of step.send) for (const chunk of scale.heard(question, at_ms)) take(chunk, at_ms);
  }
  function take(chunk: Uint8Array, at_ms: number): void {
    for (const cut of framer.push(chunk)) {
      if (cut.kind === 'noise') {
        noise += cut.bytes;
        continue;
      }
      const understood = understand(driver, cut.data, { retained: false, unit: 'kg' });
      if (!understood.ok) refused += 1;
      else heard.push(...understood.value.map((reading) => ({ at_ms, reading })));
      follow(session.heard(cut.data, at_ms), at_ms);
    }
  }
  follow(session.opened(0), 0);
  for (let at_ms = 0; at_ms < seconds * 1_000; at_ms += 50) {
    if (at_ms % 100 === 0) for (const chunk of scale.spoken(at_ms)) take(chunk, at_ms);
    if (at_ms >= wake_ms) follow(session.waited(at_ms), at_ms);
  }
  return { heard, states, refused, noise };
}

/** Whole grams that change every two seconds. */
function steps(at_ms: number): number {
  return 1_000_000 + Math.floor(at_ms / 2_000) * 61_000;
}

function weights(heard: readonly { readonly reading: Reading }[]): readonly number[] {
  return heard.flatMap(({ reading }) => (reading.kind === 'weight' ? [reading.mass_mg] : []));
}

const asked = serialScales.filter((id) => id !== 'adam');

describe('between a simulated scale and its driver', () => {
  test.each(asked)('%s: every weight arrives and is exact', (id) => {
    const { heard, states, refused, noise } = talk(id, {}, 20);
    const exact = new Set(Array.from({ length: 10 }, (_, step) => steps(step * 2_000)));
    expect(new Set(weights(heard))).toEqual(exact);
    expect(weights(heard).length).toBeGreaterThan(90);
    expect([refused, noise, states.map(({ state }) => state)]).toEqual([0, 0, ['greeting', 'ready']]);
  });

  test.each(asked)('%s: lost, doubled, split, merged, noisy and wrong frames never make another weight', (id) => {
    const faults: ScaleFaults = {
      wrong_sum_permille: 60,
      noise_permille: 60,
      lost_permille: 30,
      doubled_permille: 30,
      split_permille: 60,
      merged_permille: 60,
    };
    const { heard, refused, noise } = talk(id, faults, 240);
    const shown = new Set(Array.from({ length: 120 }, (_, step) => steps(step * 2_000)));
    expect(weights(heard).filter((mass_mg) => !shown.has(mass_mg))).toEqual([]);
    expect(new Set(weights(heard)).size).toBeGreaterThan(100);
    expect(refused + noise).toBeGreaterThan(10);
  });

  test('cas-enq: a wrong checksum is refused, each time', () => {
    const { heard, refused } = talk('cas-enq', { wrong_sum_permille: 1_000 }, 10);
    expect(weights(heard)).toEqual([]);
    expect(refused).toBeGreaterThan(5);
  });

  test('toledo-continuous: a wrong checksum is refused, unless it looks like the next beginning', () => {
    const { heard, refused } = talk('toledo-continuous', { wrong_sum_permille: 1_000 }, 10);
    expect(refused).toBeGreaterThan(90);
    expect(weights(heard)).toEqual([1_000_000]);
  });

  test.each(asked.filter((id) => id !== 'toledo-8217'))('%s: the unit key changes nothing but the step', (id) => {
    const { heard } = talk(id, { unit_key_permille: 100 }, 60, () => 1_234_000);
    const apart = weights(heard).map((mass_mg) => Math.abs(mass_mg - 1_234_000));
    expect(new Set(apart).size).toBeGreaterThan(2);
    expect(Math.max(...apart)).toBeLessThan(600);
  });

  test.each(asked)('%s: switched off it is silent, which is told, and heard again after', (id) => {
    const isMoving = (at_ms: number) => at_ms >= 60_000 && at_ms < 61_000;
    const { heard, states } = talk(id, { auto_off_ms: 20_000 }, 80, () => 1_000_000, isMoving);
    const silent = heard.filter(({ at_ms }) => at_ms > 20_000 && at_ms < 60_000);
    expect(silent).toEqual([]);
    expect(states.map(({ state }) => state)).toEqual(['greeting', 'ready', 'greeting', 'ready']);
    expect(weights(heard.filter(({ at_ms }) => at_ms >= 72_000)).length).toBeGreaterThan(0);
  });

  test('adam: says nothing of a weight it has printed', () => {
    const { heard, states } = talk('adam', {}, 20);
    expect(weights(heard)).toEqual(Array.from({ length: 10 }, (_, step) => steps(step * 2_000)));
    expect(states.map(({ state }) => state)).toEqual(['greeting', 'ready']);
  });
});
