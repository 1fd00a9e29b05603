/** What a silence of a scale is: an outage of one that streams, and rest where it speaks only of changes. */
import { describe, expect, test } from 'vitest';
import { ShopFloor, weightReading } from './shop-floor.ts';

/** Nuts of 12 g, a little restless, every 250 ms. */
function stream(floor: ShopFloor, grams: number, seconds: number): void {
  for (let at = 0; at < 4 * seconds; at += 1) {
    floor.say('scale', weightReading('1', grams + (at % 3) * 0.1)).wait(250);
  }
}

describe('a scale that streams and falls silent for an hour without a word', () => {
  test('was not watched: what is gone afterwards changed while it was offline, again and again', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100);
    stream(floor, 1_200, 90);
    for (let outage = 1; outage <= 4; outage += 1) {
      floor.wait(3_600_000);
      stream(floor, 1_200 - 24 * outage, 90);
    }
    expect(floor.movements.map(({ kind, quantity }) => `${kind} ${quantity}`)).toEqual(
      Array.from({ length: 4 }, () => 'changed-while-offline 2'),
    );
    expect(floor.open()).toEqual([]);
  });

  test('shows what it did: nothing happened, and the next piece is seen as ever', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100);
    stream(floor, 1_200, 90);
    floor.wait(3_600_000);
    stream(floor, 1_200, 10);
    expect(floor.booked()).toEqual([]);
    stream(floor, 1_188, 10);
    expect(floor.booked()).toEqual(['taken 1 nut B1 → production']);
  });

  test('moved all the while and said so: that is no silence', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100);
    stream(floor, 1_200, 90);
    for (let at = 0; at < 400; at += 1) {
      floor.say('scale', { kind: 'weight', channel: '1', mass_mg: 1_300_000, stable: false }).wait(250);
    }
    stream(floor, 1_188, 10);
    expect(floor.booked()).toEqual(['taken 1 nut B1 → production']);
  });

  test('a cut of some seconds hides nobody', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100);
    stream(floor, 1_200, 90);
    for (let cut = 1; cut <= 4; cut += 1) {
      floor.wait(20_000);
      stream(floor, 1_200 - 12 * cut, 90);
    }
    expect(floor.booked()).toEqual(Array.from({ length: 4 }, () => 'taken 1 nut B1 → production'));
  });
});

describe('a scale that speaks only of changes, and every five minutes', () => {
  /** Says what it shows every five minutes; and once it is watched again after `away_ms`, that a nut is gone after `silent_ms`. */
  function back(away_ms: number, silent_ms: number): string[] {
    const floor = new ShopFloor().stock('nut', 'B1', 100).gap('connected', 'scale');
    const say = (grams: number): ShopFloor => floor.say('scale', weightReading('1', grams));
    for (let at = 0; at < 4; at += 1) say(1_200).wait(300_000);
    say(1_200).wait(20_000).gap('disconnected', 'scale').wait(away_ms).gap('connected', 'scale').wait(silent_ms);
    say(1_188).wait(1_000);
    say(1_188).wait(30_000);
    return floor.booked();
  }

  test('has said one thing so far, and says another long after a short absence: it went just then', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100).gap('connected', 'scale');
    floor.say('scale', weightReading('1', 1_200)).wait(90_000);
    floor.gap('disconnected', 'scale').wait(40_000).gap('connected', 'scale').wait(30_000);
    floor.say('scale', weightReading('1', 1_188)).wait(30_000);
    expect(floor.booked()).toEqual(['taken 1 nut B1 → production']);
  });

  test('was away twice and said nothing in between: what it was heard meanwhile counts', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100).gap('connected', 'scale');
    floor.say('scale', weightReading('1', 1_200)).wait(90_000);
    for (let cut = 0; cut < 2; cut += 1) {
      floor.gap('disconnected', 'scale').wait(25_000).gap('connected', 'scale').wait(30_000);
    }
    floor.say('scale', weightReading('1', 1_188)).wait(30_000);
    expect(floor.booked()).toEqual(['taken 1 nut B1 → production']);
  });

  test('is cut off between any two words: what it says long after each cut went just then all the same', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100).gap('connected', 'scale');
    floor.say('scale', weightReading('1', 1_200)).wait(60_000);
    for (let left = 99; left >= 97; left -= 1) {
      floor.gap('disconnected', 'scale').wait(40_000).gap('connected', 'scale').wait(140_000);
      floor.say('scale', weightReading('1', 12 * left)).wait(60_000);
    }
    expect(floor.booked()).toEqual(Array.from({ length: 3 }, () => 'taken 1 nut B1 → production'));
  });

  test('was away for long, is back, and says much later what is gone: it is gone since before it was back', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100).gap('connected', 'scale');
    for (let at = 0; at < 4; at += 1) floor.say('scale', weightReading('1', 1_200)).wait(300_000);
    floor.gap('disconnected', 'scale').wait(3_600_000).gap('connected', 'scale');
    const back_ms = floor.now_ms;
    floor.wait(200_000).say('scale', weightReading('1', 1_188)).wait(30_000);
    expect(floor.booked()).toEqual(['changed-while-offline 1 nut B1 → count-difference']);
    expect(floor.movements[0]?.at_ms).toBe(back_ms);
  });

  test('was away for long, counted as the ledger has it since it is back, and says later what is gone: it went since the count', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100).gap('connected', 'scale');
    for (let at = 0; at < 4; at += 1) floor.say('scale', weightReading('1', 1_200)).wait(300_000);
    floor.gap('disconnected', 'scale').wait(3_600_000).gap('connected', 'scale').wait(60_000);
    floor.command({ kind: 'count', item: 'nut', location: 'B1', quantity: 100, reason: 'stocktaking' });
    floor.wait(140_000).say('scale', weightReading('1', 1_188)).wait(30_000);
    expect(floor.level('nut', 'B1')).toBe(99);
  });

  test('was away for long, counted to what is left since it is back: its next word books nothing twice', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100).gap('connected', 'scale');
    for (let at = 0; at < 4; at += 1) floor.say('scale', weightReading('1', 1_200)).wait(300_000);
    floor.gap('disconnected', 'scale').wait(3_600_000).gap('connected', 'scale').wait(60_000);
    floor.command({ kind: 'count', item: 'nut', location: 'B1', quantity: 99, reason: 'stocktaking' });
    floor.wait(140_000).say('scale', weightReading('1', 1_188)).wait(30_000);
    expect(floor.level('nut', 'B1')).toBe(99);
  });

  test('says nothing of being back: nobody knows when the hour ended, and what is gone went in it', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100).gap('connected', 'scale');
    for (let at = 0; at < 8; at += 1) floor.say('scale', weightReading('1', 1_200)).wait(30_000 + 20_000 * (at % 3));
    floor.gap('disconnected', 'scale').wait(3_600_000).say('scale', weightReading('1', 1_188)).wait(30_000);
    expect(floor.booked()).toEqual(['changed-while-offline 1 nut B1 → count-difference']);
  });

  test('and says long after a short absence that something is gone: it went just then', () => {
    expect(back(60_000, 90_000)).toEqual(['taken 1 nut B1 → production']);
  });

  test.each([
    ['at once after it', 60_000, 500],
    ['after a long one', 240_000, 90_000],
  ])('and says so %s: it went meanwhile', (_, away_ms, silent_ms) => {
    expect(back(away_ms, silent_ms)).toEqual(['changed-while-offline 1 nut B1 → count-difference']);
  });
});

describe('a scale that begins late whenever it is back', () => {
  test.each([1, 4])('and else streams at %i Hz is known to stream: what is gone after a cut went in it', (hz) => {
    const floor = new ShopFloor().stock('nut', 'B1', 100).gap('connected', 'scale');
    const say = (grams: number, seconds: number): void => {
      for (let at = 0; at < hz * seconds; at += 1)
        floor.say('scale', weightReading('1', grams + (at % 3) * 0.1)).wait(1_000 / hz);
    };
    say(1_200, 60);
    for (let cut = 0; cut < 3; cut += 1) {
      floor.gap('disconnected', 'scale').wait(20_000).gap('connected', 'scale').wait(12_000);
      say(1_200, 50);
    }
    floor.gap('disconnected', 'scale').wait(40_000).gap('connected', 'scale').wait(12_000);
    say(1_188, 30);
    expect(floor.booked()).toEqual(['changed-while-offline 1 nut B1 → count-difference']);
  });

  test('and speaks every half minute whatever there is to say: what is gone after a cut went in it', () => {
    const floor = new ShopFloor().stock('nut', 'B1', 100).gap('connected', 'scale');
    for (let at = 0; at < 10; at += 1) floor.say('scale', weightReading('1', 1_200)).wait(30_000);
    floor.say('scale', weightReading('1', 1_200)).wait(5_000);
    floor.gap('disconnected', 'scale').wait(40_000).gap('connected', 'scale').wait(15_000);
    floor.say('scale', weightReading('1', 1_188)).wait(30_000).say('scale', weightReading('1', 1_188)).wait(30_000);
    expect(floor.booked()).toEqual(['changed-while-offline 1 nut B1 → count-difference']);
  });
});
