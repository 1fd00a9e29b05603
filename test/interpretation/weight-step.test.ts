import { describe, expect, test } from 'vitest';
import { ShopFloor, site, start_ms, weightReading } from './shop-floor.ts';

/** A hand or a tool would have gone by then. */
const touch_ms = 8_000;

describe('pieces from load cells', () => {
  test('two pieces taken from a bin are one movement to where the hall says that stock goes', () => {
    const floor = new ShopFloor().rest('1', 600).rest('1', 576);
    expect(floor.booked()).toEqual(['taken 2 nut B1 → production']);
    expect(floor.movements[0]?.why).toBe('Bin B1: −24 g = 2 × 12 g (Nut M8), p 0.999');
    expect(floor.movements[0]?.rule).toBe('fusion@11');
  });

  test('pieces filled come from where the hall says that stock comes from', () => {
    const floor = new ShopFloor().rest('1', 600).rest('1', 636, touch_ms);
    expect(floor.booked()).toEqual(['filled 3 nut dock → B1']);
  });

  test('the movement names the rest before and the rest after as its evidence', () => {
    const floor = new ShopFloor().rest('1', 600, 900).rest('1', 588, 1_800);
    const [movement] = floor.movements;
    expect(movement?.id).toBe('scale:n27:0/fusion');
    expect(movement?.evidence).toEqual([
      { n: 10, index: 0, device: 'scale', at_ms: start_ms + 800, says: 'channel 1: 600.1 g at rest' },
      { n: 27, index: 0, device: 'scale', at_ms: start_ms + 2_500, says: 'channel 1: 588.1 g at rest' },
    ]);
    // Whether a second grasp follows is known a moment later.
    expect([movement?.at_ms, movement?.arrived_ms]).toEqual([start_ms + 900, start_ms + 2_500]);
  });

  test('the first rest counts what lies there when the empty mass is known', () => {
    const floor = new ShopFloor().rest('2', 500 + 5 * 206);
    expect(floor.booked()).toEqual(['counted 5 bolt count-difference → B2']);
    expect(floor.movements[0]?.why).toContain('1030.1 g above the empty 500 g = 5 × 206 g (Bolt M8)');
  });

  test('the first rest counts against the level there already', () => {
    const floor = new ShopFloor();
    floor.command({ kind: 'move', item: 'bolt', quantity: 7, from: 'supplier', to: 'B2', reason: 'delivery' });
    floor.rest('2', 500 + 5 * 206);
    expect(floor.booked()[1]).toBe('counted 2 bolt B2 → count-difference');
    expect(floor.level('bolt', 'B2')).toBe(5);
  });

  test('the first rest without an empty mass is only a baseline', () => {
    expect(new ShopFloor().rest('1', 1_200).booked()).toEqual([]);
  });

  test('contents that are no number of pieces are asked about and not booked', () => {
    const floor = new ShopFloor().rest('2', 500 + 100);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual(['weight-unresolved/scale/2/contents']);
  });

  test('so many pieces that the number is doubtful are booked as the best guess and asked about', () => {
    const floor = new ShopFloor().rest('2', 500 + 90 * 206);
    expect(floor.booked()).toEqual(['counted 90 bolt count-difference → B2']);
    expect(floor.movements[0]?.confidence_permille).toBeLessThan(900);
    expect(floor.open()).toEqual(['weight-unresolved/scale/2/contents']);
    floor.command({ kind: 'count', item: 'bolt', location: 'B2', quantity: 91, reason: '' });
    expect(floor.level('bolt', 'B2')).toBe(91);
    expect(floor.open()).toEqual([]);
  });

  test('a touch that swings and returns moves nothing', () => {
    const floor = new ShopFloor().rest('1', 600);
    for (const grams of [640, 700, 655, 590, 612, 603]) floor.say('scale', weightReading('1', grams)).wait(100);
    expect(floor.rest('1', 600).booked()).toEqual([]);
    expect(floor.open()).toEqual([]);
  });

  test('a peak of an item put down hard does not count, only the level it leaves', () => {
    const floor = new ShopFloor().rest('1', 600);
    for (const grams of [720, 660, 625, 619]) floor.say('scale', weightReading('1', grams)).wait(100);
    expect(floor.rest('1', 612, touch_ms).booked()).toEqual(['filled 1 nut dock → B1']);
  });

  test('a spike within a rest moves nothing', () => {
    const floor = new ShopFloor().rest('1', 600).say('scale', weightReading('1', 540)).rest('1', 600);
    expect(floor.booked()).toEqual([]);
  });

  test('a step that is no number of pieces becomes a question with before, after and the nearest number', () => {
    const floor = new ShopFloor().rest('1', 600).rest('1', 582, touch_ms);
    expect(floor.booked()).toEqual([]);
    const [change] = floor.questions;
    expect(change?.kind === 'raised' ? change.question.question : '').toBe(
      'Bin B1 changed by what nothing explains well enough: 600.1 g before, 582.1 g now, −18 g; the likeliest is something else (p 0.999), then 2 × Nut M8 taken (p 0.000). What happened?',
    );
  });

  test('the question is settled when the weight returns', () => {
    const floor = new ShopFloor().rest('1', 600).rest('1', 618, touch_ms).rest('1', 600);
    expect(floor.questions.map(({ kind }) => kind)).toEqual(['raised', 'settled']);
    expect(floor.booked()).toEqual([]);
  });

  test('a piece taken while something strange lies on the plate is still counted', () => {
    const floor = new ShopFloor()
      .stock('nut', 'B1', 50)
      .stock('nut', 'dock', 50)
      .rest('1', 600)
      .rest('1', 618)
      .rest('1', 606);
    expect(floor.booked()).toEqual(['taken 1 nut B1 → production']);
    expect(floor.rest('1', 588).open()).toEqual([]);
    expect(floor.booked()).toHaveLength(1);
  });

  test('a hand that rested on the plate before it took a piece is not counted', () => {
    const floor = new ShopFloor()
      .stock('nut', 'B1', 50)
      .stock('nut', 'dock', 50)
      .rest('1', 600)
      .rest('1', 618)
      .rest('1', 588);
    expect(floor.booked()).toEqual(['taken 1 nut B1 → production']);
    expect(floor.open()).toEqual([]);
  });

  test('a settled question makes the weight of now the one to go on from', () => {
    const floor = new ShopFloor()
      .stock('nut', 'B1', 50)
      .stock('nut', 'dock', 50)
      .rest('1', 600)
      .rest('1', 618, touch_ms);
    floor.command({ kind: 'settle', question: 'weight-unresolved/scale/1', answer: 'a label stuck to the bin' });
    floor.rest('1', 618).rest('1', 630, touch_ms);
    expect(floor.booked()).toEqual(['filled 1 nut dock → B1']);
    expect(floor.open()).toEqual([]);
  });

  test('drift over hours is followed and moves nothing', () => {
    const floor = new ShopFloor().rest('1', 600);
    for (let hour = 1; hour <= 6; hour += 1) floor.wait(3_600_000).rest('1', 600 + hour * 0.8, 1_000);
    floor.rest('1', 604.8 - 12);
    expect(floor.booked()).toEqual(['taken 1 nut B1 → production']);
  });

  test('a slow bleed becomes a question, not a movement and not drift', () => {
    const floor = new ShopFloor().rest('1', 600);
    for (let step = 1; step <= 120; step += 1) floor.say('scale', weightReading('1', 600 - step * 0.1)).wait(1_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual(['weight-unresolved/scale/1']);
    floor.rest('1', 588 - 24);
    expect(floor.booked()).toEqual(['taken 2 nut B1 → production']);
  });

  test('one reading a minute is enough', () => {
    const floor = new ShopFloor();
    for (const grams of [600, 600.4, 588.2, 588.1, 588.3]) floor.say('scale', weightReading('1', grams)).wait(60_000);
    expect(floor.booked()).toEqual(['taken 1 nut B1 → production']);
  });

  test('sixty readings a second with noise are one step', () => {
    const floor = new ShopFloor();
    for (let index = 0; index < 240; index += 1) {
      const grams = (index < 120 ? 600 : 564) + (((index * 7_919) % 13) - 6) * 0.2;
      floor.say('scale', weightReading('1', grams)).wait(index % 3 === 0 ? 16 : 17);
    }
    expect(floor.booked()).toEqual(['taken 3 nut B1 → production']);
  });

  test('a scale that calls its weight stable and then is silent is at rest', () => {
    const floor = new ShopFloor();
    for (const grams of [600, 588]) {
      floor.say('scale', { kind: 'weight', channel: '1', mass_mg: grams * 1_000, stable: true }).wait(60_000);
    }
    expect(floor.booked()).toEqual(['taken 1 nut B1 → production']);
    expect(floor.movements[0]?.arrived_ms).toBe(start_ms + 61_000);
  });

  test('a scale that calls its weight unstable is not at rest however little it moves', () => {
    const floor = new ShopFloor().rest('1', 600);
    for (let index = 0; index < 30; index += 1) {
      floor.say('scale', { kind: 'weight', channel: '1', mass_mg: 588_000, stable: false }).wait(100);
    }
    expect(floor.booked()).toEqual([]);
  });

  test('overload is no weight, and what lies there after it is compared with the rest before', () => {
    const floor = new ShopFloor().rest('1', 600);
    floor.say('scale', { kind: 'condition', channel: '1', condition: 'overload' }).wait(2_000);
    expect(floor.rest('1', 576).booked()).toEqual(['taken 2 nut B1 → production']);
  });

  test('what changed while the device was away is booked against the count difference', () => {
    const floor = new ShopFloor().rest('1', 600).gap('disconnected', 'scale').wait(60_000).gap('connected', 'scale');
    floor.rest('1', 576);
    expect(floor.booked()).toEqual(['changed-while-offline 2 nut B1 → count-difference']);
    expect(floor.rest('1', 564).booked()[1]).toBe('taken 1 nut B1 → production');
  });

  test('a node that wakes, says one stable weight and hangs up is believed', () => {
    const floor = new ShopFloor();
    const visit = (grams: number) =>
      floor
        .gap('connected', 'scale')
        .say('scale', { kind: 'weight', channel: '1', mass_mg: grams * 1_000, stable: true })
        .gap('disconnected', 'scale')
        .wait(60_000);
    visit(600);
    visit(600.3);
    visit(564);
    expect(floor.booked()).toEqual(['changed-while-offline 3 nut B1 → count-difference']);
  });

  test('the same weight after a gap moves nothing', () => {
    const floor = new ShopFloor().rest('1', 600).gap('gateway-started').rest('1', 600.5);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([]);
  });

  test('what shows at its return what it showed before has seen what comes a moment later', () => {
    const floor = new ShopFloor().rest('1', 600, 10_000).gap('disconnected', 'scale').wait(60_000);
    floor.gap('connected', 'scale').rest('1', 600, 700).rest('1', 576);
    expect(floor.booked()).toEqual(['taken 2 nut B1 → production']);
  });

  test('a scale that comes back without a word and shows zero, where its empty bin weighs more, is asked about', () => {
    const floor = new ShopFloor().rest('2', 500 + 10 * 206, 10_000);
    floor.movements.length = 0;
    floor.gap('disconnected', 'scale').wait(8_000).gap('connected', 'scale').rest('2', 0);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual(['weight-unresolved/scale/2']);
  });

  test("a reading from a broker's memory is never taken or filled", () => {
    const floor = new ShopFloor().rest('1', 600);
    floor.say('scale', { kind: 'weight', channel: '1', mass_mg: 576_000, snapshot: true }).wait(100);
    expect(floor.rest('1', 576).booked()).toEqual(['changed-while-offline 2 nut B1 → count-difference']);
  });

  test("a broker's memory alone books nothing, also where it calls the weight stable", () => {
    const remembered = { kind: 'weight', channel: '2', mass_mg: 1_530_000, stable: true, snapshot: true } as const;
    const floor = new ShopFloor().say('scale', remembered).wait(5_000);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual([]);
    expect(floor.memory.books.counters.read()).toEqual({ "weights from a broker's memory": 1 });
    expect(floor.rest('2', 1_530).booked()).toEqual(['counted 5 bolt count-difference → B2']);
  });

  test('a bin lifted off its scale is asked about, and settled when it is back with what is missing', () => {
    const floor = new ShopFloor().rest('2', 500 + 10 * 206);
    floor.movements.length = 0;
    // The whole is 12 × 206 g by chance: the empty bin is not taken for pieces.
    floor.rest('2', 88, touch_ms);
    expect(floor.booked()).toEqual([]);
    expect(floor.open()).toEqual(['weight-unresolved/scale/2']);
    floor.rest('2', 500 + 8 * 206);
    expect(floor.booked()).toEqual(['taken 2 bolt B2 → production']);
    expect(floor.open()).toEqual([]);
  });

  test('a scale that restarted and shows nothing may have made its load zero, so a person is asked', () => {
    const floor = new ShopFloor().rest('1', 600).say('scale', { kind: 'condition', condition: 'restarted' });
    expect(floor.rest('1', 0).booked()).toEqual([]);
    expect(floor.open()).toEqual(['weight-unresolved/scale/1']);
    expect(floor.rest('1', -12).booked()).toEqual(['taken 1 nut B1 → production']);
  });

  test('taking more than the level is booked and asked about', () => {
    const floor = new ShopFloor().rest('1', 600).rest('1', 588);
    expect(floor.level('nut', 'B1')).toBe(-1);
    expect(floor.open()).toEqual(['negative-level/nut/B1']);
  });

  test('a channel whose bin gets another item starts from nothing', () => {
    const floor = new ShopFloor().rest('1', 600);
    const locations = site.locations.map((each) => (each.id === 'B1' ? { ...each, item: 'bolt' } : each));
    floor.settings({ ...site, locations });
    expect(floor.rest('1', 394).booked()).toEqual([]);
  });

  test('a weight of a channel nobody placed is counted and nothing else', () => {
    const floor = new ShopFloor().rest('9', 600).rest('9', 500);
    expect(floor.booked()).toEqual([]);
    expect(floor.memory.books.counters.read()).toEqual({ 'weights of channels without an item of known mass': 40 });
  });
});
