/** Goal: a whole day's work by scanning alone: receive, put away, pick, ship, transfer, scrap, return; the scanner hears what became of it. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { say } from '../intake/small-warehouse.ts';
import { type WorkHouse, workHouse, workSiteJson } from './work-house.ts';

const json = {
  ...workSiteJson,
  items: [
    { id: 'bolt', codes: ['B-8'] },
    { id: 'nut', codes: ['N-8'] },
    { id: 'washer', codes: ['W-8'] },
    { id: 'gear' },
  ],
  work: { ...workSiteJson.work, staging: 'stage' },
  connections: [
    { id: 'gun', wire: { kind: 'mqtt' } },
    { id: 'other', wire: { kind: 'mqtt' } },
  ],
  devices: [
    { id: 'gun', driver: 'native', scanner: {} },
    { id: 'other', driver: 'native', scanner: {} },
  ],
  rules: { scan: { duplicate_ms: 0, idle_ms: 60_000 } },
};

let house: WorkHouse;
beforeEach(() => {
  house = workHouse(json);
});
afterEach(() => house.clear());

/** What the scanner is told after these codes, seven seconds later: the last word of each. */
function scans(...codes: readonly string[]): string[] {
  const told: string[] = [];
  for (const code of codes) {
    house.at_ms += 1_000;
    told.push(...house.offer(say(house.at_ms, 'gun', { scan: { code } })));
  }
  house.at_ms += 7_000;
  told.push(...house.idle());
  return told;
}

const levels = (item: string) =>
  Object.fromEntries(house.reader.levels({ item }).map((each) => [each.location, each.quantity]));

test('a delivery is received by the code of its order: quantities, damage, what nobody knows, and the end', () => {
  house.done({
    act: 'open-order',
    order: {
      supplier: 'acme',
      lines: [
        { item: 'bolt', quantity: 20, unit_cost: '0.12' },
        { item: 'nut', quantity: 5 },
      ],
    },
  });
  expect(scans('TG-CMD.TASK.PO-1')).toEqual(['mode receipt RC-1: scan what comes, then FINISH']);
  expect(scans('B-8', 'TG-CMD.QTY.15', 'TG-CMD.DAMAGED', 'B-8', 'TG-CMD.QTY.2', 'N-8')).toEqual([
    'ok PO-1: 1 × bolt',
    'ok task 15 × bolt',
    'ok receipt RC-1: scan what comes, then FINISH',
    'mode the next item is damaged',
    'ok PO-1: 1 × bolt damaged',
    'ok task 2 × bolt',
    'ok receipt RC-1: scan what comes, then FINISH',
    'ok PO-1: 1 × nut',
    'ok receipt RC-1: scan what comes, then FINISH',
  ]);
  expect(scans('W-8')).toEqual([
    'ok PO-1: 1 × washer',
    'error not booked: item washer is not on PO-1; say is_unasked to take it in all the same',
  ]);
  expect(scans('STRANGE')).toEqual(['ok receipt RC-1: scan what comes, then FINISH']);
  expect(house.reader.questions({ state: 'open', limit: 9 }).map(({ id }) => id)).toEqual(['unknown-item/RC-1/3']);
  house.give({ kind: 'settle', question: 'unknown-item/RC-1/3', answer: 'junk' });
  expect(scans('TG-CMD.FINISH')).toEqual(['ok RC-1 is done']);
  expect(levels('bolt')).toEqual({ cage: 2, dock: 15, supplier: -17 });
  const [movement] = house.reader.movementsAfter(0, 1);
  expect(movement).toMatchObject({
    kind: 'received',
    quantity: 15,
    work: { document: 'RC-1', order: 'PO-1', unit_cost: '0.12' },
    evidence: [{ device: 'gun', says: 'code B-8 scanned' }, { says: 'quantity 15 scanned' }],
  });
  expect(movement?.id).toMatch(/^gun:n\d+:0\/work$/);
  expect(house.document('RC-1', 'receipt')).toMatchObject({
    state: 'closed',
    put_away: 'PA-1',
    closed: { by: 'scanner:gun' },
  });

  expect(scans('TG-CMD.TASK.PA-1', 'TG-LOC.B1', 'B-8', 'TG-CMD.QTY.15', 'TG-LOC.N1', 'N-8').at(-1)).toBe(
    'ok PA-1 is done',
  );
  expect(levels('bolt')).toEqual({ B1: 15, cage: 2, supplier: -17 });
  expect(house.verified().problems).toEqual([]);
});

test('a shipment is picked and shipped, never more than it is to have', () => {
  house.done({
    act: 'open-shipment',
    draft: {
      customer: 'Miller',
      lines: [
        { item: 'bolt', quantity: 3 },
        { item: 'nut', quantity: 1 },
      ],
    },
  });
  expect(scans('TG-CMD.TASK.SH-1')).toEqual([
    'mode shipment SH-1: 4 pieces to pick, scan the place, then the items; FINISH ships',
  ]);
  expect(scans('B-8').at(-1)).toBe('error not booked: scan the place before the item');
  scans('TG-LOC.B1', 'TG-CMD.QTY.3', 'B-8');
  expect(scans('B-8').at(-1)).toBe('error not booked: SH-1 has no 1 of it left to pick');
  scans('TG-LOC.N1', 'N-8');
  expect(scans('TG-CMD.FINISH')).toEqual(['ok SH-1 is done']);
  // Who scans is the scanner, in the history of the document and in the sentence of each movement.
  const did = house.reader.documents.documentEvents('SH-1', 0, 50).map(({ what, by }) => `${what} ${by}`);
  const scanned = ['picked', 'picked', 'shipped'].map((what) => `${what} scanner:gun`);
  expect(did).toEqual(['opened person:anna', ...scanned]);
  for (const { why, evidence } of house.reader.movementsAfter(0, 50)) {
    expect(why).toMatch(/, said by scanner:gun$/);
    expect(evidence.map(({ device }) => device)).toContain('gun');
  }
  expect(levels('bolt')).toEqual({ B1: -3, customer: 3 });
  expect(house.document('SH-1', 'shipment')).toMatchObject({ state: 'shipped', closed: { by: 'scanner:gun' } });
  expect(scans('TG-CMD.TASK.SH-1')).toEqual(['error there is no open document SH-1']);
  expect(house.verified().problems).toEqual([]);
});

test('a transfer is sent at the one place and taken in at the other; scrap and returns need no document before', () => {
  house.done({ act: 'open-transfer', draft: { from: 'B1', to: 'X1', lines: [{ item: 'bolt', quantity: 4 }] } });
  scans('TG-CMD.TASK.TR-1', 'TG-LOC.B1', 'B-8', 'TG-CMD.QTY.4', 'TG-CMD.DONE');
  expect(levels('bolt')).toEqual({ B1: -4, transit: 4 });
  expect(scans('TG-CMD.TASK.TR-1', 'TG-LOC.X1', 'B-8', 'TG-CMD.QTY.4').at(-1)).toBe('ok TR-1 is done');
  expect(scans('TG-CMD.TASK.SCRAP', 'TG-LOC.X1', 'B-8').at(-1)).toBe('ok SC-1 is done');
  expect(scans('TG-CMD.TASK.RETURN', 'TG-CMD.DAMAGED', 'B-8').at(-1)).toBe('ok RT-1 is done');
  expect(levels('bolt')).toEqual({ B1: -4, X1: 3, cage: 1, customer: -1, scrap: 1 });
  expect(scans('TG-CMD.TASK.NONSENSE')).toEqual(['error TG-CMD.TASK.NONSENSE names no task']);
  expect(house.verified().problems).toEqual([]);
});

test('a scanner that stays silent for long leaves its task, and a restart in the middle changes nothing', () => {
  house.done({ act: 'open-shipment', draft: { customer: 'Miller', lines: [{ item: 'bolt', quantity: 3 }] } });
  scans('TG-CMD.TASK.SH-1', 'TG-LOC.B1');
  house.restart('stopped');
  scans('B-8');
  house.restart('killed');
  scans('B-8');
  expect(house.document('SH-1', 'shipment').lines).toMatchObject([{ picked: 2 }]);
  house.at_ms += 120_000;
  house.idle();
  expect(scans('B-8')).toEqual(['ok bolt: 0, -2 at B1, 2 at stage']);
  expect(house.document('SH-1', 'shipment').lines).toMatchObject([{ picked: 2 }]);
  expect(house.verified().problems).toEqual([]);
});

/** As a GS1 DataMatrix says it; `|` stands for the separator. */
const gs1 = (code: string) => ({ code: code.replaceAll('|', '\u001d'), aim: ']d2' });

const tracked = {
  ...json,
  items: [
    { id: 'vial', gtins: ['9521141000014'], tracking: 'lot' },
    { id: 'pump', gtins: ['9521141000021'], tracking: 'serial' },
    { id: 'bolt', gtins: ['9521141000038'] },
  ],
  locations: workSiteJson.locations.map(({ id, kind }) => ({ id, kind })),
};
const vial = (rest: string) => gs1(`0109521141000014${rest}`);
const pump = (serial: string) => gs1(`010952114100002121${serial}`);

/** The lots of the newest movements, the oldest first. */
function lotsMoved(count: number) {
  const all = house.reader.movementsAfter(0, 1_000).slice(-count);
  return all.map(({ kind, lots = [] }) => [kind, ...lots]);
}

/** As `scans`, of codes with their symbology. */
function reads(...codes: readonly ({ readonly code: string; readonly aim: string } | string)[]): string[] {
  const told: string[] = [];
  for (const each of codes) {
    house.at_ms += 1_000;
    told.push(...house.offer(say(house.at_ms, 'gun', { scan: typeof each === 'string' ? { code: each } : each })));
  }
  house.at_ms += 7_000;
  told.push(...house.idle());
  return told;
}

test('the lot, its expiry and the serial of a code go with its line, from the delivery to the customer', () => {
  house.clear();
  house = workHouse(tracked);
  house.done({
    act: 'open-order',
    order: {
      supplier: 'acme',
      lines: [
        { item: 'vial', quantity: 12 },
        { item: 'pump', quantity: 2 },
      ],
    },
  });
  reads('TG-CMD.TASK.PO-1', vial('17270531' + '10L-7'), 'TG-CMD.QTY.12', pump('S1'), pump('S2'), 'TG-CMD.FINISH');
  expect(lotsMoved(3)).toEqual([
    ['received', { lot: 'L-7', quantity: 12, known: 'scanned' }],
    ['received', { lot: 'unknown', serial: 'S1', quantity: 1, known: 'scanned' }],
    ['received', { lot: 'unknown', serial: 'S2', quantity: 1, known: 'scanned' }],
  ]);
  expect(house.reader.lots.record('vial', 'L-7')).toMatchObject({ expiry: '2027-05-31', expiry_from: 'told' });
  const events = house.reader.documents.documentEvents('RC-1', 0, 50);
  expect(events.find(({ what }) => what === 'received')?.detail).toMatchObject({
    lines: [{ item: 'vial', sound: 12, lot: { lot: 'L-7', expiry: '2027-05-31' } }],
  });

  reads('TG-CMD.TASK.PA-1', 'TG-LOC.X1', vial('10L-7'), 'TG-CMD.QTY.12', pump('S2'));
  house.done({ act: 'open-shipment', draft: { customer: 'Miller', lines: [{ item: 'pump', quantity: 1 }] } });
  reads('TG-CMD.TASK.SH-1', 'TG-LOC.X1', pump('S2'));
  house.done({ act: 'open-transfer', draft: { from: 'X1', to: 'B1', lines: [{ item: 'vial', quantity: 4 }] } });
  reads('TG-CMD.TASK.TR-1', 'TG-LOC.X1', vial('10L-7'), 'TG-CMD.QTY.4');
  reads('TG-CMD.TASK.SCRAP', 'TG-LOC.X1', vial('10L-7'));
  expect(lotsMoved(5)).toEqual([
    ['moved', { lot: 'L-7', quantity: 12, known: 'scanned' }],
    ['moved', { lot: 'unknown', serial: 'S2', quantity: 1, known: 'scanned' }],
    ['picked', { lot: 'unknown', serial: 'S2', quantity: 1, known: 'scanned' }],
    ['moved', { lot: 'L-7', quantity: 4, known: 'scanned' }],
    ['scrapped', { lot: 'L-7', quantity: 1, known: 'scanned' }],
  ]);
  expect(house.verified().problems).toEqual([]);
});

test('a serial or a handling unit is taken once by a task, by whichever scanner and after a restart; what was refused may come again', () => {
  house.clear();
  house = workHouse(tracked);
  house.done({
    act: 'open-order',
    order: {
      supplier: 'acme',
      lines: [
        { item: 'pump', quantity: 5 },
        { item: 'bolt', quantity: 48 },
      ],
    },
  });
  const pallet = gs1('00' + '095211411234567892' + '02' + '09521141000038' + '37' + '24');
  reads('TG-CMD.TASK.PO-1', pump('S1'), pallet);
  expect(reads(pump('S1'), pallet)).toEqual([
    'duplicate pump S1 was scanned already',
    'duplicate bolt 095211411234567892 was scanned already',
  ]);
  expect(reads('TG-CMD.QTY.3', pump('S2'))).toEqual([
    'mode next item × 3',
    'error pump S2 exists once; the quantity is dropped, scan it again',
  ]);
  reads('TG-CMD.DONE');
  house.restart('stopped');
  reads('TG-CMD.TASK.PO-1', pump('S1'), pallet);
  house.restart('killed');
  reads('TG-CMD.TASK.PO-1', pump('S1'), pallet);
  expect(house.document('PO-1', 'purchase-order').lines).toMatchObject([{ received: 1 }, { received: 24 }]);

  house.done({ act: 'open-shipment', draft: { customer: 'Miller', lines: [{ item: 'pump', quantity: 2 }] } });
  expect(reads('TG-CMD.TASK.SH-1', pump('S1')).at(-1)).toBe('error not booked: scan the place before the item');
  reads('TG-LOC.X1', pump('S1'), pump('S1'));
  expect(house.document('SH-1', 'shipment').lines).toMatchObject([{ picked: 1 }]);

  house.done({ act: 'open-transfer', draft: { from: 'X1', to: 'B1', lines: [{ item: 'pump', quantity: 2 }] } });
  reads('TG-CMD.TASK.TR-1', 'TG-LOC.X1', pump('S3'), pump('S3'), 'TG-LOC.B1', pump('S3'), pump('S3'));
  expect(house.document('TR-1', 'transfer').lines).toMatchObject([{ sent: 1, arrived: 1 }]);
  house.done({ act: 'open-shipment', draft: { customer: 'Miller', lines: [{ item: 'pump', quantity: 2 }] } });
  const told = ['gun', 'other'].flatMap((device) =>
    ['TG-CMD.TASK.SH-2', 'TG-LOC.X1', pump('S4')].flatMap((each) => {
      const scan = typeof each === 'string' ? { code: each } : each;
      return house.offer(say(house.at_ms, device, { scan }));
    }),
  );
  house.at_ms += 7_000;
  expect([...told, ...house.idle()].slice(-2)).toEqual([
    'ok shipment SH-2: 1 piece to pick, scan the place, then the items; FINISH ships',
    'duplicate pump S4 was scanned already',
  ]);
  expect(house.document('SH-2', 'shipment').lines).toMatchObject([{ picked: 1 }]);

  reads('TG-CMD.TASK.RETURN', pump('S1'), pump('S1'), 'TG-CMD.TASK.RETURN', pump('S1'));
  expect(house.level('pump', 'customer')).toBe(-2);
  expect(house.verified().problems).toEqual([]);
});

test('UNDO in a task takes back the line that is not booked, and never what was booked before the task', () => {
  scans('TG-CMD.RECEIVE', 'TG-LOC.B1', 'B-8', 'TG-CMD.DONE');
  house.done({ act: 'open-shipment', draft: { customer: 'Miller', lines: [{ item: 'bolt', quantity: 3 }] } });
  scans('TG-CMD.TASK.SH-1', 'TG-LOC.B1', 'B-8');
  expect(scans('TG-CMD.UNDO')).toEqual(['error what a task has booked is mended in its document']);
  expect(scans('B-8', 'TG-CMD.UNDO').at(-1)).toBe('ok 1 × bolt taken back');
  expect(levels('bolt')).toEqual({ stage: 1, supplier: -1 });
});
