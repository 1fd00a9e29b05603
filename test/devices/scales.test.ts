/** Scales: exact masses, states that are no numbers, and the talk with a scale that is asked. */
import { describe, expect, test } from 'vitest';
import { type Driver, type Session, type SessionStep, understand } from '../../devices/driver.ts';
import { esphome } from '../../devices/scales/esphome.ts';
import { mtSics } from '../../devices/scales/mt-sics.ts';
import { tasmota } from '../../devices/scales/tasmota.ts';

const ascii = new TextEncoder();

function masses(driver: Driver, text: string) {
  const understood = understand(driver, ascii.encode(text), { retained: false });
  if (!understood.ok) return `${understood.fault.place} ${understood.fault.rule}`;
  return understood.value.map((reading) => (reading.kind === 'weight' ? reading.mass_mg : reading.kind));
}

const units = 'must be in one of g, kg, mg, ug, t, ct, lb, oz, ozt, dwt, GN';

describe('an MT-SICS weight', () => {
  test.each([
    ['S S     100.00 g', [100_000]],
    ['S S      0.001 kg', [1_000]],
    ['S S    1234.5  mg', [1_235]],
    ['S S   -1234.5  mg', [-1_235]],
    ['S S        500 ug', [1]],
    ['S S          1 t', [1_000_000_000]],
    ['S S          1 lb', [453_592]],
    ['S S   1000.000 lb', [453_592_370]],
    ['S S          1 ozt', [31_103]],
    ['S S       1000 dwt', [1_555_174]],
    ['S S       1000 GN', [64_799]],
    ['S S 0.30 g', [300]],
    ['S S     -0.00 g', [0]],
  ])('%s is exact', (line, expected) => {
    expect(masses(mtSics, line)).toEqual(expected);
  });

  test.each([
    ['S S     100.00 pcs', `weight.mass.unit ${units}`],
    ['S S     100.00 G', `weight.mass.unit ${units}`],
    ['S S     100.00 tlh', `weight.mass.unit ${units}`],
    ['S S     100,00 g', 'weight.mass.amount must be a number with a decimal point'],
    ['S S     1.2.3 g', 'weight.mass.amount must be a number with a decimal point'],
    ['S S     9999999999 t', 'weight.mass must be within 1000 t'],
    ['S X     100.00 g', 'weight.rest must be one of S, D'],
    ['S S     100.00', 'frame must be one of the lines weight, no-weight, tared, zeroed, not-done, error, restart'],
    ['s s     100.00 g', 'frame must be one of the lines weight, no-weight, tared, zeroed, not-done, error, restart'],
  ])('%s is refused, never guessed', (line, expected) => {
    expect(masses(mtSics, line)).toBe(expected);
  });
});

describe('the talk with an MT-SICS scale', () => {
  const ask = 'SI\r\n';

  function begun(poll_ms?: number): { session: Session; step: SessionStep } {
    const session = mtSics.session?.(poll_ms === undefined ? {} : { poll_ms });
    if (session === undefined) throw new Error('MT-SICS has a session');
    return { session, step: session.opened(0) };
  }
  const sent = (step: SessionStep) => step.send.map((bytes) => new TextDecoder().decode(bytes));
  const line = (text: string) => ascii.encode(text);

  test('begins with a question and is ready at the first answer', () => {
    const { session, step } = begun();
    expect(sent(step)).toEqual([ask]);
    expect(step.status?.state).toBe('greeting');
    const heard = session.heard(line('S S     100.00 g'), 40);
    expect(heard).toEqual({
      send: [],
      deliver: true,
      wake_in_ms: 210,
      status: { state: 'ready', says: 'The scale answers.' },
    });
    expect(session.heard(line('S S     100.00 g'), 50).status).toBeUndefined();
  });

  test('asks four times a second, or as often as the settings say', () => {
    for (const [poll_ms, expected] of [
      [undefined, 250],
      [1_000, 1_000],
    ] as const) {
      const { session } = begun(poll_ms);
      session.heard(line('S S     100.00 g'), 0);
      expect(sent(session.waited(expected))).toEqual([ask]);
      expect(session.heard(line('S S     100.00 g'), expected + 30).wake_in_ms).toBe(expected - 30);
    }
  });

  test('what nobody asked for is delivered and does not stand for the answer', () => {
    const { session } = begun();
    expect(session.heard(line('I4 A "B021002593"'), 100)).toEqual({ send: [], deliver: true, wake_in_ms: 900 });
    expect(session.heard(line('garbage'), 200)).toEqual({ send: [], deliver: true, wake_in_ms: 800 });
  });

  test('a silent scale is asked less and less often, and the link says so without being lost', () => {
    const { session, step } = begun();
    const waits: number[] = [];
    const says: string[] = [];
    let now_ms = 0;
    let wait_ms = step.wake_in_ms ?? 0;
    for (let at = 0; at < 8; at += 1) {
      now_ms += wait_ms;
      const next = session.waited(now_ms);
      expect(sent(next)).toEqual([ask]);
      if (next.status !== undefined) says.push(`${next.status.state} at ${now_ms}`);
      wait_ms = next.wake_in_ms ?? 0;
      waits.push(wait_ms);
    }
    expect(waits).toEqual([1_000, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
    expect(says).toEqual(['greeting at 3000']);
    expect(session.heard(line('S S       0.00 g'), now_ms + 10)).toMatchObject({
      deliver: true,
      wake_in_ms: 240,
      status: { state: 'ready' },
    });
  });

  test('a scale that is switched on again is asked at once', () => {
    const { session, step } = begun();
    let now_ms = step.wake_in_ms ?? 0;
    for (let at = 0; at < 8; at += 1) now_ms += session.waited(now_ms).wake_in_ms ?? 0;
    const heard = session.heard(line('I4 A "B021002593"'), now_ms - 5_000);
    expect(heard.wake_in_ms).toBe(0);
    expect(sent(session.waited(now_ms - 5_000))).toEqual([ask]);
  });

  test('a unit changed at the keys is told, and both weights are right', () => {
    const { session } = begun();
    session.heard(line('S S      1.000 kg'), 10);
    expect(session.heard(line('S S      2.205 lb'), 20).status).toEqual({
      state: 'ready',
      says: 'The scale answers; its unit was changed from kg to lb.',
    });
    expect(masses(mtSics, 'S S      2.205 lb')).toEqual([1_000_171]);
  });

  test('a wake-up that comes early asks nothing', () => {
    const { session } = begun();
    session.heard(line('S S     100.00 g'), 0);
    expect(session.waited(249)).toEqual({ send: [], deliver: false, wake_in_ms: 1 });
  });
});

describe('load cells under Tasmota and ESPHome', () => {
  test.each([
    ['{"HX711":{"Weight":0.1}}', [100_000]],
    ['{"HX711":{"Weight":12.345678}}', [12_345_678]],
    ['{"HX711":{"Weight":"heavy"}}', 'HX711.Weight must be a number'],
    ['{"HX711":{"AbsRaw":5}}', 'HX711.Weight must be present'],
    ['{"StatusSNS":{"HX711":{"Weight":1}}}', []],
  ])('Tasmota: %s', (text, expected) => {
    expect(masses(tasmota, text)).toEqual(expected);
  });

  test.each([
    ['1.0005', [1_001]],
    ['-12', [-12_000]],
    ['unknown', ['condition']],
    ['-inf', ['condition']],
    ['1,5', 'state.grams must be a number with a decimal point'],
    ['9999999999', 'state.grams must be from -1000000000 to 1000000000'],
    ['heavy', 'no-state.state must be one of nan, inf, -inf, unknown, unavailable'],
    ['12 g', 'frame must be one of the lines state, no-state'],
  ])('ESPHome: %s', (text, expected) => {
    expect(masses(esphome, text)).toEqual(expected);
  });

  test.each([
    ['shelf/sensor/bin_3/state', 'bin_3'],
    ['shop/shelf-1/weight', 'weight'],
    [undefined, '1'],
    ['state', '1'],
  ])('ESPHome: on topic %s the channel is %s', (topic, channel) => {
    const context = { retained: false, ...(topic !== undefined && { topic }) };
    const understood = understand(esphome, ascii.encode('5'), context);
    expect(understood.ok && understood.value).toEqual([{ kind: 'weight', channel, mass_mg: 5_000 }]);
  });
});
