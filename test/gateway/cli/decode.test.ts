import { describe, expect, test } from 'vitest';
import { member, run } from './decoded.ts';

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

describe('tallygate decode barcode understands', () => {
  test.each([
    ['an identifier and an element string', ']d2019506000134352810LOT-7\x1d3005', '(01)95060001343528(10)LOT-7(30)05'],
    ['the same from DotCode, QR, DataBar', ']J10195060001343528', '(01)95060001343528'],
    ['PDF417 with FNC1 in the first place', ']L30195060001343528', '(01)95060001343528'],
    ['an ITF-14', ']I195060001343528', '(01)95060001343528'],
    ['an EAN-13 with a composite component', ']E09506000134352|]e021S1\x1d10L', '(01)09506000134352(21)S1(10)L'],
    ['an EAN-8', ']E473513537', '(01)00000073513537'],
    ['a leading FNC1', '\x1d10L\x1d21S', '(10)L(21)S'],
    ['an element string that nothing announces', '010950600013435217261231', '(01)09506000134352(17)261231'],
    ['brackets, one escaped', '(10)A\\(1)(21)7', '(10)A(1)(21)7'],
    [
      'a Digital Link',
      'https://shop.example/p/01/09506000134352/10/A%2F1?17=261231',
      '(01)09506000134352(10)A/1(17)261231',
    ],
    ['an EAN-13', '9506000134352', '(01)09506000134352'],
    ['a UPC-A', '614141000036', '(01)00614141000036'],
    ['a UPC-E of six digits', '123456', '(01)00012345000065'],
    ['a UPC-E of seven', '1123456', '(01)00112345000062'],
    ['an SSCC alone', '095060001000000012', '(00)095060001000000012'],
  ])('%s', async (_, text, wanted) => {
    const { code, out } = await run(['barcode', '--', text]);
    const ais = member(out[0], 'ais');
    const shown = Array.isArray(ais) ? ais.map((each) => `(${member(each, 'ai')})${member(each, 'value')}`) : [];
    expect([code, shown.join('')]).toEqual([0, wanted]);
  });

  test('measures, money, dates and what a code is about', async () => {
    const text = ']C101950600013435283102002004393297812990\x1d17270200\x1d422756\x1d7007261201261205';
    const [, ...wrong] = (await run(['barcode', text])).out;
    expect(wrong).toEqual([]);
    const { out } = await run(['barcode', '(01)95060001343528(3102)002004(3932)9781299(17)270200(7007)261201261205']);
    expect(out).toMatchObject([
      {
        net_mass_mg: 20_040_000,
        expiry: '270200',
        amounts: {
          3102: { title: 'NET WEIGHT (kg)', value: 2004, decimals: 2 },
          3932: { title: 'PRICE', value: 1299, decimals: 2, currency: '978' },
        },
        dates: { 17: '2027-02-28', 7007: '2026-12-01/2026-12-05' },
      },
    ]);
    const american = await run(['barcode', '(01)95060001343528(3201)000015(8008)26120114300(10)X']);
    expect(american.out).toMatchObject([{ ok: false, error: { code: 'TOO_SHORT', ai: '8008' } }]);
    const { out: pounds } = await run(['barcode', '(01)95060001343528(3201)000015(8008)2612011430']);
    expect(pounds).toMatchObject([{ net_mass_mg: 680_389, dates: { 8008: '2026-12-01T14:30' } }]);
  });

  test('what kind of number it is', async () => {
    const { out } = await run(['barcode', '12345670', '5901234123457', '123456']);
    expect(out).toMatchObject([
      {
        format: 'GTIN-8',
        warnings: [{ code: 'AMBIGUOUS_GTIN' }],
        upc_e: { payload: '1234567', upc_a: '123456000070' },
      },
      { format: 'GTIN-13' },
      { format: 'GTIN-12', upc_e: { number_system: 0, payload: '0123456', check_digit: 5, upc_a: '012345000065' } },
    ]);
  });
});

describe('tallygate decode barcode says what is wrong and where', () => {
  test.each([
    ['behind an identifier', ']C1010950600013435217261399', 'ILLEGAL_MONTH', '17', 23],
    ['in a composite component', ']E09506000134352|]e0991\x1d17261399', 'ILLEGAL_MONTH', '17', 28],
    ['behind an FNC1', '\x1d010950600013435', 'TOO_SHORT', '01', 16],
    ['in brackets behind an escape', '(10)A\\(~', 'INVALID_CSET82_CHARACTER', '10', 7],
    [
      'in a link behind an escape',
      'http://a.example/01/09506000134352/10/A%2FB~',
      'INVALID_CSET82_CHARACTER',
      '10',
      43,
    ],
    ['in a link, lengthened', 'http://a.example/01/9506000134353', 'INCORRECT_CHECK_DIGIT', '01', 32, '--lenient'],
    ['in a link that is none', 'http://a.example/01/09506000134352^', 'ILLEGAL_URI_CHARACTER', undefined, 34],
    ['in a domain', 'http://a_b.example/01/09506000134352', 'BAD_DOMAIN', undefined, 8],
    ['in digits behind blanks', '  9506000134353', 'INCORRECT_CHECK_DIGIT', undefined, 14],
    ['in an EAN-13', ']E09506000134353', 'INCORRECT_CHECK_DIGIT', undefined, 15],
    ['in a measure of a region', '2511118000120', 'INCORRECT_CHECK_DIGIT', '01', 0, '--region', 'de'],
    ['where digits read two ways', '991234', 'AMBIGUOUS', undefined, 0],
    ['where there is nothing', '', 'EMPTY', undefined, 0],
  ])('%s', async (_, text, code, ai, offset, ...flags) => {
    const { out } = await run(['barcode', ...flags.map(String), '--', text]);
    expect(out).toMatchObject([{ ok: false, error: { code, offset, ...(ai !== undefined && { ai }) } }]);
    expect(String(member(out[0], 'error', 'message')).length).toBeGreaterThan(10);
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
      { ok: false, error: { code: 'not-hex', offset: 0 } },
    ]);
    expect((await run(['epc', ' 30 34'])).out).toMatchObject([{ error: { code: 'not-hex', offset: 3 } }]);
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
      { ok: false, error: { code: 'not-hex', offset: 3 } },
      { ok: false, error: { code: 'format', place: 'frame[0]' } },
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
