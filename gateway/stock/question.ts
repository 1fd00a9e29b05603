/** What the system could not decide and asks a person. Raised by interpretation; its life is in `work/`. */
import type { Evidence } from './movement.ts';

export type QuestionKind =
  | 'unknown-tag'
  | 'unknown-code'
  | 'unknown-item'
  | 'weight-unresolved'
  | 'passage-unresolved'
  | 'scan-unresolved'
  | 'negative-level'
  | 'unit-mass-changed'
  | 'packaging'
  | 'too-many';

/** What the id of a question about a tag begins with; its EPC follows. */
export const unknown_tag = 'unknown-tag/';

export interface Question {
  /** Made from what it is about, so that the same doubt is one question: `unknown-tag/3034…`. */
  readonly id: string;
  readonly kind: QuestionKind;
  readonly at_ms: number;
  readonly device?: string;
  readonly location?: string;
  readonly item?: string;
  /** The question itself, one sentence. */
  readonly question: string;
  readonly evidence: readonly Evidence[];
  /** How often the same doubt has come up. */
  readonly times: number;
}
