/** What to do about a device, as a table: facts on the left, the codes of the advice on the right, the worst first. */
import { describe, expect, test } from 'vitest';
import { llrpParameter } from '../../devices/rfid/llrp-message.ts';
import { refusalOf } from '../../devices/rfid/llrp-status.ts';
import type { DeviceCondition, DeviceDetail, DevicePart } from '../../gateway/base/device-detail.ts';
import type { LinkState } from '../../gateway/base/link-state.ts';
import { adviceOn } from '../../gateway/work/device-advice.ts';
import type { DeviceFacts } from '../../gateway/work/device-facts.ts';

const now_ms = 1_780_000_000_000;
const minute_ms = 60_000;
const hour_ms = 60 * minute_ms;

function link(values: Partial<LinkState> = {}): LinkState {
  return {
    connection: 'c',
    state: 'connected',
    says: 'Connected.',
    since_ms: now_ms - 5 * minute_ms,
    frames: 1_000,
    bytes: 20_000,
    noise_bytes: 0,
    connects: 1,
    last_frame_ms: now_ms - 1_000,
    ...values,
  };
}

function activity(values: Partial<NonNullable<DeviceFacts['activity']>> = {}): NonNullable<DeviceFacts['activity']> {
  return { frames: 1_000, readings: 1_000, duplicates: 0, quarantined: 0, last_at_ms: now_ms - 1_000, ...values };
}

function detail(parts: readonly string[], more: Partial<DeviceDetail> = {}): DeviceDetail {
  return { device: 'd', parts: parts.map((part) => partOf(part)), conditions: [], beyond: 0, ...more };
}

function partOf(part: string, last_at_ms = now_ms - 1_000): DevicePart {
  return { part, readings: 10, last_at_ms, last_says: '' };
}

function condition(name: string, ago_ms: number, more: Partial<DeviceCondition> = {}): DeviceCondition {
  return { condition: name, at_ms: now_ms - ago_ms, times: 1, ...more };
}

const base: DeviceFacts = {
  now_ms,
  started_ms: now_ms - 24 * hour_ms,
  device: 'd',
  connection: 'c',
  driver: 'mt-sics',
  family: 'scale',
  wire: 'serial',
  may_need_unit: false,
  antennas: [],
  channels: ['1'],
  has_portal: false,
  is_scanner: false,
  link: link(),
  activity: activity(),
  detail: detail(['channel 1']),
};

const reader: Partial<DeviceFacts> = {
  driver: 'llrp',
  family: 'rfid',
  wire: 'tcp',
  channels: [],
  antennas: [1, 2],
  detail: detail(['antenna 1', 'antenna 2']),
};

const never: Partial<DeviceFacts> = { link: link({ connects: 0, state: 'waiting', frames: 0, bytes: 0 }) };
const fault = (reason: string, ago_ms = minute_ms) => ({ last_fault: { n: 7, at_ms: now_ms - ago_ms, reason } });

/** A device of which only some facts are known: those of the base without these. */
function without(...names: (keyof DeviceFacts)[]): Partial<DeviceFacts> {
  return Object.fromEntries(names.map((name) => [name, undefined]));
}

const table: readonly [says: string, facts: Partial<DeviceFacts>, codes: readonly string[]][] = [
  ['a scale that does well', {}, []],
  ['a reader that does well', reader, []],

  [
    'another application owns the reader',
    {
      ...reader,
      link: link({
        state: 'refused',
        says: 'Another application owns this reader: LLRP readers serve one client at a time. Stop the other one.',
      }),
    },
    ['reader-owned'],
  ],
  ['refused otherwise', { link: link({ state: 'refused', says: 'It refused ADD_ROSPEC.' }) }, ['refused']],
  [
    'a library is missing',
    { wire: 'hid', link: link({ state: 'unavailable', says: 'USB HID needs libusb-1.0.' }) },
    ['library-missing'],
  ],
  ['never heard', { ...never, ...without('activity', 'detail') }, ['never-heard']],
  ['away after it was there', { link: link({ state: 'waiting', says: 'It was unplugged.' }) }, ['away']],
  ['away since the gateway started, heard before', never, ['away']],
  ['a USB scale that turned itself off', { wire: 'hid', link: link({ state: 'waiting' }) }, ['auto-off']],
  [
    'two devices with one credential',
    { wire: 'mqtt', link: link({ says: 'Connected from a. It replaced a connection from b: when this repeats, …' }) },
    ['credential-shared'],
  ],
  ['reconnects all the time', { link: link({ connects: 400 }) }, ['unsteady']],
  ['reconnects now and then', { link: link({ connects: 5 }) }, []],

  [
    'nothing but noise',
    { link: link({ frames: 0, bytes: 900, noise_bytes: 880 }), ...without('activity', 'detail') },
    ['noise-only'],
  ],
  ['some noise', { link: link({ noise_bytes: 400 }) }, ['noise-some']],
  ['the first bytes of a stream', { link: link({ noise_bytes: 40, bytes: 300 }) }, []],

  [
    'the wrong driver',
    {
      activity: activity({ frames: 100, quarantined: 90, readings: 10 }),
      detail: detail(['channel 1'], fault('line: is no known line')),
    },
    ['wrong-driver'],
  ],
  [
    'some frames not understood',
    { activity: activity({ quarantined: 3 }), detail: detail(['channel 1'], fault('line: is no known line')) },
    ['frames-quarantined'],
  ],
  [
    'frames not understood long ago',
    { activity: activity({ quarantined: 3 }), detail: detail(['channel 1'], fault('x', 48 * hour_ms)) },
    [],
  ],
  [
    'no unit where one is needed',
    {
      may_need_unit: true,
      activity: activity({ quarantined: 9, readings: 0 }),
      detail: detail([], fault('unit: is not configured')),
    },
    ['unit-missing'],
  ],
  ['a unit that is configured', { may_need_unit: true, unit: 'kg' }, []],

  [
    'an antenna not connected, others read',
    {
      ...reader,
      detail: detail(['antenna 1'], { conditions: [condition('antenna-disconnected', hour_ms, { channel: '2' })] }),
    },
    ['antenna-disconnected'],
  ],
  [
    'an antenna not connected, no tags at all',
    { ...reader, detail: detail([], { conditions: [condition('antenna-disconnected', hour_ms, { channel: '2' })] }) },
    ['antenna-disconnected'],
  ],
  [
    'an antenna connected again',
    {
      ...reader,
      detail: detail(['antenna 1', 'antenna 2'], {
        conditions: [
          condition('antenna-disconnected', hour_ms, { channel: '2' }),
          condition('antenna-connected', minute_ms, { channel: '2' }),
        ],
      }),
    },
    [],
  ],
  [
    'an antenna off that nobody counts on',
    {
      ...reader,
      detail: detail(['antenna 1', 'antenna 2'], {
        conditions: [condition('antenna-disconnected', hour_ms, { channel: '4' })],
      }),
    },
    [],
  ],
  [
    'no tags for a while',
    {
      ...reader,
      link: link({ since_ms: now_ms - hour_ms }),
      detail: {
        ...detail([]),
        parts: [partOf('antenna 1', now_ms - 20 * minute_ms), partOf('antenna 2', now_ms - 30 * minute_ms)],
      },
    },
    ['no-tags'],
  ],
  ['no tags yet, just connected', { ...reader, detail: detail([]) }, []],
  [
    'tags without an antenna',
    { ...reader, driver: 'zebra-iot', detail: detail(['tags without an antenna']) },
    ['no-antenna'],
  ],
  [
    'tags without an antenna, which are those of the only one there is',
    { ...reader, antennas: [1], detail: detail(['tags without an antenna']) },
    [],
  ],
  [
    'an antenna that the settings do not have',
    { ...reader, detail: detail(['antenna 1', 'antenna 2', 'antenna 3']) },
    ['antenna-unknown'],
  ],
  [
    'an antenna that never read',
    { ...reader, link: link({ since_ms: now_ms - hour_ms }), detail: detail(['antenna 1']) },
    ['antenna-silent'],
  ],

  [
    'a channel of a scale whose load cell came off',
    {
      detail: {
        device: 'd1',
        parts: [
          {
            part: 'channel 1',
            readings: 9,
            last_at_ms: 1,
            last_says: 'channel 1: 45.0 g',
            health: { state: 'flat', says: 'noise 0.2 g' },
          },
        ],
        conditions: [],
        beyond: 0,
      },
    },
    ['channel-flat'],
  ],
  [
    'a silent scale',
    {
      link: link({ since_ms: now_ms - hour_ms, last_frame_ms: now_ms - 3 * minute_ms }),
      activity: activity({ last_at_ms: now_ms - 3 * minute_ms }),
    },
    ['scale-silent'],
  ],
  [
    'a node that publishes each minute',
    {
      wire: 'mqtt',
      link: link({ last_frame_ms: now_ms - 3 * minute_ms }),
      activity: activity({ last_at_ms: now_ms - 3 * minute_ms }),
    },
    [],
  ],
  [
    'an overload that lasts',
    {
      detail: {
        ...detail([]),
        parts: [partOf('channel 1', now_ms - 9_000)],
        conditions: [condition('overload', 1_000, { channel: '1' })],
      },
    },
    ['overload'],
  ],
  [
    'an overload that is over',
    { detail: detail(['channel 1'], { conditions: [condition('overload', minute_ms, { channel: '1' })] }) },
    [],
  ],
  ['lifted', { detail: { ...detail([]), conditions: [condition('underload', 1_000)] } }, ['underload']],
  [
    'a fault of the scale',
    { detail: { ...detail([]), conditions: [condition('fault', 1_000, { says: 'ET: damaged command' })] } },
    ['fault'],
  ],
  ['a channel that is called otherwise', { detail: detail(['channel weight']) }, ['channel-unknown']],

  [
    'lost messages',
    {
      detail: detail(['channel 1'], {
        conditions: [condition('data-lost', minute_ms, { says: '3 messages are missing.' })],
      }),
    },
    ['data-lost'],
  ],
  [
    'dropped reports',
    {
      ...reader,
      detail: detail(['antenna 1', 'antenna 2'], { conditions: [condition('buffer-overflow', minute_ms)] }),
    },
    ['buffer-overflow'],
  ],
  [
    'restarts',
    { detail: detail(['channel 1'], { conditions: [condition('restarted', minute_ms, { times: 4 })] }) },
    ['restarts'],
  ],
  ['a clock at 1970', { activity: activity({ skew_ms: -now_ms + 5_000 }) }, ['clock-1970']],
  ['a clock years off', { activity: activity({ skew_ms: -3 * 365 * 24 * hour_ms }) }, ['clock-wrong']],
  ['a clock minutes off', { activity: activity({ skew_ms: 4 * minute_ms }) }, ['clock-skew']],
  ['a clock that is right', { activity: activity({ skew_ms: -38 }) }, []],
  ['readings that lead nowhere', { channels: [], family: 'native' }, ['no-places']],
  [
    'several things, the worst first',
    {
      ...reader,
      activity: activity({ skew_ms: 4 * minute_ms }),
      detail: detail(['antenna 1', 'antenna 3'], {
        conditions: [condition('antenna-disconnected', 9_000, { channel: '2' })],
      }),
    },
    ['antenna-disconnected', 'antenna-unknown', 'clock-skew'],
  ],
];

describe('the advice on', () => {
  test.each(table)('%s', (_, facts, codes) => {
    expect(adviceOn({ ...base, ...facts }).map(({ code }) => code)).toEqual(codes);
  });

  test('every device is a whole sentence with a whole next step', () => {
    for (const [says, facts] of table) {
      for (const advice of adviceOn({ ...base, ...facts })) {
        expect(advice.says, says).toMatch(/^[A-Z0-9][\s\S]{5,700}[.…]$/);
        expect(advice.next, says).toMatch(/^[A-Z][\s\S]{10,400}$/);
      }
    }
  });

  test.each([
    [
      'a reader without tags names the antenna that is off',
      { ...reader, detail: detail([], { conditions: [condition('antenna-disconnected', hour_ms, { channel: '2' })] }) },
      'The reader is connected and has seen no tags: antenna 2 is not connected.',
    ],
    [
      'a clock at 1970 tells what is done instead',
      { activity: activity({ skew_ms: -now_ms + 5_000 }) },
      'Its clock stands in 1970, so its times are not believed: the times of arrival are used.',
    ],
    [
      'the wrong driver tells how many and why',
      {
        activity: activity({ frames: 100, quarantined: 90, readings: 10 }),
        detail: detail(['channel 1'], fault('line: is no known line')),
      },
      '90 of 100 frames were not understood. The last one: line: is no known line.',
    ],
  ])('%s', (_, facts, says) => {
    expect(adviceOn({ ...base, ...facts })[0]?.says).toBe(says);
  });

  test('an owned reader knows the sentence the session has for it', () => {
    const says = refusalOf(llrpParameter('ConnectionAttemptEvent', { status: 2 })) ?? '';
    const [advice] = adviceOn({ ...base, ...reader, link: link({ state: 'refused', says }) });
    expect(advice?.code).toBe('reader-owned');
  });
});
