import { expect, test } from 'vitest';
import { readCsv } from '../../gateway/live/csv-text.ts';

test('a file of bad rows is refused as too long, like one of good rows, and names no fault for each', () => {
  const of = { columns: ['item', 'quantity'], needed: ['item'], rows_max: 3 };
  const tooLong = { ok: false, faults: [{ line: 5, column: 'row', rule: 'is one too many: a file may have 3 rows' }] };
  expect(readCsv(`item,quantity\n${'bolt\n'.repeat(1_000)}`, of)).toEqual(tooLong);
  expect(readCsv('item,quantity\nbolt,1\nbolt\nbolt,1\nbolt\n', of)).toEqual(tooLong);
  expect(readCsv(`item,quantity\n${'bolt\n'.repeat(3)}`, of)).toMatchObject({ faults: { length: 3 } });
});

test('what a spreadsheet saved in another encoding than UTF-8 is refused by its line, and not taken over as other names', () => {
  const of = { columns: ['item', 'reason'], needed: ['item'], rows_max: 9 };
  const latin = Buffer.from('item;reason\nbolt;M\u00fcller\nnut;found\n', 'latin1').toString('utf8');
  expect(readCsv(latin, of)).toEqual({
    ok: false,
    faults: [{ line: 2, column: 'row', rule: 'is not in UTF-8: save the file as "CSV UTF-8"' }],
  });
  expect(readCsv('\ufeffitem;reason\nbolt;M\u00fcller\n', of)).toMatchObject({ ok: true });
});
