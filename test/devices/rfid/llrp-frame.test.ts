import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { framerOf } from '../../../devices/codec/framer.ts';
import { bytesOfHex, hexOf } from '../../../devices/codec/hex.ts';
import { understand } from '../../../devices/driver.ts';
import { llrp } from '../../../devices/rfid/llrp.ts';
import { decodeLlrp } from '../../../devices/rfid/llrp-decode.ts';
import { encodeLlrp } from '../../../devices/rfid/llrp-encode.ts';
import { llrpMessage, llrpParameter } from '../../../devices/rfid/llrp-message.ts';

function bytes(hex: string): Uint8Array {
  const read = bytesOfHex(hex.replaceAll(' ', ''));
  if (read === undefined) throw new Error(`no hexadecimal: ${hex}`);
  return read;
}

const live = { retained: false };

describe.each(llrp.examples)('$says', (example) => {
  const frame = bytes(example.hex ?? '');

  it('is no frame when anything is missing', () => {
    for (let end = 0; end < frame.length; end += 1) {
      expect(llrp.frame.decode(frame.subarray(0, end)).ok).toBe(false);
    }
  });
});

describe('a frame that does not fit', () => {
  test.each([
    ['shorter than a header', '043e00000009000000', 'truncated', 'frame'],
    ['shorter than it says', '043e 0000000b 00000001', 'truncated', 'frame'],
    ['longer than it says', '043e 0000000a 00000001 00', 'trailing', 'frame'],
    ['of LLRP 2.0', '0c3e 0000000a 00000001', 'unsupported', 'version'],
    ['of version 0', '003e 0000000a 00000001', 'unsupported', 'version'],
    ['of a type that does not exist', '07fe 0000000a 00000001', 'unsupported', 'type'],
    ['without its field', '0416 0000000c 00000001 0000', 'truncated', 'START_ROSPEC'],
    ['with half a parameter head', '043d 0000000d 00000001 00f000', 'truncated', 'RO_ACCESS_REPORT'],
    ['with a parameter longer than the frame', '043d 0000000e 00000001 00f00005', 'format', 'RO_ACCESS_REPORT'],
    ['with a parameter shorter than its own head', '043d 0000000e 00000001 00f00003', 'format', 'RO_ACCESS_REPORT'],
    ['with a tag that has no EPC', '043d 0000000e 00000001 00f00004', 'format', 'RO_ACCESS_REPORT.TagReportData'],
    [
      'with an unknown parameter that has no length',
      '043d 0000001d 00000001 00f00013 8d 3005fb63ac1f3841ec880467 aa 00',
      'unsupported',
      'RO_ACCESS_REPORT.TagReportData',
    ],
    [
      'with an EPC cut short',
      '043d 00000014 00000001 00f0000a 8d 3005fb63ac',
      'truncated',
      'RO_ACCESS_REPORT.TagReportData.EPC-96',
    ],
    [
      'with an EPC of more bits than there are',
      '043d 00000016 00000001 00f0000c 00f10008 0021 3005',
      'truncated',
      'RO_ACCESS_REPORT.TagReportData.EPCData',
    ],
    [
      'with more words than there are',
      '0464 00000014 00000001 011f000a 0064 00054e6f',
      'truncated',
      'ERROR_MESSAGE.LLRPStatus',
    ],
    [
      'with more antennas than there are',
      '0414 00000022 00000001 00b10018 00000001 00 00 00b7000e 0005 0001 0002 0003 0004',
      'truncated',
      'ADD_ROSPEC.ROSpec.AISpec',
    ],
  ])('%s', (_, hex, kind, place) => {
    expect(decodeLlrp(bytes(hex))).toMatchObject({ ok: false, fault: { kind, place } });
  });

  test('nested nine levels deep', () => {
    expect(decodeLlrp(nested(9))).toMatchObject({ ok: false, fault: { kind: 'range' } });
    expect(decodeLlrp(nested(8)).ok).toBe(true);
  });
});

/** ParameterErrors, each in the last: the only ones the standard nests without end. */
function nested(levels: number): Uint8Array {
  let inner: number[] = [];
  for (let level = 1; level < levels; level += 1) {
    inner = [0x01, 0x21, 0, 8 + inner.length, 0, 0, 0, 0, ...inner];
  }
  const status = [0x01, 0x1f, 0, 8 + inner.length, 0, 0, 0, 0, ...inner];
  return Uint8Array.from([0x04, 0x64, 0, 0, 0, 10 + status.length, 0, 0, 0, 1, ...status]);
}

describe('what a reader may send', () => {
  it('unknown parameters with a length are skipped, wherever they stand', () => {
    const frame = bytes(
      '043d 00000033 00000001 03fe0005ff 00f00024 03ff000c 00003fda 00000001 8d 3005fb63ac1f3841ec880467 810002 0141 0004',
    );
    expect(understand(llrp, frame, live)).toEqual({
      ok: true,
      value: [
        {
          kind: 'tag',
          epc: '3005FB63AC1F3841EC880467',
          count: 1,
          antenna: 2,
          meaning: {
            scheme: 'sgtin-96',
            uri: 'urn:epc:id:sgtin:68100645113.97.8263304295',
            gtin: '96810064511377',
            serial: '8263304295',
            filter: 0,
          },
        },
      ],
    });
  });

  it('bits of an EPC beyond its count are no part of it', () => {
    const frame = bytes('043d 00000016 00000001 00f0000c 00f10008 000c abcf');
    const decoded = llrp.frame.decode(frame);
    expect(decoded.ok && llrp.readings(decoded.value, live)).toEqual([{ kind: 'tag', epc: 'ABC0', count: 1 }]);
  });

  it('a tag without EPC bits is no reading', () => {
    const frame = bytes('043d 00000014 00000001 00f0000a 00f10006 0000');
    expect(understand(llrp, frame, live)).toEqual({ ok: true, value: [] });
  });

  it('a clock that shows no time is left out', () => {
    const frame = bytes('043d 00000024 00000001 00f0001a 8d 3005fb63ac1f3841ec880467 84 ffffffffffffffff');
    const decoded = llrp.frame.decode(frame);
    expect(decoded.ok && llrp.readings(decoded.value, live)).toEqual([
      { kind: 'tag', epc: '3005FB63AC1F3841EC880467', count: 1 },
    ]);
  });

  it('time since the reader started is no time of day', () => {
    const frame = bytes('043d 00000024 00000001 00f0001a 8d 3005fb63ac1f3841ec880467 85 0000000000989680');
    const decoded = llrp.frame.decode(frame);
    expect(decoded.ok && llrp.readings(decoded.value, live)).toEqual([
      { kind: 'tag', epc: '3005FB63AC1F3841EC880467', count: 1 },
    ]);
  });

  it('words of a reader lose control characters and everything past 200 characters', () => {
    const message = llrpMessage('READER_EVENT_NOTIFICATION', 1, {}, [
      llrpParameter('ReaderEventNotificationData', {}, [
        llrpParameter('Uptime', { at_us: 5 }),
        llrpParameter('ReaderExceptionEvent', { message: `\u0007hot${'!'.repeat(300)}` }),
      ]),
    ]);
    expect(llrp.readings(message, live)).toEqual([
      { kind: 'condition', condition: 'fault', says: `hot${'!'.repeat(196)}` },
    ]);
  });

  test.each([
    ['00ff 0007 01 0003', { condition: 'antenna-connected', channel: '3' }],
    ['0100 0006 0002', { condition: 'fault' }],
    ['0100 0006 0004', { condition: 'online', says: 'Another application was turned away.' }],
    ['0101 0004', { condition: 'offline', says: 'The reader closed the connection.' }],
  ])('the event %s', (event, expected) => {
    const body = bytes(`0081 000c 0000000000000001 ${event}`);
    const frame = Uint8Array.from([
      ...bytes('043f 0000'),
      ...[0, 14 + body.length],
      ...bytes('00000009 00f6 00'),
      4 + body.length,
      ...body,
    ]);
    const decoded = llrp.frame.decode(frame);
    expect(decoded.ok && llrp.readings(decoded.value, live)).toMatchObject([{ kind: 'condition', ...expected }]);
  });
});

describe('what is our own mistake when writing', () => {
  test.each([
    ['a field that is missing', llrpMessage('START_ROSPEC', 1)],
    ['a number that does not fit', llrpMessage('START_ROSPEC', 1, { rospec: 2 ** 32 })],
    ['half a number', llrpMessage('START_ROSPEC', 1, { rospec: 0.5 })],
    ['text for a number', llrpMessage('START_ROSPEC', 1, { rospec: '1' })],
    ['an EPC-96 of other length', epcReport('EPC-96', 'ABCD')],
    ['an EPC that is no hexadecimal', epcReport('EPCData', 'XY')],
    ['an EPC longer than a parameter', epcReport('EPCData', 'AB'.repeat(70_000))],
  ])('%s', (_, message) => {
    expect(() => encodeLlrp(message)).toThrow();
  });
});

function epcReport(name: 'EPC-96' | 'EPCData', epc: string) {
  return llrpMessage('RO_ACCESS_REPORT', 1, {}, [llrpParameter('TagReportData', {}, [llrpParameter(name, { epc })])]);
}

describe('what always holds', () => {
  test('nothing throws, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (noise, framed) => {
        const head = [0x04, 0x3d, 0, 0, 0, 10 + noise.length, 0, 0, 0, 1];
        const frame = framed ? Uint8Array.from([...head, ...noise]) : noise;
        expect(typeof understand(llrp, frame, live).ok).toBe('boolean');
      }),
      { numRuns: 2_000 },
    );
  });

  test('a byte changed in a real frame is understood or refused, never thrown at', () => {
    const frames = llrp.examples.map((example) => bytes(example.hex ?? ''));
    fc.assert(
      fc.property(fc.constantFrom(...frames), fc.nat(), fc.integer({ min: 0, max: 255 }), (frame, at, byte) => {
        const changed = frame.slice();
        changed[at % changed.length] = byte;
        expect(typeof understand(llrp, changed, live).ok).toBe('boolean');
      }),
      { numRuns: 2_000 },
    );
  });

  test('a stream is the same frames wherever it is cut', () => {
    const frames = llrp.examples.map((example) => bytes(example.hex ?? ''));
    const stream = Uint8Array.from(frames.flatMap((frame) => [...frame]));
    for (let at = 0; at <= stream.length; at += 1) {
      const framer = framerOf(llrp.framing);
      const cuts = [...framer.push(stream.subarray(0, at)), ...framer.push(stream.subarray(at))];
      expect(cuts.map((cut) => (cut.kind === 'frame' ? hexOf(cut.data) : cut.rule))).toEqual(
        frames.map((f) => hexOf(f)),
      );
    }
  });

  test('a frame that announces more than 1 MiB ends the stream', () => {
    const cuts = framerOf(llrp.framing).push(bytes('043d 00100001 00000001'));
    expect(cuts).toMatchObject([{ kind: 'noise', fatal: true }]);
  });
});
