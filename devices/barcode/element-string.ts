/** GS1 element strings as scanners send them: AIs and values in a row, FNC1 as 0x1D behind values without a predefined length. */
import { aiAt, aiOf, isSeparator, separator, takeValue, valueIssue } from './gs1-ai.ts';
import { type Issue, issue } from './gs1-issue.ts';

export interface AiValue {
  readonly ai: string;
  readonly value: string;
}

/** What is wrong, and with which AI. Offsets count from the beginning of the text. */
export interface AiIssue extends Issue {
  readonly ai?: string;
}

export type AisFound =
  | { readonly ok: true; readonly ais: readonly AiValue[] }
  | { readonly ok: false; readonly issue: AiIssue };

/**
 * Reads the element string that begins at `start` (behind a symbology identifier or a leading FNC1).
 * A separator behind a predefined length or at the end is superfluous and allowed; two in a row only when `lenient`.
 */
export function elementString(text: string, start: number, lenient: boolean): AisFound {
  const ais: AiValue[] = [];
  let at = start;
  let next_separator = -1;
  while (at < text.length) {
    if (lenient && isSeparator(text, at)) {
      at += 1;
      continue;
    }
    const ai = aiAt(text, at);
    if (ai === undefined) return { ok: false, issue: issue('UNKNOWN_AI', at) };
    const value_at = at + ai.ai.length;
    if (next_separator < value_at) next_separator = separatorFrom(text, value_at);
    const taken = takeValue(ai, text, value_at, next_separator);
    if (typeof taken !== 'number') return { ok: false, issue: { ...taken, ai: ai.ai } };
    at = value_at + taken;
    if (!ai.predefined && at < next_separator) return { ok: false, issue: { ...issue('TOO_LONG', at), ai: ai.ai } };
    ais.push({ ai: ai.ai, value: text.slice(value_at, at) });
    if (isSeparator(text, at)) at += 1;
  }
  return ais.length === 0 ? { ok: false, issue: issue('EMPTY', start) } : { ok: true, ais };
}

/** Where the next separator stands, or the end of the text. */
function separatorFrom(text: string, at: number): number {
  const found = text.indexOf(separator, at);
  return found < 0 ? text.length : found;
}

/** The shortest element string of these AIs, or what is wrong with the first that does not fit its AI. */
export function encodeElements(
  ais: readonly AiValue[],
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly issue: AiIssue } {
  let text = '';
  let open = false;
  for (const { ai: name, value } of ais) {
    const ai = aiOf(name);
    if (ai === undefined) return { ok: false, issue: { ...issue('UNKNOWN_AI', 0), ai: name } };
    const wrong = valueIssue(ai, value);
    if (wrong !== undefined) return { ok: false, issue: { ...wrong, ai: name } };
    text += `${open ? separator : ''}${name}${value}`;
    open = !ai.predefined;
  }
  return { ok: true, text };
}
