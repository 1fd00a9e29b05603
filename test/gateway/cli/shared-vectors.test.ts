/**
 * Published vectors through `tallygate decode`, when a copy lies beside the repository (`../shared/vectors`). Nothing here is
 * needed: every rule they try has its own facts in `decode.test.ts` and in `test/devices/barcode` and `test/devices/rfid`.
 */
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { linesDecoded, member } from './decoded.ts';

const folder = new URL('../../../../shared/vectors/', import.meta.url);
const absent = existsSync(folder) ? '' : ' (skipped: there is no folder ../shared/vectors)';

function listed(file: string, ...path: readonly string[]): readonly unknown[] {
  const list = absent === '' ? member(JSON.parse(readFileSync(new URL(file, folder), 'utf8')), ...path) : [];
  return Array.isArray(list) ? list : [];
}

/** What a scanner would send: in element strings the list writes FNC1 as `^`. */
function sentOf(vector: unknown): string {
  const input = String(member(vector, 'input'));
  return member(vector, 'kind') === 'element' ? input.replaceAll('^', '\x1d') : input;
}

function flagsOf(vector: unknown): readonly string[] {
  const { region, permitZeroSuppressedGTIN: short, separators } = Object(member(vector, 'options') ?? {});
  return [
    ...(region === undefined ? [] : ['--region', String(region)]),
    ...(short === true || separators !== undefined ? ['--lenient'] : []),
  ];
}

/** What is wrong with the answer, in words; undefined when it is what the publisher says. */
function complaintAbout(vector: unknown, answer: unknown): string | undefined {
  const says = `${member(vector, 'id')} ${JSON.stringify(member(vector, 'input'))}: ${JSON.stringify(answer)}`;
  if (member(answer, 'ok') !== member(vector, 'valid')) return `${says} should be valid: ${member(vector, 'valid')}`;
  if (member(vector, 'valid') === false) {
    const { code, message, offset } = Object(member(answer, 'error'));
    if (typeof message !== 'string' || !(offset >= 0)) return `${says} does not say what is wrong and where`;
    const isPublished = !String(member(vector, 'errorFrom')).startsWith('derived');
    return isPublished && code !== member(vector, 'error') ? `${says} should be ${member(vector, 'error')}` : undefined;
  }
  const ais = member(vector, 'ais');
  const wanted = Array.isArray(ais) ? ais.map((each) => [member(each, 'ai'), member(each, 'value')]) : undefined;
  const found = member(answer, 'ais');
  const pairs = Array.isArray(found) ? found.map((each) => [member(each, 'ai'), member(each, 'value')]) : undefined;
  if (wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(pairs)) return `${says} has not its AIs`;
  return expectations(vector, answer).every(([told, known]) => told === known) ? undefined : `${says} means otherwise`;
}

/** What the list expects besides AIs, with what the answer says of it. */
function expectations(vector: unknown, answer: unknown): readonly (readonly [unknown, unknown])[] {
  const expected: Readonly<Record<string, unknown>> = Object(member(vector, 'expect') ?? {});
  const answers: Readonly<Record<string, unknown>> = {
    gtin14: member(answer, 'gtin'),
    format: member(answer, 'format'),
    numberSystem: member(answer, 'upc_e', 'number_system'),
    payload: member(answer, 'upc_e', 'payload'),
    checkDigit: member(answer, 'upc_e', 'check_digit'),
    weightKg: member(answer, 'restricted', 'measure', 'kilograms'),
  };
  return Object.entries(expected).map(([name, value]) => [value, answers[name]]);
}

const kinds = [
  'scanData',
  'element',
  'elementNoAim',
  'bracketed',
  'digitalLink',
  'gtin',
  'upcA',
  'upcE',
  'restrictedCirculation',
];

describe.skipIf(absent !== '')(`published bar codes${absent}`, () => {
  const vectors = listed('barcode.json', 'vectors');

  test.each(kinds)('%s', async (kind) => {
    const tried = vectors.filter((vector) => member(vector, 'kind') === kind);
    expect(tried.length).toBeGreaterThan(0);
    const complaints: (string | undefined)[] = [];
    for (const vector of tried) {
      const [answer] = await linesDecoded(['barcode', ...flagsOf(vector), '--', sentOf(vector)]);
      complaints.push(complaintAbout(vector, answer));
    }
    expect(complaints.filter((complaint) => complaint !== undefined)).toEqual([]);
  });

  test('are the same from standard input, a line each', async () => {
    const sent = vectors
      .filter((vector) => kinds.includes(String(member(vector, 'kind'))) && flagsOf(vector).length === 0)
      .map(sentOf)
      .filter((text) => !/[\r\n]/.test(text) && text !== '' && [...text].every((each) => each <= '\xff'));
    const one_by_one = await linesDecoded(['barcode', '--', ...sent]);
    expect(await linesDecoded(['barcode'], [Buffer.from(`${sent.join('\n')}\n`, 'latin1')])).toEqual(one_by_one);
  });
});

test.skipIf(absent !== '')(`published EPCs${absent}`, async () => {
  const vectors = listed('epc.json');
  expect(vectors.length).toBeGreaterThan(15);
  for (const vector of vectors) {
    const hex = String(member(vector, 'hex'));
    const [answer] = await linesDecoded(['epc', hex]);
    for (const name of ['uri', 'tag', 'gtin', 'sscc', 'gln', 'serial', 'filter', 'date', 'element', 'digitalLink']) {
      const told = member(vector, name);
      if (told !== undefined) expect([hex, name, member(answer, name)]).toEqual([hex, name, told]);
    }
  }
});
