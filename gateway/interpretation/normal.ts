/** The normal distribution. */

const root_of_tau = 2.506628274631;

/** Its density at a distance from the mean, in the reciprocal of the unit that both are in. */
export function normalDensity(distance: number, sd: number): number {
  const z = distance / sd;
  return Math.exp(-0.5 * z * z) / (sd * root_of_tau);
}
