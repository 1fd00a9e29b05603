import { describe, expect, test } from 'vitest';
import { meaningOfCode } from '../../devices/barcode/code.ts';
import type { CodeMeaning } from '../../devices/reading.ts';
import { ShopFloor, site, start_ms } from './shop-floor.ts';

const nut = '9506000134352';
const bolt = 'SKU-BOLT';
const nut_case = '19506000134359';
const packed = {
  ...site,
  items: site.items.map((item) =>
    item.id === 'nut' ? { ...item, gtins: [...item.gtins, nut_case], packs: [{ gtin: nut_case, pieces: 12 }] } : item,
  ),
};

function gs1(gtin: string, more: { quantity?: number; serial?: string; sscc?: string }): CodeMeaning {
  return { kind: 'gs1', via: 'element', ais: [], gtins: [gtin], warnings: [], ...more };
}

function stocked(): ShopFloor {
  return new ShopFloor().stock('nut', 'B1', 50).stock('bolt', 'B2', 20);
}

describe('scanners', () => {
  test('a stray scan only shows what is there', () => {
    const floor = stocked().scans(nut);
    expect(floor.booked()).toEqual([]);
    expect(floor.said()).toBe('ok: Nut M8: 50, 50 at Bin B1');
    expect(floor.scans('TG-LOC.B2').said()).toBe('ok: Bin B2: 20 × Bolt M8');
  });

  test('receiving needs the location before the items', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', nut);
    expect(floor.said()).toBe('error: scan the location before Nut M8');
    floor.scans('TG-LOC.B1', nut).wait(6_000);
    expect(floor.booked()).toEqual(['received 1 nut supplier → B1']);
  });

  test('a location scanned just before the mode is where it begins', () => {
    const floor = stocked().scans('TG-LOC.B1', 'TG-CMD.PICK');
    expect(floor.said()).toBe('mode: pick at Bin B1: scan the items');
    expect(floor.scans(nut, 'TG-CMD.DONE').booked()).toEqual(['picked 1 nut B1 → production']);
    expect(floor.movements[0]?.evidence.map(({ says }) => says)).toEqual([
      'location TG-LOC.B1 scanned',
      `code ${nut} scanned`,
    ]);
    floor.scans('TG-LOC.B1', 'TG-CMD.COUNT', nut, 'TG-CMD.QTY.42', 'TG-CMD.DONE');
    expect(floor.level('nut', 'B1')).toBe(42);
  });

  test('a location looked up long ago, or with another scan between, is not', () => {
    const floor = stocked().scans('TG-LOC.B1').wait(30_000).scans('TG-CMD.PICK', nut);
    expect(floor.said()).toBe('error: scan the location before Nut M8');
    floor.scans('TG-CMD.DONE', 'TG-LOC.B1', bolt, 'TG-CMD.PICK', nut);
    expect(floor.said()).toBe('error: scan the location before Nut M8');
    expect(floor.booked()).toEqual([]);
  });

  test('items without a location are asked about when their mode ends on them, and not when a line followed', () => {
    const floor = stocked().scans('TG-CMD.PICK', nut, bolt, 'TG-CMD.COUNT', nut, 'TG-LOC.B1', nut, 'TG-CMD.QTY.50');
    floor.scans('TG-CMD.DONE');
    const asked = floor.questions.flatMap((each) => (each.kind === 'raised' ? each.question.question : []));
    expect(asked).toEqual([
      'Gun 1 scanned 2 items for a pick and never a location; nothing of it is booked. Where was it?',
    ]);
  });

  test('a line is booked by the next scan, with the time of its own', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', nut, bolt);
    expect(floor.booked()).toEqual(['received 1 nut supplier → B1']);
    expect(floor.movements[0]).toMatchObject({
      id: 'gun:n4:0/scan-workflow',
      at_ms: start_ms + 2_000,
      arrived_ms: start_ms + 3_000,
      confidence_permille: 990,
      rule: 'scan-workflow@4',
      why: '1 × Nut M8 received into Bin B1, scanned by Gun 1',
      evidence: [
        { n: 3, index: 0, device: 'gun', at_ms: start_ms + 1_000, says: 'location TG-LOC.B1 scanned' },
        { n: 4, index: 0, device: 'gun', at_ms: start_ms + 2_000, says: `code ${nut} scanned` },
      ],
    });
    expect(floor.scans('TG-CMD.DONE').booked()[1]).toBe('received 1 bolt supplier → B1');
  });

  test('a line is booked after five quiet seconds', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1').scan(nut, { wait_ms: 4_900 });
    expect(floor.booked()).toEqual([]);
    expect(floor.wait(250).booked()).toEqual(['received 1 nut supplier → B1']);
  });

  test('a quantity after an item sets its line', () => {
    const floor = new ShopFloor().scans(
      'TG-CMD.RECEIVE',
      'TG-LOC.B1',
      nut,
      'TG-CMD.QTY.12',
      'TG-CMD.QTY.10',
      'TG-CMD.DONE',
    );
    expect(floor.booked()).toEqual(['received 10 nut supplier → B1']);
  });

  test('a quantity before an item multiplies that item and no other', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', 'TG-CMD.QTY.12', nut, nut, 'TG-CMD.DONE');
    expect(floor.booked()).toEqual(['received 12 nut supplier → B1', 'received 1 nut supplier → B1']);
  });

  test('a quantity that comes after the line was booked multiplies the next', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', nut).wait(6_000).scans('TG-CMD.QTY.3');
    expect(floor.said()).toBe('mode: next item × 3');
    expect(floor.scans(nut, 'TG-CMD.DONE').booked()).toEqual([
      'received 1 nut supplier → B1',
      'received 3 nut supplier → B1',
    ]);
  });

  test('the quantity of a GS1 code counts, and a multiplier multiplies it', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', 'TG-CMD.QTY.2');
    floor.scan('02…37', { meaning: gs1('09506000134352', { quantity: 24 }) }).scans('TG-CMD.DONE');
    expect(floor.booked()).toEqual(['received 48 nut supplier → B1']);
  });

  test("a pack's code is its pieces, and a quantity then counts packs", () => {
    const floor = new ShopFloor(packed).scans('TG-CMD.RECEIVE', 'TG-LOC.B1');
    expect(floor.scans(nut_case).said()).toBe('ok: receive 12 × Nut M8 (1 pack of 12) at Bin B1');
    expect(floor.scans('TG-CMD.QTY.3').said()).toBe('ok: receive 36 × Nut M8 (3 packs of 12)');
    floor.wait(6_000).scans('TG-CMD.QTY.2', nut_case, nut, 'TG-CMD.DONE');
    expect(floor.booked()).toEqual([
      'received 36 nut supplier → B1',
      'received 24 nut supplier → B1',
      'received 1 nut supplier → B1',
    ]);
    expect(floor.movements[0]?.why).toBe('36 × Nut M8 (3 packs of 12) received into Bin B1, scanned by Gun 1');
  });

  test('a count adds packs and pieces, and says of what', () => {
    const floor = new ShopFloor(packed).stock('nut', 'B1', 50);
    floor.scans('TG-CMD.COUNT', 'TG-LOC.B1', nut_case, 'TG-CMD.QTY.2', nut, 'TG-CMD.QTY.7', 'TG-CMD.DONE');
    expect(floor.movements.at(-1)?.why).toBe(
      'Nut M8 at Bin B1 counted by Gun 1: 31 (2 packs of 12, 7 pieces), the level was 50',
    );
  });

  test('AI 37 counts packs of the GTIN, AI 30 the pieces of the pack that varies', () => {
    const floor = new ShopFloor(packed).scans('TG-CMD.RECEIVE', 'TG-LOC.B1');
    for (const code of [`02${nut_case}374`, `01${nut_case}307`])
      floor.scan(code, { meaning: meaningOfCode(code, ']C1') });
    expect(floor.scans('TG-CMD.DONE').booked()).toEqual([
      'received 48 nut supplier → B1',
      'received 7 nut supplier → B1',
    ]);
  });

  test('a quantity is one to six digits and not zero', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', nut, 'TG-CMD.QTY.0');
    expect(floor.said()).toBe('error: a quantity of 0 can only be set on a counted line; UNDO takes a line back');
    expect(floor.scans('TG-CMD.QTY.1234567').said()).toBe('error: TG-CMD.QTY.1234567 is no quantity');
    expect(floor.scans('TG-CMD.QTY').said()).toBe('error: TG-CMD.QTY is no quantity');
  });

  test('picking takes from the location to where the site says that stock goes', () => {
    const floor = stocked().scans('TG-CMD.PICK', 'TG-LOC.B1', nut, 'TG-CMD.QTY.5', bolt, 'TG-CMD.DONE');
    expect(floor.booked()).toEqual(['picked 5 nut B1 → production', 'picked 1 bolt B1 → production']);
    expect(floor.open()).toEqual(['negative-level/bolt/B1']);
  });

  test('a move is booked by its destination and not before', () => {
    const floor = stocked().scans('TG-CMD.MOVE', 'TG-LOC.B1', nut, 'TG-CMD.QTY.4', nut).wait(60_000);
    expect(floor.booked()).toEqual([]);
    floor.scans('TG-LOC.S1');
    expect(floor.booked()).toEqual(['moved 4 nut B1 → S1', 'moved 1 nut B1 → S1']);
    expect(floor.said()).toBe('ok: 2 lines moved to Shelf S1; scan the next source');
    expect(floor.scans('TG-LOC.B2', bolt, 'TG-LOC.S1').booked()[2]).toBe('moved 1 bolt B2 → S1');
  });

  test('a move back to its source, or one without destination, is refused', () => {
    const floor = stocked().scans('TG-CMD.MOVE', 'TG-LOC.B1', nut, 'TG-LOC.B1');
    expect(floor.said()).toBe('error: Bin B1 is where the lines come from; scan another location');
    expect(floor.scans('TG-CMD.DONE').said()).toBe('error: scan the destination first');
    expect(floor.scans('TG-CMD.RECEIVE').said()).toBe('error: a move is open: scan the destination, or CANCEL');
    expect(floor.scans('TG-CMD.CANCEL').said()).toBe('mode: 1 lines dropped; lookup: scans only show');
    expect(floor.booked()).toEqual([]);
  });

  test('a count makes the levels what was counted', () => {
    const floor = stocked().scans(
      'TG-CMD.COUNT',
      'TG-LOC.B1',
      nut,
      'TG-CMD.QTY.47',
      nut,
      'RACK-B1',
      'TG-LOC.B2',
      bolt,
      'TG-CMD.QTY.22',
      'TG-CMD.DONE',
    );
    expect(floor.booked()).toEqual(['counted 2 nut B1 → count-difference', 'counted 2 bolt count-difference → B2']);
    expect([floor.level('nut', 'B1'), floor.level('bolt', 'B2')]).toEqual([48, 22]);
    expect(floor.movements[0]?.why).toBe('Nut M8 at Bin B1 counted by Gun 1: 48, the level was 50');
  });

  test('a count that finds the level books nothing', () => {
    const floor = stocked().scans('TG-CMD.COUNT', 'TG-LOC.B1', nut, 'TG-CMD.QTY.50', 'TG-CMD.DONE');
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([]);
  });

  test('an item that was expected and not scanned is asked about, not zeroed', () => {
    const floor = stocked()
      .stock('bolt', 'B1', 3)
      .scans('TG-CMD.COUNT', 'TG-LOC.B1', nut, 'TG-CMD.QTY.50', 'TG-CMD.DONE');
    expect(floor.level('bolt', 'B1')).toBe(3);
    expect(floor.open()).toEqual(['scan-unresolved/count/B1']);
    const [change] = floor.questions;
    expect(change?.kind === 'raised' ? change.question.question : '').toBe(
      'The count of Bin B1 did not find Bolt M8 (level 3). Are they gone?',
    );
    floor.scans('TG-CMD.COUNT', 'TG-LOC.B1', bolt, 'TG-CMD.QTY.0', nut, 'TG-CMD.QTY.50', 'TG-CMD.DONE');
    expect(floor.level('bolt', 'B1')).toBe(0);
    expect(floor.open()).toEqual([]);
  });

  test('a place counted as empty is closed by the next place too', () => {
    const floor = stocked().scans('TG-CMD.COUNT', 'TG-LOC.B1', 'TG-LOC.B2');
    expect(floor.open()).toEqual(['scan-unresolved/count/B1']);
    expect(floor.level('nut', 'B1')).toBe(50);
  });

  test.each(['RECEIVE', 'PICK', 'COUNT'])('%s works at a place of the site only', (mode) => {
    const floor = stocked().scans(`TG-CMD.${mode}`, 'TG-LOC.production');
    expect(floor.said()).toMatch(/^error: .* is outside; scan a location of this site$/);
    expect(floor.scans(nut).said()).toBe('error: scan the location before Nut M8');
  });

  test('what moves between the scan and the close of a count is not lost', () => {
    const floor = stocked().scans('TG-CMD.COUNT', 'TG-LOC.B1', nut, 'TG-CMD.QTY.40');
    floor.command({ kind: 'move', item: 'nut', quantity: 5, from: 'B1', to: 'S1', reason: '' });
    expect(floor.scans('TG-CMD.DONE').level('nut', 'B1')).toBe(35);
  });

  test('undo drops the open line, then takes booked ones back, newest first', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', nut, bolt, nut, 'TG-CMD.UNDO');
    expect(floor.said()).toBe('ok: 1 × Nut M8 taken back');
    expect(floor.booked()).toEqual(['received 1 nut supplier → B1', 'received 1 bolt supplier → B1']);
    floor.scans('TG-CMD.UNDO');
    expect(floor.movements[2]).toMatchObject({
      kind: 'reversed',
      id: 'gun:n8:0/scan-workflow',
      reverses: 'gun:n5:0/scan-workflow',
      item: 'bolt',
      from: 'B1',
      to: 'supplier',
    });
    floor.scans('TG-CMD.UNDO', 'TG-CMD.UNDO');
    expect(floor.booked()).toHaveLength(4);
    expect(floor.said()).toBe('error: there is nothing to take back');
    expect(floor.level('nut', 'B1')).toBe(0);
  });

  test('what a person reversed already cannot be undone again', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', nut, 'TG-CMD.DONE');
    floor.command({ kind: 'reverse', movement: 'gun:n4:0/scan-workflow', reason: 'wrong bin' });
    expect(floor.scans('TG-CMD.UNDO').said()).toBe('error: the last line was taken back already');
    expect(floor.booked()).toHaveLength(2);
  });

  test('the same code within half a second is the double of the scanner, later it is honest', () => {
    const floor = new ShopFloor()
      .scans('TG-CMD.RECEIVE', 'TG-LOC.B1')
      .scan(nut, { wait_ms: 300 })
      .scan(nut, { wait_ms: 300 });
    expect(floor.said()).toBe(`duplicate: ${nut} again, ignored`);
    floor.scan(nut).scans('TG-CMD.DONE');
    expect(floor.booked()).toEqual(['received 1 nut supplier → B1', 'received 1 nut supplier → B1']);
  });

  test('a serial number is scanned once in a session', () => {
    const meaning = gs1('09506000134352', { serial: 'A1' });
    const floor = new ShopFloor()
      .scans('TG-CMD.RECEIVE', 'TG-LOC.B1')
      .scan('x', { meaning })
      .scans(bolt)
      .scan('x', { meaning });
    expect(floor.said()).toBe('duplicate: Nut M8 A1 was scanned already');
    expect(floor.scans('TG-CMD.DONE').booked()).toHaveLength(2);
  });

  test('a serial number taken back may be scanned again', () => {
    const meaning = gs1('09506000134352', { serial: 'A1' });
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1').scan('x', { meaning }).scans('TG-CMD.UNDO');
    expect(floor.scan('x', { meaning }).scans('TG-CMD.DONE').booked()).toEqual(['received 1 nut supplier → B1']);
  });

  test('a serial number is a single piece', () => {
    const meaning = gs1('09506000134352', { serial: 'A1' });
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1').scan('x', { meaning }).scans('TG-CMD.QTY.2');
    expect(floor.said()).toBe('error: this line is a single piece by its serial number');
  });

  test('a handling unit is scanned once in a session', () => {
    const meaning = gs1('09506000134352', { sscc: '106141412345678908', quantity: 40 });
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1').scan('x', { meaning }).scan('x', { meaning });
    expect(floor.said()).toBe('duplicate: Nut M8 106141412345678908 was scanned already');
    expect(floor.scans('TG-CMD.DONE').booked()).toEqual(['received 40 nut supplier → B1']);
  });

  test('an unknown code moves nothing and its question counts the pieces that wait', () => {
    const floor = new ShopFloor().scans(
      'TG-CMD.RECEIVE',
      'TG-LOC.B1',
      'TG-CMD.QTY.6',
      'WHAT-1',
      nut,
      'WHAT-1',
      'TG-CMD.DONE',
    );
    expect(floor.booked()).toEqual(['received 1 nut supplier → B1']);
    expect(floor.open()).toEqual(['unknown-code/WHAT-1']);
    const last = floor.questions.at(-1);
    expect(last?.kind === 'raised' ? last.question.question : '').toBe(
      'Code WHAT-1 is nothing of this site; Gun 1 scanned it for receive at Bin B1, 7 pieces wait for the answer. What is it?',
    );
  });

  test('a code that breaks the rules of GS1 says which', () => {
    const meaning: CodeMeaning = { kind: 'invalid', code: 'INCORRECT_CHECK_DIGIT', message: 'the check digit is 3' };
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1').scan('0109506000134353', { meaning });
    expect(floor.said()).toBe('error: 0109506000134353 is no valid GS1 code (the check digit is 3)');
    expect(floor.open()).toEqual(['unknown-code/0109506000134353']);
  });

  test('a code that stands for two items is asked about', () => {
    const meaning: CodeMeaning = {
      kind: 'gs1',
      via: 'gtin',
      ais: [],
      gtins: ['09506000134352', '00614141123452'],
      warnings: [],
    };
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1').scan('12345670', { meaning });
    expect(floor.said()).toBe('error: 12345670 stands for Nut M8, Shirt');
    expect(floor.open()).toEqual(['scan-unresolved/12345670']);
  });

  test('an unknown command is an error and changes nothing', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', nut, 'TG-CMD.FLY');
    expect(floor.said()).toBe('error: there is no command TG-CMD.FLY');
    expect(floor.scans(nut, 'TG-CMD.DONE').booked()).toHaveLength(2);
  });

  test('a scanner with a place of its own needs no location', () => {
    const floor = new ShopFloor();
    for (const code of ['TG-CMD.RECEIVE', nut, 'TG-CMD.DONE']) floor.scan(code, { device: 'desk' });
    expect(floor.booked()).toEqual(['received 1 nut supplier → dock']);
  });

  test('two scanners do not know of each other', () => {
    const floor = new ShopFloor()
      .scans('TG-CMD.RECEIVE', 'TG-LOC.B1')
      .scan(nut, { device: 'desk' })
      .scans(nut, 'TG-CMD.DONE');
    expect(floor.booked()).toEqual(['received 1 nut supplier → B1']);
  });

  test('an idle scanner falls back to lookup', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1').wait(600_000).scans(nut);
    expect(floor.said()).toBe('ok: Nut M8: none');
    expect(floor.wait(10_000).booked()).toEqual([]);
  });

  test('lines of a move that nobody finished are asked about', () => {
    const floor = stocked().scans('TG-CMD.MOVE', 'TG-LOC.B1', nut, bolt).wait(600_000);
    expect(floor.booked()).toEqual([]);
    const [change] = floor.questions;
    expect(change?.kind === 'raised' ? change.question.question : '').toBe(
      'A move at Bin B1 by Gun 1 was not finished and nothing of it is booked: 1 × Nut M8, 1 × Bolt M8. What became of it?',
    );
  });

  test('a line whose item the settings drop before it is booked is asked about', () => {
    const floor = new ShopFloor().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', nut);
    floor.settings({ ...site, items: site.items.filter(({ id }) => id !== 'nut') }).wait(6_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual(['scan-unresolved/gun:n4:0']);
  });

  test('a test code shows what the scanner made of it and changes nothing', () => {
    const floor = stocked().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', 'TG-TEST.AQ-01');
    expect(floor.said()).toBe('ok: test code read as TG-TEST.AQ-01');
    expect(floor.scans(nut).said()).toBe('ok: receive 1 × Nut M8 at Bin B1');
  });

  test('the layout test garbled names the keyboard, with the tone of an error, and changes nothing', () => {
    const floor = stocked().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', 'TG/TEST.AQYWZM0123456789/.&>');
    expect(floor.said()).toBe(
      'error: layout test read as TG/TEST.AQYWZM0123456789/.&>: the scanner types for QWERTZ (German, Austrian or Swiss): set the scanner to the US English keyboard',
    );
    expect(floor.open()).toEqual([]);
    expect(floor.scans('TG-TEST.AQZWYM0123456789-./:').said()).toBe(
      'ok: layout test read as printed: this scanner is set up right',
    );
    expect(floor.scans(nut).said()).toBe('ok: receive 1 × Nut M8 at Bin B1');
  });

  test('what a scanner sends again because it had no answer is one scan, also long after its double', () => {
    const floor = stocked().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', nut).wait(3_000);
    expect(floor.scan(nut, { resent: true }).said()).toBe(`duplicate: ${nut} sent again, booked once`);
    expect(floor.scans('TG-CMD.DONE').booked()).toEqual(['received 1 nut supplier → B1']);
    // Sent again, but never heard before: the first time it did not get through.
    const unheard = stocked().scans('TG-CMD.RECEIVE', 'TG-LOC.B1').scan(nut, { resent: true });
    expect(unheard.scans('TG-CMD.DONE').booked()).toEqual(['received 1 nut supplier → B1']);
  });

  test('a code that seems to lack FNC1 is booked as it reads, and its person told', () => {
    const floor = stocked().scans('TG-CMD.RECEIVE', 'TG-LOC.B1', `01${nut.padStart(14, '0')}10AB-115261231`);
    expect(floor.said()).toBe(
      'ok: receive 1 × Nut M8 at Bin B1; the value of AI (10) ends in 15261231, which reads like more AIs: a separator may be missing',
    );
  });

  test('an unknown code in lookup is answered and counted, and nobody is asked: nothing was to be done with it', () => {
    const floor = stocked().scans('WHAT-1');
    expect(floor.said()).toBe('error: WHAT-1 is nothing of this site');
    expect(floor.open()).toEqual([]);
    expect(floor.memory.books.counters.read()).toEqual({ 'unknown codes looked up': 1 });
  });

  test('every scan is answered', () => {
    const floor = stocked().scans(
      nut,
      'TG-LOC.B1',
      'TG-CMD.MOVE',
      'TG-TEST.AQ-01',
      'WHAT',
      'TG-LOC.NOWHERE',
      bolt,
      'TG-CMD.UNDO',
    );
    expect(floor.feedback).toHaveLength(8);
  });
});
