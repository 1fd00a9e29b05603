/** The baselines that a site is given, as they were tuned for its scenario. */
import type { Site } from '../../../gateway/stock/site.ts';
import type { Baseline } from './baseline.ts';

export function baselinesOf(_scenario: string, _site: Site): readonly Baseline[] {
  return [];
}
