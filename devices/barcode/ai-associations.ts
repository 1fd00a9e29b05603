/**
 * What is odd about AIs that are right each for itself: company they need or must not have, repetition with another value, a value
 * that seems to have swallowed its neighbours. Only warnings: GS1 asks for these pairs over all symbols on one thing, and a scan is
 * one symbol (the labels of a pallet share out (00) and (02)(37) between two).
 */
import type { AiValue } from './element-string.ts';
import { elementString } from './element-string.ts';
import { type Ai, aiAt, aiOf } from './gs1-ai.ts';

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
  const warnings: CodeWarning[] = [];
  for (const [index, { ai: name, value }] of ais.entries()) {
    const first = ais.findIndex((other) => other.ai === name);
    if (first < index) {
      if (ais[first]?.value !== value) {
        warnings.push({ code: 'CONFLICTING_AI', message: `AI (${name}) stands twice with different values`, ai: name });
      }
      continue;
    }
    const ai = aiOf(name);
    if (ai === undefined) continue;
    for (const group of ai.needs) {
      if (!group.some((alternative) => alternative.every((pattern) => stands(pattern, name, ais)))) {
        const wanted = group.map((alternative) => alternative.join('+')).join(' or ');
        warnings.push({ code: 'MISSING_AI', message: `AI (${name}) should stand with ${wanted}`, ai: name });
      }
    }
    for (const pattern of ai.bars) {
      if (stands(pattern, name, ais)) {
        warnings.push({ code: 'EXCLUDED_AI', message: `AI (${name}) should not stand with ${pattern}`, ai: name });
      }
    }
  }
  return warnings;
}

/** Warns when the end of a value of open length reads like AIs of its own: the scanner may have dropped a separator. */
export function separatorWarnings(ais: readonly AiValue[]): readonly CodeWarning[] {
  const warnings: CodeWarning[] = [];
  for (const { ai: name, value } of ais) {
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

/** Where AIs begin inside a value, the first of them with a check digit or a date; −1 when nowhere. */
function swallowedAt(value: string): number {
  for (let at = 1; at + 8 <= value.length; at++) {
    if (aiAt(value, at)?.telling && elementString(value, at, false).ok) return at;
  }
  return -1;
}

/** True when an AI other than `except` matches the pattern; n stands for any digit. */
function stands(pattern: string, except: string, ais: readonly AiValue[]): boolean {
  const wildcard = pattern.indexOf('n');
  if (wildcard < 0) return pattern !== except && ais.some(({ ai }) => ai === pattern);
  const prefix = pattern.slice(0, wildcard);
  return ais.some(({ ai }) => ai !== except && ai.length === pattern.length && ai.startsWith(prefix));
}
