/**
 * Scanners and phones that send a message for a scan, over MQTT or HTTP: the bare code, or one JSON object with it. Which topic
 * they publish to is theirs to choose; `topics` in the settings names it.
 */
import type { Chance, Codec, DecodeContext, Decoded } from '../codec/codec.ts';
import { fault } from '../codec/codec.ts';
import { instant } from '../codec/instant.ts';
import { json, type ValueOf } from '../codec/json.ts';
import { object, optional, text, whole } from '../codec/json-shapes.ts';
import { orLiveness } from '../codec/liveness.ts';
import { driver } from '../driver.ts';
import type { Reading } from '../reading.ts';
import { latin1Of, readingsOfLine, type ScannedLine, sampleCode, scannedText } from './line-scanner.ts';
import { code_characters_max } from './scanned-code.ts';
import { identifierOf } from './symbology-name.ts';

const bytes_max = 16_384;

const scan = object('One code scanned', {
  code: text('The characters of the code, FNC1 as U+001D', {
    min: 1,
    max: code_characters_max,
    pattern: /^[^\u0100-\u{10ffff}]*$/u,
    rule: 'must be characters from U+0000 to U+00FF, one per byte of the code',
    such_as: ['9506000134352', '010950600013435210AB-1\u001d21S7', 'TG-CMD.RECEIVE'],
  }),
  aim: optional(
    text('AIM symbology identifier, e.g. ]C1', {
      min: 3,
      max: 3,
      pattern: /^\][A-Za-z][0-9A-Za-z]$/,
      rule: 'must be ] with a letter and a letter or digit',
      such_as: [']C1', ']E0'],
    }),
  ),
  symbology: optional(
    text('What the symbology is called, where no identifier is sent', {
      max: 64,
      such_as: ['EAN13', 'GS1-128', 'QRCODE'],
    }),
  ),
  ts: optional(instant("The scanner's clock: ISO 8601 with a zone, or milliseconds since 1970")),
  seq: optional(
    whole("The scanner's own counter; with it redelivery is known exactly", { min: 0, max: Number.MAX_SAFE_INTEGER }),
  ),
  boot: optional(
    text('Changes at every power-up, so that seq may start again', { min: 1, max: 64, such_as: ['7f3a'] }),
  ),
});

const objects = json(scan, bytes_max);

export type ScanMessage =
  | ({ readonly kind: 'bare' } & ScannedLine)
  | { readonly kind: 'object'; readonly scan: ValueOf<typeof scan> };

const brace = 0x7b;

const message: Codec<ScanMessage> = {
  decode(bytes, context) {
    if (bytes.length > bytes_max) return fault('too-long', 'frame', `must be at most ${bytes_max} bytes`);
    if (bytes[0] !== brace) return bareIn(bytes, context);
    const decoded = objects.decode(bytes, context);
    return decoded.ok ? { ok: true, value: { kind: 'object', scan: decoded.value } } : decoded;
  },
  encode(value) {
    if (value.kind === 'object') return objects.encode(value.scan);
    return Uint8Array.from((value.aim ?? '') + value.code, (character) => character.charCodeAt(0));
  },
  sample(chance) {
    if (chance.int(0, 1) === 0) return { kind: 'object', scan: objects.sample(chance) };
    return { kind: 'bare', ...bareSample(chance) };
  },
  fields: [
    ...objects.fields,
    {
      name: 'bare',
      says: 'Instead of an object: the code alone, latin1, with identifier where it is sent; CR and LF are taken off',
    },
  ],
};

function bareIn(bytes: Uint8Array, context: DecodeContext | undefined): Decoded<ScanMessage> {
  if (bytes.length > code_characters_max) {
    return fault('too-long', 'frame', `a code has at most ${code_characters_max} characters`);
  }
  const line = scannedText(latin1Of(bytes).replace(/[\r\n]{1,4}$/, ''), context);
  return line.ok ? { ok: true, value: { kind: 'bare', ...line.value } } : line;
}

function bareSample(chance: Chance): ScannedLine {
  const code = `0${sampleCode(chance)}`;
  return chance.int(0, 1) === 0 ? { code } : { aim: ']C1', code };
}

export const scanMessage = driver({
  id: 'scan-message',
  title: 'Bar code scanner or phone that sends a message for a scan',
  family: 'barcode',
  wires: ['mqtt', 'http'],
  says: 'scans: the bare code, or JSON with `code`, `aim`, `symbology`, `ts`, `seq`',
  caveats: [
    'A bare code has no number: over QoS 1 one that is delivered again is only known within the redelivery window.',
  ],
  framing: { by: 'message', bytes_max },
  topics: ['tallygate/{device}/scan', 'tallygate/{device}/status'],
  frame: orLiveness(message, { online: 'online', offline: 'offline' }),

  readings(value): readonly Reading[] {
    if (value.kind === 'liveness') return [{ kind: 'condition', condition: value.online ? 'online' : 'offline' }];
    if (value.message.kind === 'bare') return readingsOfLine(value.message);
    const { code, symbology, aim, ts, seq, boot } = value.message.scan;
    const identifier = aim ?? (symbology === undefined ? undefined : identifierOf(symbology, code));
    return [
      {
        kind: 'scan',
        code,
        ...(identifier === undefined ? {} : { aim: identifier }),
        ...(boot === undefined ? {} : { boot }),
        ...(seq === undefined ? {} : { seq }),
        ...(ts === undefined ? {} : { device_at_ms: ts }),
      },
    ];
  },

  examples: [
    {
      says: 'the bare code',
      proof: 'specification',
      topic: 'tallygate/phone-1/scan',
      text: '9506000134352',
      readings: [{ kind: 'scan', code: '9506000134352' }],
    },
    {
      says: 'the bare code with identifier and line end',
      proof: 'specification',
      topic: 'tallygate/phone-1/scan',
      hex: '5d 43 31 31 30 41 42 2d 31 1d 32 31 37 0d 0a',
      readings: [{ kind: 'scan', code: '10AB-1\x1d217', aim: ']C1' }],
    },
    {
      says: 'an object with all that may be said',
      proof: 'specification',
      topic: 'tallygate/phone-1/scan',
      text: '{"code":"010950600013435210AB","aim":"]d2","symbology":"DATAMATRIX","ts":"2026-11-23T08:00:00.123Z","seq":7,"boot":"a","scannerId":"x"}',
      readings: [
        { kind: 'scan', code: '010950600013435210AB', aim: ']d2', boot: 'a', seq: 7, device_at_ms: 1_795_420_800_123 },
      ],
    },
    {
      says: 'a symbology that settles the identifier',
      proof: 'specification',
      topic: 'tallygate/phone-1/scan',
      text: '{"code":"9506000134352","symbology":"LABEL-TYPE-EAN13"}',
      readings: [{ kind: 'scan', code: '9506000134352', aim: ']E0' }],
    },
    {
      says: 'a symbology that does not',
      proof: 'specification',
      topic: 'tallygate/phone-1/scan',
      text: '{"code":"TG-CMD.DONE","symbology":"QR_CODE"}',
      readings: [{ kind: 'scan', code: 'TG-CMD.DONE' }],
    },
    {
      says: 'its last will',
      proof: 'specification',
      topic: 'tallygate/phone-1/status',
      text: 'offline',
      retained: true,
      readings: [{ kind: 'condition', condition: 'offline', snapshot: true }],
    },
  ],
});
