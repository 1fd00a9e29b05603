import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import { parseCsv } from '../../gateway/live/association-csv.ts';
import type { AssociationChange } from '../../gateway/stock/association.ts';
import { type Answered, ask } from './ask.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';

const epc = (number: number) => `E28011606000${String(number).padStart(12, '0')}`;

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway({
    answer: (command) =>
      Promise.resolve(
        command.kind === 'dissociate'
          ? { ok: false, code: 'not-associated', says: `tag ${command.epcs[0]} is not associated with anything` }
          : { ok: true, n: 7, notes: command.kind === 'associate' ? ['tag 30… has the GTIN of Bolt M6'] : [] },
      ),
  });
  const made = (number: number, n: number, item: string): AssociationChange => ({
    kind: 'made',
    association: { epc: epc(number), contents: { item, quantity: number }, n, at_ms: n, by: 'local', reason: 'test' },
  });
  const unit: AssociationChange = {
    kind: 'made',
    association: {
      epc: epc(9),
      contents: { handling_unit: '106141412345678908' },
      n: 3,
      at_ms: 3,
      by: 'scanner:gun-1',
      reason: '',
    },
  };
  const ended: AssociationChange = { kind: 'ended', epc: epc(1), at_ms: 4, by: 'local', reason: 'peeled off' };
  gateway.state.applyCommit(
    gateway.ledger.commit({
      at_ms: 4,
      associations: [made(1, 1, 'bolt-m6'), made(2, 2, 'nut-m6'), made(3, 2, 'bolt-m6'), unit, ended],
    }),
  );
});

afterAll(() => gateway.stop());

const get = (path: string) => ask(gateway.live.port, `/api/v1${path}`);

function post(path: string, body: unknown, type = 'application/json'): Promise<Answered> {
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return ask(gateway.live.port, `/api/v1${path}`, { method: 'POST', headers: { 'content-type': type }, body: text });
}

const csv = (text: string) => post('/associations', text, 'text/csv');
const errorsOf = ({ body }: Answered) =>
  typeof body === 'object' && body !== null && 'errors' in body ? body.errors : undefined;

describe('listing associations', () => {
  test('pages newest first, by tag, by item, and with those that have ended', async () => {
    const list = async (path: string) => {
      const { body } = await get(path);
      return body;
    };
    expect(await list('/associations?limit=2')).toMatchObject({
      associations: [{ epc: epc(9), contents: { handling_unit: '106141412345678908' } }, { epc: epc(3) }],
      next: `2:${epc(3)}`,
    });
    expect(await list(`/associations?limit=2&cursor=2:${epc(3)}`)).toEqual({
      associations: [
        { epc: epc(2), contents: { item: 'nut-m6', quantity: 2 }, n: 2, at_ms: 2, by: 'local', reason: 'test' },
      ],
    });
    expect(await list('/associations?item=bolt-m6')).toMatchObject({ associations: [{ epc: epc(3) }] });
    expect(await list(`/associations?ended=true&epc=${epc(1).toLowerCase()}`)).toMatchObject({
      associations: [{ epc: epc(1), ended: { at_ms: 4, by: 'local', reason: 'peeled off' } }],
    });
  });

  test('exports what can be imported again', async () => {
    const { body, type } = await get('/associations.csv');
    expect(type).toBe('text/csv; charset=utf-8');
    expect(body).toBe(
      [
        'epc,item,quantity,lot,expiry,handling_unit',
        `${epc(9)},,,,,106141412345678908`,
        `${epc(3)},bolt-m6,3,,,`,
        `${epc(2)},nut-m6,2,,,`,
        '',
      ].join('\r\n'),
    );
    expect((await csv(String(body))).status).toBe(200);
    expect(gateway.commands.at(-1)?.[1]).toMatchObject({ kind: 'associate', reason: 'imported' });
  });

  test('tells screens how many there are', () => {
    expect(gateway.state.snapshot().associations).toEqual({ active: 3, revision: 1 });
  });
});

describe('associating', () => {
  test('takes JSON, in any case and grouping of the digits, and passes warnings on', async () => {
    const associations = [{ epc: 'e2:80 11-60', item: 'nut-m6', quantity: 12, lot: 'L7', expiry: '2027-05-31' }];
    const answer = await post('/associations', { associations, reason: 'labelled' });
    expect([answer.status, answer.body]).toEqual([200, { done: true, warnings: ['tag 30… has the GTIN of Bolt M6'] }]);
    expect(gateway.commands.at(-1)).toEqual([
      'local',
      {
        kind: 'associate',
        associations: [{ epc: 'E2801160', item: 'nut-m6', quantity: 12, lot: 'L7', expiry: '2027-05-31' }],
        reason: 'labelled',
      },
    ]);
  });

  test('refuses all of it for every bad row, named', async () => {
    const before = gateway.commands.length;
    const associations = [
      { epc: 'E2801160', item: 'nut-m6' },
      { epc: 'E280116', item: 'bolt-m7', quantity: 0.5 },
      { epc: 'e280 1160', item: 'nut-m6' },
      { epc: 'E2801161', handling_unit: '106141412345678907', item: 'nut-m6' },
      { epc: 'E2801162', item: 'nut-m6', lot: 'a b', expiry: '2027-02-30' },
      { epc: 'E2801163' },
    ];
    const answer = await post('/associations', { associations });
    expect(answer.status).toBe(422);
    expect(errorsOf(answer)).toEqual(
      [
        ['row 2: epc', 'must be whole 16-bit words: a multiple of four hexadecimal digits'],
        ['row 2: item', 'there is no item "bolt-m7"'],
        ['row 2: quantity', 'must be a whole number from 1 to 1000000'],
        ['row 3: epc', 'is the tag of row 1 too'],
        ['row 4: handling_unit', 'must be the 18 digits of an SSCC with its check digit'],
        ['row 4: item', 'cannot stand beside a handling unit'],
        ['row 5: lot', 'must be 1 to 32 printable characters without spaces'],
        ['row 5: expiry', 'must be a day such as 2027-05-31'],
        ['row 6: item', 'is required where there is no handling unit'],
      ].map(([field, rule]) => ({ in: 'body', field, rule })),
    );
    expect(gateway.commands).toHaveLength(before);
  });

  test('names lines of a file, in the columns and the order the file has', async () => {
    const answer = await csv(
      `\ufeffItem;EPC;Quantity\r\n"nut-m6";e2801160;\r\n\r\nnut-m6;E2801160;x\r\nnut-m6;E2801161\r\n"nut-m6;E2801162;1\r\n`,
    );
    expect(errorsOf(answer)).toEqual([
      { in: 'body', field: 'line 5: row', rule: 'has 2 cells where the header has 3' },
      { in: 'body', field: 'line 6: row', rule: 'has a quote that does not end on its line' },
    ]);
    expect(errorsOf(await csv('item;epc;quantity\nnut-m6;E2801160;\n\nnut-m6;E2801160;x\n'))).toEqual([
      { in: 'body', field: 'line 4: epc', rule: 'is the tag of line 2 too' },
      { in: 'body', field: 'line 4: quantity', rule: 'must be a whole number from 1 to 1000000' },
    ]);
  });

  test.each([
    ['', 'line 1: header', 'names ""; known are epc, item, quantity, lot, expiry, handling_unit'],
    ['item,quantity\n', 'line 1: header', 'must name epc'],
    ['epc,epc\n', 'line 1: header', 'names epc twice'],
    ['epc,colour\n', 'line 1: header', 'names "colour"; known are epc, item, quantity, lot, expiry, handling_unit'],
    ['epc,item\n\n', 'line 2: row', 'is missing: there is nothing below the header'],
  ])('refuses the file %j', async (text, field, rule) => {
    const answer = await csv(text);
    expect([answer.status, errorsOf(answer)]).toEqual([422, [{ in: 'body', field, rule }]]);
  });

  test('has a limit of rows, of bytes, and of faults told', async () => {
    const row = (number: number) => `${epc(number)},nut-m6`;
    const rows = (count: number) => `epc,item\n${Array.from({ length: count }, (_, at) => row(at)).join('\n')}\n`;
    expect(parseCsv(rows(3), 2)).toEqual({
      ok: false,
      faults: [{ line: 4, column: 'row', rule: 'is one too many: a file may have 2 rows' }],
    });
    const many = await csv(rows(500).replaceAll('nut-m6', 'no-such'));
    expect(errorsOf(many)).toHaveLength(limits.associations_faults_max);
    expect(many.body).toMatchObject({ detail: expect.stringContaining('500 rules are broken') });
    const large = await csv(`epc\n${'E'.repeat(limits.associations_import_bytes_max)}`);
    expect([large.status, large.body]).toMatchObject([
      413,
      { detail: `The body may have at most ${limits.associations_import_bytes_max} bytes.` },
    ]);
  });

  test('takes no other type, and ends with the sentence of whoever refuses', async () => {
    expect((await post('/associations', 'epc\n', 'text/plain')).status).toBe(415);
    expect((await post('/commands', 'epc\n', 'text/csv')).status).toBe(415);
    const answer = await post(`/associations/${epc(5)}/end`, { reason: '' });
    expect([answer.status, answer.body]).toMatchObject([422, { code: 'not-associated' }]);
    expect((await post('/associations/xyz/end', { reason: '' })).status).toBe(400);
  });
});
