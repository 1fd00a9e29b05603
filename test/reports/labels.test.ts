/** Labels that are printed are labels that are read: page and printer's job, every kind, size and form of code. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { meaningOfCode } from '../../devices/barcode/code.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { tokenOf } from '../../gateway/interpretation/scan-code.ts';
import { type LabelOrder, printPage, printZpl } from '../../gateway/labels.ts';
import { siteOfJson } from '../../gateway/main.ts';
import { labelSizeOf, labelSizes } from '../../gateway/reports/label-size.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { siteIndexOf } from '../../gateway/stock/site-index.ts';
import { type PrintedLabel, zplLabels } from '../../simulators/zpl-labels.ts';
import { labelsOfPage, scansOf } from './reading.ts';

const kanban = {
  id: 'rack-1.a',
  item: 'bolt',
  bins: ['bin-1.01'],
  from: 'store',
  container_units: 5,
  cards: 3,
  lead_time_days: 1,
};

function siteWith(more: Readonly<Record<string, unknown>> = {}): Site {
  const site = siteOfJson({
    name: 'Small store',
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
    gln: '9506000134352',
    items: [
      { id: 'pump', name: 'Pump <P2> & Co', gtins: ['9506000134352'] },
      { id: 'bolt', name: 'Bolt ^XZ ~JA _41', codes: ['B-M8-40/x'] },
      { id: 'thing', name: 'Nothing printed on it' },
    ],
    locations: [
      { id: 'store', kind: 'site', name: 'Lager Größe 10 µm' },
      { id: 'bin-1.01', kind: 'bin', in: 'store', name: 'Bin 1-01' },
      { id: `shelf-${'x'.repeat(50)}`, kind: 'shelf', in: 'store' },
    ],
    work: { kanban: [kanban] },
    ...more,
  });
  if (site === undefined) throw new Error('the settings of the test are not sound');
  return site;
}

const site = siteWith();
const plain = { ids: [], symbology: 'auto', copies: 1 } as const;

async function pageOf(order: LabelOrder, size = 'a4-8'): Promise<string> {
  const printed = await printPage(site, order, sizeOf(size));
  if (!printed.ok) throw new Error(printed.says);
  return printed.job.html;
}

async function jobOf(order: LabelOrder, size: string, dpi: 203 | 300): Promise<readonly PrintedLabel[]> {
  const printed = await printZpl(site, order, sizeOf(size), dpi);
  if (!printed.ok) throw new Error(printed.says);
  const job = zplLabels(printed.job);
  if (!job.ok) throw new Error(job.says);
  return job.labels;
}

function sizeOf(id: string) {
  const size = labelSizeOf(id);
  if (size === undefined) throw new Error(`no size ${id}`);
  return size;
}

async function refusal(order: LabelOrder, size = 'a4-24'): Promise<string> {
  const printed = await printPage(site, order, sizeOf(size));
  return printed.ok ? 'printed' : printed.says;
}

describe('what is printed is read', () => {
  test.each([
    ['an item by its GTIN, bars', { kind: 'items', ids: ['pump'] }, ']C10109506000134352'],
    [
      'an item with lot, expiry and quantity',
      { kind: 'items', ids: ['pump'], lot: 'L-7/a', expiry: '2027-12-31', quantity: 24 },
      ']C101095060001343521727123110L-7/a\x1d3024',
    ],
    [
      'the same as Data Matrix',
      { kind: 'items', ids: ['pump'], symbology: 'data-matrix', lot: 'L-7/a', expiry: '2027-12-31' },
      ']d201095060001343521727123110L-7/a',
    ],
    ['the same as QR Code', { kind: 'items', ids: ['pump'], symbology: 'qr', lot: 'L-7' }, ']Q3010950600013435210L-7'],
    ['an item by its own code', { kind: 'items', ids: ['bolt'] }, ']C0B-M8-40/x'],
    ['the same as QR Code', { kind: 'items', ids: ['bolt'], symbology: 'qr' }, ']Q1B-M8-40/x'],
    ['a location', { kind: 'locations', ids: ['bin-1.01'] }, ']C0TG-LOC.bin-1.01'],
    [
      'a location, Data Matrix',
      { kind: 'locations', ids: ['bin-1.01'], symbology: 'data-matrix' },
      ']d1TG-LOC.bin-1.01',
    ],
    ['a location by GLN', { kind: 'locations', ids: ['bin-1.01'], gs1: true }, ']C14149506000134352254bin-1.01'],
    ['a command', { kind: 'commands', ids: ['RECEIVE'] }, ']C0TG-CMD.RECEIVE'],
    ['a quantity', { kind: 'commands', ids: ['QTY.12'] }, ']C0TG-CMD.QTY.12'],
    ['the layout test', { kind: 'commands', ids: ['TEST'] }, ']C0TG-TEST.AQZWYM0123456789-./:'],
    ['an SSCC', { kind: 'units', ids: ['095060001000000012'] }, ']C100095060001000000012'],
    ['an SSCC without its check digit', { kind: 'units', ids: ['09506000100000001'] }, ']C100095060001000000012'],
  ] as const)('%s', async (_, given, wanted) => {
    const order: LabelOrder = { ...plain, ...given };
    const [shown] = labelsOfPage(await pageOf(order));
    expect(shown && (await scansOf(shown))).toEqual([wanted]);
    for (const dpi of [203, 300] as const) {
      const [label] = await jobOf(order, '4x2', dpi);
      expect(label && (await scansOf(label))).toEqual([wanted]);
    }
  });

  test('all of a site, on every size, page and both printers; each stands for what it was printed for', async () => {
    const index = siteIndexOf(site);
    for (const kind of ['items', 'locations', 'commands', 'cards'] as const) {
      // Commands are many, and their codes and those of cards alike.
      for (const size of kind === 'commands' || kind === 'cards' ? [sizeOf('a4-65'), sizeOf('2x1')] : labelSizes) {
        const order: LabelOrder = { ...plain, kind };
        const pictures = [
          labelsOfPage(await pageOf(order, size.id)),
          await jobOf(order, size.id, 203),
          await jobOf(order, size.id, 300),
        ];
        expect(new Set(pictures.map(({ length }) => length)).size).toBe(1);
        for (const label of pictures.flat()) {
          const [scan = '', ...others] = await scansOf(label);
          const code = scan.slice(3);
          const meaning = meaningOfCode(code, scan.slice(0, 3));
          const token = tokenOf(index, { kind: 'scan', code, aim: scan.slice(0, 3), meaning });
          expect([size.id, kind, code, others, token.kind]).not.toContain('unknown');
          expect(others).toEqual([]);
        }
      }
    }
  });

  test('a location by GLN is the location', async () => {
    const [label] = await jobOf({ ...plain, kind: 'locations', ids: ['store'], gs1: true }, '2x1', 300);
    const [scan = ''] = label === undefined ? [] : await scansOf(label);
    const reading = {
      kind: 'scan',
      code: scan.slice(3),
      meaning: meaningOfCode(scan.slice(3), scan.slice(0, 3)),
    } as const;
    expect(tokenOf(siteIndexOf(site), reading)).toMatchObject({ kind: 'location', location: { id: 'store' } });
  });

  test('whatever lot may stand in a code', async () => {
    const allowed = '!"%&\'*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz';
    for (let seed = 1; seed <= 30; seed += 1) {
      const chance = randomOf(seed);
      const lot = Array.from({ length: chance.int(1, 20) }, () =>
        allowed.charAt(chance.int(0, allowed.length - 1)),
      ).join('');
      const symbology = (['auto', 'data-matrix', 'qr'] as const)[seed % 3] ?? 'qr';
      const [label] = await jobOf({ ...plain, kind: 'items', ids: ['pump'], symbology, lot }, '4x2', 203);
      const [scan = ''] = label === undefined ? [] : await scansOf(label);
      const meaning = meaningOfCode(scan.slice(3), scan.slice(0, 3));
      expect([seed, lot, meaning]).toMatchObject([seed, lot, { kind: 'gs1', lot, gtins: ['09506000134352'] }]);
    }
  });
});

describe('what is written on it', () => {
  test('is the name, whatever it holds, on the page and at the printer', async () => {
    const page = await pageOf({ ...plain, kind: 'items' });
    expect(page).toContain('>Pump &lt;P2&gt; &amp; Co</text>');
    const texts = (await jobOf({ ...plain, kind: 'items' }, '4x6', 203)).map(({ texts: [first] }) => first?.text);
    expect(texts).toEqual(['Pump <P2> & Co', 'Bolt ^XZ ~JA _41']);
    const [place] = await jobOf({ ...plain, kind: 'locations', ids: ['store'] }, '4x6', 300);
    expect(place?.texts.map(({ text }) => text)).toEqual(['Lager Größe 10 µm', 'store', 'TG-LOC.store']);
  });

  test('never becomes markup or a command (fuzzed)', async () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', minLength: 1, maxLength: 60 }),
      fc.constantFrom(
        '</text><script>alert(1)</script>',
        ']]>',
        '&lt;',
        '"onload="x',
        '^XZ^XA^JUS',
        '~JR',
        '_5EXZ',
        '\u0000\u001b',
        '\ud800',
        '😀'.repeat(20),
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(nasty, { minLength: 1, maxLength: 2 }), async (names) => {
        const items = names.map((name, at) => ({ id: `i${at}`, name, codes: [`C${at}`], gtins: [], unit: 'piece' }));
        const order: LabelOrder = { ...plain, kind: 'items' };
        const page = await printPage({ ...site, items }, order, sizeOf('a4-24'));
        const html = page.ok ? page.job.html : '';
        const tags = new Set([...html.matchAll(/<\/?([a-z0-9!]+)/g)].map(([, tag]) => tag));
        expect([...tags].sort()).toEqual([
          '!doctype',
          'body',
          'g',
          'head',
          'html',
          'meta',
          'path',
          'style',
          'svg',
          'text',
          'title',
        ]);
        expect(html.match(/<text /g)).toHaveLength(html.match(/<\/text>/g)?.length ?? -1);
        expect([...html].some((each) => each < ' ' && each !== '\n')).toBe(false);
        const job = await printZpl({ ...site, items }, order, sizeOf('2x1'), 203);
        const zpl = job.ok ? job.job : '';
        expect(/^[\n -~]+$/.test(zpl)).toBe(true);
        const printed = zplLabels(zpl);
        expect(printed).toMatchObject({ ok: true });
        expect(printed.ok && printed.labels.map(({ dots }) => dots.includes(1))).toEqual(names.map(() => true));
      }),
      { numRuns: 30, seed: 20_261_128 },
    );
  });

  test('nothing runs off the label, and copies are as many as were asked for', async () => {
    for (const size of ['a4-65', 'a4-21', '2x1'].map(sizeOf)) {
      for (const label of await jobOf({ ...plain, kind: 'commands', copies: 3 }, size.id, 203)) {
        expect(label.copies).toBe(3);
        for (const { y, height, text } of label.texts) expect([text, y + height <= label.height]).toEqual([text, true]);
      }
    }
    const page = await pageOf({ ...plain, kind: 'items', ids: ['pump'], copies: 25 }, 'a4-24');
    expect([labelsOfPage(page).length, page.match(/<svg /g)?.length]).toEqual([25, 2]);
  });
});

describe('what cannot be printed is said by name', () => {
  test.each([
    [{ kind: 'items', ids: ['pump', 'nope', 'neither'] }, 'There is no item nope, neither.'],
    [{ kind: 'locations', ids: ['moon'] }, 'There is no location moon.'],
    [{ kind: 'commands', ids: ['FLY'] }, 'There is no command FLY.'],
    [{ kind: 'units', ids: [] }, 'Name the SSCCs to print: 18 digits, or 17 and the check digit is added.'],
    [{ kind: 'units', ids: ['123'] }, '123 is no SSCC: it has 18 digits, or 17 and the check digit is added.'],
    [
      { kind: 'units', ids: ['095060001000000013'] },
      '(00)095060001000000013 cannot be printed as data-matrix: AI 00: Bad checksum.',
    ],
    [{ kind: 'items', ids: ['thing'] }, 'Item thing has neither a GTIN nor a code; give it one in the settings.'],
    [
      { kind: 'items', ids: ['bolt'], lot: 'A' },
      'Item bolt has no GTIN, and a lot, an expiry or a quantity is printed beside one.',
    ],
    [
      { kind: 'items', ids: ['pump'], lot: 'A(1)' },
      'The lot A(1) is not 1 to 20 of the characters that GS1 allows, brackets aside.',
    ],
    [{ kind: 'items', ids: ['pump'], expiry: '31.12.2027' }, 'The expiry 31.12.2027 is no date such as 2027-12-31.'],
    [
      { kind: 'items', ids: ['pump'], expiry: '2027-02-30' },
      '(01)09506000134352(17)270230 cannot be printed as data-matrix: AI 17: Invalid day of month.',
    ],
    [{ kind: 'commands', lot: 'A' }, 'Lot, expiry and quantity are for labels of items.'],
    [{ kind: 'items', gs1: true }, 'The GS1 form is a choice for labels of locations.'],
    [
      { kind: 'locations', gs1: true, ids: [`shelf-${'x'.repeat(50)}`] },
      `The location shelf-${'x'.repeat(50)} has a longer id than the 20 characters of AI (254).`,
    ],
    [{ kind: 'items', copies: 1_500 }, 'These are 3000 labels; at most 2000 are printed at once. Name some of them.'],
  ] as const)('%j', async (given, says) => {
    expect(await refusal({ ...plain, ...given })).toBe(says);
  });

  test('a code that does not fit the label', async () => {
    const order: LabelOrder = { ...plain, kind: 'locations', ids: [`shelf-${'x'.repeat(50)}`], symbology: 'code-128' };
    expect(await refusal(order, '2x1')).toMatch(/ as code-128 does not fit on a label of 50\.8 × 25\.4 mm\.$/);
  });

  test('a code of the site that scanners do not send alike', async () => {
    const items = [{ id: 'i', name: 'i', codes: ['Größe'], gtins: [], unit: 'piece' }];
    const printed = await printPage({ ...site, items }, { ...plain, kind: 'items' }, sizeOf('a4-24'));
    expect(printed).toMatchObject({ ok: false, says: expect.stringContaining('"Größe"') });
  });

  test('and what is left out where all were asked for', async () => {
    const printed = await printPage(site, { ...plain, kind: 'items' }, sizeOf('a4-24'));
    expect(printed).toMatchObject({
      ok: true,
      labels: 2,
      notes: ['Item thing has neither a GTIN nor a code; give it one in the settings.'],
    });
  });
});
