/** Is the ledger true? Levels = fold of the movements = replay of the journal, or the first place where they differ. */
import type { StoredMovement } from '../ledger/commit.ts';
import type { StoredCount } from '../ledger/counts.ts';
import type { LedgerCheck } from '../ledger/ledger-check.ts';
import type { Level } from '../stock/levels.ts';
import { type LotLevel, listLots } from '../stock/lots/lot-levels.ts';
import { listOwned, type OwnerLevel } from '../stock/owner.ts';
import { Deriver, type Surroundings } from './deriver.ts';
import { countLine, movementLine } from './result-lines.ts';
import { documentsAgain } from './verify-documents.ts';

export interface Verdict {
  readonly ok: boolean;
  readonly movements: number;
  readonly levels: number;
  /** Journal rows derived again. */
  readonly rows: number;
  /** Movements that no longer can be derived: their journal is gone, or rules of another version decided them. */
  readonly not_derived: number;
  /** Each a sentence; empty when all is well. */
  readonly problems: readonly string[];
  readonly says: string;
}

export function verify(check: LedgerCheck, around: Surroundings): Verdict {
  const problems: string[] = [];
  if (check.integrity !== 'ok') problems.push(`the file is damaged: ${check.integrity}`);
  if (!check.isDense) problems.push('movement numbers are not dense from 1');
  problems.push(...differences(check.stored, check.folded));
  if (check.broken_trail !== undefined) {
    problems.push(`row ${check.broken_trail} of the audit trail does not follow from the one before it`);
  }
  const { rows, problem } = deriveAgain(check, around);
  if (problem !== undefined) problems.push(problem);
  const not_derived = check.checkpoint?.seq ?? 0;
  const reach =
    not_derived === 0
      ? 'the whole journal was derived again'
      : `${not_derived} movements are older than the ${check.isPruned ? 'journal' : 'rules of this version'} and could not be derived again`;
  return {
    ok: problems.length === 0,
    movements: check.movements,
    levels: check.stored.length,
    rows,
    not_derived,
    problems,
    says:
      problems.length === 0
        ? `${check.stored.length} levels are the sum of ${check.movements} movements; ${rows} journal rows give the same movements; ${reach}.`
        : `The ledger is not true: ${problems.join('; ')}.`,
  };
}

/** The verdict on a ledger that cannot be read to its end. */
export function unreadable(why: string): Verdict {
  const problems = [`it cannot be read: ${why}`];
  const says = `The ledger is not true: ${problems[0]}.`;
  return { ok: false, movements: 0, levels: 0, rows: 0, not_derived: 0, problems, says };
}

const page_rows = 1_000;

function deriveAgain(check: LedgerCheck, around: Surroundings): { readonly rows: number; readonly problem?: string } {
  const deriver = new Deriver(around, check.checkpoint?.state);
  const stored = storedFrom(check.checkpoint?.seq ?? 0, check.movementsAfter, ({ seq }) => seq);
  const counted = storedFrom(check.checkpoint?.counts ?? 0, check.countsAfter, ({ number }) => number);
  const papers = documentsAgain(check);
  let rows = 0;
  const compare = (): string | undefined => {
    const { movements, counts, documents } = deriver.takeDerived();
    for (const movement of movements) {
      const kept = stored.next();
      // Other rules decide the same in other words; that it is the same movement is what a start asks, too.
      if (!check.isOfTheseRules && kept?.id === movement.id) continue;
      const line = kept === undefined ? 'nothing' : movementLine(kept);
      if (line !== movementLine(movement))
        return `the journal derives ${movementLine(movement)} where the ledger has ${line}`;
    }
    for (const count of counts) {
      if (count.arrived_ms <= check.counts_since_ms) continue;
      const kept = recorded(counted, check);
      if (!check.isOfTheseRules && kept?.id === count.id) continue;
      const line = kept === undefined ? 'nothing' : countLine(kept);
      if (line !== countLine(count)) return `the journal derives ${countLine(count)} where the ledger has ${line}`;
    }
    return papers.compare(documents);
  };
  for (const row of check.rows()) {
    deriver.take(row);
    rows += 1;
    const problem = compare();
    if (problem !== undefined) return { rows, problem: `${problem} (journal row ${row.n})` };
  }
  if (check.last_n > 0) deriver.tickTo(check.tick_ms);
  const problem = compare();
  if (problem !== undefined) return { rows, problem };
  const wrong = lotsWrong(check, deriver) ?? ownersWrong(check, deriver) ?? check.masses;
  if (wrong !== undefined) return { rows, problem: wrong };
  const left = stored.next();
  if (left !== undefined) return { rows, problem: `the journal does not derive ${movementLine(left)}` };
  const closed = deriver.read(({ books }) => books.periods);
  if (JSON.stringify(closed) !== JSON.stringify(check.periods))
    return { rows, problem: `the journal derives ${closed.length} closed periods, and the ledger has others` };
  const paper = papers.end(deriver.work.open.values());
  if (paper !== undefined) return { rows, problem: paper };
  const count = recorded(counted, check);
  return count === undefined ? { rows } : { rows, problem: `the journal does not derive ${countLine(count)}` };
}

/** Levels by lot follow from the journal, corrections included. */
function lotsWrong({ lots }: LedgerCheck, deriver: Deriver): string | undefined {
  if (lots === undefined) return undefined;
  const keyOf = ({ item, location, lot }: LotLevel) => `${item} of lot ${lot} at ${location}`;
  const stored = new Map(lots.map((level) => [keyOf(level), level.quantity]));
  for (const level of deriver.read((memory) => listLots(memory.books.lots.levels))) {
    const key = keyOf(level);
    const kept = stored.get(key) ?? 0;
    stored.delete(key);
    if (kept !== level.quantity) return `the journal derives ${level.quantity} × ${key} where the ledger has ${kept}`;
  }
  for (const [key, kept] of stored) return `the journal derives nothing of ${key} where the ledger has ${kept}`;
  return undefined;
}

/** Whose stock lies where follows from the journal. */
function ownersWrong({ owned }: LedgerCheck, deriver: Deriver): string | undefined {
  if (owned === undefined) return undefined;
  const keyOf = ({ item, location, owner }: OwnerLevel) => `${item} of ${owner} at ${location}`;
  const stored = new Map(owned.map((level) => [keyOf(level), level.quantity]));
  for (const level of deriver.read((memory) => listOwned(memory.books.owners))) {
    const key = keyOf(level);
    const kept = stored.get(key) ?? 0;
    stored.delete(key);
    if (kept !== level.quantity) return `the journal derives ${level.quantity} × ${key} where the ledger has ${kept}`;
  }
  for (const [key, kept] of stored) return `the journal derives nothing of ${key} where the ledger has ${kept}`;
  return undefined;
}

/** The next stored count of a time from which on counts are recorded. */
function recorded(counted: { next(): StoredCount | undefined }, check: LedgerCheck): StoredCount | undefined {
  let count = counted.next();
  while (count !== undefined && count.arrived_ms <= check.counts_since_ms) count = counted.next();
  return count;
}

/** What is stored after the oldest checkpoint, one at a time, a page in memory. */
function storedFrom<Stored extends StoredMovement | StoredCount>(
  first: number,
  after: (number: number, limit: number) => Stored[],
  numberOf: (stored: Stored) => number,
): { next(): Stored | undefined } {
  let number = first;
  let page: Stored[] = [];
  let at = 0;
  return {
    next() {
      if (at === page.length) {
        page = after(number, page_rows);
        at = 0;
      }
      const stored = page[at];
      at += 1;
      if (stored !== undefined) number = numberOf(stored);
      return stored;
    },
  };
}

function differences(stored: readonly Level[], folded: readonly Level[]): string[] {
  const keyOf = (level: Level) => `${level.item} at ${level.location}`;
  const expected = new Map(folded.map((level) => [keyOf(level), level.quantity]));
  const problems: string[] = [];
  for (const level of stored) {
    const sum = expected.get(keyOf(level)) ?? 0;
    expected.delete(keyOf(level));
    if (sum !== level.quantity) problems.push(`${keyOf(level)}: level ${level.quantity}, movements sum to ${sum}`);
  }
  for (const [key, sum] of expected) problems.push(`${key}: no level, movements sum to ${sum}`);
  return problems.slice(0, 20);
}
