/**
 * Other rules beside the ones that hold, over the journal of a running gateway: both derive from the latest checkpoint and the committed rows
 * after it, and what differs is kept, the newest `limits.shadow_differences_max`. Nothing of it is ever booked.
 */
import { limits } from '../base/limits.ts';
import type { JournalFollower } from '../ledger/follower.ts';
import type { JournalRow } from '../ledger/reader.ts';
import { applyMovement, type Levels } from '../stock/levels.ts';
import type { Rules } from '../stock/site.ts';
import { Deriver, type Surroundings } from './deriver.ts';
import { type LevelDifference, levelDifferences, withRules } from './shadow.ts';
import { type Difference, type ShadowCounts, ShadowDifferences } from './shadow-differences.ts';

export interface NumberedDifference {
  /** Grows by one with each difference found. */
  readonly number: number;
  readonly difference: Difference;
}

export interface LiveShadowState {
  /** Stopped by itself: `says` tells why. */
  readonly state: 'running' | 'stopped';
  readonly says: string;
  /** Committed rows that it has not derived yet. */
  readonly behind_rows: number;
  readonly rows: number;
  /** Time of the first row that was derived by both, and of the newest. */
  readonly from_ms: number | undefined;
  readonly until_ms: number | undefined;
  readonly counts: ShadowCounts;
  /** Newest first. */
  readonly differences: readonly NumberedDifference[];
  /** What only one side has told and the other still may, newest first. */
  readonly waiting: readonly Difference[];
  /** Older ones that are no longer kept. */
  readonly differences_dropped: number;
  readonly levels: readonly LevelDifference[];
  readonly levels_beyond: number;
}

const step_rows = 500;
/** How many of those that wait are shown. */
const waiting_max = 100;

export class LiveShadow {
  readonly #journal: JournalFollower;
  readonly #rules: Rules;
  readonly #live: Deriver;
  readonly #shadow: Deriver;
  readonly #liveLevels: Levels = new Map();
  readonly #shadowLevels: Levels = new Map();
  readonly #differences: ShadowDifferences;
  readonly #found: NumberedDifference[] = [];
  #number = 0;
  #n: number;
  #rows = 0;
  #behind_rows = 0;
  #from_ms: number | undefined;
  #until_ms: number | undefined;
  #stopped: string | undefined;

  /** `rules` hold throughout in the shadow, whatever the settings become meanwhile. */
  constructor(journal: JournalFollower, around: Surroundings, rules: Rules) {
    this.#journal = journal;
    this.#rules = rules;
    const checkpoint = journal.latestCheckpoint();
    this.#n = checkpoint?.n ?? 0;
    this.#live = new Deriver(around, checkpoint?.state);
    this.#shadow = new Deriver(around, checkpoint?.state);
    this.#differences = new ShadowDifferences((difference) => this.#keep(difference));
    const { site, tick_at_ms } = this.#shadow;
    if (site === undefined) return;
    const detail = JSON.stringify({ ...site, rules });
    const told = { n: this.#n, at_ms: tick_at_ms, kind: 'event', retained: false, qos: 0, event: 'settings' } as const;
    this.#shadow.take({ ...told, detail });
  }

  /** Derives some of what has been committed; true while there is more. */
  step(): boolean {
    if (this.#stopped !== undefined) return false;
    const head = this.#journal.head();
    this.#behind_rows = Math.max(0, head.n - this.#n);
    if (head.pruned_rows > this.#n) {
      this.#stop('It fell so far behind that the rows it should go on with are no longer in the journal.');
      return false;
    }
    if (this.#behind_rows > limits.shadow_behind_rows_max) {
      this.#stop(
        `It fell ${this.#behind_rows} rows behind, and more than ${limits.shadow_behind_rows_max} are not allowed: this machine is too slow for both at once.`,
      );
      return false;
    }
    const rows = this.#journal.rowsAfter(this.#n, step_rows);
    for (const row of rows) this.#take(row);
    this.#behind_rows = Math.max(0, head.n - this.#n);
    if (this.#behind_rows > 0) return true;
    if (this.#n === head.n && this.#rows > 0) this.#passTo(head.tick_ms);
    return false;
  }

  read(): LiveShadowState {
    const levels = levelDifferences(this.#liveLevels, this.#shadowLevels);
    return {
      state: this.#stopped === undefined ? 'running' : 'stopped',
      says: this.#stopped ?? '',
      behind_rows: this.#behind_rows,
      rows: this.#rows,
      from_ms: this.#from_ms,
      until_ms: this.#until_ms,
      counts: this.#differences.counts,
      differences: this.#found.toReversed(),
      waiting: this.#differences.waiting(waiting_max).toReversed(),
      differences_dropped: this.#number - this.#found.length,
      levels: levels.slice(0, limits.shadow_differences_max),
      levels_beyond: Math.max(0, levels.length - limits.shadow_differences_max),
    };
  }

  #take(row: JournalRow): void {
    this.#live.take(row);
    this.#shadow.take(withRules(row, this.#rules));
    this.#n = row.n;
    this.#rows += 1;
    this.#from_ms ??= row.at_ms;
    this.#until_ms = row.at_ms;
    this.#compare(row.at_ms);
  }

  #passTo(tick_ms: number): void {
    this.#live.tickTo(tick_ms);
    this.#shadow.tickTo(tick_ms);
    this.#until_ms = Math.max(this.#until_ms ?? tick_ms, tick_ms);
    this.#compare(tick_ms);
  }

  #compare(now_ms: number): void {
    for (const side of ['live', 'shadow'] as const) {
      const deriver = side === 'live' ? this.#live : this.#shadow;
      const levels = side === 'live' ? this.#liveLevels : this.#shadowLevels;
      const { movements, questions } = deriver.takeDerived();
      for (const movement of movements) {
        applyMovement(levels, movement);
        this.#differences.movement(side, movement, now_ms);
      }
      for (const change of questions) this.#differences.question(side, change, now_ms);
      deriver.takeActivities();
      deriver.takeDetails();
    }
    this.#differences.passed(now_ms);
  }

  #keep(difference: Difference): void {
    this.#number += 1;
    this.#found.push({ number: this.#number, difference });
    if (this.#found.length > limits.shadow_differences_max) this.#found.shift();
  }

  #stop(says: string): void {
    this.#stopped = says;
  }
}
