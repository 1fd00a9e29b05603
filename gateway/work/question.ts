/** The life of a question: open until a person settles it, and it stays on record. */
import type { Question } from '../stock/question.ts';

export interface StoredQuestion extends Question {
  readonly state: 'open' | 'settled';
  readonly settled_ms?: number;
  readonly answer?: string;
  readonly by?: string;
}

/** A question that comes up again stays one question: it counts on and shows its newest evidence. */
export function raise(known: StoredQuestion | undefined, question: Question): StoredQuestion {
  if (known === undefined || known.state === 'settled') return { ...question, state: 'open' };
  return { ...question, at_ms: known.at_ms, times: known.times + question.times, state: 'open' };
}

/** Undefined when the question is not open: nothing changes. */
export function settle(
  known: StoredQuestion | undefined,
  answer: string,
  by: string,
  at_ms: number,
): StoredQuestion | undefined {
  if (known === undefined || known.state !== 'open') return undefined;
  return { ...known, state: 'settled', settled_ms: at_ms, answer, by };
}
