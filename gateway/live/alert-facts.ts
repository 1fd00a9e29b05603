/** What alerts are made of, as screens know it. */
import type { SyncState } from '../base/sync-state.ts';
import type { AlertFacts } from '../work/alert-findings.ts';
import type { AdviceBoard } from './advice-board.ts';
import type { Mirror } from './mirror.ts';

export function alertFactsOf(
  { levels, questions, links, journal }: Mirror,
  advice: AdviceBoard,
  sync: readonly SyncState[],
): Omit<AlertFacts, 'site'> {
  const disk = journal === undefined ? {} : { disk_free_bytes: journal.disk_free_bytes };
  return { levels, questions: questions.values(), links, advice: advice.view(), sync, ...disk };
}
