/** Who did what, when and why. What changes people is written in one transaction with its row; all else has its row before it is answered. */
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import { limits } from '../base/limits.ts';
import type { AuditEntry, AuditFilter, AuditOutcome, AuditRow } from '../ledger/audit-rows.ts';
import type { PeopleWrite } from '../ledger/people.ts';
import { networkOf } from './network.ts';
import type { PeopleStore } from './people-store.ts';
import { type Beyond, RefusalBudgets } from './refusal-budgets.ts';

/** What is to be noted; the time is that of the trail. */
export interface Deed {
  readonly by: string;
  readonly what: string;
  readonly subject?: string;
  readonly why?: string;
  readonly outcome: AuditOutcome;
  readonly detail?: Readonly<Record<string, unknown>>;
}

export class AuditTrail {
  readonly #store: PeopleStore;
  readonly #clock: Clock;
  readonly #counters: Counters;
  readonly #budgets = new RefusalBudgets();

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

  /**
   * What is to be written beside the change itself. A person or address that is refused very often is written down so many times an
   * hour, then once more, and for the rest as a number when the hour is over.
   */
  entries(deed: Deed): readonly PeopleWrite[] {
    const now_ms = this.#clock.now_ms();
    const summaries = this.#budgets.over(now_ms).map((beyond) => this.#summary(beyond));
    if (deed.outcome === 'done') return [...summaries, this.#row(deed)];
    const address = typeof deed.detail?.address === 'string' ? networkOf(deed.detail.address) : '';
    const { kind, source } = this.#budgets.spend(deed.by === 'nobody' ? undefined : deed.by, address, now_ms);
    if (kind === 'note') return [...summaries, this.#row(deed)];
    this.#counters.add('access.refusals_counted_only');
    if (kind === 'beyond') return summaries;
    const says = 'further refusals of this hour are only counted';
    return [...summaries, this.#row({ ...summary, subject: source, detail: { says } })];
  }

  /** What was only counted, when it ends. */
  async settle(): Promise<void> {
    const summaries = this.#budgets.over(this.#clock.now_ms(), true).map((beyond) => this.#summary(beyond));
    if (summaries.length > 0) await this.#store.write(summaries);
  }

  #summary({ from, further_refusals, since_ms }: Beyond): PeopleWrite {
    const says = `${further_refusals} refusals more from ${from}`;
    return this.#row({ ...summary, subject: from, detail: { says, further_refusals, since_ms } });
  }

  #row(deed: Deed): PeopleWrite {
    return { kind: 'audit', entry: entryOf(deed, this.#clock.now_ms()) };
  }
}

/** The row of more than one refusal. */
const summary = { by: 'nobody', what: 'refusals', outcome: 'refused' } as const;

function entryOf({ by, what, subject = '', why = '', outcome, detail = {} }: Deed, at_ms: number): AuditEntry {
  const text = JSON.stringify(detail);
  const { length } = text;
  const max = limits.audit_detail_chars_max;
  const kept = length <= max ? text : JSON.stringify({ begins: text.slice(0, max), left_out_chars: length - max });
  return { at_ms, by, what, subject, why, outcome, detail: kept };
}
