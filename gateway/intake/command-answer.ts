/** What each command of a batch led to, for whoever waits for it. */
import type { Derived } from './derived.ts';

/** What became of a person's command: `n` is its journal row, `notes` what the person should know of it. */
export type CommandAnswer =
  | {
      readonly ok: true;
      readonly n: number;
      readonly notes: readonly string[];
      /** Of a command of work: the documents it changed. */
      readonly documents?: readonly string[];
      /** It had come before under the same key, and changed nothing now. */
      readonly is_repeat?: true;
    }
  | { readonly ok: false; readonly code: string; readonly says: string; readonly field?: string };

/** By position in the batch. `positions`: that of each command's row. */
export function answersOf(
  positions: ReadonlyMap<number, number>,
  { refusals, notes, worked }: Derived,
): Map<number, CommandAnswer> {
  const answers = new Map<number, CommandAnswer>();
  for (const [n, position] of positions) answers.set(position, { ok: true, n, notes: [] });
  for (const { n, documents, isRepeat } of worked) {
    const position = positions.get(n);
    const answer = { ok: true, n, notes: [], documents, ...(isRepeat ? { is_repeat: true as const } : {}) } as const;
    if (position !== undefined) answers.set(position, answer);
  }
  for (const each of notes) {
    const position = positions.get(each.n);
    const known = position === undefined ? undefined : answers.get(position);
    if (position !== undefined) answers.set(position, { ok: true, ...(known?.ok ? known : {}), ...each });
  }
  for (const { n, ...refused } of refusals) {
    const position = positions.get(n);
    if (position !== undefined) answers.set(position, { ok: false, ...refused });
  }
  return answers;
}
