/** Who did what, when and why. What changes people is written in one transaction with its row; all else has its row before it is answered. */
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import type { AuditEntry, AuditFilter, AuditOutcome, AuditRow } from '../ledger/audit-rows.ts';
import type { PeopleWrite } from '../ledger/people.ts';
import type { PeopleStore } from './people-store.ts';

/** What is to be noted; the time is that of the trail. */
export interface Deed {
  readonly by: string;
  readonly what: string;
  readonly subject?: string;
  readonly why?: string;
  readonly outcome: AuditOutcome;
  readonly detail?: Readonly<Record<string, unknown>>;
}

const hour_ms = 3_600_000;

export class AuditTrail {
  readonly #store: PeopleStore;
  readonly #clock: Clock;
  readonly #counters: Counters;
  #hour = { began_ms: 0, refusals: 0, beyond: 0 };

  constructor(store: PeopleStore, clock: Clock, counters: Counters) {
    this.#store = store;
    this.#clock = clock;
    this.#counters = counters;
  }

  get rows(): number {
    return this.#store.reader.audit.count();
  }

  list(filter: AuditFilter): AuditRow[] {
    return this.#store.reader.audit.list(filter);
  }

  /** Durable when it resolves. */
  async note(deed: Deed): Promise<void> {
    const writes = this.entries(deed);
    if (writes.length > 0) await this.#store.write(writes);
  }

  /** What is to be written beside the change itself; nothing when there were too many refusals, which are then counted. */
  entries(deed: Deed): readonly PeopleWrite[] {
    const now_ms = this.#clock.now_ms();
    if (deed.outcome === 'done') return [{ kind: 'audit', entry: entryOf(deed, now_ms) }];
    const summary = this.#newHour(now_ms);
    if (this.#hour.refusals >= limits.audit_refusals_per_hour_max) {
      this.#hour.beyond += 1;
      this.#counters.add('access.refusals_counted_only');
      return summary;
    }
    this.#hour.refusals += 1;
    return [...summary, { kind: 'audit', entry: entryOf(deed, now_ms) }];
  }

  /** What was only counted in the hour that is over. */
  async settle(): Promise<void> {
    const summary = this.#summary();
    if (summary.length > 0) await this.#store.write(summary);
  }

  #newHour(now_ms: number): readonly PeopleWrite[] {
    if (now_ms >= this.#hour.began_ms && now_ms < this.#hour.began_ms + hour_ms) return [];
    const summary = this.#summary();
    this.#hour = { began_ms: now_ms, refusals: 0, beyond: 0 };
    return summary;
  }

  #summary(): readonly PeopleWrite[] {
    const { beyond, began_ms } = this.#hour;
    if (beyond === 0) return [];
    this.#hour.beyond = 0;
    const detail = { further_refusals: beyond, since_ms: began_ms };
    const entry = entryOf({ by: 'nobody', what: 'refusals', outcome: 'refused', detail }, this.#clock.now_ms());
    return [{ kind: 'audit', entry }];
  }
}

function entryOf({ by, what, subject = '', why = '', outcome, detail = {} }: Deed, at_ms: number): AuditEntry {
  const text = JSON.stringify(detail);
  const { length } = text;
  const max = limits.audit_detail_chars_max;
  const kept = length <= max ? text : JSON.stringify({ begins: text.slice(0, max), left_out_chars: length - max });
  return { at_ms, by, what, subject, why, outcome, detail: kept };
}
