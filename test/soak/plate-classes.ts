/** Classes of plates at rest, as they stand in shops and halls: what the soak lets go on for days without any stock change. */
import type { PlateManner } from '../../simulators/scenes/plate.ts';

export interface PlateClass {
  readonly name: string;
  readonly says: string;
  readonly rate_hz: number;
  /** Plates that stand side by side and share a lean; 1 where each stands alone. */
  readonly group: number;
  /** The lightest piece that lies there. */
  readonly piece_g: number;
  /** Between which values each plate's own lie: `[least, most]`, drawn evenly in the logarithm where both are above 0. */
  readonly noise_mg: readonly [number, number];
  readonly wander_mg: readonly [number, number];
  readonly quantum_mg: readonly [number, number];
  readonly resonance_mg: readonly [number, number];
  /** Standard deviation of the drift of 30 s. */
  readonly drift_mg: readonly [number, number];
  readonly mg_per_kelvin: readonly [number, number];
  /** How many degrees the day goes up and down. */
  readonly kelvin: number;
  /** Channel-days of the full size. */
  readonly days: number;
}

const usual = {
  group: 1,
  wander_mg: [100, 400],
  resonance_mg: [0, 0],
  drift_mg: [50, 200],
  mg_per_kelvin: [0, 100],
  kelvin: 6,
  days: 1_000,
} as const;

export const plateClasses: readonly PlateClass[] = [
  {
    ...usual,
    name: 'calm',
    says: 'a quiet room, fine cells, small parts of 12 g',
    rate_hz: 1,
    piece_g: 12,
    noise_mg: [50, 300],
    quantum_mg: [50, 100],
    drift_mg: [20, 100],
  },
  {
    ...usual,
    name: 'usual',
    says: 'a shop shelf read ten times a second, pieces of 50 g',
    rate_hz: 10,
    piece_g: 50,
    noise_mg: [300, 800],
    quantum_mg: [240, 241],
  },
  {
    ...usual,
    name: 'noisy',
    says: 'people walk, machines run, steps of up to 5 g; pieces of 150 g',
    rate_hz: 4,
    piece_g: 150,
    noise_mg: [800, 3_000],
    wander_mg: [400, 1_000],
    quantum_mg: [500, 5_000],
    drift_mg: [100, 600],
  },
  {
    ...usual,
    name: 'resonant',
    says: 'a gondola that swings at 5 to 12 Hz by several grams; pieces of 100 g',
    rate_hz: 10,
    piece_g: 100,
    noise_mg: [300, 1_000],
    quantum_mg: [240, 241],
    resonance_mg: [2_000, 7_000],
  },
  {
    ...usual,
    name: 'cold',
    says: 'a cold store: 25 degrees up and down, drift as of the worst tenth of cells; pieces of 50 g',
    rate_hz: 1,
    piece_g: 50,
    noise_mg: [200, 700],
    quantum_mg: [100, 250],
    drift_mg: [300, 800],
    mg_per_kelvin: [200, 2_500],
    kelvin: 25,
  },
  {
    ...usual,
    name: 'cheap',
    says: 'hobby converters at ten readings a second: noise five times the chip’s, drift with the supply; pieces of 30 g',
    rate_hz: 10,
    piece_g: 30,
    noise_mg: [360, 900],
    quantum_mg: [50, 100],
    drift_mg: [100, 400],
    mg_per_kelvin: [100, 400],
  },
  {
    ...usual,
    name: 'group',
    says: 'a shelf of twelve plates at 60 readings a second; what touches one sways its neighbours; pieces of 100 g',
    rate_hz: 60,
    group: 12,
    piece_g: 100,
    noise_mg: [400, 900],
    quantum_mg: [240, 241],
    days: 20,
  },
];

/** One plate of a class. `draw`: at least 0, below 1. */
export function mannerOf(kind: PlateClass, draw: () => number): PlateManner {
  const between = ([least, most]: readonly [number, number]) =>
    least > 0 ? least * (most / least) ** draw() : least + (most - least) * draw();
  return {
    noise_mg: between(kind.noise_mg),
    wander_mg: between(kind.wander_mg),
    quantum_mg: Math.round(between(kind.quantum_mg)),
    dither_permille: Math.round(400 * draw()),
    resonance_hz: 5 + 7 * draw(),
    resonance_mg: between(kind.resonance_mg),
    spike_ppm: 100,
    spike_samples_max: 3,
    drift_mg: between(kind.drift_mg),
    mg_per_kelvin: between(kind.mg_per_kelvin),
    creep_ppm: 300,
    offset_mg: Math.round(-5_000_000 + 65_000_000 * draw()),
    clamps: false,
    range_mg: 100_000_000,
    dead: false,
  };
}
