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
}

/** A level at rest. */
export interface Level {
  mass_mg: number;
  /** Standard deviation of the level, from the noise of its readings. */
  sd_mg: number;
}

/** Two seconds at 120 readings a second; of a longer run the newest ones count. */
const masses_max = 256;

export function runOf(): Run {
  return { masses: [], taken: 0, low_mg: 0, high_mg: 0, start_ms: 0 };
}

export function stopRun(run: Run): void {
  run.taken = 0;
  run.masses.length = 0;
}

/** Adds a reading; false when it broke the run, which then begins anew with it. */
export function extendRun(run: Run, mass_mg: number, at_ms: number, band_mg: number): boolean {
  if (run.taken > 0 && at_ms >= run.start_ms) {
    const low_mg = mass_mg < run.low_mg ? mass_mg : run.low_mg;
    const high_mg = mass_mg > run.high_mg ? mass_mg : run.high_mg;
    if (high_mg - low_mg <= band_mg) {
      run.low_mg = low_mg;
      run.high_mg = high_mg;
      run.masses[run.taken % masses_max] = mass_mg;
      run.taken += 1;
      return true;
    }
  }
  const isFirst = run.taken === 0;
  run.masses.length = 0;
  run.masses.push(mass_mg);
  run.taken = 1;
  run.low_mg = mass_mg;
  run.high_mg = mass_mg;
  run.start_ms = at_ms;
  return isFirst;
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
 * False while the newer half of the readings lies off the older half by a good part of a unit: a small unit may change
 * within the band, and half a change is no level.
 */
export function isLevel(run: Run, unit_mg: number): boolean {
  if (run.taken > masses_max || run.taken < 2) return true;
  const middle = run.masses.length >> 1;
  const older = run.masses.slice(0, middle);
  const newer = run.masses.slice(middle);
  const error = 2 * Math.max(deviation(older), deviation(newer)) * Math.sqrt(2 / middle);
  return Math.abs(mean(newer) - mean(older)) <= Math.max(unit_mg / 4, 2 * error);
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
