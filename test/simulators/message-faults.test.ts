import { describe, expect, test } from 'vitest';
import { understand } from '../../devices/driver.ts';
import { zebraIot } from '../../devices/rfid/zebra-iot.ts';
import type { MqttMessage } from '../../simulators/impinj-reader.ts';
import { faultyMessages, type MessageFaults, withUnsetClock } from '../../simulators/message-faults.ts';
import { seedOf } from '../../simulators/seed.ts';
import { zebraReader } from '../../simulators/zebra-reader.ts';

const tag = { epc: '3034257BF7194E4000001A85', antenna: 1, rssi_cdbm: -5_000, at_ms: 1_774_682_413_028 };

/** The numbers of 200 events, as they come; undefined for a message that cannot be read. */
function numbersOf(faults: MessageFaults): readonly (number | undefined)[] {
  const reader = zebraReader({ device: 'dock-1', mode: 'CUSTOM', seed: seedOf(1) });
  const onTheWay = faultyMessages(faults, seedOf(4));
  const sent = Array.from({ length: 200 }, () => reader.tags([tag]));
  return sent
    .flatMap((message) => (message === undefined ? [] : onTheWay(message)))
    .flatMap(({ payload }: MqttMessage) => {
      const understood = understand(zebraIot, payload, { retained: false });
      return understood.ok ? understood.value.map(({ seq }) => seq) : [undefined];
    });
}

const all = Array.from({ length: 200 }, (_, at) => at + 1);

describe('messages on their way', () => {
  test('come as they were sent where nothing goes wrong', () => {
    expect(numbersOf({})).toEqual(all);
  });

  test('are lost', () => {
    const numbers = numbersOf({ lost_permille: 200 });
    expect(numbers.length).toBeLessThan(180);
    expect(all).toEqual(expect.arrayContaining([...numbers]));
  });

  test('come twice', () => {
    const numbers = numbersOf({ doubled_permille: 200 });
    expect(numbers.length).toBeGreaterThan(220);
    expect([...new Set(numbers)]).toEqual(all);
  });

  test('come after the next one', () => {
    const numbers = numbersOf({ late_permille: 200 });
    expect(numbers).not.toEqual(numbers.toSorted((a = 0, b = 0) => a - b));
    expect(all.filter((number) => !numbers.includes(number)).length).toBeLessThan(2);
  });

  test('come as one with the next one', () => {
    const numbers = numbersOf({ merged_permille: 300 });
    expect(numbers).toEqual(all.slice(0, numbers.length));
    expect(numbers.length).toBeGreaterThan(195);
  });

  test('are cut short, and then cannot be read', () => {
    const numbers = numbersOf({ cut_permille: 200 });
    expect(numbers).toHaveLength(200);
    expect(numbers.filter((number) => number === undefined).length).toBeGreaterThan(20);
  });
});

test('a clock that was never set stands in 1970', () => {
  expect(withUnsetClock([tag], tag.at_ms - 5_000)).toEqual([{ ...tag, at_ms: 5_000 }]);
  expect(withUnsetClock([tag], tag.at_ms + 5_000)).toEqual([{ ...tag, at_ms: 0 }]);
});
