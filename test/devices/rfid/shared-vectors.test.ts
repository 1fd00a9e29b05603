/** Facts collected outside this repository, where they are at hand. Nothing here is needed: every rule has its own test. */
import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { framerOf } from '../../../devices/codec/framer.ts';
import { bytesOfHex } from '../../../devices/codec/hex.ts';
import { understand } from '../../../devices/driver.ts';
import { decodeEpc, meaningOf } from '../../../devices/rfid/epc.ts';
import { encodeEpc } from '../../../devices/rfid/epc-encode.ts';
import { digitalLinkOf, elementStringOf, elementsOf, glnOf } from '../../../devices/rfid/epc-keys.ts';
import { epcUriOf, tagUriOf } from '../../../devices/rfid/epc-uri.ts';
import { impinjIot } from '../../../devices/rfid/impinj-iot.ts';
import { llrp } from '../../../devices/rfid/llrp.ts';
import { m100 } from '../../../devices/rfid/m100.ts';
import { encodeReader18Request } from '../../../devices/rfid/reader18-frame.ts';
import { thingmagic } from '../../../devices/rfid/thingmagic.ts';
import { decodeThingMagicRequest, encodeThingMagicRequest } from '../../../devices/rfid/thingmagic-frame.ts';
import { zebraIot } from '../../../devices/rfid/zebra-iot.ts';
import { zebraSled } from '../../../devices/rfid/zebra-sled.ts';

const ascii = new TextEncoder();
const folder = new URL('../../../../shared/vectors/', import.meta.url);
const absent = existsSync(folder) ? '' : ' (skipped: there is no folder ../shared/vectors)';

function json(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, folder), 'utf8'));
}

function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
    value,
  );
}

function bytesAt(value: unknown, ...path: readonly string[]): Uint8Array {
  return bytesOfHex(String(member(value, ...path))) ?? new Uint8Array();
}

test.skipIf(absent !== '')(`every EPC means what others say it means, and is written to the same bits${absent}`, () => {
  const list = json('epc.json');
  const entries: readonly unknown[] = Array.isArray(list) ? list : [];
  expect(entries.length).toBeGreaterThan(15);
  for (const entry of entries) {
    const hex = String(member(entry, 'hex'));
    const decoded = decodeEpc(hex);
    if (!decoded.ok) throw new Error(`${hex}: ${decoded.error.message}`);
    const epc = decoded.value;
    const { date } = epc;
    const elements = elementsOf(epc);
    const ours: Readonly<Record<string, unknown>> = {
      ...meaningOf(epc),
      uri: epcUriOf(epc) ?? null,
      tag: tagUriOf(epc),
      gln: glnOf(epc),
      date: date && `${date.type}:${date.yymmdd}`,
      element: elementStringOf(elements),
      digitalLink: digitalLinkOf(elements),
    };
    for (const name of ['uri', 'tag', 'gtin', 'sscc', 'gln', 'serial', 'filter', 'date', 'element', 'digitalLink']) {
      const told = member(entry, name);
      if (told !== undefined) expect([hex, name, ours[name]]).toEqual([hex, name, told]);
    }
    const again = encodeEpc(epc);
    expect(again.ok && again.value.padEnd(hex.length, '0').startsWith(hex)).toBe(true);
  }
});

test.skipIf(absent !== '')(
  `a recorded stream of 45 reports is 45 tags, and is written back byte for byte${absent}`,
  () => {
    const stream = bytesAt(json('rfid-frames.json'), 'llrp', 'roAccessReportStream45', 'hex');
    const cuts = framerOf(llrp.framing).push(stream);
    const frames = cuts.flatMap((cut) => (cut.kind === 'frame' ? [cut.data] : []));
    const readings = frames.flatMap((frame) => {
      const understood = understand(llrp, frame, { retained: false });
      const decoded = llrp.frame.decode(frame);
      expect(decoded.ok && llrp.frame.encode(decoded.value)).toEqual(frame);
      return understood.ok ? understood.value : [];
    });
    expect([frames.length, readings.length]).toEqual([45, 45]);
    expect(readings.every((reading) => reading.kind === 'tag' && reading.antenna === 1)).toBe(true);
  },
);

test.skipIf(absent !== '')(`a recorded stream is the same wherever it is cut in two${absent}`, () => {
  const stream = bytesAt(json('rfid-frames.json'), 'llrp', 'roAccessReportStream45', 'hex');
  for (let at = 0; at <= stream.length; at += 1) {
    const framer = framerOf(llrp.framing);
    const cuts = [...framer.push(stream.subarray(0, at)), ...framer.push(stream.subarray(at))];
    const bytes = cuts.map((cut) => (cut.kind === 'frame' ? cut.data.length : 0));
    expect(cuts.length).toBe(45);
    expect(bytes.reduce((sum, length) => sum + length, 0)).toBe(stream.length);
  }
});

test.skipIf(absent !== '')(`recorded Zebra events are tags, and a sign of life is none${absent}`, () => {
  const list = member(json('rfid-frames.json'), 'zebraIotc');
  const kinds = (Array.isArray(list) ? list : []).map((event: unknown) => {
    const understood = understand(zebraIot, ascii.encode(JSON.stringify(event)), { retained: false });
    return understood.ok && understood.value.map(({ kind }) => kind);
  });
  expect(kinds).toEqual([['tag'], ['tag'], ['tag'], ['tag'], []]);
  const sled = ascii.encode(JSON.stringify(member(json('rfid-frames.json'), 'zebraRfd40')));
  expect(understand(zebraSled, sled, { retained: false })).toMatchObject({
    ok: true,
    value: [{ kind: 'tag', count: 14 }],
  });
});

test.skipIf(absent !== '')(`frames of serial modules are read and written as others have them${absent}`, () => {
  const frames = json('rfid-frames.json');
  for (const name of ['singlePoll', 'multiPoll10000', 'stop', 'noTag', 'setPower20dBm', 'setPowerOk']) {
    const bytes = bytesAt(frames, 'm100', name);
    const decoded = m100.frame.decode(bytes);
    expect(decoded.ok && m100.frame.encode(decoded.value)).toEqual(bytes);
  }
  const notice = member(frames, 'm100', 'tagNotice');
  expect(understand(m100, bytesAt(notice, 'hex'), { retained: false })).toMatchObject({
    ok: true,
    value: [
      {
        epc: String(member(notice, 'epc')).toUpperCase(),
        pc: member(notice, 'pc'),
        rssi_cdbm: Number(member(notice, 'rssi')) * 100,
      },
    ],
  });
  for (const [name, address, command] of [
    ['inventoryBroadcast', 0xff, 1],
    ['inventoryAdr0', 0, 1],
    ['getInfoBroadcast', 0xff, 0x21],
    ['getInfoAdr0', 0, 0x21],
  ] as const) {
    expect(encodeReader18Request({ address, command, data: '' })).toEqual(bytesAt(frames, 'rru18', name));
  }
  for (const name of ['version', 'startContinuous', 'stop']) {
    const bytes = bytesAt(frames, 'thingmagic', name);
    const request = decodeThingMagicRequest(bytes);
    expect(request.ok && encodeThingMagicRequest(request.value)).toEqual(bytes);
  }
  const tag = member(frames, 'thingmagic', 'tagRecord');
  expect(understand(thingmagic, bytesAt(tag, 'hex'), { retained: false })).toMatchObject({
    ok: true,
    value: [{ epc: member(tag, 'epc'), antenna: 1, rssi_cdbm: Number(member(tag, 'rssi')) * 100 }],
  });
});

test.skipIf(absent !== '')(`recorded Impinj events are tags${absent}`, () => {
  const list = member(json('rfid-frames.json'), 'impinjIot');
  const payload = new TextEncoder().encode(JSON.stringify(list));
  const understood = understand(impinjIot, payload, { retained: false });
  expect(understood.ok && understood.value.map((reading) => reading.kind)).toEqual(['tag', 'tag']);
});
