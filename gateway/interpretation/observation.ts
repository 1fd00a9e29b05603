/** What one sense alone has noticed at a place. Fusion makes movements of observations; they are nobody's decision yet. */
import type { ReadingRef } from './turn.ts';
import type { Rest } from './weight-channel.ts';

/** What one plate showed before and after. */
export interface PlateChange {
  readonly channel: string;
  readonly location: string;
  readonly before: Rest;
  readonly after: Rest;
  /** What it would show now if its location were empty; undefined where nobody knows. */
  readonly empty_mg: number | undefined;
  /** How well that is known, standard deviation; absent with it. */
  readonly zero_sd_mg?: number;
  /** Effective time at which this plate's load left its rest; absent for a plate that did not change by itself. */
  readonly at_ms?: number;
}

/** From one rest of a plate, or of a group of plates, to the next: what was put on or taken off between them. */
export interface WeightChange {
  readonly kind: 'weight';
  readonly device: string;
  /** The group in the settings; the channel of a plate that stands alone. */
  readonly group: string;
  /**
   * In the order of the settings: all plates of the group, also those that did not change; where the group never comes to rest,
   * some that stand side by side.
   */
  readonly plates: readonly PlateChange[];
  /** The reading that decided; movement ids are made of it. */
  readonly ref: ReadingRef;
  /** Effective time at which the load left its rest, as far as known. */
  readonly at_ms: number;
  /** Effective time at which it was at rest again. */
  readonly settled_ms: number;
  /** Nobody was watching in between. */
  readonly unwatched: boolean;
  /** Why it may be no stock at all, as the end of a sentence that begins with the place: to be asked about, not booked. */
  readonly doubt?: string;
}

/** The first time that a plate is seen at rest: what lies there was there before anybody looked. */
export interface FirstRest {
  readonly kind: 'first-rest';
  readonly device: string;
  readonly channel: string;
  readonly location: string;
  readonly rest: Rest;
  /** As in `PlateChange`. */
  readonly empty_mg: number | undefined;
  /** Effective time of its first reading. */
  readonly at_ms: number;
}

/** A plate was told to make its load zero, and nobody can tell what else happened to it meanwhile. */
export interface TareDoubt {
  readonly kind: 'tare-doubt';
  readonly device: string;
  readonly channel: string;
  readonly location: string;
  readonly before: Rest;
  /** The same as `before` where no rest followed. */
  readonly after: Rest;
  /** What happened, as the end of a sentence that begins with the place. */
  readonly what: string;
  /** What the plate showed before can be compared with nothing any more. */
  readonly is_anew: boolean;
}

/** A tag that came to a location or is there no more, as the readers alone see it. */
export interface TagChange {
  readonly kind: 'tag';
  readonly epc: string;
  readonly location: string;
  readonly change: 'came' | 'gone';
  /** First read there, or last one. */
  readonly at_ms: number;
  /** Chance that it is so by the reads alone. Thousandths. */
  readonly confidence_permille: number;
  readonly refs: readonly ReadingRef[];
  /** Nobody was listening in between. */
  readonly unwatched: boolean;
}
