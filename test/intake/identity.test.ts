import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { identityMemoryOf, newEpoch, newSequence, passUnwatched, repeatsOf } from '../../gateway/intake/identity.ts';

function isNewMessage(...given: Parameters<typeof repeatsOf>): boolean {
  return !repeatsOf(...given).is_redelivery;
}

const bytes = (text: string) => new TextEncoder().encode(text);

describe('a device that counts', () => {
  test('each sequence is new once, whatever the order and however often it comes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 60 }), { maxLength: 200 }), (sequences) => {
        const memory = identityMemoryOf();
        const taken = sequences.filter(
          (seq, i) => newSequence(memory, 'shelf', { boot: 'b', seq, n: i + 1, data: bytes('x') }) !== undefined,
        );
        expect(taken.toSorted((a, b) => a - b)).toEqual([...new Set(sequences)].sort((a, b) => a - b));
      }),
    );
  });

  test('several readings of one frame may share a sequence', () => {
    const memory = identityMemoryOf();
    const stamp = { boot: 'b', seq: 7, n: 3, data: bytes('x') };
    expect([newSequence(memory, 'reader', stamp), newSequence(memory, 'reader', stamp)]).toEqual(['b', 'b']);
    expect(newSequence(memory, 'reader', { ...stamp, n: 4 })).toBeUndefined();
  });

  test('a new boot counts afresh and the old one is still known', () => {
    const memory = identityMemoryOf();
    newSequence(memory, 'shelf', { boot: 'old', seq: 9, n: 1, data: bytes('x') });
    expect(newSequence(memory, 'shelf', { boot: 'new', seq: 9, n: 2, data: bytes('x') })).toBe('new');
    expect(newSequence(memory, 'shelf', { boot: 'old', seq: 9, n: 3, data: bytes('x') })).toBeUndefined();
  });

  test('without a boot, the same sequence with the same bytes is a redelivery, with other bytes a restart', () => {
    const memory = identityMemoryOf();
    const give = (seq: number, n: number, data: string) =>
      newSequence(memory, 'shelf', { boot: undefined, seq, n, data: bytes(data) });
    expect([give(0, 1, 'a'), give(1, 2, 'b'), give(2, 3, 'c')]).toEqual(['~1', '~1', '~1']);
    expect(give(2, 4, 'c')).toBeUndefined();
    expect(give(0, 5, 'z')).toBe('~2');
    expect(give(1, 6, 'b')).toBe('~2');
  });

  test('a redelivered frame of many readings is known, however many readings came since', () => {
    const memory = identityMemoryOf();
    const give = (seq: number, n: number) =>
      Array.from({ length: 200 }, () =>
        newSequence(memory, 'reader', { boot: undefined, seq, n, data: bytes(`frame ${seq}`) }),
      );
    give(1, 1);
    give(2, 2);
    expect(new Set(give(1, 3))).toEqual(new Set([undefined]));
  });

  test('a hole that the boot before had filled is not filled twice by a redelivery', () => {
    const memory = identityMemoryOf();
    const give = (seq: number, n: number, data: string) =>
      newSequence(memory, 'shelf', { boot: undefined, seq, n, data: bytes(data) });
    expect([give(100, 1, 'first heard'), give(99, 2, 'late'), give(100, 3, 'restarted')]).toEqual(['~1', '~1', '~2']);
    expect(give(99, 4, 'late')).toBeUndefined();
    expect(give(98, 5, 'later')).toBe('~2');
  });

  test('no two boots share a label, whatever the device calls them and how often', () => {
    const memory = identityMemoryOf();
    const names = [undefined, '~1', '~~1', '~n3~a', '~NaN', '~x', ...Array.from({ length: 20 }, (_, i) => `b${i}`)];
    const labels = [...names, ...names].map((boot, i) =>
      newSequence(memory, 'shelf', { boot, seq: 5, n: i + 1, data: bytes(`${i}`) }),
    );
    const given = labels.filter((label) => label !== undefined);
    expect(new Set(given).size).toBe(given.length);
    expect(memory.devices.get('shelf')?.boots.length).toBe(16);
    expect(memory.boots_forgotten).toBeGreaterThan(0);
  });

  test('the holes of a device that skips for ever are limited and counted', () => {
    const memory = identityMemoryOf();
    for (let i = 0; i < 3_000; i += 1)
      newSequence(memory, 'shelf', { boot: 'b', seq: 2 * i, n: i + 1, data: bytes('x') });
    expect(memory.devices.get('shelf')?.boots[0]?.holes.length).toBe(1_024);
    expect(memory.holes_closed).toBe(1_975);
  });
});

describe('a message without a number', () => {
  test('twice over one connection is two messages', () => {
    const memory = identityMemoryOf();
    newEpoch(memory, 'scanner');
    expect([isNewMessage(memory, 'scanner', 'h', 10), isNewMessage(memory, 'scanner', 'h', 20)]).toEqual([true, true]);
  });

  test('again after a reconnect is a redelivery, as often as it came before and not more', () => {
    const memory = identityMemoryOf();
    isNewMessage(memory, 'scanner', 'h', 10);
    newEpoch(memory, 'scanner');
    expect(isNewMessage(memory, 'scanner', 'h', 20)).toBe(false);
    expect(isNewMessage(memory, 'scanner', 'h', 30)).toBe(true);
  });

  test('once something new has come over a connection, nothing is a redelivery any more', () => {
    const memory = identityMemoryOf();
    isNewMessage(memory, 'scanner', 'h', 10);
    newEpoch(memory, 'scanner');
    expect(isNewMessage(memory, 'scanner', 'other', 20)).toBe(true);
    expect(isNewMessage(memory, 'scanner', 'h', 30)).toBe(true);
  });

  test('a redelivery that is cut off comes again over the next connection', () => {
    const memory = identityMemoryOf();
    const give = (hash: string) => isNewMessage(memory, 'scanner', hash, 10);
    newEpoch(memory, 'scanner');
    expect([give('one'), give('two'), give('two')]).toEqual([true, true, true]);
    newEpoch(memory, 'scanner');
    expect([give('one'), give('two')]).toEqual([false, false]);
    newEpoch(memory, 'scanner');
    newEpoch(memory, 'scanner');
    expect([give('one'), give('two'), give('two'), give('two')]).toEqual([false, false, false, true]);
    newEpoch(memory, 'scanner');
    expect([give('three'), give('one')]).toEqual([true, true]);
  });

  test('what came before the news of an earlier connection cannot come again', () => {
    const memory = identityMemoryOf();
    isNewMessage(memory, 'scanner', 'old', 10);
    newEpoch(memory, 'scanner');
    isNewMessage(memory, 'scanner', 'news', 20);
    newEpoch(memory, 'scanner');
    expect(isNewMessage(memory, 'scanner', 'old', 30)).toBe(true);
  });

  test('time that nobody watched does not count for the window', () => {
    const memory = identityMemoryOf();
    isNewMessage(memory, 'scanner', 'h', 10);
    passUnwatched(memory, 3_600_000);
    newEpoch(memory, undefined);
    expect(isNewMessage(memory, 'scanner', 'h', 3_600_020)).toBe(false);
  });

  test('a restart of the gateway is a reconnect of everyone', () => {
    const memory = identityMemoryOf();
    isNewMessage(memory, 'scanner', 'h', 10);
    newEpoch(memory, undefined);
    expect(isNewMessage(memory, 'scanner', 'h', 20)).toBe(false);
  });

  test('after the redelivery window it is news', () => {
    const memory = identityMemoryOf();
    isNewMessage(memory, 'scanner', 'h', 10);
    newEpoch(memory, 'scanner');
    expect(isNewMessage(memory, 'scanner', 'h', 120_011)).toBe(true);
  });
});
