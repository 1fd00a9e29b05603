/** How many refusals of one person or address are written down one by one, so that nobody hides others behind their own, or fills the disk. */
import { limits } from '../base/limits.ts';

const hour_ms = 3_600_000;

/** An hour of one source, from its first refusal on. */
interface Budget {
  readonly source: string;
  readonly began_ms: number;
  noted: number;
  beyond: number;
}

/** What a source was refused in an hour that is over, beyond what was written down. */
export interface Beyond {
  readonly from: string;
  readonly further_refusals: number;
  readonly since_ms: number;
}

/** All addresses beyond those that are watched share one budget. */
const other_addresses = 'other addresses';

export class RefusalBudgets {
  /** The one that began first comes first. */
  readonly #budgets = new Map<string, Budget>();
  #addresses = 0;

  /**
   * Of one more refusal: `note` when it is to be written down, `spent` when it is the first one that is not, `beyond` when it is
   * only counted. `person` is undefined for somebody unknown, who is told by their address.
   */
  spend(
    person: string | undefined,
    address: string,
    now_ms: number,
  ): { kind: 'note' | 'spent' | 'beyond'; source: string } {
    const budget = this.#budgetOf(person, address, now_ms);
    const { source } = budget;
    if (budget.noted < limits.audit_refusals_per_source_per_hour_max) {
      budget.noted += 1;
      return { kind: 'note', source };
    }
    budget.beyond += 1;
    return { kind: budget.beyond === 1 ? 'spent' : 'beyond', source };
  }

  /** Forgets the hours that are over, or all of them, and tells what was only counted in them. */
  over(now_ms: number, all = false): readonly Beyond[] {
    const told: Beyond[] = [];
    for (const [key, { source, began_ms, beyond }] of this.#budgets) {
      // A clock that was put back ends an hour, too.
      if (!all && now_ms >= began_ms && now_ms < began_ms + hour_ms) break;
      this.#budgets.delete(key);
      if (key.startsWith(address_key)) this.#addresses -= 1;
      if (beyond > 0) told.push({ from: source, further_refusals: beyond, since_ms: began_ms });
    }
    return told;
  }

  #budgetOf(person: string | undefined, address: string, now_ms: number): Budget {
    // People and programs are as many as somebody made; addresses are as many as anybody likes.
    if (person !== undefined) return this.#at(`person ${person}`, person, now_ms);
    const known = this.#budgets.get(`${address_key}${address}`);
    if (known !== undefined) return known;
    if (this.#addresses >= limits.audit_refusal_addresses_max)
      return this.#at(other_addresses, other_addresses, now_ms);
    this.#addresses += 1;
    return this.#at(`${address_key}${address}`, address, now_ms);
  }

  #at(key: string, source: string, began_ms: number): Budget {
    const known = this.#budgets.get(key);
    if (known !== undefined) return known;
    const budget = { source, began_ms, noted: 0, beyond: 0 };
    this.#budgets.set(key, budget);
    return budget;
  }
}

const address_key = 'address ';
