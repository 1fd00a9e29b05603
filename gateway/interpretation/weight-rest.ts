/** When a channel is at rest and at what mass: readings that stay together for long enough, and their median. */

/** Readings that have stayed within the band so far. */
export interface Run {
  /** The newest masses, in no order; a run is long enough for its median long before this is full. */
  readonly masses: number[];
  taken: number;
  low_mg: number;
  high_mg: number;
  /** Effective time of its first reading. */
  start_ms: number;
  /** The newest reading, when it lay off the band, and how many of this run did. */
  stray: { readonly mass_mg: number; readonly at_ms: number } | undefined;
  strays: number;
}

/** A level at rest. */
export interface Level {
  mass_mg: number;
  /** Standard deviation of the level, from the noise of its readings. */
  sd_mg: number;
}

/** Two seconds at 120 readings a second; of a longer run the newest ones count. */
const masses_max = 256;

/** Noise has tails and cells have spikes: of this many readings one may lie off the band, but never two in a row. */
const readings_per_stray = 4;

export function runOf(): Run {
  return { masses: [], taken: 0, low_mg: 0, high_mg: 0, start_ms: 0, stray: undefined, strays: 0 };
}

export function stopRun(run: Run): void {
  run.taken = 0;
  run.masses.length = 0;
  run.stray = undefined;
  run.strays = 0;
}

/**
 * Adds a reading. `stray`: it lies off the band alone and does not count. `broken`: the run was left, and a new one begins
 * with what left it. A weight that its device calls stable is no stray.
 */
export function extendRun(
  run: Run,
  { mass_mg, at_ms, is_stable }: { readonly mass_mg: number; readonly at_ms: number; readonly is_stable: boolean },
  band_mg: number,
): 'kept' | 'stray' | 'broken' {
  if (run.taken === 0) {
    beginRun(run, mass_mg, at_ms);
    return 'kept';
  }
  const { stray } = run;
  const is_in_order = at_ms >= run.start_ms;
  if (is_in_order && keepReading(run, mass_mg, band_mg)) return 'kept';
  if (is_in_order && stray === undefined && !is_stable && run.taken >= readings_per_stray * (run.strays + 1)) {
    run.stray = { mass_mg, at_ms };
    run.strays += 1;
    return 'stray';
  }
  stopRun(run);
  if (stray === undefined || !is_in_order) beginRun(run, mass_mg, at_ms);
  else {
    beginRun(run, stray.mass_mg, stray.at_ms);
    if (!keepReading(run, mass_mg, band_mg)) {
      stopRun(run);
      beginRun(run, mass_mg, at_ms);
    }
  }
  return 'broken';
}

function beginRun(run: Run, mass_mg: number, at_ms: number): void {
  run.masses.push(mass_mg);
  run.taken = 1;
  run.low_mg = mass_mg;
  run.high_mg = mass_mg;
  run.start_ms = at_ms;
}

function keepReading(run: Run, mass_mg: number, band_mg: number): boolean {
  const low_mg = mass_mg < run.low_mg ? mass_mg : run.low_mg;
  const high_mg = mass_mg > run.high_mg ? mass_mg : run.high_mg;
  if (high_mg - low_mg > band_mg) return false;
  run.low_mg = low_mg;
  run.high_mg = high_mg;
  run.masses[run.taken % masses_max] = mass_mg;
  run.taken += 1;
  run.stray = undefined;
  return true;
}

/**
 * The run's level: the median, which a spike or the end of a swing does not move. Neighbouring readings are not
 * independent, hence twice the textbook error; a band is about six deviations of the noise it was set for, hence the floor.
 */
export function levelOfRun(run: Run, band_mg: number): Level {
  const { masses } = run;
  const count = masses.length;
  const noise_mg = Math.max(deviation(masses), band_mg / 6);
  return { mass_mg: median(masses), sd_mg: (2 * noise_mg) / Math.sqrt(count + 3) };
}

/**
 * False while the newer half of the readings lies off the older half by a good part of a piece: a small piece may change
 * within the band, and half a change is no level.
 */
export function isLevel(run: Run, piece_mg: number): boolean {
  if (run.taken > masses_max || run.taken < 2) return true;
  const middle = run.masses.length >> 1;
  const older = run.masses.slice(0, middle);
  const newer = run.masses.slice(middle);
  const error = 2 * Math.max(deviation(older), deviation(newer)) * Math.sqrt(2 / middle);
  return Math.abs(mean(newer) - mean(older)) <= Math.max(piece_mg / 4, 2 * error);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? 0;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? upper)) / 2;
}

function mean(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function deviation(values: readonly number[]): number {
  const middle = mean(values);
  let squares = 0;
  for (const value of values) squares += (value - middle) * (value - middle);
  return Math.sqrt(squares / values.length);
}
