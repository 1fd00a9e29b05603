/** Goal: on a plate of its own whose empty mass is known, what lies there counts by itself: it decides, and it mends the ledger after a question. */
import { describe, expect, test } from 'vitest';
import { ShopFloor, site } from './shop-floor.ts';

/** B1 holds nuts of 12 g in a bin of 150 g. */
const settings = {
  ...site,
  devices: site.devices.map((device) =>
    device.id === 'scale'
      ? {
          ...device,
          channels: device.channels.map((plate) =>
            plate.channel === '1' ? { ...plate, empty_mass_mg: 150_000 } : plate,
          ),
        }
      : device,
  ),
};

const empty = 150;

function opened(pieces: number, hand_ms = 800): ShopFloor {
  const rules = { ...site.rules, weight: { ...site.rules.weight, hand_ms } };
  const floor = new ShopFloor({ ...settings, rules }).stock('nut', 'dock', 1_000).rest('1', empty + 12 * pieces, 8_000);
  expect(floor.level('nut', 'B1')).toBe(pieces);
  return floor;
}

describe('contents of a plate of its own', () => {
  test('few pieces left after a refill that was asked make the ledger right, and settle the question', () => {
    const floor = opened(20).rest('1', empty + 12 * 120, 12_000);
    expect(floor.open()).toEqual(['weight-unresolved/scale/1']);
    const [raised] = floor.questions;
    expect(raised?.kind === 'raised' ? raised.question.question : '').toMatch(
      /the likeliest is 100 ± [12] × Nut M8 filled/,
    );
    for (const left of [90, 60, 30, 5]) floor.rest('1', empty + 12 * left, 12_000);
    expect([floor.level('nut', 'B1'), floor.open()]).toEqual([5, []]);
    const why = floor.movements.map((each) => each.why).find((each) => each.includes('the level was −')) ?? '';
    expect(why).toMatch(
      /^Bin B1: 60\.1 g above the empty 150 g = 5 ± 0\.\d × 12 g \(Nut M8\), p 0\.9\d\d; the level was −95$/,
    );
  });

  test('a tool that lies there is not counted with the pieces', () => {
    const floor = opened(20).rest('1', empty + 12 * 20 + 54, 12_000);
    expect(floor.open()).toEqual(['weight-unresolved/scale/1']);
    floor.rest('1', empty + 12 * 18 + 54, 12_000);
    expect([floor.level('nut', 'B1'), floor.open()]).toEqual([18, ['weight-unresolved/scale/1']]);
  });

  test('what is left tells how many went, where the ledger agrees', () => {
    const floor = opened(40).rest('1', empty, 12_000);
    expect(floor.booked().at(-1)).toBe('taken 40 nut B1 → production');
    expect(floor.open()).toEqual([]);
  });

  test('with the ledger wrong by one, what is left does not turn the number that went', () => {
    const floor = opened(12)
      .stock('nut', 'B1', 1)
      .rest('1', empty + 12, 12_000);
    expect(floor.booked().at(-1)).toBe('taken 11 nut B1 → production');
  });
});

describe('a load that goes again', () => {
  test('a little later than hands do, and before anybody was asked, leaves no question', () => {
    const floor = opened(40, 5_500)
      .rest('1', empty + 12 * 40 + 641, 7_500)
      .rest('1', empty + 12 * 40, 20_000);
    expect([floor.level('nut', 'B1'), floor.questions]).toEqual([40, []]);
  });
});

describe('a plate of several items that is weighed for the first time', () => {
  const mixed = {
    ...settings,
    locations: settings.locations.map((location) =>
      location.id === 'B1'
        ? { id: 'B1', name: 'Bin B1', kind: 'bin' as const, codes: [], items: ['nut', 'bolt'] }
        : location,
    ),
  };

  test('is asked how many of each there are, once', () => {
    const floor = new ShopFloor(mixed).rest('1', empty + 12 * 4 + 206, 8_000);
    expect(floor.open()).toEqual(['weight-unresolved/scale/1/contents']);
    const [raised] = floor.questions;
    expect(raised?.kind === 'raised' ? raised.question.question : '').toBe(
      'Bin B1 holds 254.1 g above the empty 150 g; the ledger has 0 × Nut M8 and 0 × Bolt M8. That could be 4 × Nut M8 and 1 × Bolt M8, or 21 × Nut M8, or 22 × Nut M8. How many of each are there?',
    );
  });

  test('is not asked for a level below zero besides, until somebody has answered', () => {
    const floor = new ShopFloor(mixed).rest('1', empty + 12 * 4 + 206, 8_000);
    const take = () => floor.command({ kind: 'move', item: 'bolt', quantity: 1, from: 'B1', to: 'scrap', reason: '' });
    take();
    expect(floor.open()).toEqual(['weight-unresolved/scale/1/contents']);
    floor.command({ kind: 'settle', question: 'weight-unresolved/scale/1/contents', answer: 'as ever' });
    take();
    expect(floor.open()).toEqual(['negative-level/bolt/B1']);
  });

  test('is not asked where the ledger has what it weighs', () => {
    const floor = new ShopFloor(mixed)
      .stock('nut', 'B1', 4)
      .stock('bolt', 'B1', 1)
      .rest('1', empty + 12 * 4 + 206, 8_000);
    expect(floor.open()).toEqual([]);
  });
});

describe('a bin that is lifted off', () => {
  test.each([4_000, 30_000])('and another one put down after %i ms: what is in it is counted', (away_ms) => {
    const floor = opened(3)
      .rest('1', 0, away_ms)
      .rest('1', empty + 12 * 80, 12_000);
    expect(floor.level('nut', 'B1')).toBe(80);
    expect(floor.open()).toEqual(['weight-unresolved/scale/1/contents']);
    floor.rest('1', empty + 12 * 40, 12_000).rest('1', empty + 12 * 4, 12_000);
    expect([floor.level('nut', 'B1'), floor.open()]).toEqual([4, []]);
  });

  test('and comes back as it was books nothing; with five fewer, five', () => {
    const floor = opened(40)
      .rest('1', 0, 30_000)
      .rest('1', empty + 12 * 40, 12_000);
    expect([floor.level('nut', 'B1'), floor.open()]).toEqual([40, []]);
    floor.rest('1', 0, 30_000).rest('1', empty + 12 * 35, 12_000);
    expect([floor.level('nut', 'B1'), floor.open()]).toEqual([35, []]);
  });
});

describe('what is put down where one item lies', () => {
  /** Three bolts of a lot that weighs 6 % more, while twelve other items are carried about, of which each could weigh that. */
  function put(carried: number): ShopFloor {
    const others = Array.from({ length: carried }, (_, at) => ({
      id: `part-${at}`,
      name: `Part ${at}`,
      gtins: [],
      codes: [],
      unit: 'piece',
      unit_mass_mg: 655_000 + 1_000 * at,
    }));
    const floor = new ShopFloor({ ...settings, items: [...settings.items, ...others] })
      .stock('bolt', 'dock', 1_000)
      .rest('2', 500 + 206 * 2, 8_000);
    for (const { id } of others)
      floor.memory.fusion.takes.push({ location: 'S1', item: id, quantity: 1, to: 'production', at_ms: floor.now_ms });
    return floor.rest('2', 500 + 206 * 2 + 656, 25_000);
  }

  test('is of that item, however many others are carried about at the time', () => {
    for (const carried of [0, 12]) {
      const floor = put(carried);
      expect([floor.level('bolt', 'B2'), floor.open()]).toEqual([5, []]);
      expect(floor.movements.at(-1)?.kind).toBe('filled');
    }
  });
});
