import { zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import writeWorkbook, { type SheetData } from 'write-excel-file/universal';
import { csvOf } from '../../gateway/base/csv.ts';
import { limits } from '../../gateway/base/limits.ts';
import { readCsv } from '../../gateway/live/csv-text.ts';
import { csvOfWorkbook, workbookOf } from '../../gateway/live/workbook.ts';

async function fileOf(cells: SheetData): Promise<Uint8Array> {
  return new Uint8Array(await (await writeWorkbook(cells).toBlob()).arrayBuffer());
}

async function textOf(bytes: Uint8Array): Promise<string> {
  const read = await csvOfWorkbook(bytes);
  return read.ok ? read.text : read.rule;
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

  test('that is none, or is broken off, is refused', async () => {
    const whole = await fileOf([['item'], ['bolt']]);
    for (const bytes of [new Uint8Array(), new Uint8Array([1, 2, 3]), whole.slice(0, whole.length - 30)])
      expect(await textOf(bytes)).toBe('is no workbook: save the file as .xlsx or as CSV');
    expect(await textOf(zipSync({ 'a.txt': new Uint8Array(5) }))).toBe(
      'is no workbook that can be read: save the file as .xlsx again, or as CSV',
    );
  });

  test('that would unpack to more than there is room for is refused unread', async () => {
    const bomb = zipSync({ 'xl/worksheets/sheet1.xml': new Uint8Array(limits.workbook_bytes_max + 1) });
    expect(bomb.length).toBeLessThan(100_000);
    expect(await textOf(bomb)).toBe('is too large: unpacked it may have 16777216 bytes, and has 16777217');
  });
});

describe('a table that goes out', () => {
  test('comes back as it was; long ids stay text, amounts are numbers, and nothing is a formula', async () => {
    const csv = csvOf(
      ['item', 'gtin', 'amount', 'note'],
      [
        ['=1+1', '04012345678901', -12.5, 'a, "b"\nc'],
        ['bolt', '4012345678901', 7, undefined],
        ['', '', '-3.10', '@home'],
      ],
    );
    const file = await workbookOf(csv);
    expect((await textOf(file)).split('\r\n')).toEqual([
      'item,gtin,amount,note',
      '=1+1,04012345678901,-12.5,"a, ""b"" c"',
      'bolt,4012345678901,7,',
      ',,-3.1,@home',
      '',
    ]);
  });
});
