/**
 * Two derivations of the same rows, compared as they go: which movements and questions only one of them has, and which both
 * have and tell differently. Matched is what happened, not what it is called: ids name the reading that decided, and another
 * threshold lets another reading decide.
 */
import { limits } from '../base/limits.ts';
import type { QuestionChange } from '../interpretation/interpretation.ts';
import type { Movement } from '../stock/movement.ts';
import type { Question } from '../stock/question.ts';

export type Difference =
  | { readonly kind: 'only-live'; readonly live: Movement }
  | { readonly kind: 'only-shadow'; readonly shadow: Movement }
  | { readonly kind: 'changed'; readonly live: Movement; readonly shadow: Movement }
  | { readonly kind: 'question-only-live'; readonly live: Question }
  | { readonly kind: 'question-only-shadow'; readonly shadow: Question };

export interface ShadowCounts {
  readonly movements_live: number;
  readonly movements_shadow: number;
  readonly same: number;
  readonly changed: number;
  readonly only_live: number;
  readonly only_shadow: number;
  readonly questions_live: number;
  readonly questions_shadow: number;
  readonly questions_only_live: number;
  readonly questions_only_shadow: number;
}

/** The same event is dated alike by both, this far apart at most. */
const near_ms = 5_000;

/** A patient rule decides later than a hasty one: so long the other side may take to say the same. */
const patience_ms = 600_000;

interface Told<Value> {
  readonly value: Value;
  /** Time of the row that made it known. */
  readonly known_ms: number;
}

interface Sides<Value> {
  live: Told<Value>[];
  shadow: Told<Value>[];
}

type Side = 'live' | 'shadow';

export class ShadowDifferences {
  readonly #tell: (difference: Difference) => void;
  readonly #movements: Sides<Movement> = { live: [], shadow: [] };
  readonly #questions: Sides<Question> = { live: [], shadow: [] };
  readonly #counts = {
    movements_live: 0,
    movements_shadow: 0,
    same: 0,
    changed: 0,
    only_live: 0,
    only_shadow: 0,
    questions_live: 0,
    questions_shadow: 0,
    questions_only_live: 0,
    questions_only_shadow: 0,
  };

  constructor(tell: (difference: Difference) => void) {
    this.#tell = tell;
  }

  get counts(): ShadowCounts {
    return { ...this.#counts };
  }

  movement(side: Side, value: Movement, known_ms: number): void {
    this.#counts[`movements_${side}`] += 1;
    const others = this.#movements[side === 'live' ? 'shadow' : 'live'];
    const at = nearest(others, value, isSame);
    if (at >= 0) {
      others.splice(at, 1);
      this.#counts.same += 1;
      return;
    }
    this.#movements[side].push({ value, known_ms });
    if (this.#movements[side].length > limits.shadow_unmatched_max) this.#settleMovement(side);
  }

  question(side: Side, change: QuestionChange, known_ms: number): void {
    if (change.kind !== 'raised') return;
    this.#counts[`questions_${side}`] += 1;
    const { question: value } = change;
    const others = this.#questions[side === 'live' ? 'shadow' : 'live'];
    const at = others.findIndex((each) => each.value.id === value.id);
    if (at >= 0) {
      others.splice(at, 1);
      return;
    }
    this.#questions[side].push({ value, known_ms });
    if (this.#questions[side].length > limits.shadow_unmatched_max) this.#settleQuestion(side);
  }

  /** Tells what has found no match for long enough. */
  passed(now_ms: number): void {
    for (const side of ['live', 'shadow'] as const) {
      const isOver = (told: Told<unknown> | undefined) => told !== undefined && now_ms - told.known_ms > patience_ms;
      while (isOver(this.#movements[side][0])) this.#settleMovement(side);
      while (isOver(this.#questions[side][0])) this.#settleQuestion(side);
    }
  }

  /** What the other side has not told yet and still may, the newest last; at most `max`, the newest of each kind. */
  waiting(max: number): Difference[] {
    const { live, shadow } = this.#movements;
    const { live: asked, shadow: asked_too } = this.#questions;
    return [
      ...live
        .slice(-max)
        .map(({ value, known_ms }) => ({ known_ms, difference: { kind: 'only-live', live: value } as const })),
      ...shadow
        .slice(-max)
        .map(({ value, known_ms }) => ({ known_ms, difference: { kind: 'only-shadow', shadow: value } as const })),
      ...asked
        .slice(-max)
        .map(({ value, known_ms }) => ({ known_ms, difference: { kind: 'question-only-live', live: value } as const })),
      ...asked_too.slice(-max).map(({ value, known_ms }) => ({
        known_ms,
        difference: { kind: 'question-only-shadow', shadow: value } as const,
      })),
    ]
      .sort((a, b) => a.known_ms - b.known_ms)
      .slice(-max)
      .map(({ difference }) => difference);
  }

  /** Tells all that has found no match: nothing more comes. */
  end(): void {
    this.passed(Number.POSITIVE_INFINITY);
  }

  #settleMovement(side: Side): void {
    const told = this.#movements[side].shift();
    if (told === undefined) return;
    const others = this.#movements[side === 'live' ? 'shadow' : 'live'];
    const at = nearest(others, told.value, isSamePlace);
    const [other] = at >= 0 ? others.splice(at, 1) : [];
    if (other !== undefined) {
      this.#counts.changed += 1;
      const [live, shadow] = side === 'live' ? [told.value, other.value] : [other.value, told.value];
      this.#tell({ kind: 'changed', live, shadow });
    } else if (side === 'live') {
      this.#counts.only_live += 1;
      this.#tell({ kind: 'only-live', live: told.value });
    } else {
      this.#counts.only_shadow += 1;
      this.#tell({ kind: 'only-shadow', shadow: told.value });
    }
  }

  #settleQuestion(side: Side): void {
    const told = this.#questions[side].shift();
    if (told === undefined) return;
    if (side === 'live') {
      this.#counts.questions_only_live += 1;
      this.#tell({ kind: 'question-only-live', live: told.value });
    } else {
      this.#counts.questions_only_shadow += 1;
      this.#tell({ kind: 'question-only-shadow', shadow: told.value });
    }
  }
}

function nearest(
  others: readonly Told<Movement>[],
  wanted: Movement,
  fits: (a: Movement, b: Movement) => boolean,
): number {
  let best = -1;
  let best_ms = near_ms + 1;
  for (const [at, { value }] of others.entries()) {
    const apart_ms = Math.abs(value.at_ms - wanted.at_ms);
    if (apart_ms >= best_ms || !fits(value, wanted)) continue;
    best = at;
    best_ms = apart_ms;
  }
  return best;
}

function isSame(a: Movement, b: Movement): boolean {
  return a.kind === b.kind && a.item === b.item && a.quantity === b.quantity && a.from === b.from && a.to === b.to;
}

/** It left or reached the same place. */
function isSamePlace(a: Movement, b: Movement): boolean {
  return a.item === b.item && (a.from === b.from || a.to === b.to || a.from === b.to || a.to === b.from);
}
