/**
 * Published test vectors, when a copy lies beside the repository (`../shared/vectors/barcode.json`). Nothing else depends on them:
 * every rule they try has its own facts in the other tests of this folder.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { bracketed } from '../../../devices/barcode/bracketed.ts';
import { decodeCode } from '../../../devices/barcode/code.ts';
import { digitalLink } from '../../../devices/barcode/digital-link.ts';
import { type AisFound, elementString, encodeElements } from '../../../devices/barcode/element-string.ts';
import { contentChecks } from '../../../devices/barcode/gs1-content.ts';
import { isoDateOf, yymmd0 } from '../../../devices/barcode/gs1-date.ts';
import type { Issue } from '../../../devices/barcode/gs1-issue.ts';
import { gtinOf, upcAOf, upcEOf } from '../../../devices/barcode/gtin.ts';
import { reportOf, reportsOf } from '../../../devices/barcode/hid-report.ts';
import { ssiMessage } from '../../../devices/barcode/ssi-message.ts';
import { packetsIn } from '../../../devices/barcode/ssi-packet.ts';

const file = fileURLToPath(new URL('../../../../shared/vectors/barcode.json', import.meta.url));
const absent = existsSync(file) ? '' : ' (skipped: there is no ../shared/vectors/barcode.json)';
const vectors = absent === '' ? vectorsIn(JSON.parse(readFileSync(file, 'utf8'))) : [];

interface Vector {
  readonly id: string;
  readonly kind: string;
  readonly input: string;
  readonly valid: boolean;
  readonly error: string | undefined;
  /** False where the publisher only says that it is refused. */
  readonly error_is_published: boolean;
  readonly ais: unknown;
  readonly element_string: string | undefined;
  readonly options: Readonly<Record<string, unknown>>;
  readonly expect: Readonly<Record<string, unknown>>;
}

/** What a vector's text comes to: the AIs in it, other facts, or what is wrong. */
interface Outcome {
  readonly wrong?: string;
  readonly ais?: readonly { readonly ai: string; readonly value: string }[];
  readonly facts?: Readonly<Record<string, unknown>>;
}

const kinds: Readonly<Record<string, (vector: Vector) => Outcome>> = {
  bracketed: ({ input }) => found(bracketed(input)),
  element: ({ input }) =>
    input.startsWith('^')
      ? found(elementString(input.slice(1).replaceAll('^', '\x1d'), 0, false))
      : { wrong: 'MISSING_FNC1_FIRST' },
  elementNoAim: ({ input, options }) => decoded(input, 'separators' in options),
  digitalLink: ({ input, options }) => found(digitalLink(input, options.permitZeroSuppressedGTIN === true)),
  scanData: ({ input }) => (input.startsWith(']') ? decoded(input, false) : { wrong: 'MISSING_SYMBOLOGY_IDENTIFIER' }),
  checkDigit: ({ input }) => checked(gtinOf(input), () => ({})),
  gtin: ({ input }) => checked(gtinOf(input), ({ format, gtin14 }) => ({ format, gtin14 })),
  upcA: ({ input }) => checked(upcAOf(input), ({ gtin14 }) => ({ gtin14 })),
  upcE: ({ input }) =>
    checked(upcEOf(input), ({ number_system, payload, check_digit }) => ({
      numberSystem: number_system,
      payload,
      checkDigit: check_digit,
    })),
  date: ({ input, options }) => {
    const wrong = yymmd0(input);
    return wrong === undefined
      ? { facts: { date: isoDateOf(input, Number(options.referenceYear)) } }
      : { wrong: wrong.code };
  },
  'lint-csum': ({ input }) => linted('csum', input),
  'lint-yymmd0': ({ input }) => linted('yymmd0', input),
  'lint-yymmdd': ({ input }) => linted('yymmdd', input),
  hidPosReport: () => {
    // The layout in words: 56 bytes in the first report, 4 in the second.
    const [first, second, ...more] = reportsOf({ aim: ']Q0', code: 'A'.repeat(60) });
    const [one, two] = [first, second].map((report) => reportOf(report ?? new Uint8Array()));
    if (first === undefined || !one?.ok || !two?.ok || more.length > 0) return { wrong: 'not two reports' };
    const facts = {
      reportId: first[0],
      aim: one.value.aim,
      dataLength: one.value.data.length,
      moreFlagFirst: Number(one.value.continues),
      moreFlagSecond: Number(two.value.continues),
      secondDataLength: two.value.data.length,
    };
    return { facts };
  },
  ssiFrame: ({ input, expect: wanted }) => {
    const frames = input.split(';').map((each) => ssiBytes(each));
    const frame = Uint8Array.from(frames.flat());
    const packets = packetsIn(frame);
    if (!packets.ok) return { wrong: packets.fault.kind === 'checksum' ? 'BAD_CHECKSUM' : packets.fault.kind };
    const opcode = `0x${(packets.value[0]?.opcode ?? 0).toString(16).toUpperCase()}`;
    if (wanted.barcode === undefined)
      return { facts: { ...wanted, ...(wanted.opcode === undefined ? {} : { opcode }) } };
    const message = ssiMessage.decode(frame);
    const isWhole = message.ok && message.value.kind === 'scan' && message.value.code === 'Z'.repeat(500);
    return isWhole ? { facts: wanted } : { wrong: 'not the bar code' };
  },
  restrictedCirculation: ({ input, options }) => {
    const code = decodeCode(input, { region: String(options.region) });
    if (!code.ok) return { wrong: code.error.code };
    const measure = code.kind === 'gs1' ? code.restricted?.measure : undefined;
    return { facts: { weightKg: measure?.kind === 'weight' ? measure.kilograms : undefined } };
  },
};

describe.skipIf(absent !== '')(`published bar code vectors${absent}`, () => {
  test.each(Object.keys(kinds))('%s', (kind) => {
    const tried = vectors.filter((vector) => vector.kind === kind);
    expect(tried.length).toBeGreaterThan(0);
    expect(tried.flatMap((vector) => complaintsOf(vector))).toEqual([]);
  });

  test('an element string encoded from its AIs is the published one', () => {
    const written = vectors.filter(({ kind, valid }) => kind === 'bracketed' && valid);
    for (const { input, element_string } of written) {
      const read = bracketed(input);
      const text = read.ok ? encodeElements(read.ais) : undefined;
      if (element_string !== undefined) {
        expect(text).toEqual({ ok: true, text: element_string.slice(1).replaceAll('^', '\x1d') });
      }
    }
  });
});

function complaintsOf(vector: Vector): readonly string[] {
  const outcome = kinds[vector.kind]?.(vector) ?? {};
  const says = `${vector.id} ${JSON.stringify(vector.input)}: ${JSON.stringify(outcome)}`;
  if (vector.valid !== (outcome.wrong === undefined)) return [`${says}, valid: ${vector.valid}`];
  if (!vector.valid) {
    const same = !vector.error_is_published || outcome.wrong === vector.error;
    return same ? [] : [`${says}, error: ${vector.error}`];
  }
  const ais = vector.ais === undefined || same(pairsOf(vector.ais), outcome.ais);
  const facts = Object.entries(vector.expect).every(([name, value]) => same(outcome.facts?.[name], value));
  return ais && facts ? [] : [`${says}, wanted: ${JSON.stringify(vector.ais ?? vector.expect)}`];
}

/** Hexadecimal digits, some of them told as `"Z"*241`, behind words. */
function ssiBytes(text: string): number[] {
  const told = text.includes(':') ? text.slice(text.indexOf(':') + 1) : text;
  return told.split('+').flatMap((part) => {
    const repeated = /"(.)"\*(\d+)/.exec(part);
    if (repeated === null) return [...Buffer.from(part.trim(), 'hex')];
    return new Array<number>(Number(repeated[2])).fill((repeated[1] ?? '').charCodeAt(0));
  });
}

function found(read: AisFound): Outcome {
  return read.ok ? { ais: read.ais } : { wrong: read.issue.code };
}

function decoded(text: string, lenient: boolean): Outcome {
  const forms = lenient ? [`\x1d${text}`] : [text];
  const code = decodeCode(forms[0] ?? text, { lenient });
  return code.ok ? { ais: code.ais } : { wrong: code.error.code };
}

function checked<Value>(
  result: { readonly ok: true; readonly value: Value } | { readonly ok: false; readonly issue: Issue },
  facts: (value: Value) => Readonly<Record<string, unknown>>,
): Outcome {
  return result.ok ? { facts: facts(result.value) } : { wrong: result.issue.code };
}

function linted(check: string, text: string): Outcome {
  const wrong = contentChecks[check]?.(text);
  return wrong === undefined ? {} : { wrong: wrong.code };
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}

function pairsOf(ais: unknown): unknown {
  return Array.isArray(ais) ? ais.map((pair) => ({ ai: recordOf(pair).ai, value: recordOf(pair).value })) : ais;
}

function vectorsIn(parsed: unknown): readonly Vector[] {
  const list = recordOf(parsed).vectors;
  return Array.isArray(list) ? list.map((entry) => vectorOf(recordOf(entry))) : [];
}

function vectorOf(entry: Readonly<Record<string, unknown>>): Vector {
  return {
    id: String(entry.id),
    kind: String(entry.kind),
    input: String(entry.input),
    valid: entry.valid === true,
    error: typeof entry.error === 'string' ? entry.error : undefined,
    error_is_published: !String(entry.errorFrom ?? '').startsWith('derived'),
    ais: entry.ais,
    element_string: typeof entry.expectElementString === 'string' ? entry.expectElementString : undefined,
    options: recordOf(entry.options),
    expect: recordOf(entry.expect),
  };
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
