/** Human-readable AIs, as printed below a symbol: `(01)09506000134352(10)AB-1`. A bracket in a value is written `\(`. */
import type { AisFound, AiValue } from './element-string.ts';
import { aiOf, valueIssue } from './gs1-ai.ts';
import { issue } from './gs1-issue.ts';

/** True for what begins like a bracketed AI. */
export function looksBracketed(text: string): boolean {
  return /^\(\d{2,4}\)/.test(text);
}

/** Reads bracketed AIs. */
export function bracketed(text: string): AisFound {
  const ais: AiValue[] = [];
  let at = 0;
  while (at < text.length) {
    const close = text.indexOf(')', at);
    const name = close < 0 ? '' : text.slice(at + 1, close);
    if (text.charAt(at) !== '(' || !/^\d{2,4}$/.test(name)) return refused('BAD_BRACKETING', at);
    const ai = aiOf(name);
    if (ai === undefined) return { ok: false, issue: { ...issue('UNKNOWN_AI', at + 1), ai: name } };
    const value_at = close + 1;
    const end = nextBracket(text, value_at);
    const value = text.slice(value_at, end).replaceAll('\\(', '(');
    const wrong = valueIssue(ai, value);
    if (wrong !== undefined) {
      const offset = value_at + writtenAt(text.slice(value_at, end), wrong.offset);
      return { ok: false, issue: { ...issue(wrong.code, offset), ai: name } };
    }
    ais.push({ ai: name, value });
    at = end;
  }
  return ais.length === 0 ? refused('EMPTY', 0) : { ok: true, ais };
}

/** The AIs as a person reads them. */
export function encodeBracketed(ais: readonly AiValue[]): string {
  return ais.map(({ ai, value }) => `(${ai})${value.replaceAll('(', '\\(')}`).join('');
}

/** Where the character stands as written that stands at `offset` in the value: `\\(` is one character of it. */
function writtenAt(written: string, offset: number): number {
  let at = 0;
  for (let left = offset; left > 0; left -= 1) at += written.startsWith('\\(', at) ? 2 : 1;
  return at;
}

function nextBracket(text: string, from: number): number {
  let found = text.indexOf('(', from);
  while (found > from && text.charAt(found - 1) === '\\') found = text.indexOf('(', found + 1);
  return found < 0 ? text.length : found;
}

function refused(code: string, offset: number): AisFound {
  return { ok: false, issue: issue(code, offset) };
}
