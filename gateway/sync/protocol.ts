/** What is posted to an upstream and what its answers mean. The words of it are in `docs/sync.md`. */
import { z } from 'zod';
import type { StoredMovement } from '../ledger/commit.ts';

/** A run of movements without gap, at least one. */
export interface Batch {
  readonly gateway_id: string;
  readonly ledger_id: string;
  readonly from_seq: number;
  readonly to_seq: number;
  readonly movements: readonly StoredMovement[];
}

/** The same run always has the same key, so an upstream may also know it by its key alone. */
export function idempotencyKeyOf(batch: Batch): string {
  return `${batch.gateway_id}:${batch.ledger_id}:${batch.from_seq}-${batch.to_seq}`;
}

/** What became of one post. `says` is a sentence for a person. */
export type Answer =
  /** Everything up to `acked_seq` is applied. */
  | { readonly kind: 'acked'; readonly acked_seq: number }
  /** Nothing of the batch fits: the upstream has everything before `expected_seq` and wants that one next. */
  | { readonly kind: 'expects'; readonly expected_seq: number; readonly says: string }
  | { readonly kind: 'too-large' }
  /** Sending the same again will not help until somebody does something. What comes before it may have been applied. */
  | {
      readonly kind: 'refused';
      readonly says: string;
      readonly acked_seq?: number;
      readonly refused_seq?: number;
    }
  /** Down, slow, lost or not understood: the same batch again later. */
  | { readonly kind: 'none'; readonly says: string };

const seq = z.int().min(0);
const acked = z.object({ acked_seq: seq });
const expects = z.object({ expected_seq: seq.min(1) });
const refused = z.object({ acked_seq: seq.exactOptional(), refused_seq: seq.exactOptional() });
/** The words, whatever the upstream calls them: ours, or those of RFC 9457 problem details. */
const worded = z.object({
  says: z.string().exactOptional(),
  detail: z.string().exactOptional(),
  title: z.string().exactOptional(),
});

/** Answers that pass by themselves: request timeout, too early, too many requests, and all of 5xx. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

/** Reads an answer. Never throws. */
export function answerOf(status: number, body: string): Answer {
  const json = jsonOf(body);
  const words = wordsOf(json, body);
  const told = words === '' ? `status ${status}` : `status ${status}: ${words}`;
  if (status === 200) {
    const read = acked.safeParse(json);
    if (read.success) return { kind: 'acked', acked_seq: read.data.acked_seq };
    return { kind: 'refused', says: 'it answers 200 without acked_seq; is the address right?' };
  }
  if (status === 409) {
    const read = expects.safeParse(json);
    if (read.success) return { kind: 'expects', expected_seq: read.data.expected_seq, says: told };
    return { kind: 'refused', says: told };
  }
  if (status === 413) return { kind: 'too-large' };
  if (status >= 500 || passing.has(status)) return { kind: 'none', says: told };
  if (status >= 300 && status < 400) return { kind: 'refused', says: `${told}; redirects are not followed` };
  // 202 and its kin promise nothing: only 200 with a number is an acknowledgement.
  if (status < 300) return { kind: 'refused', says: `${told}; only 200 acknowledges` };
  const read = refused.safeParse(json);
  return { kind: 'refused', says: told, ...(read.success ? read.data : {}) };
}

function jsonOf(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Not JSON, such as a proxy's error page.
    return undefined;
  }
}

/** At most 300 printable characters of what the upstream says. */
function wordsOf(json: unknown, body: string): string {
  const read = worded.safeParse(json);
  const words = read.success ? (read.data.says ?? read.data.detail ?? read.data.title) : undefined;
  return (words ?? body)
    .slice(0, 300)
    .replace(/[\p{Cc}\s]+/gu, ' ')
    .trim();
}
