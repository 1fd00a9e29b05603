import { describe, expect, test } from 'vitest';
import { understand } from '../../../devices/driver.ts';
import { native } from '../../../devices/native/native.ts';
import { llrp } from '../../../devices/rfid/llrp.ts';
import { type FieldRead, RadioField, type TagSetting, usualField } from '../../../simulators/scenes/radio-field.ts';
import { type FieldAntenna, meanPower, type Wall } from '../../../simulators/scenes/radio-path.ts';
import { SceneReader } from '../../../simulators/scenes/scene-reader.ts';
import { seedOf } from '../../../simulators/seed.ts';

const antenna: FieldAntenna = { device: 'reader', antenna: 1, x_m: 0, y_m: 0, z_m: 1, faces_deg: 0 };
const nature = { epc: '30342CAC0C0303C000000001', bias_cdb: 0, answers_permille: 1_000 };

function at(x_m: number, y_m: number, more: Partial<TagSetting> = {}): TagSetting {
  return { x_m, y_m, z_m: 1, turned_cdb: 0, shadow_cdb: 0, ...more };
}

/** Shares of looks at which the only tag answered, and the mean strength of its answers. */
function answered(setting: TagSetting, answers_permille = 1_000, walls: readonly Wall[] = []) {
  const field = new RadioField([antenna], walls, usualField, seedOf(7));
  field.add({ ...nature, answers_permille }, setting);
  let looks = 0;
  let strength = 0;
  for (let look = 0; look < 2_000; look += 1) {
    field.listen(antenna, look * 200, 200, ({ rssi_cdbm }) => {
      looks += 1;
      strength += rssi_cdbm;
    });
  }
  return { share: looks / 2_000, mean_cdbm: Math.round(strength / looks) };
}

describe('the radio of a scene', () => {
  test('strength falls with the logarithm of the distance', () => {
    const fallAt = (x_m: number) => meanPower(antenna, at(x_m, 0), [], usualField);
    expect([fallAt(1), fallAt(10), fallAt(26)]).toEqual([-4_400, -7_400, undefined]);
  });

  test('an antenna hears less at its side and nothing much behind it', () => {
    const powers = [at(2, 0), at(0, 2), at(-2, 0)].map((spot) => meanPower(antenna, spot, [], usualField) ?? 0);
    expect(powers.map((power) => Math.round(power - (powers[0] ?? 0)))).toEqual([0, -2_400, -2_400]);
  });

  test('a wall costs its loss on the way there and back, and only who stands behind it', () => {
    const wall = { from: { x_m: 2, y_m: -1 }, to: { x_m: 2, y_m: 1 }, loss_cdb: 500 };
    const powerAt = (x_m: number, walls: readonly Wall[]) => meanPower(antenna, at(x_m, 0), walls, usualField) ?? 0;
    expect(powerAt(3, [wall]) - powerAt(3, [])).toBe(-1_000);
    expect(powerAt(1, [wall]) - powerAt(1, [])).toBe(0);
  });

  test('a dipole answers least along its axis', () => {
    const powerOf = (degrees: number) => {
      const axis = { x: Math.cos((degrees * Math.PI) / 180), y: Math.sin((degrees * Math.PI) / 180), z: 0 };
      return Math.round(meanPower(antenna, { ...at(1, 0), axis }, [], usualField) ?? 0);
    };
    expect([90, 45, 30, 0].map(powerOf)).toEqual([-4_400, -5_002, -5_604, -6_400]);
  });

  test('a near tag answers nearly always, one further off seldom, one turned away less', () => {
    expect(answered(at(2, 0)).share).toBeGreaterThan(0.98);
    const far = answered(at(9, 0)).share;
    expect(far).toBeGreaterThan(0.2);
    expect(far).toBeLessThan(0.6);
    expect(answered(at(9, 0, { turned_cdb: 1_000 })).share).toBeLessThan(far / 4);
  });

  test('a weak tag answers three looks in ten however near it is, a dead one never', () => {
    const { share } = answered(at(1, 0), 300);
    expect(share).toBeGreaterThan(0.26);
    expect(share).toBeLessThan(0.34);
    expect(answered(at(1, 0), 0).share).toBe(0);
  });

  test('tags that are looked at rarely are heard as often as if all were looked at', () => {
    const field = new RadioField([antenna], [], usualField, seedOf(11));
    // Mean strength 1,700 below the faint: within the class that is sampled.
    for (let tag = 0; tag < 400; tag += 1) field.add(nature, at(7.4, 0, { turned_cdb: 1_700 }));
    let sampled = 0;
    for (let look = 0; look < 500; look += 1) field.listen(antenna, look * 200, 200, () => (sampled += 1));
    // The logistic of a normal with these deviations, by numbers: 1.18 looks in a thousand; the closer looks lose a little of the loudest.
    expect(sampled / 200_000).toBeGreaterThan(0.000_8);
    expect(sampled / 200_000).toBeLessThan(0.001_3);
  });

  test('many tags share the time of one antenna', () => {
    const field = new RadioField([antenna], [], usualField, seedOf(3));
    for (let tag = 0; tag < 200; tag += 1) field.add(nature, at(1 + (tag % 10) / 10, 0));
    let reads = 0;
    for (let look = 0; look < 50; look += 1) field.listen(antenna, look * 200, 200, ({ count }) => (reads += count));
    const rate_per_s = reads / 10;
    expect(rate_per_s).toBeGreaterThan(200);
    expect(rate_per_s).toBeLessThan(320);
  });

  test('session 2 keeps an answered tag silent for a while', () => {
    const shelf = { ...antenna, quiet_ms: { min: 1_000, max: 3_000 } };
    const field = new RadioField([shelf], [], usualField, seedOf(3));
    field.add(nature, at(1, 0));
    const times: number[] = [];
    for (let look = 0; look < 300; look += 1) field.listen(shelf, look * 200, 200, ({ at_ms }) => times.push(at_ms));
    const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
    expect(Math.min(...gaps)).toBeGreaterThan(700);
    expect(times.length).toBeGreaterThan(15);
  });

  test('a parked tag keeps its multipath, a moved one gets another', () => {
    const still = { ...usualField, fast_fade_cdb: 0, channels: 1 };
    const field = new RadioField([antenna], [], still, seedOf(5));
    const tag = field.add(nature, at(2, 0));
    const heard: number[] = [];
    const look = (start_ms: number) => field.listen(antenna, start_ms, 200, (read) => heard.push(read.rssi_cdbm));
    look(0);
    look(200);
    field.move(tag, { x_m: 2.001, y_m: 0.3 });
    look(400);
    expect(heard[0]).toBe(heard[1]);
    expect(heard[2]).not.toBe(heard[1]);
  });

  test('the same seed hears the same, another one another', () => {
    const hearing = (seed: number) => {
      const field = new RadioField([antenna], [], usualField, seedOf(seed));
      for (let tag = 0; tag < 20; tag += 1) field.add({ ...nature, epc: `E2${tag}` }, at(1 + tag / 3, 0));
      const reads: FieldRead[] = [];
      for (let look = 0; look < 20; look += 1) field.listen(antenna, look * 200, 200, (read) => reads.push(read));
      return reads;
    };
    expect(hearing(1)).toEqual(hearing(1));
    expect(hearing(1)).not.toEqual(hearing(2));
  });

  test('a tag taken away is heard no more', () => {
    const field = new RadioField([antenna], [], usualField, seedOf(5));
    const tags = [0, 1, 2].map((number) => field.add({ ...nature, epc: `E2${number}` }, at(1, 0)));
    if (tags[0] !== undefined) field.remove(tags[0]);
    const heard = new Set<string>();
    for (let look = 0; look < 20; look += 1) field.listen(antenna, look * 200, 200, ({ epc }) => heard.add(epc));
    expect([...heard].sort()).toEqual(['E21', 'E22']);
  });
});

describe('readers of a scene', () => {
  const options = {
    device: 'reader',
    antennas: [antenna],
    dwell_ms: 200,
    delay_ms: { min: 10, max: 60 },
    clock_ahead_ms: 1_500,
    start_ms: 1_795_420_800_000,
  } as const;

  function framesOf(driver: 'native' | 'llrp') {
    const seed = seedOf(1);
    const field = new RadioField([antenna], [], usualField, seed);
    field.add(nature, at(1, 0));
    return new SceneReader({ ...options, driver }, field, seed).listen(options.start_ms + 1_000);
  }

  test.each(['native', 'llrp'] as const)('a %s reader speaks in frames that its driver reads', (driver) => {
    const frames = framesOf(driver);
    expect(frames).toHaveLength(5);
    for (const { at_ms, data, topic } of frames) {
      const context = { retained: false, ...(topic === undefined ? {} : { topic }) };
      const understood = understand(driver === 'native' ? native : llrp, data, context);
      expect(understood.ok).toBe(true);
      const [reading] = understood.ok ? understood.value : [];
      expect(reading).toMatchObject({ kind: 'tag', epc: nature.epc, antenna: 1 });
      const ahead_ms = (reading?.device_at_ms ?? 0) - at_ms;
      expect(ahead_ms).toBeGreaterThan(1_500 - 261);
      expect(ahead_ms).toBeLessThan(1_500);
    }
  });
});
