/** A mean of masses that are known with unlike errors, and of which a few may be no such mass at all. */

export interface Weighed {
  readonly piece_mg: number;
  /** Standard deviation, as a share of the mass. */
  readonly sd: number;
}

/** A mean and its weight, one over its variance. */
export interface Weighted {
  readonly mean_mg: number;
  readonly weight: number;
}

/** What lies further off than so many standard deviations counts less. */
const usual = 2;
const rounds = 4;

/**
 * Weighted by each one's variance; one that lies far off counts less, by Huber's rule (P. J. Huber, "Robust estimation of a location
 * parameter", 1964). The weight of none is 0.
 */
export function robustMean(samples: readonly Weighed[]): Weighted {
  let mean_mg = median(samples);
  let weight = 0;
  for (let round = 0; round < rounds && samples.length > 0; round += 1) {
    weight = 0;
    let sum = 0;
    for (const { piece_mg, sd } of samples) {
      const sd_mg = sd * mean_mg;
      const z = Math.abs(piece_mg - mean_mg) / sd_mg;
      const each = (z > usual ? usual / z : 1) / (sd_mg * sd_mg);
      weight += each;
      sum += each * piece_mg;
    }
    mean_mg = sum / weight;
  }
  return { mean_mg, weight };
}

function median(samples: readonly Weighed[]): number {
  const masses = samples.map(({ piece_mg }) => piece_mg).sort((a, b) => a - b);
  const middle = masses.length >> 1;
  const [low = 0, high = 0] = [masses[middle - 1], masses[middle]];
  return masses.length % 2 === 1 ? high : (low + high) / 2;
}
