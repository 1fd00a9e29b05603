/** What the settings of the moment say of a scale's channel. */
import type { ChannelPlace } from '../stock/site.ts';
import { plannedItems, type SiteIndex } from '../stock/site-index.ts';

/** A hand may hold still on a plate for nearly this long, where the settings say nothing else. */
const hand_ms_usual = 5_500;
const block_ms_span = { min: 200, max: 500 } as const;

export interface ChannelPlan {
  /** The least that any piece weighs there; undefined where no item has a mass. */
  readonly piece_mg: number | undefined;
  readonly empty_mg: number | undefined;
  readonly band_mg: number;
  readonly rest_ms: number;
  /** A load that may be a hand counts once it has stood for this long. */
  readonly hand_ms: number;
  /** Readings are put together to blocks of this length. */
  readonly block_ms: number;
  /** Smaller changes are no pieces. */
  readonly least_mg: number;
}

export function planOf(index: SiteIndex, { location, empty_mass_mg }: ChannelPlace): ChannelPlan {
  const masses = plannedItems(index, location).flatMap((item) => index.items.get(item)?.unit_mass_mg ?? []);
  const piece_mg = masses.length === 0 ? undefined : Math.min(...masses);
  const rules = index.site.rules.weight;
  return {
    piece_mg,
    empty_mg: empty_mass_mg,
    band_mg: rules.rest_band_mg,
    rest_ms: rules.rest_ms,
    hand_ms: rules.hand_ms ?? hand_ms_usual,
    block_ms: Math.max(block_ms_span.min, Math.min(block_ms_span.max, rules.rest_ms / 2)),
    least_mg: piece_mg === undefined ? rules.rest_band_mg : (piece_mg * rules.step_min_permille) / 1_000,
  };
}
