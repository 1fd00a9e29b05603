/** How far a load cell can be trusted to count pieces. */
import { normalAbove, tailQuantile } from './normal.ts';
import { type Answer, answer, notNegative, positive, refuse, wholes } from './refusal.ts';

export interface WeighedCount {
  readonly pieces: number;
  readonly unit_mass_g: number;
  /** How much one piece differs from another. */
  readonly unit_mass_sd_g: number;
  /** Of the scale's reading. */
  readonly scale_sd_g: number;
}

export interface CountConfidence {
  /** √(n·s₁² + s²): how much the mass of n pieces is in doubt. */
  readonly sd_g: number;
  /** Half a piece in such standard deviations; absent where nothing is in doubt. */
  readonly half_unit_sds?: number;
  /** Probability that rounding the mass to whole pieces gives the number that lies there: 1 − 2·P(Z > half_unit_sds). */
  readonly confidence: number;
}

/**
 * The pieces' masses are taken as independent and normal. A unit mass that is wrong itself adds n times its error, which is no spread and
 * is not in here.
 */
export function countConfidence(input: WeighedCount): Answer<CountConfidence> {
  const { pieces, unit_mass_g, unit_mass_sd_g, scale_sd_g } = input;
  const refusal = wholes({ pieces }) ?? positive({ unit_mass_g }) ?? notNegative({ unit_mass_sd_g, scale_sd_g });
  if (refusal !== undefined) return refusal;
  const sd_g = Math.sqrt(pieces * unit_mass_sd_g ** 2 + scale_sd_g ** 2);
  if (sd_g === 0) return answer({ sd_g, confidence: 1 });
  const half_unit_sds = unit_mass_g / 2 / sd_g;
  return answer({ sd_g, half_unit_sds, confidence: 1 - 2 * normalAbove(half_unit_sds) });
}

/**
 * The most pieces that can be counted with a confidence, 0 < c < 1: n = ((w/2z)² − s²)/s₁². Nothing where the scale alone is too coarse;
 * absent where pieces do not differ, and there is no end.
 */
export function countablePieces(
  input: Omit<WeighedCount, 'pieces'>,
  confidence: number,
): Answer<{ readonly pieces?: number }> {
  const { unit_mass_g, unit_mass_sd_g, scale_sd_g } = input;
  const refusal = positive({ unit_mass_g }) ?? notNegative({ unit_mass_sd_g, scale_sd_g });
  if (refusal !== undefined) return refusal;
  if (!(confidence > 0 && confidence < 1)) return refuse('confidence', 'must be above 0 and below 1');
  const allowed_g = unit_mass_g / 2 / tailQuantile((1 - confidence) / 2);
  const left = allowed_g ** 2 - scale_sd_g ** 2;
  if (left < 0) return answer({ pieces: 0 });
  const pieces = Math.floor(left / unit_mass_sd_g ** 2 + 1e-9);
  return answer(Number.isSafeInteger(pieces) ? { pieces } : {});
}
