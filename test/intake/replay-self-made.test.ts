/** Captures that a person or a script wrote: what cannot be used is passed over and told once, with place, rule and count. */
import { expect, test } from 'vitest';
import { assert } from '../../gateway/base/assert.ts';
import { type ReplayEnd, replay } from '../../gateway/intake/replay.ts';
import { replayReadings } from '../../gateway/intake/replay-readings.ts';
import { surroundings } from '../../gateway/main.ts';

const site = surroundings.siteOf({
  name: 'Bench',
  time_zone: 'UTC',
  currency: 'EUR',
  items: [{ id: 'bolt', codes: ['BOLT'], unit_mass_mg: 20_000 }],
  locations: [
    { id: 'bin', kind: 'bin', item: 'bolt' },
    { id: 'tray', kind: 'bin', item: 'bolt' },
  ],
  connections: [
    { id: 'shop', wire: { kind: 'mqtt' } },
    { id: 'desk', wire: { kind: 'tcp', host: '192.0.2.1', port: 4001 } },
  ],
  devices: [
    { id: 'shop', driver: 'native', channels: [{ channel: '1', location: 'bin' }] },
    { id: 'desk', driver: 'mt-sics', channels: [{ channel: '1', location: 'tray' }] },
  ],
});

function bench(): NonNullable<typeof site> {
  assert(site !== undefined, 'the settings are sound');
  return site;
}

function at(seconds: number): string {
  return new Date(1_795_420_800_000 + seconds * 1_000).toISOString();
}

function shop(seconds: number, message: object): string {
  return JSON.stringify({ at: at(seconds), device: 'shop', text: JSON.stringify(message) });
}

/** A bin of five bolts at rest, of which two are taken. */
function picked(): string[] {
  return [0, 1, 2, 3, 4, 5, 6, 7].map((s) => shop(s, { weight: { grams: s < 4 ? 100 : 60, stable: true } }));
}

async function* given(texts: readonly string[]): AsyncGenerator<string> {
  yield* texts;
}

async function replayed(
  texts: readonly string[],
): Promise<{ readonly end: ReplayEnd; readonly notes: string[]; readonly kinds: string[] }> {
  const notes: string[] = [];
  const kinds: string[] = [];
  const end = await replay(given(texts), bench(), surroundings, {
    movement: ({ kind, quantity }) => kinds.push(`${kind} ${quantity}`),
    question() {},
    note: (says) => notes.push(says),
  });
  return { end, notes, kinds };
}

test('a clean one is replayed without a word', async () => {
  const { end, notes, kinds } = await replayed([...picked(), `{"at":"${at(60)}","event":"end"}`]);
  expect(end).toMatchObject({ ok: true, rows: 9, refused: 0, quarantined: 0 });
  expect(kinds.at(-1)).toBe('taken 2');
  expect(notes).toEqual([]);
});

test('lines that cannot be read are passed over, each rule told once with its first line and how many', async () => {
  const frame = { at: at(8), device: 'shop' };
  const { end, notes, kinds } = await replayed([
    'time;device;grams',
    ...picked(),
    JSON.stringify({ device: 'shop', text: '{}' }),
    JSON.stringify({ ...frame, at: '2026-11-23T08:00:08', text: '{}' }),
    JSON.stringify({ ...frame, data: 'S S 100 g' }),
    JSON.stringify({ at: at(8), text: '{}' }),
    JSON.stringify(frame),
    '[]',
    `{"at":"${at(60)}","event":"end"}`,
  ]);
  expect(end).toMatchObject({ ok: true, rows: 9, refused: 7 });
  expect(kinds.at(-1)).toBe('taken 2');
  expect(notes).toEqual([
    'line 1 is not JSON; passed over',
    'line 10: at must be an ISO 8601 time with its zone, as 2026-11-23T08:00:00.000Z; passed over, and so is 1 more',
    'line 12: data is not base64; passed over',
    'line 13: a frame needs its device; passed over',
    'line 14: a frame needs either data (base64) or text; passed over',
    'line 15 is not a JSON object; passed over',
  ]);
});

test('a last line that broke off is told, and all before it is replayed to its end', async () => {
  const { end, notes, kinds } = await replayed([...picked(), shop(8, {}).slice(0, 30)]);
  expect(end).toMatchObject({ ok: true, rows: 8, refused: 0 });
  expect(kinds.at(-1)).toBe('taken 2');
  expect(notes).toEqual(['line 9, the last one, broke off and is passed over']);
});

test('of a file without one good line the first is named', async () => {
  const { end } = await replayed(['time;device;grams', '08:00:00;shop;100', '08:00:01;shop;100']);
  expect(end).toEqual({ ok: false, says: 'line 1 is not JSON' });
});

test('an earlier time is taken for that of the line before it, and far back is not in order', async () => {
  const late = [shop(7.5, { weight: { grams: 60 } }), shop(-900, { weight: { grams: 60 } })];
  const { end, notes } = await replayed([...picked(), shop(8, { weight: { grams: 60 } }), ...late]);
  expect(end).toMatchObject({ ok: true, rows: 10, refused: 1 });
  expect(notes).toEqual([
    'line 11: at runs backwards; passed over. Lines stand in order of time',
    'line 10: at is earlier than in the line before it, whose time it is given',
  ]);
});

test('of what a gateway wrote a time that runs backwards is none', async () => {
  const rows = picked().map((line, i) => JSON.stringify({ n: i + 1, ...JSON.parse(line) }));
  const back = JSON.stringify({ n: 20, ...JSON.parse(shop(6.9, {})) });
  expect((await replayed([...rows, back])).notes).toEqual([
    'line 9: at runs backwards; passed over. Lines stand in order of time',
  ]);
});

test('frames that are not understood, devices and channels that the settings do not have, are told once each', async () => {
  const { end, notes } = await replayed([
    ...picked(),
    shop(8, { weight: { grams: '60' } }),
    shop(9, { weight: { grams: '60' } }),
    JSON.stringify({ at: at(10), device: 'nosuch', text: '{}' }),
    shop(11, { weight: { channel: 'A', grams: 60 } }),
    shop(12, { tags: [{ epc: '3034257BF7194E4000001A85', antenna: 1 }] }),
    JSON.stringify({ at: at(13), device: 'shop', event: 'plugged' }),
  ]);
  expect(end).toMatchObject({ ok: true, rows: 14, refused: 0, quarantined: 3 });
  expect(notes).toEqual([
    expect.stringMatching(/^line 9: a frame of shop is not understood, and so is 1 more: .*weight\.grams/),
    'line 11: a frame of nosuch is not understood: there is no device nosuch in the settings',
    '1 reading of shop, channel A: the settings name channel 1',
    '1 reading of shop, antenna 1: the settings name channel 1',
    '1 weights of channels without an item of known mass: the settings say of no item there what a piece weighs',
    '1 unknown events: `event` is none of those in docs/captures.md',
  ]);
});

test("a line keeps its device's own end, as a logger writes it", async () => {
  const lines = [0, 1, 2, 3, 4, 5, 6, 7].map((s) =>
    JSON.stringify({ at: at(s), device: 'desk', text: `S S     ${s < 4 ? '100.0' : ' 60.0'} g\r\n` }),
  );
  const { end, notes, kinds } = await replayed([...lines, JSON.stringify({ at: at(60), event: 'end' })]);
  expect(notes).toEqual([]);
  expect(end).toMatchObject({ ok: true, quarantined: 0 });
  expect(kinds.at(-1)).toBe('taken 2');
});

test('what frames say is told with the same words of the lines that cannot be read', async () => {
  const notes: string[] = [];
  const listener = { heard() {}, note: (says: string) => notes.push(says) };
  const end = await replayReadings(given([...picked(), 'x', '{"at":']), { site: bench() }, surroundings, listener);
  expect(end).toMatchObject({ ok: true, readings: 8, lines_refused: 1 });
  expect(notes).toEqual(['line 9 is not JSON; passed over', 'line 10, the last one, broke off and is passed over']);
});
