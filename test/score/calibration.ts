/** Whether the stated confidence is honest: of movements said to be so sure, how many were right. */
import { type Interval, wilson } from './figures.ts';

/** Thousandths, from and below; the last one includes 1000. */
export const bands = [
  [0, 800],
  [800, 900],
  [900, 950],
  [950, 990],
  [990, 1_001],
] as const;

export interface Band {
  readonly from_permille: number;
  readonly below_permille: number;
  readonly right: number;
  readonly all: number;
}

export function bandsOf(
  judged: readonly { readonly confidence_permille?: number | undefined; readonly is_right: boolean }[],
): readonly Band[] {
  return bands.map(([from_permille, below_permille]) => {
    const in_band = judged.filter(
      ({ confidence_permille: stated }) => stated !== undefined && stated >= from_permille && stated < below_permille,
    );
    return {
      from_permille,
      below_permille,
      right: in_band.filter((each) => each.is_right).length,
      all: in_band.length,
    };
  });
}

export function addBands(all: readonly (readonly Band[])[]): readonly Band[] {
  return bands.map(([from_permille, below_permille], at) => ({
    from_permille,
    below_permille,
    right: all.reduce((sum, each) => sum + (each[at]?.right ?? 0), 0),
    all: all.reduce((sum, each) => sum + (each[at]?.all ?? 0), 0),
  }));
}

/**
 * Of movements said to be 0.9 to 0.95 sure, 0.88 to 0.97 are right, on at least 500; with fewer, their interval must reach
 * into that range.
 */
export function isHonest({ right, all }: Band): boolean {
  if (all >= 500) return right / all >= 0.88 && right / all <= 0.97;
  const [low, high] = intervalOf({ right, all });
  return high >= 0.88 && low <= 0.97;
}

export function intervalOf({ right, all }: Pick<Band, 'right' | 'all'>): Interval {
  return wilson(right, all);
}
