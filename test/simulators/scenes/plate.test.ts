/** Plates show what was measured on real shelves: noise, correlation, quantum, settling, swings, spikes, drift, warmth. */
import { describe, expect, test } from 'vitest';
import { layDown, liftUp, type Place, placeOf, type Row } from '../../../simulators/scenes/places.ts';
import { type Plate, type PlateManner, plateOf } from '../../../simulators/scenes/plate.ts';
import { type Piece, pieceOf, type Ware, wareWeighing } from '../../../simulators/scenes/wares.ts';
import { seedOf } from '../../../simulators/seed.ts';

const still: PlateManner = {
  noise_mg: 0,
  wander_mg: 0,
  quantum_mg: 1,
  dither_permille: 0,
  resonance_hz: 0,
  resonance_mg: 0,
  spike_ppm: 0,
  spike_samples_max: 1,
  drift_mg: 0,
  mg_per_kelvin: 0,
  creep_ppm: 0,
  offset_mg: 0,
  clamps: false,
  range_mg: 80_000_000,
  dead: false,
};

function samples(plate: Plate, number: number, hz: number, from_ms = 0): number[] {
  return Array.from({ length: number }, (_, nth) => plate.sampleAt(from_ms + (nth * 1_000) / hz));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, each) => sum + each, 0) / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((each) => (each - middle) ** 2)));
}

function lag1(values: readonly number[]): number {
  const middle = mean(values);
  const products = values.slice(1).map((each, at) => (each - middle) * ((values[at] ?? 0) - middle));
  return mean(products) / deviation(values) ** 2;
}

describe('noise', () => {
  test('has the deviation it is told to, in whole quanta', () => {
    const shown = samples(plateOf(seedOf(1), { ...still, noise_mg: 670, quantum_mg: 241 }), 20_000, 60);
    expect(deviation(shown)).toBeGreaterThan(640);
    expect(deviation(shown)).toBeLessThan(710);
    expect(shown.every((each) => Math.abs(each / 241 - Math.round(each / 241)) < 0.003)).toBe(true);
    const same = shown.slice(1).filter((each, at) => each === shown[at]).length / shown.length;
    // Measured: 9 to 21 %.
    expect(same).toBeGreaterThan(0.09);
    expect(same).toBeLessThan(0.21);
  });

  test('wanders with a correlation of 0.6 over a tenth of a second', () => {
    const shown = samples(plateOf(seedOf(2), { ...still, wander_mg: 1_000 }), 20_000, 10);
    expect(lag1(shown)).toBeCloseTo(0.6, 1);
    expect(deviation(shown)).toBeGreaterThan(940);
    expect(deviation(shown)).toBeLessThan(1_060);
  });

  test('of fast converters takes itself back, as measured: from nothing to −0.47', () => {
    const shown = samples(plateOf(seedOf(3), { ...still, noise_mg: 1_000, dither_permille: 260 }), 20_000, 60);
    expect(lag1(shown)).toBeCloseTo(-0.24, 1);
    const most = samples(plateOf(seedOf(3), { ...still, noise_mg: 1_000, dither_permille: 600 }), 20_000, 60);
    expect(lag1(most)).toBeCloseTo(-0.44, 1);
  });

  test('has spikes, ten in a hundred thousand samples, of 20 to 700 g and at most three long', () => {
    const shown = samples(plateOf(seedOf(4), { ...still, spike_ppm: 100, spike_samples_max: 3 }), 400_000, 60);
    const runs: number[] = [];
    let run = 0;
    for (const each of shown) {
      if (each !== 0) run += 1;
      else if (run > 0) {
        runs.push(run);
        run = 0;
      }
    }
    expect(runs.length).toBeGreaterThan(20);
    expect(runs.length).toBeLessThan(65);
    expect(Math.max(...runs)).toBe(3);
    const heights = shown.filter((each) => each !== 0).map(Math.abs);
    expect(Math.max(...heights)).toBeLessThanOrEqual(700_000);
    expect(Math.max(...heights)).toBeGreaterThan(400_000);
  });

  test('vibrates at its own frequency', () => {
    const shown = samples(plateOf(seedOf(5), { ...still, resonance_hz: 8, resonance_mg: 5_000 }), 6_000, 60);
    expect(deviation(shown)).toBeCloseTo(5_000 / Math.SQRT2, -2);
    const crossings = shown.slice(1).filter((each, at) => each >= 0 && (shown[at] ?? 0) < 0).length;
    expect(crossings / 100).toBeCloseTo(8, 0);
  });

  test('of a million samples is made in a second or two', () => {
    const plate = plateOf(seedOf(6), { ...still, noise_mg: 500, wander_mg: 300, spike_ppm: 100, drift_mg: 100 });
    expect(samples(plate, 100_000, 60)).toHaveLength(100_000);
  });
});

describe('what moves slowly', () => {
  test('the zero moves as far in half a minute as it is told to', () => {
    const moves = Array.from({ length: 400 }, (_, nth) => {
      const shown = samples(plateOf(seedOf(nth), { ...still, drift_mg: 300 }), 61, 2);
      return (shown[60] ?? 0) - (shown[0] ?? 0);
    });
    expect(deviation(moves)).toBeGreaterThan(260);
    expect(deviation(moves)).toBeLessThan(340);
  });

  test('warmth and creep add up', () => {
    const plate = plateOf(seedOf(1), { ...still, mg_per_kelvin: 1_000, creep_ppm: 300 }, (at_ms) => at_ms / 600_000);
    plate.sampleAt(0);
    plate.step(0, 10_000_000, 100);
    samples(plate, 1_200, 2);
    // After ten minutes: one kelvin, and 63 % of 300 ppm of ten kilograms.
    expect(plate.sampleAt(600_000)).toBeGreaterThan(10_002_700);
    expect(plate.sampleAt(600_500)).toBeLessThan(10_003_100);
  });

  test('a clamped plate shows no less than nothing, a dead one always the same, and every converter ends', () => {
    expect(plateOf(seedOf(1), { ...still, offset_mg: -5_000, clamps: true }).sampleAt(0)).toBe(0);
    expect(new Set(samples(plateOf(seedOf(1), { ...still, noise_mg: 500, dead: true }), 50, 10)).size).toBe(1);
    const full = plateOf(seedOf(1), still);
    full.lay(0, 90_000_000, 10_000);
    expect(full.sampleAt(5_000)).toBe(80_000_000);
    expect(full.sampleAt(10_001)).toBe(0);
  });
});

function rowOf(number: number): Row {
  const plates = Array.from({ length: number }, (_, nth) => plateOf(seedOf(nth), still));
  const lean = { lean_permille: 30, straddle_permille: 200, neighbour_permille: [20, 30] } as const;
  return { plates, joined: true, lean, free_from_ms: 0 };
}

function ware(): Ware {
  const options = { piece_permille: [5, 5], lot_permille_max: 0, wrong_permille: 0, wrong_by_permille: 0 } as const;
  return wareWeighing(seedOf(1), 1, 500, { ...options, own_label_permille: 0 });
}

function boardOf(row: Row, kind: Ware): Place {
  return placeOf('P1', row, new Map([[kind, 2]]), { full: 10, low: 1, hand_max: 5 });
}

describe('steps', () => {
  test('fall in a tenth of a second, ring, and are within 5 g after 0.3 to 1.5 s', () => {
    const settled = Array.from({ length: 300 }, (_, nth) => {
      const kind = ware();
      const row = rowOf(5);
      const place = boardOf(row, kind);
      const piece = pieceOf(seedOf(nth), kind);
      layDown(seedOf(nth), place, [piece], 2, 0);
      const plate = row.plates[2];
      const end_mg = plate?.load_mg ?? 0;
      const shown = Array.from({ length: 400 }, (_, at) => plate?.sampleAt(at * 10) ?? 0);
      return 10 * (400 - shown.toReversed().findIndex((each) => Math.abs(each - end_mg) > 5_000));
    }).toSorted((a, b) => a - b);
    expect(settled[15]).toBeLessThan(600);
    expect(settled[15]).toBeGreaterThan(250);
    expect(settled[150]).toBeGreaterThan(500);
    expect(settled[255]).toBeLessThan(1_700);
  });

  test('lean by 3 % and never by more than 7; neighbours keep 2 to 3 % and swing; one in five lies across', () => {
    const leans: number[] = [];
    const kept: number[] = [];
    let across = 0;
    for (let nth = 0; nth < 2_000; nth += 1) {
      const kind = ware();
      const place = boardOf(rowOf(5), kind);
      const piece: Piece = pieceOf(seedOf(nth), kind);
      layDown(seedOf(nth), place, [piece], 2, 0);
      const under = piece.lies.filter(({ direct }) => direct);
      leans.push(under.reduce((sum, { share }) => sum + share, 0) - 1);
      kept.push(...piece.lies.filter(({ direct }) => !direct).map(({ share }) => share));
      if (under.length > 1) across += 1;
      expect(under.length).toBeLessThanOrEqual(3);
    }
    expect(deviation(leans)).toBeGreaterThan(0.026);
    expect(deviation(leans)).toBeLessThan(0.033);
    expect(Math.max(...leans.map(Math.abs))).toBeLessThanOrEqual(0.070_001);
    expect(Math.max(...leans)).toBeGreaterThan(0.06);
    expect(Math.min(...kept)).toBeGreaterThanOrEqual(0.02);
    expect(Math.max(...kept)).toBeLessThanOrEqual(0.03);
    expect(across).toBeGreaterThan(320);
    expect(across).toBeLessThan(480);
  });

  test('never show the old load again once they have rung out', () => {
    const plate = plateOf(seedOf(1), still);
    plate.step(0, 500_000, 100);
    const shown = samples(plate, 1_600, 1_000, 200);
    expect(Math.min(...shown)).toBeGreaterThan(440_000);
    expect(shown.slice(600)).toEqual(Array.from({ length: 1_000 }, () => 500_000));
  });

  test('take their own lean along: an emptied board shows what it showed', () => {
    const kind = ware();
    const row = rowOf(5);
    const place = boardOf(row, kind);
    const pieces = Array.from({ length: 6 }, (_, nth) => pieceOf(seedOf(nth), kind));
    layDown(seedOf(8), place, pieces.slice(0, 4), 2, 0);
    layDown(seedOf(9), place, pieces.slice(4), 2, 5_000);
    liftUp(seedOf(10), place, pieces, 10_000);
    const shown = row.plates.map((plate) => plate.sampleAt(30_000));
    expect(shown).toEqual([0, 0, 0, 0, 0]);
    expect(place.pieces).toEqual([]);
  });

  test('make the next plate swing by a fifth to a third, and it comes back within half a second', () => {
    const kind = ware();
    const row = rowOf(5);
    const [piece] = [pieceOf(seedOf(3), kind)];
    layDown(seedOf(5), boardOf({ ...row, lean: { ...row.lean, straddle_permille: 0 } }, kind), [piece], 2, 0);
    const next = Array.from({ length: 100 }, (_, at) => row.plates[3]?.sampleAt(at * 10) ?? 0);
    const swing_mg = Math.max(...next) - Math.min(...next);
    expect(swing_mg).toBeGreaterThan(100_000);
    expect(swing_mg).toBeLessThan(350_000);
    expect(Math.abs(next[99] ?? 0)).toBeLessThan(0.03 * 520_000);
  });
});
