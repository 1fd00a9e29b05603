/** What a person says of a tag that was at a portal is booked, once, and gives way to what was seen of it since. */
import { describe, expect, test } from 'vitest';
import { ShopFloor } from './shop-floor.ts';

const epc = '30342CAC0C0303C000000001';
const question = `passage-unresolved/gate/${epc}`;
const gate = { device: 'gate' };

/** Two reads by each side within a second tell no way. */
function unclear(floor = new ShopFloor(), sides = [1, 2]): ShopFloor {
  for (const antenna of sides) {
    for (let read = 0; read < 2; read += 1) floor.read(epc, antenna, -57, gate).wait(200);
  }
  return floor.wait(12_000);
}

function answered(floor: ShopFloor, passed: 'in' | 'out' | 'neither'): string | undefined {
  return floor.command({ kind: 'settle', question, answer: 'as I saw it', passed });
}

const histories = [
  ['as it is', (floor: ShopFloor) => floor],
  ['restored meanwhile', (floor: ShopFloor) => floor.restore()],
] as const;

describe('an answer about a passage', () => {
  test.each(histories)('that it came in is booked at the time it was there (%s)', (_, again) => {
    const floor = unclear();
    const asked_ms = floor.now_ms;
    expect([floor.booked(), floor.open()]).toEqual([[], [question]]);
    again(floor).wait(60_000);
    expect(answered(floor, 'in')).toBeUndefined();
    expect([floor.booked(), floor.open()]).toEqual([['received 1 shirt supplier → dock'], []]);
    const [movement] = floor.movements;
    expect(movement?.why).toContain(`Tag ${epc} (Shirt) came in by `);
    expect(movement?.why).toContain(': anna said so');
    expect(movement?.confidence_permille).toBe(1_000);
    expect(asked_ms - (movement?.at_ms ?? 0)).toBeLessThan(13_000);
    expect(movement?.evidence.at(-1)?.device).toBe('person:anna');
  });

  test('that it went out takes it from where it is', () => {
    const floor = unclear();
    answered(floor, 'in');
    unclear(floor.wait(60_000), [2, 1]);
    expect(floor.open()).toEqual([question]);
    expect(answered(floor, 'out')).toBeUndefined();
    expect(floor.booked()).toEqual(['received 1 shirt supplier → dock', 'shipped 1 shirt dock → customer']);
  });

  test('that it did neither books nothing', () => {
    const floor = unclear();
    expect(answered(floor, 'neither')).toBeUndefined();
    expect([floor.booked(), floor.open()]).toEqual([[], []]);
  });

  test('gives way to the shelf where it was seen since', () => {
    const floor = unclear();
    for (let read = 0; read < 8; read += 1) floor.read(epc, 1, -55).wait(1_000);
    const before = floor.booked();
    expect(before).toHaveLength(1);
    expect(answered(floor, 'in')).toBeUndefined();
    expect([floor.booked(), floor.open()]).toEqual([before, []]);
  });

  test('is no longer asked once it passed the portal since', () => {
    const floor = unclear();
    expect(floor.open()).toEqual([question]);
    floor.wait(300_000);
    for (const antenna of [1, 2]) {
      for (let read = 0; read < 8; read += 1) floor.read(epc, antenna, -57, gate).wait(200);
    }
    floor.wait(12_000);
    expect([floor.booked(), floor.open()]).toEqual([['received 1 shirt supplier → dock'], []]);
  });

  test('is refused where no passage is asked about, and changes nothing', () => {
    const floor = new ShopFloor();
    const blank = { meaning: { scheme: 'unknown' } };
    for (let read = 0; read < 5; read += 1) floor.read('E2801160600002054C5B1A85', 1, -55, blank).wait(200);
    const [open] = floor.open();
    const command = { kind: 'settle', question: open ?? '', answer: 'in', passed: 'in' } as const;
    expect(floor.command(command)).toBe('not-about-a-passage');
    expect(floor.open()).toEqual([open]);
    expect(answered(floor, 'in')).toBe('question-not-open');
  });
});
