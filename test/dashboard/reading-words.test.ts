import { describe, expect, test } from 'vitest';
import { readingRows, restNote } from '../../dashboard/reading-words.ts';
import type { Reading } from '../../devices/reading.ts';

function rows(reading: Reading): [string, string][] {
  return readingRows(reading, 'Europe/Berlin').map(({ name, value }) => [name, value]);
}

describe('a reading in words', () => {
  test('gives masses in grams, times in the zone of the site and states as yes or no', () => {
    expect(
      rows({
        kind: 'weight',
        channel: '1',
        mass_mg: -1_825_040,
        stable: true,
        seq: 825,
        device_at_ms: 1_764_000_000_042,
      }),
    ).toEqual([
      ['kind', 'weight'],
      ['channel', '1'],
      ['mass', '−1825.04 g'],
      ['stable', 'yes'],
      ['seq', '825'],
      ['device at', '24 Nov 17:00:00.042'],
    ]);
  });

  test('puts what a tag means after what was read', () => {
    const meaning = { scheme: 'sgtin-96', gtin: '09521234500148', filter: 1 };
    expect(rows({ kind: 'tag', epc: '3036', antenna: 2, rssi_cdbm: -5_450, count: 3, meaning })).toEqual([
      ['kind', 'tag'],
      ['epc', '3036'],
      ['antenna', '2'],
      ['rssi', '−54.5 dBm'],
      ['count', '3'],
      ['scheme', 'sgtin-96'],
      ['gtin', '09521234500148'],
      ['filter', '1'],
    ]);
  });

  test('shows what cannot be printed, joins lists and leaves empty ones out', () => {
    const meaning = {
      kind: 'gs1',
      via: 'element',
      ais: [
        { ai: '01', value: '09506000134352' },
        { ai: '10', value: 'AB-1' },
      ],
      gtins: ['09506000134352'],
      warnings: [],
    } as const;
    expect(rows({ kind: 'scan', code: '010950600013435210AB-1\u001d37', meaning })).toEqual([
      ['kind', 'scan'],
      ['code', '010950600013435210AB-1<1D>37'],
      ['meaning kind', 'gs1'],
      ['via', 'element'],
      ['ais', '01 09506000134352, 10 AB-1'],
      ['gtins', '09506000134352'],
    ]);
  });

  test('has a row even for what is no object', () => {
    expect(readingRows('odd', 'UTC')).toEqual([{ name: 'value', value: 'odd' }]);
  });
});

describe('a weight at rest', () => {
  const note = 'at rest: the middle of several readings; this is the last of them';

  test.each([
    ['channel 1: 4120.5 g at rest', 4_120_540, undefined],
    ['channel 1: 4120.5 g at rest', 4_121_900, note],
    ['channel 1: −0.35 g at rest', -350, undefined],
    ['channel 1: −0.35 g at rest', -352, note],
    ['channel 1: 4120.5 g moving', 9_000_000, undefined],
  ])('told as %s with a last reading of %i mg has its note only where the two differ', (says, mass_mg, words) => {
    expect(restNote(says, { kind: 'weight', mass_mg })).toBe(words);
  });

  test('has no note where no mass was read', () => {
    expect(restNote('channel 1: 4120.5 g at rest', { kind: 'scan', code: '1' })).toBeUndefined();
  });
});
