import { describe, expect, test } from 'vitest';
import { decode } from '../../../gateway/cli/decode.ts';

/** Runs the command in this process. */
async function run(argv: readonly string[], input: readonly (string | Uint8Array)[] = []) {
  const out: string[] = [];
  const err: string[] = [];
  async function* stdin() {
    for (const chunk of input) yield await Promise.resolve(chunk);
  }
  const code = await decode(argv, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    stdin: stdin(),
    ended: () => new Promise(() => {}),
  });
  return {
    code,
    out: out.map((line): unknown => (line.startsWith('{') ? JSON.parse(line) : line)),
    err: err.join('\n'),
  };
}

describe('tallygate decode barcode', () => {
  test('decodes its argument', async () => {
    const { code, out } = await run(['barcode', ']C1010950600013435210A\x1d21S', '--json']);
    expect(code).toBe(0);
    expect(out).toMatchObject([
      {
        ok: true,
        gtin: '09506000134352',
        ais: [
          { ai: '01', value: '09506000134352' },
          { ai: '10', value: 'A' },
          { ai: '21', value: 'S' },
        ],
        warnings: [],
      },
    ]);
  });

  test('decodes line by line, bytes as they are, whatever the chunks', async () => {
    const bytes = Buffer.from('10A\x1d21\xc4\r\n9506000134352\n\n9506000134353', 'latin1');
    const { code, out } = await run(['barcode'], [bytes.subarray(0, 6), bytes.subarray(6, 7), bytes.subarray(7)]);
    expect(code).toBe(1);
    expect(out).toMatchObject([
      { ok: false, error: { code: 'INVALID_CSET82_CHARACTER', ai: '21', offset: 6 } },
      { ok: true, gtin: '09506000134352' },
      { ok: false, error: { code: 'EMPTY' } },
      { ok: false, error: { code: 'INCORRECT_CHECK_DIGIT' } },
    ]);
  });

  test('knows regions', async () => {
    const { out } = await run(['barcode', '--region', 'Finland', '2388060112344']);
    expect(out).toMatchObject([{ restricted: { measure: { kilograms: '1.234' } } }]);
    expect(await run(['barcode', '--region', 'Atlantis', '1'])).toMatchObject({ code: 2, out: [] });
  });

  test('is lenient when asked', async () => {
    const link = 'https://example.com/01/9506000134352';
    expect((await run(['barcode', link])).code).toBe(1);
    expect((await run(['barcode', '--lenient', link])).out).toMatchObject([{ ok: true, gtin: '09506000134352' }]);
  });
});

describe('tallygate decode epc', () => {
  test('decodes hexadecimal', async () => {
    const { code, out } = await run(['epc', '3034257BF7194E4000001A85', 'zz']);
    expect(code).toBe(1);
    expect(out).toMatchObject([
      {
        ok: true,
        scheme: 'sgtin-96',
        uri: 'urn:epc:id:sgtin:0614141.812345.6789',
        gtin: '80614141123458',
        serial: '6789',
        filter: 1,
      },
      { ok: false, error: { code: 'not-hex' } },
    ]);
  });

  test('says all that an EPC can be written as, also in schemes without a URI', async () => {
    const { out } = await run(['epc', '3276451FD46072000000162E', 'FB342CDE795211411234538566CB0AFC4']);
    expect(out).toEqual([
      {
        ok: true,
        scheme: 'sgln-96',
        uri: 'urn:epc:id:sgln:9521141.12345.5678',
        tag: 'urn:epc:tag:sgln-96:3.9521141.12345.5678',
        serial: '5678',
        filter: 3,
        gln: '9521141123454',
        element: '(414)9521141123454(254)5678',
        digitalLink: 'https://id.gs1.org/414/9521141123454/254/5678',
      },
      {
        ok: true,
        scheme: 'dsgtin+',
        uri: null,
        gtin: '79521141123453',
        serial: '32a/b',
        filter: 3,
        expiry: '220630',
        date: '4:220630',
        element: '(01)79521141123453(21)32a/b(17)220630',
        digitalLink: 'https://id.gs1.org/01/79521141123453/21/32a%2Fb?17=220630',
      },
    ]);
  });

  test('names tags that nobody has written to', async () => {
    const { code, out } = await run(['epc', '000000000000000000000000', 'E28011606000020A6681F23F']);
    expect(code).toBe(1);
    expect(out).toMatchObject([
      { ok: false, error: { code: 'unprogrammed' } },
      { ok: false, error: { code: 'chip-default' } },
    ]);
  });
});

describe('tallygate decode frame', () => {
  test('shows the readings of a frame, with or without the bytes around a line', async () => {
    const { out } = await run([
      'frame',
      '--driver',
      'line-scanner',
      '02 5d 45 30',
      '5d4530393530363030303133343335320d0a',
      'ff0',
      '00',
    ]);
    expect(out).toMatchObject([
      { ok: false, error: { code: 'truncated' } },
      { ok: true, readings: [{ kind: 'scan', aim: ']E0', code: '9506000134352', meaning: { kind: 'gs1' } }] },
      { ok: false, error: { code: 'not-hex' } },
      { ok: false, error: { code: 'format' } },
    ]);
  });

  test('takes the unit of a scale that does not say it', async () => {
    const frame = ['frame', '--driver', 'toledo-8217', '02 30 30 2e 35 33 38 0d'];
    const { out } = await run([...frame, '--unit', 'kg']);
    expect(out).toMatchObject([{ ok: true, readings: [{ kind: 'weight', mass_mg: 538_000 }] }]);
    expect((await run(frame)).out).toMatchObject([{ ok: true, readings: [{ condition: 'fault' }] }]);
    expect(await run([...frame, '--unit', 'stone'])).toMatchObject({ code: 2, out: [] });
  });

  test('names the drivers there are', async () => {
    const { code, err } = await run(['frame', '--driver', 'nothing', '00']);
    expect(code).toBe(2);
    expect(err).toContain('line-scanner');
  });
});

test('a call that makes no sense is told so', async () => {
  expect(await run([])).toMatchObject({ code: 2, out: [] });
  expect(await run(['pigeon', '1'])).toMatchObject({ code: 2, out: [] });
  expect((await run(['--help'])).out.join('\n')).toContain('tallygate decode barcode');
});
