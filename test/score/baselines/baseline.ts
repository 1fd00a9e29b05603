/** What every baseline is: readings in, movements out, by the conventions of the site. */
import type { Booked } from '../booked.ts';
import type { Heard } from '../hearing.ts';

export interface Baseline {
  readonly name: string;
  readonly sense: 'presence' | 'weight';
  readonly booked: readonly Booked[];
  take(heard: Heard): void;
  /** No more readings; time goes on to here. */
  end(at_ms: number): void;
}

/** How finely time passes for rules that wait for silence. */
export const look_ms = 1_000;
