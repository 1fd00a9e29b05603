/**
 * A later scan or count shows that other pieces lay somewhere than was presumed. Movements are never edited, so the correction stands
 * beside them: at one location the lot `was` becomes the lot `is`, and at another the other way round. So no level changes, and of each
 * lot there are as many pieces as before.
 */
import type { Evidence } from '../movement.ts';

export interface LotCorrection {
  readonly id: string;
  readonly item: string;
  readonly quantity: number;
  /** Lots, or serials for an item tracked by serial. */
  readonly was: string;
  readonly is: string;
  /** Here it is `is`, and not `was`. */
  readonly location: string;
  /** There it is `was`, and not `is`: the other end of the movement; of what no movement explains `count-difference`. */
  readonly other: string;
  /** The movement whose lot was presumed wrongly; absent when none explains it. */
  readonly movement?: string;
  readonly at_ms: number;
  readonly arrived_ms: number;
  readonly why: string;
  readonly evidence: readonly Evidence[];
}
