/** A shelf plate on load cells: what it shows of what lies on it, with the faults that real ones have. Its time is passed in. */
import type { Seed } from './seed.ts';

export interface LoadCellManner {
  /** White noise, standard deviation. */
  readonly noise_mg: number;
  /** The steps of the converter. */
  readonly quantum_mg: number;
  /** Standard deviation of how far the zero creeps within a second; it comes back within hours. */
  readonly drift_mg: number;
  /** Standard deviation of what a load seems more or less than it is, for where on the plate it lies. Thousandths of it. */
  readonly lean_permille: number;
  /** How far the plate rings after a step. Thousandths of the step. */
  readonly ring_permille: number;
  readonly ring_hz: number;
}

/** After recordings of store shelves at 60 Hz: half a gram of noise in steps of 0.24 g, steps up to 7 % off. */
export const usualLoadCell: LoadCellManner = {
  noise_mg: 500,
  quantum_mg: 240,
  drift_mg: 18,
  lean_permille: 25,
  ring_permille: 120,
  ring_hz: 8,
};

/** Whatever can be weighed: the true side of a scale. */
export interface Pan {
  /** Whole milligrams. Times must not run backwards. */
  massAt(at_ms: number): number;
  /** Whether it still swings, or is leant on. */
  isMovingAt(at_ms: number): boolean;
}

export interface LoadCell extends Pan {
  /** Something of this mass is put on, or taken away when it is below 0, within a tenth of a second from then on. */
  load(at_ms: number, mass_mg: number): void;
  /** A hand leans on it. */
  touch(at_ms: number, force_mg: number, for_ms: number): void;
  /** What truly lies on it once all is at rest. */
  readonly load_mg: number;
}

interface Step {
  readonly at_ms: number;
  readonly mass_mg: number;
  readonly decay_ms: number;
}

interface Touch {
  readonly at_ms: number;
  readonly force_mg: number;
  readonly for_ms: number;
}

const fall_ms = 100;
const decay_ms_span = { min: 300, max: 800 } as const;
/** After so many decay times a ring of a kilogram is below the noise. */
const decays = 8;
const hand_edge_ms = 60;
const drift_returns_ms = 7_200_000;
const lean_max = 0.07;

export function loadCellOf(seed: Seed, manner: LoadCellManner = usualLoadCell, empty_mass_mg = 0): LoadCell {
  const { noise_mg, quantum_mg, drift_mg, ring_permille, ring_hz } = manner;
  let load_mg = 0;
  /** What leaning adds to the load at rest. */
  let lean_mg = 0;
  let rest_mg = empty_mass_mg;
  let drifted_mg = 0;
  let last_ms: number | undefined;
  let steps: readonly Step[] = [];
  let touches: readonly Touch[] = [];

  function load(at_ms: number, mass_mg: number): void {
    const before_mg = lean_mg;
    const after_mg = load_mg + mass_mg;
    // What is taken away takes its share of the lean along, so that an empty plate is empty again.
    if (mass_mg < 0) lean_mg = load_mg === 0 ? 0 : lean_mg * Math.max(0, after_mg / load_mg);
    const share = Math.max(-lean_max, Math.min(lean_max, seed.normal(manner.lean_permille / 1_000)));
    lean_mg += share * (mass_mg < 0 ? Math.min(-mass_mg, Math.max(0, after_mg)) : mass_mg);
    load_mg = after_mg;
    const decay_ms = seed.int(decay_ms_span.min, decay_ms_span.max);
    steps = [...steps, { at_ms, mass_mg: mass_mg + lean_mg - before_mg, decay_ms }];
  }

  function settle(at_ms: number): void {
    for (const step of steps) if (isOver(step, at_ms)) rest_mg += step.mass_mg;
    steps = steps.filter((step) => !isOver(step, at_ms));
    touches = touches.filter((touch) => at_ms < touch.at_ms + touch.for_ms);
  }

  function drift(at_ms: number): void {
    const passed_ms = at_ms - (last_ms ?? at_ms);
    last_ms = at_ms;
    drifted_mg *= Math.exp(-passed_ms / drift_returns_ms);
    drifted_mg += seed.normal(drift_mg * Math.sqrt(passed_ms / 1_000));
  }

  return {
    load,
    touch(at_ms, force_mg, for_ms) {
      touches = [...touches, { at_ms, force_mg, for_ms }];
    },
    massAt(at_ms) {
      settle(at_ms);
      drift(at_ms);
      let mass_mg = rest_mg + drifted_mg + seed.normal(noise_mg);
      for (const step of steps) mass_mg += stepAt(step, at_ms, ring_permille / 1_000, ring_hz);
      for (const touch of touches) mass_mg += touchAt(touch, at_ms);
      return Math.round(Math.round(mass_mg / quantum_mg) * quantum_mg) + 0;
    },
    isMovingAt(at_ms) {
      return (
        touches.some((touch) => at_ms >= touch.at_ms && at_ms < touch.at_ms + touch.for_ms) ||
        steps.some((step) => swingOf(step, at_ms, ring_permille / 1_000) > 2 * noise_mg + quantum_mg)
      );
    },
    get load_mg() {
      return load_mg;
    },
  };
}

function isOver({ at_ms, decay_ms }: Step, now_ms: number): boolean {
  return now_ms >= at_ms + fall_ms + decays * decay_ms;
}

/** How far the plate is from rest at most. */
function swingOf({ at_ms, mass_mg, decay_ms }: Step, now_ms: number, ring: number): number {
  const since_ms = now_ms - at_ms;
  if (since_ms < 0) return 0;
  if (since_ms < fall_ms) return Math.abs(mass_mg);
  return Math.abs(mass_mg) * ring * Math.exp((fall_ms - since_ms) / decay_ms);
}

/** The step falls in within a tenth of a second and then rings, ever less. */
function stepAt({ at_ms, mass_mg, decay_ms }: Step, now_ms: number, ring: number, hz: number): number {
  const since_ms = now_ms - at_ms;
  if (since_ms <= 0) return 0;
  if (since_ms < fall_ms) return mass_mg * smooth(since_ms / fall_ms);
  const ringing_ms = since_ms - fall_ms;
  const swing = Math.exp(-ringing_ms / decay_ms) * Math.sin((2 * Math.PI * hz * ringing_ms) / 1_000);
  return mass_mg * (1 + ring * swing);
}

/** A hand comes and goes softly, and trembles a little at 4 Hz. */
function touchAt({ at_ms, force_mg, for_ms }: Touch, now_ms: number): number {
  const since_ms = now_ms - at_ms;
  const edge_ms = Math.min(since_ms, for_ms - since_ms);
  if (edge_ms <= 0) return 0;
  const tremble = 1 + 0.06 * Math.sin((2 * Math.PI * 4 * since_ms) / 1_000);
  return force_mg * tremble * smooth(Math.min(1, edge_ms / hand_edge_ms));
}

/** From 0 to 1, level at both ends. */
function smooth(share: number): number {
  return (1 - Math.cos(Math.PI * share)) / 2;
}
