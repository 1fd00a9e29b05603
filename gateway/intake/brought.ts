/** What people move by hand to where a kanban card waits for goods: no document says it, and the card is full all the same. */
import type { Input, Outcome } from '../interpretation/interpretation.ts';
import { manualRule } from '../interpretation/manual.ts';
import { scanRule } from '../interpretation/scan-session.ts';
import type { Movement } from '../stock/movement.ts';
import { isAwaited } from '../work/card-follow.ts';
import type { Work } from '../work/desk.ts';

/** `n` and `by`: the row, and the person or scanner, that the last of them is from. */
export interface Brought {
  readonly n: number;
  readonly by: string;
  readonly movements: readonly Movement[];
}

/** One at most. Movements of a document are followed where that is decided, also those that a scale tells later. */
export function broughtBy(
  { signals, open }: Pick<Work, 'signals' | 'open'>,
  { kind }: Input,
  { movements }: Outcome,
): readonly Brought[] {
  if (signals.size === 0 || movements.length === 0 || kind === 'work') return [];
  const bins = new Set<string>();
  for (const id of signals.values()) {
    const signal = open.get(id);
    if (signal?.kind === 'card-signal' && isAwaited(signal)) bins.add(signal.location);
  }
  const brought = movements.filter((each) => bins.has(each.to) && each.work === undefined && isCarried(each));
  const last = brought.at(-1)?.evidence.at(-1);
  return last === undefined ? [] : [{ n: last.n, by: last.device, movements: brought }];
}

/**
 * By somebody who says so. What a scale or an antenna notices there may as well be a piece that is put back, and is told by the level; a count
 * finds what lies there, and what is taken back was never away.
 */
function isCarried({ kind, rule }: Movement): boolean {
  const name = rule.slice(0, rule.indexOf('@'));
  return kind !== 'counted' && kind !== 'reversed' && (name === manualRule.name || name === scanRule.name);
}
