/** Scales told to tare and to zero: the order goes out in its turn, and its outcome is what the scale itself says. */
import { describe, expect, test } from 'vitest';
import { framerOf } from '../../devices/codec/framer.ts';
import { type CommandOutcome, type DeviceCommand, type SessionStep, understand } from '../../devices/driver.ts';
import { driverOf, drivers } from '../../devices/registry.ts';
import { mtSicsScale } from '../../simulators/scale.ts';
import { serialScaleOf } from '../../simulators/serial-scale.ts';

const capacity_mg = 15_000_000;
const silent = 'Sent. Scales of this kind do not confirm it; the next weights show what came of it.';

/** A driver's session and a simulated scale, joined without a wire. Time passes only when told to. */
function joined(id: string) {
  const driver = driverOf(id);
  const session = driver?.session?.({ poll_ms: 200 });
  if (driver === undefined || session?.told === undefined) throw new Error(`${id} cannot be told anything`);
  const pan = { mass_mg: 100_000, moving: false, massAt: () => pan.mass_mg, isMovingAt: () => pan.moving };
  const serial = serialScaleOf(id, { pan, capacity_mg, unit: 'kg' });
  const sics = mtSicsScale({ pan, serial: '1', capacity_mg });
  let now_ms = 1_000;
  let isDeaf = false;
  const answered = (bytes: Uint8Array): readonly Uint8Array[] => {
    if (isDeaf) return [];
    return serial === undefined ? [sics.heard(bytes, now_ms)] : serial.heard(bytes, now_ms);
  };
  const framer = framerOf(driver.framing);
  const outcomes: (CommandOutcome & { number: number })[] = [];
  const weights: number[] = [];
  let number = 0;

  function follow(step: SessionStep): void {
    outcomes.push(...(step.outcomes ?? []));
    for (const bytes of step.send) for (const chunk of answered(bytes)) hear(chunk);
  }
  function hear(chunk: Uint8Array): void {
    for (const cut of framer.push(chunk)) {
      if (cut.kind !== 'frame' || session === undefined || driver === undefined) continue;
      const step = session.heard(cut.data, now_ms);
      const meant = understand(driver, cut.data, { retained: false, unit: 'kg' });
      if (step.deliver && meant.ok) {
        for (const reading of meant.value) if (reading.kind === 'weight') weights.push(reading.mass_mg);
      }
      follow(step);
    }
  }
  function pass(for_ms: number): void {
    for (const end_ms = now_ms + for_ms; now_ms < end_ms; ) {
      now_ms += 100;
      if (session !== undefined) follow(session.waited(now_ms));
      for (const chunk of isDeaf ? [] : (serial?.spoken(now_ms) ?? [])) hear(chunk);
    }
  }
  function tell(kind: 'tare' | 'zero'): CommandOutcome | undefined {
    number += 1;
    const command: DeviceCommand = { kind };
    if (session?.told !== undefined) follow(session.told(command, number, now_ms));
    pass(12_000);
    const all = outcomes.filter((each) => each.number === number);
    expect(all.length).toBe(1);
    return all.map(({ ok, says }) => ({ ok, says }))[0];
  }
  follow(session.opened(now_ms));
  pass(1_000);
  const deafen = (deaf: boolean) => {
    isDeaf = deaf;
  };
  return { pan, tell, weights, pass, deafen };
}

/** What each says when it did it, and when it did not because its pan moves. */
const talks = [
  ['mt-sics', 'tare', 'Tared.', 'Not done: busy, or not at rest in time.'],
  ['mt-sics', 'zero', 'Set to zero.', 'Not done: busy, or not at rest in time.'],
  ['toledo-8217', 'tare', 'Tared.', 'Not done: the scale moves, is out of range, or does not allow it.'],
  ['toledo-8217', 'zero', 'Set to zero.', 'Not done: the scale moves, is out of range, or does not allow it.'],
  ['nci-ecr', 'zero', 'Set to zero.', 'Not done: the scale moves, is out of range, or does not know the command.'],
] as const;

describe('scales that answer', () => {
  test.each(talks)('%s, told to %s', (id, kind, done, not) => {
    const { pan, tell, weights, pass } = joined(id);
    expect(weights.at(-1)).toBe(100_000);
    pan.moving = true;
    expect(tell(kind)).toEqual({ ok: false, says: not });
    pan.moving = false;
    expect(tell(kind)).toEqual({ ok: true, says: done });
    pass(1_000);
    expect(weights.at(-1)).toBe(0);
  });

  test.each(['mt-sics', 'toledo-8217', 'nci-ecr'])('%s that has gone silent does it neither now nor later', (id) => {
    const { tell, weights, deafen, pass } = joined(id);
    deafen(true);
    expect(tell('zero')?.ok).toBe(false);
    deafen(false);
    pass(30_000);
    expect(weights.at(-1)).toBe(100_000);
  });
});

describe('scales that do not', () => {
  test.each([
    ['ohaus', 'tare'],
    ['ohaus', 'zero'],
    ['sartorius-sbi', 'tare'],
    ['sartorius-sbi', 'zero'],
    ['adam', 'tare'],
    ['adam', 'zero'],
    ['ad-st-gs', 'tare'],
    ['ad-st-gs', 'zero'],
    ['toledo-continuous', 'tare'],
    ['toledo-continuous', 'zero'],
  ] as const)('%s, told to %s', (id, kind) => {
    const { tell, weights, pass } = joined(id);
    expect(weights.at(-1)).toBe(100_000);
    expect(tell(kind)).toEqual({ ok: true, says: silent });
    pass(12_000);
    expect(weights.at(-1)).toBe(0);
  });
});

test('a USB scale is set to zero by an output report, and cannot be tared', () => {
  const session = driverOf('hid-scale')?.session?.({});
  session?.opened(0);
  expect(session?.told?.({ kind: 'zero' }, 1, 0)).toEqual({
    send: [Uint8Array.of(0x02, 0x02)],
    deliver: false,
    outcomes: [{ number: 1, ok: true, says: silent }],
  });
  expect(session?.told?.({ kind: 'tare' }, 2, 0)).toMatchObject({ send: [], outcomes: [{ number: 2, ok: false }] });
});

test('Tasmota is tared by its Sensor34 command', () => {
  const message = driverOf('tasmota')?.message?.({ kind: 'tare' }, 'shelf-b1');
  expect(message?.topic).toBe('cmnd/shelf-b1/Sensor34');
  expect(new TextDecoder().decode(message?.payload)).toBe('1');
});

test('which scales can be told what', () => {
  const scales = drivers.filter(({ family }) => family === 'scale');
  expect(Object.fromEntries(scales.map(({ id, commands = [] }) => [id, commands]))).toEqual({
    'mt-sics': ['tare', 'zero'],
    'toledo-8217': ['tare', 'zero'],
    'toledo-continuous': ['tare', 'zero'],
    'nci-ecr': ['zero'],
    'ad-st-gs': ['tare', 'zero'],
    'cas-enq': [],
    ohaus: ['tare', 'zero'],
    'sartorius-sbi': ['tare', 'zero'],
    adam: ['tare', 'zero'],
    'hid-scale': ['zero'],
    'modbus-scale': ['tare', 'zero'],
    tasmota: ['tare'],
    esphome: [],
    sparkplug: ['announce'],
    'home-assistant': [],
  });
});

test.each([
  ['T S     100.00 g', true, 'Tared.'],
  ['T S       0.00 g', true, 'Tared.'],
  ['T I', false, 'Not done: busy, or not at rest in time.'],
  ['T L', false, 'Not done: the scale cannot do it.'],
  ['T +', false, 'Not done: above its range.'],
  ['T -', false, 'Not done: below its range.'],
  ['T ?', false, 'Not done: the scale says T ?.'],
  ['ES', false, 'ES: the scale does not know or take the command.'],
])('an MT-SICS scale that answers %s to a tare', (line, ok, says) => {
  const session = driverOf('mt-sics')?.session?.({});
  session?.opened(0);
  session?.heard(new TextEncoder().encode('S S     100.00 g'), 50);
  expect(session?.told?.({ kind: 'tare' }, 1, 100).send).toEqual([new TextEncoder().encode('T\r\n')]);
  expect(session?.heard(new TextEncoder().encode(line), 200).outcomes).toEqual([{ number: 1, ok, says }]);
});
