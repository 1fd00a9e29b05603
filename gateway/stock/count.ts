/** An absolute statement about a level: whatever the level was, this is how many are there. */
import type { CountMass } from './catch-weight/catch-weight.ts';
import type { Evidence, MovementWork } from './movement.ts';

export interface Count {
  /** The id of the movement that books its difference, also where there is no difference and so no such movement. */
  readonly id: string;
  readonly item: string;
  readonly location: string;
  /** How many were there; whole, from zero on. */
  readonly counted: number;
  /** The level it was compared with. */
  readonly before: number;
  /** The level after it was booked: `counted`, and what moved between the look at the level and the end of counting. */
  readonly level: number;
  /** Effective time: when it was counted, as far as known. */
  readonly at_ms: number;
  /** When the gateway learned it. */
  readonly arrived_ms: number;
  readonly confidence_permille: number;
  /** Who or what counted: `person:ana`, or the id of a device. */
  readonly by: string;
  readonly rule: string;
  /** One sentence a person understands. */
  readonly why: string;
  readonly evidence: readonly Evidence[];
  /** Of an item with catch weight: what is known of the mass of all that was counted. */
  readonly mass?: CountMass;
  /** Of a count sheet: which, and the line of it. */
  readonly work?: MovementWork;
}
