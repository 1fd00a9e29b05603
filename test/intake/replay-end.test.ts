/** Where a replay stops: at the end that its gateway told, or, of lines that simply run out, when nothing waits any more. */
import { expect, test } from 'vitest';
import { assert } from '../../gateway/base/assert.ts';
import { replay } from '../../gateway/intake/replay.ts';
import { surroundings } from '../../gateway/main.ts';

const site = surroundings.siteOf({
  name: 'Shelf',
  time_zone: 'UTC',
  currency: 'EUR',
  items: [{ id: 'pump', gtins: ['80614141123458'] }],
  locations: [{ id: 's1', kind: 'shelf' }],
  connections: [{ id: 'reader', wire: { kind: 'mqtt' } }],
  devices: [{ id: 'reader', driver: 'native', antennas: [{ antenna: 1, role: 'shelf', location: 's1' }] }],
});

assert(site !== undefined, 'the settings are sound');
const settings = site;

/** The first numbers of a power-up, which wait for earlier ones. */
const lines = [0, 600].map((after_ms, at) =>
  JSON.stringify({
    n: at + 1,
    at: new Date(1_795_420_800_000 + after_ms).toISOString(),
    device: 'reader',
    topic: 'tallygate/reader/reading',
    retain: false,
    qos: 1,
    text: JSON.stringify({
      tags: [{ epc: '3034257BF7194E4000001A85', antenna: 1, rssi: -48, count: 3 }],
      seq: at + 1,
      boot: 'a',
    }),
  }),
);
const end = JSON.stringify({ n: 3, at: new Date(1_795_420_801_000).toISOString(), event: 'end' });

async function kindsOf(texts: readonly string[]): Promise<string[]> {
  const kinds: string[] = [];
  async function* given(): AsyncGenerator<string> {
    yield* texts;
  }
  const listener = { movement: ({ kind }: { kind: string }) => kinds.push(kind), question() {}, note() {} };
  expect((await replay(given(), settings, surroundings, listener)).ok).toBe(true);
  return kinds;
}

test('lines that run out are waited for no longer: what waited is decided', async () => {
  expect(await kindsOf(lines)).toEqual(['arrived']);
});

test('a gateway that was stopped had decided nothing of what still waited, and so does not its replay', async () => {
  expect(await kindsOf([...lines, end])).toEqual([]);
});
