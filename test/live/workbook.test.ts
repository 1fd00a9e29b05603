import { strToU8, zipSync } from 'fflate';
import { readSheet } from 'read-excel-file/universal';
import { describe, expect, test } from 'vitest';
import writeWorkbook, { type SheetData } from 'write-excel-file/universal';
import { amountOf } from '../../gateway/base/csv.ts';
import { limits } from '../../gateway/base/limits.ts';
import { readCsv } from '../../gateway/live/csv-text.ts';
import { csvOfWorkbook, workbookOf } from '../../gateway/live/workbook.ts';

/** As another program writes it. */
async function fileOf(cells: SheetData): Promise<Uint8Array> {
  return new Uint8Array(await (await writeWorkbook(cells).toBlob()).arrayBuffer());
}

async function textOf(bytes: Uint8Array, characters_max = 100_000): Promise<string> {
  const read = await csvOfWorkbook(bytes, characters_max);
  return read.ok ? read.text : read.rule;
}

const sheetRelation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet';

/** A workbook by hand: the parts of its sheets, and what else is in it. */
function bookOf(
  rows: string,
  {
    sheets = '<sheet name="Bins" sheetId="1" r:id="rId1"/>',
    related = '',
    workbook = '',
    parts = {},
  }: {
    readonly sheets?: string;
    readonly related?: string;
    readonly workbook?: string;
    readonly parts?: Readonly<Record<string, string>>;
  } = {},
): Uint8Array {
  const texts: Readonly<Record<string, string>> = {
    'xl/workbook.xml': `<workbook>${workbook}<sheets>${sheets}</sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships><Relationship Id="rId1" Type="${sheetRelation}" Target="worksheets/sheet1.xml"/>${related}</Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet><dimension ref="A1:B2"/><sheetData>${rows}</sheetData></worksheet>`,
    ...parts,
  };
  return zipSync(Object.fromEntries(Object.entries(texts).map(([name, text]) => [name, strToU8(text)])));
}

function related(id: string, type: string, target: string): string {
  return `<Relationship Id="${id}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/${type}" Target="${target}"/>`;
}

describe('a workbook that comes in', () => {
  test('is the text that a spreadsheet would save, its rows at their lines', async () => {
    const file = await fileOf([
      ['kind', 'item', 'quantity', 'at', 'reason', null],
      [null, null, null, null, null, null],
      ['receipt', '0012', 5, { value: new Date(Date.UTC(2026, 10, 3, 9, 10)), format: 'yyyy-mm-dd hh:mm' }, 'a, "b"'],
      ['count', 'glue', 0.1 + 0.2, { value: new Date(Date.UTC(2027, 4, 31)), format: 'yyyy-mm-dd' }, 'two\nlines'],
      ['issue', 'tape', true, { value: new Date(Date.UTC(2026, 10, 3, 9, 10, 7)), format: 'hh:mm:ss' }, '', 'stray'],
    ]);
    expect((await textOf(file)).split('\r\n')).toEqual([
      'kind,item,quantity,at,reason',
      '',
      'receipt,0012,5,2026-11-03 09:10,"a, ""b"""',
      'count,glue,0.3,2027-05-31,two lines',
      'issue,tape,true,2026-11-03 09:10:07,,stray',
      '',
    ]);
  });

  test('says at which row of the sheet it breaks a rule', async () => {
    const text = await textOf(
      await fileOf([
        ['item', 'counted'],
        ['bolt', 4],
        [null, null],
        ['nut', 5, 'beyond'],
      ]),
    );
    expect(readCsv(text, { columns: ['item', 'counted'], needed: ['counted'], rows_max: 10 })).toEqual({
      ok: false,
      faults: [{ line: 4, column: 'row', rule: 'has 3 cells where the header has 2' }],
    });
  });

  test('is read whoever wrote it: shared, styled and spoken texts, prefixes, cells without a place, comments', async () => {
    const strings =
      '<x:sst><x:si><x:t>item</x:t></x:si><x:si><x:r><x:t>M6 </x:t></x:r><x:r><x:rPr><x:b/></x:rPr><x:t>&lt;bolt&gt; &amp; nut</x:t></x:r><x:rPh sb="0" eb="1"><x:t>spoken</x:t></x:rPh></x:si><x:si><x:t>a_x000D_b&#10;c _x005F_x0041_</x:t></x:si></x:sst>';
    const rows =
      '<x:row><x:c t="s"><x:v>0</x:v></x:c><x:c t="inlineStr"><x:is><x:t>sscc</x:t></x:is></x:c></x:row><!-- > -->' +
      `<x:row r='3' spans="1:2"><x:c r='A3' t="s"><x:v>1</x:v></x:c><x:c r="B3"><x:v>123456789012345</x:v></x:c></x:row>` +
      '<x:row r="4"><x:c r="A4" s="7"/><x:c r="B4" t="str"><x:f>IF(A4="","a > b","")</x:f><x:v><![CDATA[a<b]]></x:v></x:c></x:row>' +
      '<x:row><x:c r="A6" t="s"><x:v>2</x:v></x:c><x:c r="B6" t="str"><x:f>""</x:f><x:v></x:v></x:c></x:row>' +
      '<x:row r="900000"><x:c r="XFD900000" s="3"/></x:row>';
    const file = bookOf(rows, {
      related: related('rId9', 'sharedStrings', '/xl/words/Shared.xml'),
      parts: { 'xl/words/shared.xml': strings },
    });
    expect((await textOf(file)).split('\r\n')).toEqual([
      'item,sscc',
      '',
      'M6 <bolt> & nut,123456789012345',
      ',a<b',
      '',
      'a b c _x0041_,',
      '',
    ]);
  });

  test('dates are what their format shows, whichever day their program begins with', async () => {
    const styles =
      '<styleSheet><numFmts><numFmt numFmtId="164" formatCode="[$-407]d/ mmm\\ yy;@"/><numFmt numFmtId="165" formatCode="0.00&quot; days&quot;"/><numFmt numFmtId="166" formatCode="[Red]#,##0"/><numFmt numFmtId="167" formatCode="[hh]:mm:ss.00"/></numFmts>' +
      '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="166"/><xf numFmtId="167"/><xf numFmtId="9"/></cellXfs></styleSheet>';
    const shown = [
      ['0', '46329'],
      ['1', '46329'],
      ['2', '46329.3819444444'],
      ['3', '46329.5'],
      ['4', '46329'],
      ['5', '0.381956018518519'],
      ['6', '0.5'],
      ['1', '1'],
    ]
      .map(([style, value]) => `<c s="${style}"><v>${value}</v></c>`)
      .join('');
    const file = (workbook: string) =>
      bookOf(`<row>${shown}<c t="d"><v>2026-11-03T00:00:00</v></c></row>`, {
        workbook,
        related: related('rId3', 'styles', 'styles.xml'),
        parts: { 'xl/styles.xml': styles },
      });
    expect(await textOf(file(''))).toBe(
      '46329,2026-11-03,2026-11-03 09:10,46329.5,46329,09:10:01,0.5,1900-01-01,2026-11-03\r\n',
    );
    expect(await textOf(file('<workbookPr date1904="1"/>'))).toBe(
      '46329,2030-11-04,2030-11-04 09:10,46329.5,46329,09:10:01,0.5,1904-01-02,2026-11-03\r\n',
    );
  });

  test('codes that begin with zeros are what their format of zeros shows', async () => {
    const formats = ['0000', '00000000', '00000000000000', '0.00', '0000;[Red]0000', '0'.repeat(19)];
    const styles = `<styleSheet><numFmts>${formats
      .map((code, at) => `<numFmt numFmtId="${164 + at}" formatCode="${code}"/>`)
      .join('')}</numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="1"/>${formats
      .map((_, at) => `<xf numFmtId="${164 + at}"/>`)
      .join('')}</cellXfs></styleSheet>`;
    const shown = [
      ['2', '42'],
      ['3', '4012345'],
      ['4', '9521141000014'],
      ['2', '12345'],
      ['2', '0'],
      ['2', '42.5'],
      ['2', '-42'],
      ['1', '42'],
      ['5', '42'],
      ['6', '42'],
      // More zeros than any code has digits.
      ['7', '42'],
    ]
      .map(([style, value]) => `<c s="${style}"><v>${value}</v></c>`)
      .join('');
    const file = bookOf(`<row>${shown}<c s="2" t="str"><v>7</v></c></row>`, {
      related: related('rId3', 'styles', 'styles.xml'),
      parts: { 'xl/styles.xml': styles },
    });
    expect(await textOf(file)).toBe('0042,04012345,09521141000014,12345,0000,42.5,-42,42,42,42,42,7\r\n');
  });

  test('the first sheet that is shown counts', async () => {
    const file = bookOf('<row><c t="inlineStr"><is><t>hidden</t></is></c></row>', {
      sheets:
        '<sheet name="Chart" r:id="rId2"/><sheet name="Lists" state="veryHidden" r:id="rId1"/><sheet name="Bins" r:id="rId3"/><sheet name="More" r:id="rId1"/>',
      related: related('rId2', 'chartsheet', 'chart.xml') + related('rId3', 'worksheet', '../xl/worksheets/b.xml'),
      parts: {
        'xl/chart.xml': '<chartsheet/>',
        'xl/worksheets/b.xml': '<worksheet><sheetData><row><c><v>7</v></c></row></sheetData></worksheet>',
      },
    });
    expect(await textOf(file)).toBe('7\r\n');
  });

  test('cells that come to nothing are told, for nothing would be booked as something else', async () => {
    expect(await textOf(bookOf('<row r="2"><c r="AB2" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>'))).toBe(
      'has #DIV/0! in AB2, which is no value',
    );
    for (const cell of ['<f>NOW()</f>', '<f>NOW()</f><v></v>', '<f>NOW()</f><v/>'])
      expect(await textOf(bookOf(`<row r="2"><c r="C2">${cell}</c></row>`))).toBe(
        'has a formula that nobody has worked out: open the file in a spreadsheet and save it (C2)',
      );
  });

  test('ids that a spreadsheet has cut are told, too', async () => {
    for (const value of ['340123450000000018', '3.4012345000000002E+17', '-1E15'])
      expect(await textOf(bookOf(`<row r="3"><c r="B3"><v>${value}</v></c></row>`))).toBe(
        'has a number of more than 15 digits in B3: a spreadsheet keeps 15, so make it a text',
      );
  });

  test('that is none, or is broken off, is refused', async () => {
    const whole = await fileOf([['item'], ['bolt']]);
    for (const bytes of [new Uint8Array(), new Uint8Array([1, 2, 3]), whole.slice(0, whole.length - 30)])
      expect(await textOf(bytes)).toBe('is no workbook: save the file as .xlsx or as CSV');
    for (const bytes of [
      zipSync({ 'a.txt': new Uint8Array(5) }),
      bookOf('<row'),
      bookOf('<row r="2"/><row r="1"/>'),
      bookOf('<row><c r="B1"/><c r="A1"/></row>'),
      bookOf('<row><c t="s"><v>3</v></c></row>'),
      bookOf('<row><c><v>three</v></c></row>'),
      bookOf('', { sheets: '<sheet name="Lists" state="hidden" r:id="rId1"/>' }),
      bookOf('', { parts: { 'xl/workbook.xml': '<!DOCTYPE a [<!ENTITY b "c">]><workbook/>' } }),
    ])
      expect(await textOf(bytes)).toBe('is no workbook that can be read: save the file as .xlsx again, or as CSV');
  });

  test('with a byte that is wrong is refused, or says the same', async () => {
    const whole = bookOf(
      '<row><c t="inlineStr"><is><t>item</t></is></c><c><v>12</v></c></row><row><c><v>7</v></c></row>',
    );
    const said = await textOf(whole);
    let refused = 0;
    for (let at = 0; at < whole.length; at++) {
      const bent = whole.slice();
      bent[at] = (bent[at] ?? 0) ^ 0x15;
      const text = await textOf(bent);
      if (text !== said) refused += 1;
      if (text !== said) expect(text, `byte ${at}`).toMatch(/^is (no workbook|too large)/);
    }
    expect(said).toBe('item,12\r\n7,\r\n');
    expect(refused).toBeGreaterThan(whole.length / 2);
  });

  test('that would unpack to more than there is room for is refused, whatever its index says', async () => {
    const zeros = new Uint8Array(limits.workbook_bytes_max + 1);
    const bomb = bookOf('', { parts: { 'xl/worksheets/sheet1.xml': new TextDecoder().decode(zeros) } });
    expect(bomb.length).toBeLessThan(100_000);
    const liar = bomb.slice();
    const view = new DataView(liar.buffer);
    for (let at = 0; at < liar.length - 46; at++)
      if (view.getUint32(at, true) === 0x02014b50 && view.getUint32(at + 24, true) > 1_000_000)
        view.setUint32(at + 24, 100, true);
    expect(liar).not.toEqual(bomb);
    for (const bytes of [bomb, liar])
      expect(await textOf(bytes)).toBe('is too large: unpacked it may have 16777216 bytes');
  });

  test('nothing in it is looked at more than once, however it is made', async () => {
    const blank = `<sst><si><t>${' '.repeat(4_000_000)}</t></si></sst>`;
    const blanks = bookOf(`<row>${'<c t="s"><v>0</v></c>'.repeat(90)}</row>`.repeat(2_000), {
      related: related('rId2', 'sharedStrings', 'sharedStrings.xml'),
      parts: { 'xl/sharedStrings.xml': blank },
    });
    expect(await textOf(blanks)).toBe('');
    const format = `<numFmt numFmtId="164" formatCode="${'['.repeat(4_000_000)}"/>`;
    const styles = `<styleSheet>${format}<cellXfs>${'<xf numFmtId="164"/>'.repeat(100_000)}</cellXfs></styleSheet>`;
    const styled = bookOf('<row><c s="9"><v>1</v></c></row>', {
      related: related('rId2', 'styles', 'styles.xml'),
      parts: { 'xl/styles.xml': styles },
    });
    expect(await textOf(styled)).toBe('1\r\n');
    const sheets = bookOf('<row><c><v>1</v></c></row>', {
      sheets: `${'<sheet r:id="rId0"/>'.repeat(100_000)}<sheet r:id="rId1"/>`,
      related: '<Relationship Id="rId2" Type="/worksheet"/>'.repeat(50_000),
    });
    expect(await textOf(sheets)).toBe('1\r\n');
  });

  test('cells far away, and texts that stand in many cells, cost nothing', async () => {
    const far = (place: string) => textOf(bookOf(`<row r="${/\d+/.exec(place)}"><c r="${place}"><v>1</v></c></row>`));
    expect(await far('A1000000')).toBe('has A1000000: a sheet may have 20000 rows');
    expect(await far('XFD1')).toBe('has XFD1: a sheet may have 100 columns');
    const long = `<sst><si><t>${'long '.repeat(1_000)}</t></si></sst>`;
    const many = bookOf(`<row>${'<c t="s"><v>0</v></c>'.repeat(90)}</row>`.repeat(100), {
      related: related('rId2', 'sharedStrings', 'sharedStrings.xml'),
      parts: { 'xl/sharedStrings.xml': long },
    });
    expect(await textOf(many)).toBe('is too large: its cells may have 100000 characters');
  });
});

describe('a table that goes out', () => {
  const table = {
    header: ['location', 'gtin', 'amount', 'note'],
    lines: [
      ['1.10', '04012345678901', amountOf('-12.50'), 'a, "b"\nc'],
      ['4711', '4012345678901', 7, undefined],
      ['=1+1', '', amountOf('12345678901234.56'), true],
      ["'-x", '', amountOf('0.000001'), '@home _x0041_ <&>\u0007'],
    ],
  } as const;

  test('comes back as it was; ids stay text, amounts are numbers, and nothing is a formula', async () => {
    const file = await workbookOf(table);
    expect((await textOf(file)).split('\r\n')).toEqual([
      'location,gtin,amount,note',
      '1.10,04012345678901,-12.5,"a, ""b"" c"',
      '4711,4012345678901,7,',
      '=1+1,,12345678901234.56,true',
      "'-x,,0.000001,@home _x0041_ <&>",
      '',
    ]);
  });

  test('is read by another program, too', async () => {
    expect(await readSheet(new Uint8Array(await workbookOf(table)).buffer)).toEqual([
      ['location', 'gtin', 'amount', 'note'],
      ['1.10', '04012345678901', -12.5, 'a, "b"\nc'],
      ['4711', '4012345678901', 7, null],
      ['=1+1', null, '12345678901234.56', true],
      ["'-x", null, 0.000001, '@home _x0041_ <&>'],
    ]);
  });
});
