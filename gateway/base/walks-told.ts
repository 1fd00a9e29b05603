/** What calibration walks have measured, and the one that goes on, for people. */

export interface WalksTold {
  /** The walk that goes on. */
  readonly open?: {
    readonly location: string;
    readonly by: string;
    readonly begun_ms: number;
    readonly tags: number;
    /** The antennas that heard any of its tags. */
    readonly ears: readonly { readonly device: string; readonly antenna?: number; readonly reads: number }[];
    /** In so many seconds the best of them heard one; so many are needed. */
    readonly heard_s: number;
    readonly needed_s: number;
  };
  /** Zones that were measured and are not told, beyond `limits.walk_zones_shown`. */
  readonly zones_beyond: number;
  /** The newest walk of each location that was walked through, the newest first. */
  readonly zones: readonly {
    readonly location: string;
    readonly by: string;
    readonly at_ms: number;
    readonly seconds: number;
    readonly reads: number;
    readonly antennas: number;
    /** The other zones, the one most alike first; about how often one is taken for the other at first, thousandths. */
    readonly confused: readonly { readonly location: string; readonly permille: number }[];
  }[];
}
