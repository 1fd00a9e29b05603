/** What demand looks like, which decides how it can be forecast. Syntetos, Boylan, Croston, J. Operational Research Society 56 (2005). */
import { type Answer, answer, quantities } from './refusal.ts';

/** `none`: no demand at all in the periods looked at. */
export type DemandPattern = 'smooth' | 'erratic' | 'intermittent' | 'lumpy' | 'none';

export interface PatternFound {
  readonly pattern: DemandPattern;
  /** Mean interval between demands: periods / periods with demand. Absent without demand. */
  readonly adi?: number;
  /** Squared coefficient of variation of the sizes of demands (of n, not n − 1), zeros left out. Absent without demand. */
  readonly cv2?: number;
}

export const adi_cut = 1.32;
export const cv2_cut = 0.49;

/**
 * From the demand of equal periods: below both cuts `smooth`; sizes that vary `erratic`; seldom `intermittent`; both `lumpy`. A value
 * exactly at a cut belongs to the harder pattern. One single demand has a CV² of 0.
 */
export function demandPattern(demand_units: readonly number[]): Answer<PatternFound> {
  const refusal = quantities('demand_units', demand_units);
  if (refusal !== undefined) return refusal;
  const sizes = demand_units.filter((each) => each > 0);
  if (sizes.length === 0) return answer({ pattern: 'none' });
  const mean = sizes.reduce((sum, each) => sum + each, 0) / sizes.length;
  const variance = sizes.reduce((sum, each) => sum + (each - mean) ** 2, 0) / sizes.length;
  const adi = demand_units.length / sizes.length;
  const cv2 = variance / mean ** 2;
  const isSeldom = adi >= adi_cut;
  const isUneven = cv2 >= cv2_cut;
  return answer({
    pattern: isSeldom ? (isUneven ? 'lumpy' : 'intermittent') : isUneven ? 'erratic' : 'smooth',
    adi,
    cv2,
  });
}
