import { describe, expect, test } from 'vitest';
import { understand } from '../../../devices/driver.ts';
import { zebraIot } from '../../../devices/rfid/zebra-iot.ts';
import { zebraSled } from '../../../devices/rfid/zebra-sled.ts';
import { identityMemoryOf, newEpoch, newSequence } from '../../../gateway/intake/identity.ts';

const ascii = new TextEncoder();

function event(eventNum: number, at: string, more: object = {}): object {
  return {
    type: 'CUSTOM',
    timestamp: at,
    data: { eventNum, format: 'epc', idHex: '3034257BF7194E4000001A85', ...more },
  };
}

function understood(json: unknown) {
  return understand(zebraIot, ascii.encode(JSON.stringify(json)), { retained: false });
}

describe('times', () => {
  test.each([
    ['2026-03-28T07:20:13.028+0000', 1_774_682_413_028],
    ['2026-03-28T07:20:13.028+00:00', 1_774_682_413_028],
    ['2026-03-28T09:20:13.028+0200', 1_774_682_413_028],
    ['2026-03-28T02:50:13.028-0430', 1_774_682_413_028],
    ['2026-03-28T07:20:13Z', 1_774_682_413_000],
  ])('%s is understood', (at, device_at_ms) => {
    expect(understood(event(1, at))).toMatchObject({ ok: true, value: [{ device_at_ms }] });
  });

  test.each(['2026-03-28T07:20:13.028', '28/03/2026 07:20', '2026-02-30T07:20:13.028+0000', 'x'.repeat(100)])(
    '%s is refused',
    (at) => {
      expect(understood(event(1, at))).toMatchObject({ ok: false, fault: { place: 'timestamp' } });
    },
  );
});

test('a tag whose EPC has no bits spoils no other of its message', () => {
  const at = '2026-03-28T07:20:13Z';
  const both = understood([event(1, at, { idHex: '' }), event(2, at)]);
  expect(both).toMatchObject({ ok: true, value: [{ seq: 2, epc: '3034257BF7194E4000001A85' }] });
  const sled = { data: { tagData: [{ EPCid: '' }, { EPCid: 'ABCD' }] } };
  expect(understand(zebraSled, ascii.encode(JSON.stringify(sled)), { retained: false })).toMatchObject({
    ok: true,
    value: [{ kind: 'tag', epc: 'ABCD' }],
  });
});

test('antenna 0 is none', () => {
  expect(understood(event(1, '2026-03-28T07:20:13Z', { antenna: 0 }))).toEqual(
    understood(event(1, '2026-03-28T07:20:13Z')),
  );
});

describe('what is refused', () => {
  test.each([
    ['a tag event without a tag', { type: 'INVENTORY', data: { eventNum: 1 } }, 'data.idHex'],
    ['an event without its type', { data: { idHex: '3034' } }, 'type'],
    ['an EPC that is no hexadecimal', { type: 'SIMPLE', data: { idHex: 'xyz1' } }, 'data.idHex'],
    ['a second event gone bad', [event(1, '2026-03-28T07:20:13Z'), { type: 'SIMPLE', data: {} }], '[1].data.idHex'],
  ])('%s', (_, json, place) => {
    expect(understood(json)).toMatchObject({ ok: false, fault: { place } });
  });
});

test('a tag that says it holds something of ISO is a tag without meaning', () => {
  const of_iso = understood(event(1, '2026-03-28T07:20:13Z', { PC: '31a1' }));
  expect(of_iso).toMatchObject({ ok: true, value: [{ kind: 'tag', pc: '31A1', meaning: { scheme: 'unknown' } }] });
  const epc = understood(event(1, '2026-03-28T07:20:13Z', { PC: '3000' }));
  expect(epc).toMatchObject({ ok: true, value: [{ meaning: { scheme: 'sgtin-96', gtin: '80614141123458' } }] });
});

describe('event numbers as the identity of readings', () => {
  let n = 0;
  const memory = identityMemoryOf();
  function isNew(events: readonly object[]): readonly boolean[] {
    const data = ascii.encode(JSON.stringify(events));
    const said = understand(zebraIot, data, { retained: false });
    n += 1;
    return (said.ok ? said.value : []).flatMap(({ seq }) =>
      seq === undefined ? [] : [newSequence(memory, 'dock-1', { boot: undefined, seq, n, data }) !== undefined],
    );
  }

  test('a message delivered again is known, one after a restart of the reader is new', () => {
    const first = [event(16_511, '2026-03-28T07:20:13.028+0000'), event(16_512, '2026-03-28T07:20:13.069+0000')];
    expect(isNew(first)).toEqual([true, true]);
    newEpoch(memory, 'dock-1');
    expect(isNew(first)).toEqual([false, false]);
    expect(isNew([event(16_513, '2026-03-28T07:20:14.000+0000')])).toEqual([true]);
    const restarted = [event(1, '2026-03-28T08:00:00.000+0000')];
    expect(isNew(restarted)).toEqual([true]);
    expect(isNew(restarted)).toEqual([false]);
    expect(isNew([event(2, '2026-03-28T08:00:00.100+0000')])).toEqual([true]);
    // The new count passes the numbers of the old one: the bytes are others, so it is no redelivery.
    expect(isNew([event(16_512, '2026-03-28T09:00:00.000+0000')])).toEqual([true]);
    expect(isNew([event(16_513, '2026-03-28T09:00:00.100+0000')])).toEqual([true]);
  });
});

describe('sleds', () => {
  function sled(json: unknown) {
    return understand(zebraSled, ascii.encode(JSON.stringify(json)), { retained: false });
  }

  test('a GS1 symbol keeps its separators and is understood as one', () => {
    const code = '010950600013435210AB\u001d17270228';
    expect(sled({ data: { barcodeData: [{ decodedBarcode: code, symbology: 'GS1_DataMatrix' }] } })).toMatchObject({
      ok: true,
      value: [{ kind: 'scan', code, aim: ']d2', meaning: { kind: 'gs1', lot: 'AB', expiry: '270228' } }],
    });
  });

  test.each([
    [{ type: 'ALERT', id: 'POWER', state: 'ONESHOT', priority: 'HIGH' }, 1],
    [{ type: 'ALERT', id: 'POWER', state: 'SET', priority: 'LOW' }, 0],
    [{ type: 'NOTIFICATION', id: 'FILE_DOWNLOAD', state: 'ONESHOT', priority: 'HIGH' }, 0],
  ])('%j is %i condition', (alert, count) => {
    const said = sled(alert);
    expect(said.ok && said.value).toHaveLength(count);
  });

  test('a message that is none of its own is refused', () => {
    expect(sled({ hello: 1 })).toMatchObject({ ok: false });
    expect(sled({ data: { tagData: [{ eventNum: 1 }] } })).toMatchObject({ ok: false });
  });
});
