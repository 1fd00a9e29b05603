/** What is the case now, held in memory so that a snapshot never touches the ledger. */

import { limits } from '../base/limits.ts';
import type { LinkState } from '../base/link-state.ts';
import type { Commit, DeviceActivity, JournalState, StoredMovement } from '../ledger/commit.ts';
import type { LedgerReader } from '../ledger/reader.ts';
import type { Level } from '../stock/levels.ts';
import { type Levels, listLevels } from '../stock/levels.ts';
import type { StoredQuestion } from '../work/question.ts';
import { type FeedbackByScanner, listFeedback } from './feedback.ts';
import type { ScannerFeedback } from './messages.ts';

export interface Mirror {
  readonly levels: Levels;
  /** Open ones by id. */
  readonly questions: Map<string, StoredQuestion>;
  /** Oldest first, at least the last `limits.live_movements_shown`. */
  readonly movements: StoredMovement[];
  readonly feedback: FeedbackByScanner;
  readonly devices: Map<string, DeviceActivity>;
  readonly links: Map<string, LinkState>;
  journal: JournalState | undefined;
  /** What the ledger counts. */
  counters: Readonly<Record<string, number>>;
}

export function mirrorOf(reader: LedgerReader): Mirror {
  const mirror: Mirror = {
    levels: new Map(),
    questions: new Map(),
    movements: reader.movements({ limit: limits.live_movements_shown }).reverse(),
    feedback: new Map(),
    devices: new Map(reader.devices().map((activity) => [activity.device, activity])),
    links: new Map(),
    journal: undefined,
    counters: {},
  };
  for (const level of reader.levels({})) setLevel(mirror.levels, level);
  for (const question of reader.questions({ state: 'open', limit: limits.questions_open_max })) {
    mirror.questions.set(question.id, question);
  }
  return mirror;
}

/** Brings the mirror up to a commit and returns those of its movements that were not known yet. */
export function mirrorCommit(mirror: Mirror, commit: Commit): readonly StoredMovement[] {
  for (const level of commit.levels) setLevel(mirror.levels, level);
  for (const question of commit.questions) {
    if (question.state === 'open') mirror.questions.set(question.id, question);
    else mirror.questions.delete(question.id);
  }
  for (const activity of commit.devices) mirror.devices.set(activity.device, activity);
  mirror.journal = commit.journal;
  mirror.counters = commit.counters;
  // The mirror was read from the ledger while commits were already being told, so the first of them may come twice.
  const head = mirror.movements.at(-1)?.seq ?? 0;
  const fresh = commit.movements.filter((movement) => movement.seq > head);
  mirror.movements.push(...fresh);
  if (mirror.movements.length > 2 * limits.live_movements_shown) {
    mirror.movements.splice(0, mirror.movements.length - limits.live_movements_shown);
  }
  return fresh;
}

export function listMirrored(mirror: Mirror): {
  readonly levels: Level[];
  readonly questions: StoredQuestion[];
  readonly movements: StoredMovement[];
  readonly feedback: ScannerFeedback[];
} {
  const newest = [...mirror.questions.values()].sort((a, b) => b.at_ms - a.at_ms || (a.id < b.id ? -1 : 1));
  return {
    levels: listLevels(mirror.levels),
    questions: newest.slice(0, limits.live_questions_shown),
    movements: mirror.movements.slice(-limits.live_movements_shown).reverse(),
    feedback: listFeedback(mirror.feedback).reverse(),
  };
}

function setLevel(levels: Levels, { item, location, quantity }: Level): void {
  const items = levels.get(location);
  if (quantity !== 0) {
    if (items === undefined) levels.set(location, new Map([[item, quantity]]));
    else items.set(item, quantity);
  } else if (items?.delete(item) && items.size === 0) levels.delete(location);
}
