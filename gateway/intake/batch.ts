/** One batch, one transaction: whatever has arrived since the last commit becomes rows, movements and levels together. */
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import { rules_text } from '../interpretation/interpret.ts';
import { type CommandForDevice, type Feedback, tick_ms } from '../interpretation/interpretation.ts';
import type { Commit, StoredMovement } from '../ledger/commit.ts';
import type { StoredCount } from '../ledger/counts.ts';
import type { JournalLimit } from '../ledger/head.ts';
import type { PeopleWrite } from '../ledger/people.ts';
import type { JournalRow } from '../ledger/reader.ts';
import { LedgerWriter } from '../ledger/writer.ts';
import { applyMovement, type Level, type Levels, levelOf } from '../stock/levels.ts';
import type { Site } from '../stock/site.ts';
import { raise, type StoredQuestion, settle } from '../work/question.ts';
import { answersOf, type CommandAnswer } from './command-answer.ts';
import type { Derived } from './derived.ts';
import type { Deriver, Surroundings } from './deriver.ts';
import { type Inspected, type Inspection, inspectionOf } from './inspection.ts';
import { type Offered, rowOf } from './offered.ts';
import { recover } from './recover.ts';

export interface BatchResult {
  readonly commit: Commit;
  /** The journaled rows, for the capture. */
  readonly rows: readonly JournalRow[];
  readonly feedback: readonly Feedback[];
  readonly commands: readonly CommandForDevice[];
  /** By position in the batch: what became of each command. */
  readonly answers: ReadonlyMap<number, CommandAnswer>;
}

const checkpoint_rows = 100_000;
const checkpoint_every_ms = 600_000;
const device_write_every_ms = 1_000;

export class Batch {
  readonly #ledger: LedgerWriter;
  readonly #deriver: Deriver;
  readonly #levels: Levels = new Map();
  readonly #questions = new Map<string, StoredQuestion>();
  #site_noted = false;
  #checkpoint_n: number;
  #checkpoint_at_ms: number;
  #devices_written_at_ms = 0;
  #limit: JournalLimit;

  /**
   * Opens the ledger and brings the derived state to where the ledger stands: latest checkpoint, then the journal's tail.
   * What the tail derives must be what is stored. Throws GatewayFault when the ledger cannot be used.
   */
  constructor(directory: string, around: Surroundings, limit: JournalLimit, log: Log) {
    this.#ledger = new LedgerWriter(directory);
    this.#limit = limit;
    const { deriver, n } = this.#recovered(around, log);
    this.#deriver = deriver;
    this.#checkpoint_n = n;
    this.#checkpoint_at_ms = this.#ledger.head.at_ms;
    for (const { item, location, quantity } of this.#ledger.levels()) {
      const items = this.#levels.get(location);
      if (items === undefined) this.#levels.set(location, new Map([[item, quantity]]));
      else items.set(item, quantity);
    }
    for (const question of this.#ledger.openQuestions()) this.#questions.set(question.id, question);
    if (this.#ledger.rules !== rules_text) this.#beginRules();
    this.#site_noted = this.#ledger.hasSite;
    if (!this.#site_noted && this.#deriver.site !== undefined) this.#store([], [], this.#ledger.head.at_ms);
  }

  get ledger_id(): string {
    return this.#ledger.ledger_id;
  }

  get last_at_ms(): number {
    return Math.max(this.#ledger.head.at_ms, this.#deriver.tick_at_ms);
  }

  get gateway_id(): string {
    return this.#ledger.gateway_id;
  }

  /** Is this the settings revision the ledger already has? Then it need not be journaled again. */
  hasSettings(site: Site): boolean {
    return JSON.stringify(this.#deriver.site) === JSON.stringify(site);
  }

  /** Journals, interprets, books and commits. When it throws `ledger-commit-failed`, nothing may be acknowledged any more. */
  run(offered: readonly Offered[]): BatchResult {
    const rows: JournalRow[] = [];
    const positions = new Map<number, number>();
    const cursors: { target: string; seq: number }[] = [];
    let n = this.#ledger.head.n;
    let at_ms = Math.max(this.#ledger.head.at_ms, this.#deriver.tick_at_ms);
    for (const [i, each] of offered.entries()) {
      if (each.kind === 'cursor') {
        cursors.push({ target: each.target, seq: each.seq });
        continue;
      }
      const isLeap = each.kind === 'leap';
      if (isLeap && (n === 0 || each.at_ms - at_ms < tick_ms)) continue;
      n += 1;
      // A leap is journaled where it begins.
      const row = rowOf(each, n, isLeap ? at_ms : Math.max(at_ms, each.at_ms));
      at_ms = Math.max(at_ms, each.at_ms);
      rows.push(row);
      if (each.kind === 'command') positions.set(n, i);
      if (each.kind === 'settings') this.#limit = each.site.journal;
      this.#deriver.take(row);
    }
    const { commit, derived } = this.#store(rows, cursors, at_ms);
    const { feedback, commands } = derived;
    return { commit, rows, feedback, commands, answers: answersOf(positions, derived) };
  }

  /** Lets time pass while nothing arrives; stores only what followed from it. */
  idle(now_ms: number): BatchResult | undefined {
    const before_ms = this.#deriver.tick_at_ms;
    this.#deriver.tickTo(Math.max(now_ms, this.#ledger.head.at_ms));
    if (this.#deriver.tick_at_ms === before_ms) return undefined;
    const derived = this.#deriver.takeDerived();
    const { feedback, commands } = derived;
    const count =
      derived.movements.length + derived.counts.length + derived.questions.length + derived.associations.length;
    if (count + feedback.length + commands.length === 0 && derived.lots === undefined) return undefined;
    const { commit } = this.#store([], [], this.#deriver.tick_at_ms, derived);
    return { commit, rows: [], feedback, commands, answers: new Map() };
  }

  /** A checkpoint of everything, so that the next start has no tail to replay. */
  close(): void {
    if (this.#ledger.head.n > this.#checkpoint_n) this.#store([], [], this.#ledger.head.at_ms, undefined, true);
    this.#ledger.close();
  }

  /** After a commit that failed: lets go of the ledger as it is. */
  abandon(): void {
    this.#ledger.close();
  }

  people(writes: readonly PeopleWrite[]): boolean {
    return this.#ledger.people(writes);
  }

  inspect(asked: Inspected): Inspection {
    return inspectionOf(this.#deriver, asked, this.last_at_ms);
  }

  /** What a screen needs at first: activities and counters as they stand. */
  state(now_ms: number): Commit {
    return {
      at_ms: now_ms,
      movements: [],
      levels: [],
      questions: [],
      devices: this.#deriver.allActivities(),
      associations: [],
      associations_active: this.#deriver.associations,
      tellings: [],
      journal: this.#ledger.journalState(this.#limit, now_ms),
      counters: this.#counters(),
    };
  }

  /** What other rules decided is not derived again: whoever checks the ledger begins here. */
  #beginRules(): void {
    try {
      this.#store([], [], this.#ledger.head.at_ms, undefined, this.#ledger.head.n > 0, rules_text);
    } catch (thrown) {
      this.#ledger.close();
      throw thrown;
    }
  }

  #recovered(around: Surroundings, log: Log): ReturnType<typeof recover> {
    try {
      return recover(this.#ledger, around, log);
    } catch (thrown) {
      this.#ledger.close();
      throw thrown;
    }
  }

  #store(
    rows: readonly JournalRow[],
    cursors: readonly { target: string; seq: number }[],
    at_ms: number,
    derived: Derived = this.#deriver.takeDerived(),
    mustCheckpoint = false,
    rules?: string,
  ): { readonly commit: Commit; readonly derived: Derived } {
    const counts = this.#counted(derived);
    const { movements, levels } = this.#book(derived);
    const site = this.#siteToNote(rows);
    const questions = this.#ask(derived);
    const devices = this.#deriver.takeActivities();
    const writeDevices = mustCheckpoint || at_ms - this.#devices_written_at_ms >= device_write_every_ms;
    if (writeDevices) this.#devices_written_at_ms = at_ms;
    const n = this.#ledger.head.n + rows.length;
    const isCheckpointDue =
      mustCheckpoint ||
      n - this.#checkpoint_n >= checkpoint_rows ||
      (n > this.#checkpoint_n && at_ms - this.#checkpoint_at_ms >= checkpoint_every_ms);
    this.#ledger.commit(
      {
        rows,
        tick_ms: this.#deriver.tick_at_ms,
        movements,
        counts,
        levels,
        ...(derived.lots === undefined ? {} : { lots: derived.lots }),
        questions,
        associations: derived.associations,
        tellings: derived.tellings,
        periods: this.#deriver.read(({ books }) => books.periods),
        documents: derived.documents,
        quarantine: derived.quarantine,
        devices: writeDevices ? this.#deriver.allActivities() : [],
        cursors,
        ...(isCheckpointDue ? { checkpoint: this.#deriver.checkpoint() } : {}),
        ...(rules === undefined ? {} : { rules }),
        ...(site === undefined ? {} : { site }),
      },
      this.#limit,
    );
    if (isCheckpointDue) {
      this.#checkpoint_n = n;
      this.#checkpoint_at_ms = at_ms;
    }
    const journal = this.#ledger.journalState(this.#limit, at_ms);
    const counters = this.#counters();
    const { associations, tellings } = derived;
    const associations_active = this.#deriver.associations;
    const news = { movements, levels, questions, devices, associations, associations_active, tellings };
    return { commit: { at_ms, ...news, journal, counters }, derived };
  }

  /** The settings, when they have changed or the ledger has never noted them. */
  #siteToNote(rows: readonly JournalRow[]): string | undefined {
    const { site } = this.#deriver;
    if (site === undefined) return undefined;
    if (this.#site_noted && !rows.some(({ event }) => event === 'settings')) return undefined;
    this.#site_noted = true;
    return JSON.stringify(site);
  }

  #counted(derived: Derived): StoredCount[] {
    const { head, last_count } = this.#ledger;
    return derived.counts.map(({ movements, ...count }, i) => ({
      ...count,
      number: last_count + 1 + i,
      seq: head.seq + movements,
    }));
  }

  #counters(): Record<string, number> {
    const displaced = this.#ledger.masses_displaced;
    const told = this.#deriver.counters();
    const counters = displaced === 0 ? told : { ...told, 'masses weighed out of their place': displaced };
    const forgotten = (counters['quarantined frames'] ?? 0) - limits.quarantine_rows_max;
    return forgotten > 0 ? { ...counters, 'quarantined frames forgotten': forgotten } : counters;
  }

  #book(derived: Derived): { readonly movements: StoredMovement[]; readonly levels: Level[] } {
    const touched = new Map<string, { item: string; location: string }>();
    const movements: StoredMovement[] = [];
    let { seq } = this.#ledger.head;
    for (const movement of derived.movements) {
      seq += 1;
      movements.push({ ...movement, seq });
      applyMovement(this.#levels, movement);
      for (const location of [movement.from, movement.to]) {
        touched.set(`${location} ${movement.item}`, { item: movement.item, location });
      }
    }
    const levels = [...touched.values()].map((each) => ({
      ...each,
      quantity: levelOf(this.#levels, each.item, each.location),
    }));
    return { movements, levels };
  }

  #ask(derived: Derived): StoredQuestion[] {
    const changed = new Map<string, StoredQuestion>();
    for (const change of derived.questions) {
      const id = change.kind === 'raised' ? change.question.id : change.id;
      const known = changed.get(id) ?? this.#questions.get(id);
      const next =
        change.kind === 'raised'
          ? raise(known, change.question)
          : settle(known, change.answer, change.by, change.at_ms);
      if (next === undefined) continue;
      changed.set(id, next);
      if (next.state === 'open') this.#questions.set(id, next);
      else this.#questions.delete(id);
    }
    return [...changed.values()];
  }
}
