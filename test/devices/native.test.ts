/** The native format: what its table and its published schema promise to people who write firmware. */
import { describe, expect, test } from 'vitest';
import { understand } from '../../devices/driver.ts';
import { native, nativeReadingSchema } from '../../devices/native/native.ts';
import { nativeExamples } from '../../devices/native/native-examples.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { isValid } from './schema-check.ts';

const utf8 = new TextEncoder();

function understood(text: string) {
  return understand(native, utf8.encode(text), { retained: false, topic: 'tallygate/a/reading' });
}

const refused = [
  '{}',
  '{"wieght":{"grams":1}}',
  '{"weight":{}}',
  '{"weight":{"grams":"538.2"}}',
  '{"weight":{"grams":10000001}}',
  '{"weight":{"grams":1,"channel":""}}',
  '{"weight":{"grams":1,"channel":1}}',
  '{"weight":{"grams":1,"stable":"yes"}}',
  '{"weight":{"grams":1},"seq":-1}',
  '{"weight":{"grams":1},"seq":1.5}',
  '{"weight":{"grams":1},"seq":9007199254740992}',
  '{"weight":{"grams":1},"boot":7}',
  '{"weight":{"grams":1},"at":"2026-11-23T08:00:00"}',
  '{"weight":{"grams":1},"at":-5}',
  '{"tags":[{"epc":"30"}]}',
  '{"tags":[{"epc":"3034Z0"}]}',
  '{"tags":[{"epc":"3034","rssi":-500}]}',
  '{"tags":[{"epc":"3034","count":0}]}',
  '{"scan":{"code":""}}',
  '{"scan":{"code":"price €5"}}',
  '{"scan":{"code":"🙂"}}',
  '{"scan":{"code":"1","aim":"C1"}}',
  '[]',
  '"online"',
];

describe('the native format', () => {
  test.each([
    [{ kind: 'tare' }, '{"tare":{}}'],
    [{ kind: 'zero', channel: '2' }, '{"zero":{"channel":"2"}}'],
    [{ kind: 'beep', tone: 'error' }, '{"beep":{"tone":"error"}}'],
    [{ kind: 'light', on: true }, '{"light":{"on":true}}'],
    [{ kind: 'antenna-power', antenna: 2, power_cdbm: 2_750 }, '{"antenna-power":{"antenna":2,"dbm":27.5}}'],
    [{ kind: 'announce' }, '{"announce":{}}'],
    [
      { kind: 'feedback', tone: 'ok', says: 'done', at_ms: 1_795_420_800_123 },
      '{"feedback":{"tone":"ok","says":"done","at":"2026-11-23T08:00:00.123Z"}}',
    ],
  ] as const)('is told %j on its command topic', (command, text) => {
    const message = native.message?.(command, 'node-1');
    expect(message?.topic).toBe('tallygate/node-1/command');
    expect(new TextDecoder().decode(message?.payload)).toBe(text);
  });

  test.each([
    ['0.1', 100],
    ['538.199951171875', 538_200],
    ['-0.0004', 0],
    ['1.005', 1_005],
    ['10000000', 10_000_000_000],
    ['1e3', 1_000_000],
  ])('%s grams are %s mg', (grams, mass_mg) => {
    expect(understood(`{"weight":{"grams":${grams}}}`)).toEqual({
      ok: true,
      value: [{ kind: 'weight', channel: '1', mass_mg }],
    });
  });

  test('readings of one message share its stamp, and a tag may have its own time', () => {
    const text =
      '{"weight":{"grams":1},"tags":[{"epc":"3034"},{"epc":"3035","at":5}],"scan":{"code":"X"},"seq":9,"boot":"b","at":7}';
    const decoded = understood(text);
    const stamps = decoded.ok
      ? decoded.value.map(({ kind, seq, boot, device_at_ms }) => [kind, seq, boot, device_at_ms])
      : [];
    expect(stamps).toEqual([
      ['weight', 9, 'b', 7],
      ['tag', 9, 'b', 7],
      ['tag', 9, 'b', 5],
      ['scan', 9, 'b', 7],
    ]);
  });

  test('the place of a fault in an array names the entry', () => {
    expect(understood('[{"weight":{"grams":1}},{"tags":[{"epc":"3034"},{"epc":"30"}]}]')).toEqual({
      ok: false,
      fault: { kind: 'range', place: '[1].tags[1].epc', rule: 'must be at least 2 bytes' },
    });
  });

  test.each(refused)('refuses %s', (text) => {
    expect(understood(text)).toMatchObject({ ok: false });
  });
});

describe('the published schema', () => {
  const published = (text: string) => isValid(nativeReadingSchema, JSON.parse(text));

  test('agrees with the table on every example', () => {
    for (const { text = '' } of nativeExamples) {
      if (text === 'online' || text === 'offline') continue;
      expect([text, published(text)]).toEqual([text, true]);
    }
  });

  test('agrees with the table on whatever the table allows', () => {
    for (let seed = 1; seed <= 200; seed += 1) {
      const value = native.frame.sample(randomOf(seed));
      if (value.kind !== 'message') continue;
      const text = new TextDecoder().decode(native.frame.encode(value));
      expect([text, published(text)]).toEqual([text, true]);
    }
  });

  test.each(refused)('refuses %s too', (text) => {
    expect(published(text)).toBe(false);
  });
});
