/** What a reader says of itself in words and numbers, as sentences for the people who have to act on it. */
import { type LlrpMessage, type LlrpParameter, numberOf, parameterOf, textOf } from './llrp-message.ts';

const words_length_max = 200;

/** A reader's own text, fit to be shown: no control characters, at most 200 characters. */
export function wordsOf(text: string): string {
  return text
    .slice(0, words_length_max)
    .replace(/\p{Cc}/gu, ' ')
    .trim();
}

/** The LLRPStatus of an answer: code 0 is success. Undefined when the answer carries none. */
export function statusOf(message: LlrpMessage): { readonly code: number; readonly says: string } | undefined {
  const status = parameterOf(message, 'LLRPStatus');
  if (status === undefined) return undefined;
  const code = numberOf(status, 'code') ?? 0;
  const words = wordsOf(textOf(status, 'description') ?? '');
  return { code, says: words === '' ? `status ${code}` : `${words} (status ${code})` };
}

/** Undefined when the reader accepted the connection (LLRP 1.1, ConnectionAttemptEvent). */
export function refusalOf(attempt: LlrpParameter): string | undefined {
  const status = numberOf(attempt, 'status');
  switch (status) {
    case 0:
      return undefined;
    case 1:
    case 2:
    case 4:
      return 'Another application owns this reader: LLRP readers serve one client at a time. Stop the other one.';
    default:
      return `The reader refused the connection (status ${status}). Look at its own web page for the reason.`;
  }
}
