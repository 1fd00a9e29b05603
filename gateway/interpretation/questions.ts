/** The questions now open. The same doubt is one question, and beyond the limit a kind is only counted. */
import { limits } from '../base/limits.ts';
import type { Evidence } from '../stock/movement.ts';
import type { Question, QuestionKind } from '../stock/question.ts';
import type { QuestionChange } from './interpretation.ts';
import type { ReadingRef } from './turn.ts';

export interface OpenQuestion {
  readonly kind: QuestionKind;
  /** What it asks about was scanned there, and nothing of it is booked; absent in older checkpoints. */
  readonly unbooked?: Unbooked;
  /** How many pieces wait for the answer, where the doubt is about pieces. */
  quantity: number;
  /** What was to be done with them, where it is known. */
  waiting?: Waiting[];
  /** Of a level below zero: when the movement took effect that first made it so, and how far below it has been. */
  below?: { readonly since_ms: number; readonly pieces: number };
  /** Of a tag at a portal: what it stands for, and when it was read there last. Absent also in older checkpoints. */
  passage?: {
    readonly item: string;
    readonly quantity: number;
    readonly at_ms: number;
    readonly evidence: readonly Evidence[];
  };
}

/** A question before it is known when it is raised. */
export type QuestionDraft = Omit<Question, 'at_ms' | 'times'>;

/** What was scanned and is not booked. */
export interface Unbooked {
  readonly location: string;
  /** Absent where it is several, or not known. */
  readonly item?: string;
}

/** Pieces that were scanned under a code nobody knows, and what they were scanned for. */
export interface Waiting {
  readonly device: string;
  readonly mode: 'receive' | 'pick' | 'move' | 'count';
  readonly location: string;
  /** Where a move took them; undefined until its destination is scanned, and for the other modes. */
  to: string | undefined;
  /** The move is still going on. */
  is_open: boolean;
  quantity: number;
  /** The newest of its scans. */
  ref: ReadingRef;
  evidence: Evidence[];
}

export type OpenQuestions = Map<string, OpenQuestion>;

interface Asking {
  readonly at_ms: number;
  readonly books: { readonly questions: OpenQuestions };
  readonly questions: QuestionChange[];
}

/** The question about how much lay there when it was first weighed. */
export function contentsQuestion({ device, channel }: { readonly device: string; readonly channel: string }): string {
  return `weight-unresolved/${device}/${channel}/contents`;
}

/** Raises a question, or counts it on when it is open already. `unbooked`: what it asks about, where that was scanned and nothing of it is booked. */
export function raise(turn: Asking, question: QuestionDraft, quantity = 0, unbooked?: Unbooked): void {
  const open = turn.books.questions;
  const known = open.get(question.id);
  if (known === undefined && open.size >= limits.questions_open_max) {
    raiseSummary(turn, question.kind);
    return;
  }
  const of = unbooked === undefined ? {} : { unbooked };
  if (known === undefined) open.set(question.id, { kind: question.kind, quantity, ...of });
  else known.quantity += quantity;
  turn.questions.push({ kind: 'raised', question: { ...question, at_ms: turn.at_ms, times: 1 } });
}

export function isOpen(turn: Asking, id: string): boolean {
  return turn.books.questions.has(id);
}

/** Closes a question; false when it is not open. */
export function settle(turn: Asking, id: string, answer: string, by: string): boolean {
  if (!turn.books.questions.delete(id)) return false;
  turn.questions.push({ kind: 'settled', id, at_ms: turn.at_ms, answer, by });
  return true;
}

/** There is one summary for each kind, so summaries need no limit of their own. */
function raiseSummary(turn: Asking, kind: QuestionKind): void {
  const id = `too-many/${kind}`;
  if (!turn.books.questions.has(id)) turn.books.questions.set(id, { kind: 'too-many', quantity: 0 });
  turn.questions.push({
    kind: 'raised',
    question: {
      id,
      kind: 'too-many',
      at_ms: turn.at_ms,
      question: `${limits.questions_open_max} questions are open; further ones of the kind ${kind} are only counted here. Which of the open ones can be settled?`,
      evidence: [],
      times: 1,
    },
  });
}
