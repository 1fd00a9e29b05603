/** What of all that was booked still stands at the end, and what of it is to be compared with what happened. */
import type { Booked } from './booked.ts';

export interface Remaining {
  /** To be compared with the truth. */
  readonly stands: readonly Booked[];
  /** Movements taken back later in the run; they and their reversals are gone. */
  readonly taken_back: number;
  /** Opposites that a count asked for, so that its level stands: neither right nor wrong. */
  readonly opposites: number;
  /** Differences that a person counted: they mend what was missed before, which is a miss already. */
  readonly counted: number;
}

/** Rules by which a person says what is there; a count that a scale makes by itself is compared like any other movement. */
const of_persons = /^(scan|manual)[-@]/;
const of_anchors = /^anchors@/;

export function remainingOf(movements: readonly Booked[]): Remaining {
  const ids = new Set(movements.map(({ id }) => id));
  const gone = new Set<string>();
  let taken_back = 0;
  for (const { id, kind, reverses } of movements) {
    if (kind !== 'reversed' || reverses === undefined || !ids.has(reverses)) continue;
    gone.add(id);
    gone.add(reverses);
    taken_back += 1;
  }
  const left = movements.filter(({ id }) => !gone.has(id));
  const isOpposite = ({ rule }: Booked) => of_anchors.test(rule);
  const isCounted = ({ kind, rule }: Booked) => kind === 'counted' && of_persons.test(rule);
  return {
    stands: left.filter((each) => !isOpposite(each) && !isCounted(each)),
    taken_back,
    opposites: left.filter(isOpposite).length,
    counted: left.filter(isCounted).length,
  };
}
