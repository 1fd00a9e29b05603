/**
 * The lines of a capture, one after the other. A line that breaks a rule is passed over and told: each rule once, with the first
 * place and how many lines break it. A last line that broke off is what a killed recorder leaves behind.
 */
import type { JournalRow } from '../ledger/reader.ts';
import { type CaptureHeader, not_json, parseLine } from './capture.ts';

export type TakenLine =
  | { readonly kind: 'header'; readonly header: CaptureHeader }
  | { readonly kind: 'row'; readonly row: JournalRow; readonly line: number };

/** Lines passed over; `torn_line`: the last one broke off, which is none of them. */
export interface LinesEnd {
  readonly refused: number;
  readonly torn_line: number | undefined;
}

export class CaptureLines {
  readonly #broken = new Map<string, { count: number; readonly line: number; newest: number }>();
  #held = { count: 0, line: 0 };
  #number = 0;
  #last_number = 0;
  #after: JournalRow | undefined;

  /** What the line holds; undefined for an empty one and one that is passed over. A string: nothing can be read on. */
  take(text: string): TakenLine | string | undefined {
    this.#number += 1;
    if (text.trim() === '') return undefined;
    this.#last_number = this.#number;
    const line = parseLine(text, this.#number, this.#after);
    if (!line.ok) {
      if (line.is_fatal) return line.says;
      const known = this.#broken.get(line.rule);
      if (known === undefined) this.#broken.set(line.rule, { count: 1, line: this.#number, newest: this.#number });
      else {
        known.count += 1;
        known.newest = this.#number;
      }
      return undefined;
    }
    if (line.kind === 'header') return { kind: 'header', header: line.header };
    this.#after = line.row;
    if (line.is_held) this.#held = { count: this.#held.count + 1, line: this.#held.line || this.#number };
    return { kind: 'row', row: line.row, line: this.#number };
  }

  /** Says what was passed over, once the lines are at their end; a string when not one of them could be read. */
  end(note: (says: string) => void): LinesEnd | string {
    const torn = this.#broken.get(not_json);
    const isTorn = torn !== undefined && torn.newest === this.#last_number && this.#after !== undefined;
    let refused = 0;
    for (const [rule, { count, line }] of this.#broken) {
      const left = isTorn && rule === not_json ? count - 1 : count;
      if (left === 0) continue;
      refused += left;
      const first = `line ${line}${rule.startsWith('is ') ? '' : ':'} ${rule}`;
      if (this.#after === undefined) return first;
      note(
        `${first}; passed over${andMore(left)}${rule === 'at runs backwards' ? '. Lines stand in order of time' : ''}`,
      );
    }
    if (this.#held.count > 0) {
      const { count, line } = this.#held;
      note(`line ${line}: at is earlier than in the line before it, whose time it is given${andMore(count)}`);
    }
    if (isTorn) note(`line ${this.#last_number}, the last one, broke off and is passed over`);
    return { refused, torn_line: isTorn ? this.#last_number : undefined };
  }
}

/** `, and so are 3 more`: the first is named already. */
export function andMore(count: number): string {
  if (count === 1) return '';
  return count === 2 ? ', and so is 1 more' : `, and so are ${count - 1} more`;
}
