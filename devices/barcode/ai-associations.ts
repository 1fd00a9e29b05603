/**
 * What is odd about AIs that are right each for itself: company they need or must not have, repetition with another value, a value
 * that seems to have swallowed its neighbours. Only warnings: GS1 asks for these pairs over all symbols on one thing, and a scan is
 * one symbol (the labels of a pallet share out (00) and (02)(37) between two).
 */
import type { AiValue } from './element-string.ts';
import { elementString } from './element-string.ts';
import { type Ai, type AiPattern, aiAt, aiOf } from './gs1-ai.ts';

export interface CodeWarning {
  readonly code:
    | 'MISSING_AI'
    | 'EXCLUDED_AI'
    | 'CONFLICTING_AI'
    | 'MISSING_SEPARATOR'
    | 'AMBIGUOUS_GTIN'
    | 'UNCLAIMED'
    | 'REPLACED_SEPARATOR'
    | 'UNEXPANDED_UPC';
  readonly message: string;
  readonly ai?: string;
}

/** Warnings about needed, excluded and repeated AIs, in the order of the AIs. */
export function associationWarnings(ais: readonly AiValue[]): readonly CodeWarning[] {
  const known = ais.map(({ ai }) => aiOf(ai));
  const warnings: CodeWarning[] = [];
  for (let index = 0; index < ais.length; index++) {
    const ai = known[index];
    if (ai === undefined) continue;
    const first = known.indexOf(ai);
    if (first < index) {
      if (ais[first]?.value !== ais[index]?.value) {
        const message = `AI (${ai.ai}) stands twice with different values`;
        warnings.push({ code: 'CONFLICTING_AI', message, ai: ai.ai });
      }
      continue;
    }
    for (const group of ai.needs) {
      if (!isMet(group, ai, known)) {
        const wanted = group.map((alternative) => alternative.map(({ text }) => text).join('+')).join(' or ');
        warnings.push({ code: 'MISSING_AI', message: `AI (${ai.ai}) should stand with ${wanted}`, ai: ai.ai });
      }
    }
    for (const pattern of ai.bars) {
      if (stands(pattern, ai, known)) {
        const message = `AI (${ai.ai}) should not stand with ${pattern.text}`;
        warnings.push({ code: 'EXCLUDED_AI', message, ai: ai.ai });
      }
    }
  }
  return warnings;
}

/** True when all of one alternative's patterns are there. */
function isMet(group: Ai['needs'][number], except: Ai, known: readonly (Ai | undefined)[]): boolean {
  for (const alternative of group) {
    let isThere = true;
    for (const pattern of alternative) isThere &&= stands(pattern, except, known);
    if (isThere) return true;
  }
  return false;
}

/** True when an AI other than `except` matches the pattern. */
function stands({ low, high }: AiPattern, except: Ai, known: readonly (Ai | undefined)[]): boolean {
  for (const ai of known) {
    if (ai !== undefined && ai !== except && ai.key >= low && ai.key <= high) return true;
  }
  return false;
}

/** Warns when the end of a value of open length reads like AIs of its own: the scanner may have dropped a separator. */
export function separatorWarnings(ais: readonly AiValue[]): readonly CodeWarning[] {
  const warnings: CodeWarning[] = [];
  for (const { ai: name, value } of ais) {
    if (value.length <= swallowed_min) continue;
    const ai = aiOf(name);
    if (ai === undefined || ai.predefined || !isOpen(ai)) continue;
    const at = swallowedAt(value);
    if (at < 0) continue;
    const message = `the value of AI (${name}) ends in ${value.slice(at)}, which reads like more AIs: a separator may be missing`;
    warnings.push({ code: 'MISSING_SEPARATOR', message, ai: name });
  }
  return warnings;
}

function isOpen(ai: Ai): boolean {
  return ai.length_max > ai.length_min;
}

/** An AI and a date are no shorter. */
const swallowed_min = 8;

/** Where AIs begin inside a value, the first of them with a check digit or a date; −1 when nowhere. */
function swallowedAt(value: string): number {
  for (let at = 1; at + swallowed_min <= value.length; at++) {
    if (aiAt(value, at)?.telling && elementString(value, at, false).ok) return at;
  }
  return -1;
}
