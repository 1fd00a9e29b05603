/**
 * How many pieces people take or put down at once, learned from what was booked at the site and was sure. Before anything was seen one piece
 * is likelier than five; a site where nobody takes four at a time tells four light pieces from one heavy one by that.
 *
 * Numbers are put together to classes, larger ones more of them; within a class the chance is as before anything was seen. What was
 * learned is worth as much as what was thought before once `trust` changes were seen, and older ones are slowly forgotten.
 */

/** How often each class of numbers was seen lately. */
export interface Habit {
  readonly taken: readonly number[];
  readonly put: readonly number[];
}

/** The least number of each class. */
const classes = [1, 2, 3, 4, 5, 6, 8, 11, 16, 25] as const;
/** With what power of the number its chance falls before anything was seen. */
const falls = { taken: 1, put: 0.5 } as const;
const most = 40;
const trust = 40;
/** Of what was seen, each further change leaves so much. */
const kept = 0.998;

export function habitOf(): Habit {
  return { taken: classes.map(() => 0), put: classes.map(() => 0) };
}

/** The habit after a change. `quantity`: below zero, taken. */
export function habitAfter(habit: Habit, quantity: number): Habit {
  const way = quantity < 0 ? 'taken' : 'put';
  const own = classOf(Math.abs(quantity));
  return { ...habit, [way]: habit[way].map((seen, at) => kept * seen + (at === own ? 1 : 0)) };
}

/** The chance of a number, as a multiple of that of one piece before anything was seen. */
export function habitFactor(habit: Habit | undefined, quantity: number): number {
  const way = quantity < 0 ? 'taken' : 'put';
  const size = Math.abs(quantity);
  const before = size ** -falls[way];
  const seen = habit?.[way];
  if (seen === undefined) return before;
  const own = classOf(size);
  const all = seen.reduce((sum, each) => sum + each, 0);
  const share = usual[way][own] ?? 1;
  const learned = (trust * share + (seen[own] ?? 0)) / (trust + all);
  return before * (learned / share);
}

function classOf(size: number): number {
  return classes.findLastIndex((least) => size >= least);
}

/** The share of each class before anything was seen. */
function sharesOf(way: keyof typeof falls): readonly number[] {
  const sums = classes.map(() => 0);
  let all = 0;
  for (let size = 1; size <= most; size += 1) {
    const own = classOf(size);
    sums[own] = (sums[own] ?? 0) + size ** -falls[way];
    all += size ** -falls[way];
  }
  return sums.map((sum) => sum / all);
}

const usual = { taken: sharesOf('taken'), put: sharesOf('put') } as const;
