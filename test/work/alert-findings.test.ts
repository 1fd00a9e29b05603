import { describe, expect, test } from 'vitest';
import type { LinkState } from '../../gateway/base/link-state.ts';
import type { SyncState } from '../../gateway/base/sync-state.ts';
import { type AlertSettings, usualAlerts } from '../../gateway/stock/alert-settings.ts';
import type { Levels } from '../../gateway/stock/levels.ts';
import { type AlertFacts, findingsOf } from '../../gateway/work/alert-findings.ts';
import { questionOf, smallSite } from '../live/small-site.ts';

const now_ms = 1_764_003_600_000;
const nothing: AlertFacts = {
  site: smallSite,
  levels: new Map([['a1-01', new Map([['bolt-m6', 50]])]]),
  questions: [],
  links: new Map(),
  advice: [],
  sync: [],
};

function found(facts: Partial<AlertFacts>, settings: Partial<AlertSettings> = {}) {
  return findingsOf({ ...nothing, ...facts }, { ...usualAlerts, ...settings }, now_ms);
}

function keys(facts: Partial<AlertFacts>, settings: Partial<AlertSettings> = {}): readonly string[] {
  return found(facts, settings).map(({ key, state }) => `${key} ${state}`);
}

function holding(bolts: number): { levels: Levels } {
  return { levels: new Map([['a1-01', new Map([['bolt-m6', bolts]])]]) };
}

test('nothing is found where all is well', () => {
  expect(found({})).toEqual([]);
});

describe('a level', () => {
  // A1-01 is low below 20 and holds 100; a tenth is the margin.
  test.each([
    [0, ['out/a1-01/bolt-m6 on', 'low/a1-01/bolt-m6 between']],
    [1, ['low/a1-01/bolt-m6 on']],
    [19, ['low/a1-01/bolt-m6 on']],
    [20, ['low/a1-01/bolt-m6 between']],
    [21, ['low/a1-01/bolt-m6 between']],
    [22, []],
    [90, []],
    [91, ['excess/a1-01/bolt-m6 between']],
    [100, ['excess/a1-01/bolt-m6 between']],
    [101, ['excess/a1-01/bolt-m6 on']],
    [-3, ['out/a1-01/bolt-m6 on', 'low/a1-01/bolt-m6 between', 'negative/a1-01/bolt-m6 on']],
  ])('of %i bolts', (bolts, expected) => {
    expect(keys(holding(bolts))).toEqual(expected);
  });

  test('that handling units hold more of than there is', () => {
    const packed = { item: 'bolt-m6', location: 'a1-01', packed: 60 } as const;
    expect(found({ overpacked: [{ ...packed, level: 50, loose: -10 }] })).toEqual([
      {
        key: 'negative/a1-01/bolt-m6/loose',
        kind: 'negative',
        state: 'on',
        says: 'Handling units at A1-01 hold 60 × Bolt M6, and the level is 50: something was taken from one unsaid, or a count is due.',
        item: 'bolt-m6',
        location: 'a1-01',
      },
    ]);
    // A level below zero is told by itself.
    expect(keys({ ...holding(-3), overpacked: [{ ...packed, level: -3, loose: -63 }] })).toEqual(keys(holding(-3)));
    expect(keys({ overpacked: [{ ...packed, level: 60, loose: 0 }] })).toEqual([]);
  });

  test('that is out is low where being out is not raised', () => {
    expect(keys(holding(0), { kinds: ['low'] })).toEqual(['out/a1-01/bolt-m6 on', 'low/a1-01/bolt-m6 on']);
  });

  test('says what lies where, in words', () => {
    expect(found(holding(3))).toMatchObject([
      { kind: 'low', item: 'bolt-m6', location: 'a1-01', says: '3 × Bolt M6 at A1-01, below 20.' },
    ]);
  });

  test('of a place with several items is that of all together', () => {
    const locations = [{ id: 'p', name: 'Pallets', kind: 'bin', codes: [], low: 10 }] as const;
    const levels = new Map([
      [
        'p',
        new Map([
          ['bolt-m6', 4],
          ['nut-m6', 5],
        ]),
      ],
    ]);
    expect(found({ site: { ...smallSite, locations }, levels })).toMatchObject([
      { key: 'low/p', says: '9 in all at Pallets, below 10.' },
    ]);
  });

  test('outside may be anything', () => {
    expect(found({ levels: new Map([...nothing.levels, ['supplier', new Map([['bolt-m6', -500]])]]) })).toEqual([]);
  });
});

describe('questions', () => {
  const waiting = (id: string, minutes: number, more = {}) =>
    questionOf(id, { at_ms: now_ms - minutes * 60_000, ...more });

  test('that wait too long are one finding a place', () => {
    const questions = [waiting('q1', 31), waiting('q2', 90, { question: 'What was put there?' }), waiting('q3', 29)];
    expect(found({ questions })).toMatchObject([
      {
        key: 'unresolved/location/a1-01',
        isTimed: true,
        says: '2 questions about A1-01 wait for an answer, the oldest for 90 min: What was put there?',
      },
    ]);
  });

  test('about a level below zero have a kind of their own', () => {
    expect(found({ questions: [waiting('q1', 99, { kind: 'negative-level' })] })).toEqual([]);
  });
});

describe('a device', () => {
  const link = (state: LinkState['state'], minutes: number): ReadonlyMap<string, LinkState> =>
    new Map([
      [
        'gun',
        {
          connection: 'gun',
          state,
          says: 'Nobody answers.',
          since_ms: now_ms - minutes * 60_000,
          frames: 0,
          bytes: 0,
          noise_bytes: 0,
          connects: 0,
        },
      ],
    ]);

  test.each([
    ['waiting', 15, 1],
    ['waiting', 14, 0],
    ['refused', 60, 1],
    ['connected', 600, 0],
    ['stopped', 600, 0],
  ] as const)('%s for %i minutes is silent: %i', (state, minutes, count) => {
    expect(found({ links: link(state, minutes) })).toHaveLength(count);
  });

  test('that drifts is found by what is advised about it', () => {
    const drifting = { code: 'channel-drifting', tone: 'warn', says: 'Channel 1 drifts.', next: 'Count.' } as const;
    const noisy = { code: 'channel-noisy', tone: 'warn', says: 'x', next: 'y' } as const;
    expect(found({ advice: [{ device: 'scale-a1', advice: [noisy, drifting] }] })).toMatchObject([
      { key: 'drift/scale-a1', says: 'Scale A1: Channel 1 drifts. Count.' },
    ]);
    expect(found({ advice: [{ device: 'scale-a1', advice: [noisy] }] })).toEqual([]);
  });
});

describe('an upstream', () => {
  const sync = (state: SyncState['state'], behind: number, minutes: number): readonly SyncState[] => [
    {
      target: 'erp',
      url: 'http://erp',
      acked_seq: 5,
      behind,
      state,
      says: 'is away',
      since_ms: now_ms - minutes * 60_000,
    },
  ];

  test.each([
    ['idle', 0, 600, []],
    ['sending', 900, 1, ['sync-behind/erp between']],
    ['waiting', 3, 14, []],
    ['waiting', 3, 15, ['sync-behind/erp on']],
    ['refused', 3, 0, ['sync-behind/erp on']],
    ['stopped', 3, 0, ['sync-behind/erp on']],
  ] as const)('%s, %i behind for %i minutes', (state, behind, minutes, expected) => {
    expect(keys({ sync: sync(state, behind, minutes) })).toEqual(expected);
  });
});

test.each([
  [999_999_999, ['disk on']],
  [1_000_000_000, ['disk between']],
  [1_099_999_999, ['disk between']],
  [1_100_000_000, []],
])('a disk with %i bytes free', (disk_free_bytes, expected) => {
  expect(keys({ disk_free_bytes })).toEqual(expected);
});
