/** Simulated scales speak the drivers' own bytes. */
import { describe, expect, test } from 'vitest';
import { framerOf } from '../../devices/codec/framer.ts';
import { understand } from '../../devices/driver.ts';
import { native } from '../../devices/native/native.ts';
import { esphome } from '../../devices/scales/esphome.ts';
import { mtSics } from '../../devices/scales/mt-sics.ts';
import { tasmota } from '../../devices/scales/tasmota.ts';
import { loadCellOf, type Pan } from '../../simulators/load-cell.ts';
import { mtSicsScale } from '../../simulators/scale.ts';
import { seedOf } from '../../simulators/seed.ts';
import {
  esphomeStatusMessage,
  esphomeWeightMessage,
  nativeStatusMessage,
  nativeWeightMessage,
  tasmotaRestartMessage,
  tasmotaStatusMessage,
  tasmotaWeightMessage,
  type WeightMessage,
} from '../../simulators/weight-messages.ts';

const ascii = new TextEncoder();
const text = new TextDecoder();

function scaleWith(mass_mg: number, isMoving = false) {
  const state = { mass_mg, isMoving };
  const pan: Pan = { massAt: () => state.mass_mg, isMovingAt: () => state.isMoving };
  const scale = mtSicsScale({ pan, serial: 'B021002593', capacity_mg: 6_000_000 });
  return { state, scale, ask: (command: string) => text.decode(scale.heard(ascii.encode(`${command}\r\n`), 0)) };
}

describe('a simulated MT-SICS scale', () => {
  test.each([
    [1_234_564, false, 'SI', 'S S    1234.56 g\r\n'],
    [-50, false, 'SI', 'S S      -0.05 g\r\n'],
    [1_234_560, true, 'SI', 'S D    1234.56 g\r\n'],
    [1_234_560, true, 'S', 'S I\r\n'],
    [6_000_001, false, 'SI', 'S +\r\n'],
    [-130_000, false, 'SI', 'S -\r\n'],
    [0, false, 'I4', 'I4 A "B021002593"\r\n'],
    [0, false, 'SX', 'ES\r\n'],
  ])('with %s mg on it, moving %s, it answers %s as the manual says', (mass_mg, isMoving, command, answer) => {
    expect(scaleWith(mass_mg, isMoving).ask(command)).toBe(answer);
  });

  test('shows kilograms when the unit key was pressed', () => {
    const { scale, ask } = scaleWith(1_234_560);
    scale.showIn('kg');
    expect(ask('SI')).toBe('S S     1.2346 kg\r\n');
  });

  test('tares and sets to zero', () => {
    const { state, ask } = scaleWith(100_000);
    expect(ask('T')).toBe('T S     100.00 g\r\n');
    state.mass_mg = 150_000;
    expect(ask('SI')).toBe('S S      50.00 g\r\n');
    expect(ask('Z')).toBe('Z +\r\n');
    state.mass_mg = 20;
    expect(ask('Z')).toBe('Z A\r\n');
    expect(ask('SI')).toBe('S S       0.00 g\r\n');
  });

  test('takes what lies on it at power-up for its zero, within a fiftieth of its range', () => {
    const { state, scale, ask } = scaleWith(100_000);
    expect(text.decode(scale.switchOn(0))).toBe('I4 A "B021002593"\r\n');
    expect(ask('SI')).toBe('S S       0.00 g\r\n');
    state.mass_mg = 500_000;
    scale.switchOn(0);
    expect(ask('SI')).toBe('S S     500.00 g\r\n');
  });

  test('answers commands whatever pieces they come in', () => {
    const { scale } = scaleWith(0);
    const commands = ascii.encode('SI\r\nI4\r\nSI\r\n');
    const answers = Array.from(commands, (byte) => text.decode(scale.heard(Uint8Array.of(byte), 0))).join('');
    expect(answers).toBe('S S       0.00 g\r\nI4 A "B021002593"\r\nS S       0.00 g\r\n');
  });

  test('talks with the driver: a load put on a noisy plate is weighed at rest', () => {
    const cell = loadCellOf(seedOf(11));
    const scale = mtSicsScale({ pan: cell, serial: 'B1', capacity_mg: 6_000_000 });
    const session = mtSics.session?.({ poll_ms: 100 });
    const framer = framerOf(mtSics.framing);
    cell.load(2_000, 500_000);
    const stable: { at_ms: number; mass_mg: number }[] = [];
    let moving = 0;
    let step = session?.opened(0);
    for (let now_ms = 0; now_ms < 10_000; now_ms += step?.wake_in_ms ?? 100) {
      if (now_ms > 0) step = session?.waited(now_ms);
      for (const question of step?.send ?? []) {
        for (const cut of framer.push(scale.heard(question, now_ms))) {
          if (cut.kind !== 'frame') throw new Error(cut.rule);
          step = session?.heard(cut.data, now_ms);
          const understood = understand(mtSics, cut.data, { retained: false });
          for (const reading of understood.ok ? understood.value : []) {
            if (reading.kind !== 'weight') continue;
            if (reading.stable === true) stable.push({ at_ms: now_ms, mass_mg: reading.mass_mg });
            else moving += 1;
          }
        }
      }
    }
    const before = stable.filter(({ at_ms }) => at_ms < 2_000);
    const after = stable.filter(({ at_ms }) => at_ms > 6_000);
    expect([before.length, after.length, moving > 5]).toEqual([20, 39, true]);
    expect(before.every(({ mass_mg }) => Math.abs(mass_mg) < 3_000)).toBe(true);
    expect(after.every(({ mass_mg }) => Math.abs(mass_mg - 500_000) < 40_000)).toBe(true);
  });
});

describe('what load-cell nodes publish', () => {
  const at_ms = 1_795_420_800_123;
  const payload = (message: WeightMessage) => [message.topic, text.decode(message.payload), message.retain];

  test('native weights count on from their number', () => {
    const weights = [
      { channel: '1', mass_mg: 538_200, stable: true },
      { channel: '2', mass_mg: -240 },
    ];
    const message = nativeWeightMessage('shelf-a1', weights, { seq: 41, boot: '7f3a', at_ms });
    expect(payload(message)).toEqual([
      'tallygate/shelf-a1/reading',
      '[{"weight":{"channel":"1","grams":538.2,"stable":true},"seq":41,"boot":"7f3a","at":1795420800123},' +
        '{"weight":{"channel":"2","grams":-0.24},"seq":42,"boot":"7f3a","at":1795420800123}]',
      false,
    ]);
    expect(understand(native, message.payload, { retained: false })).toMatchObject({ ok: true });
  });

  test('Tasmota never says less than nothing', () => {
    expect(payload(tasmotaWeightMessage('b1', { mass_mg: 1_234_567, at_ms }))).toEqual([
      'tele/b1/SENSOR',
      '{"Time":"2026-11-23T08:00:00","HX711":{"Weight":1.235}}',
      false,
    ]);
    const below = tasmotaWeightMessage('b1', { mass_mg: -2_000, at_ms });
    expect(text.decode(below.payload)).toBe('{"Time":"2026-11-23T08:00:00","HX711":{"Weight":0}}');
    expect(understand(tasmota, below.payload, { retained: false })).toMatchObject({ ok: true });
  });

  test('ESPHome says a bare number and asks for it to be retained', () => {
    const message = esphomeWeightMessage('c1', { channel: 'bin_3', mass_mg: -12_340 });
    expect(payload(message)).toEqual(['c1/sensor/bin_3/state', '-12.3', true]);
    expect(understand(esphome, message.payload, { retained: false, topic: message.topic })).toEqual({
      ok: true,
      value: [{ kind: 'weight', channel: 'bin_3', mass_mg: -12_300 }],
    });
  });

  test('each says in its own words whether it is there', () => {
    expect(payload(nativeStatusMessage('a1', true))).toEqual(['tallygate/a1/status', 'online', true]);
    expect(payload(tasmotaStatusMessage('b1', false))).toEqual(['tele/b1/LWT', 'Offline', true]);
    expect(payload(esphomeStatusMessage('c1', false))).toEqual(['c1/status', 'offline', true]);
    expect(payload(tasmotaRestartMessage('b1', 'Power On'))).toEqual([
      'tele/b1/INFO3',
      '{"Info3":{"RestartReason":"Power On"}}',
      false,
    ]);
  });
});
