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
