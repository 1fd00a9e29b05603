/** For tests of planning: the value of an answer, or its refusal; the other one of both fails the test. */
import type { Answer } from '../../gateway/planning/refusal.ts';

export function got<T>(given: Answer<T>): T {
  if (!given.ok) throw new Error(`refused: ${given.field} ${given.rule}`);
  return given.value;
}

/** Field and rule. */
export function refusalIn(given: Answer<unknown>): readonly [string, string] {
  if (given.ok) throw new Error(`answered: ${JSON.stringify(given.value)}`);
  return [given.field, given.rule];
}
