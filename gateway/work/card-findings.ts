/** What of kanban is to be raised as an alert: cards that are out for longer than the lead time of their loop. */
import { whenWords } from '../base/site-time.ts';
import type { Finding } from './alert.ts';
import type { SignalState } from './card-signal.ts';

export interface CardLateFact {
  /** The signal. */
  readonly id: string;
  readonly loop: string;
  readonly card: number;
  readonly state: SignalState;
  readonly item: string;
  readonly location: string;
  readonly signalled_ms: number;
}

export function cardFindings(facts: readonly CardLateFact[], zone: string, at_ms: number): readonly Finding[] {
  return facts.map(({ id, loop, card, state, item, location, signalled_ms }) => {
    const since = whenWords(signalled_ms, at_ms, zone);
    const says = `Card ${card} of ${loop} for ${location} was signalled ${since} and is ${state}, longer than its loop takes (${id}).`;
    return { key: `card-late/${loop}/${card}`, kind: 'card-late', item, location, state: 'on', isTimed: true, says };
  });
}
