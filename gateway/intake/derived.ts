/** What a deriver's rows and ticks led to, before it is stored. */
import type {
  CommandForDevice,
  CountMade,
  Feedback,
  Input,
  Outcome,
  QuestionChange,
} from '../interpretation/interpretation.ts';
import type { TellingChange } from '../ledger/commit.ts';
import type { LotWrite } from '../ledger/lots.ts';
import type { JournalRow, QuarantineRow } from '../ledger/reader.ts';
import type { AssociationChange } from '../stock/association.ts';
import type { Movement } from '../stock/movement.ts';
import type { DocumentChange } from '../work/document.ts';

/** What rows and ticks led to, gathered until taken. */
export interface Derived {
  readonly movements: Movement[];
  /** `movements`: how many of those gathered came before it. */
  readonly counts: CountMade[];
  /** Levels are absolute, the last one of a lot at a location counts; absent where no lot is concerned. */
  lots?: LotWrite;
  readonly questions: QuestionChange[];
  readonly feedback: Feedback[];
  readonly commands: CommandForDevice[];
  readonly associations: AssociationChange[];
  /** What people told devices, and what became of it. */
  readonly tellings: TellingChange[];
  /** In their order; several of one document are as many versions of it. */
  readonly documents: DocumentChange[];
  readonly quarantine: QuarantineRow[];
  /** `field` where one of the command's breaks a rule. */
  readonly refusals: { readonly n: number; readonly code: string; readonly says: string; readonly field?: string }[];
  /** By the row of a command of work: the documents that it changed; of one that came again, those that it had changed. */
  readonly worked: { readonly n: number; readonly documents: readonly string[]; readonly isRepeat: boolean }[];
  /** By the row of the command that was carried out. */
  readonly notes: { readonly n: number; readonly notes: readonly string[] }[];
}

export function nothing(): Derived {
  return {
    movements: [],
    counts: [],
    questions: [],
    feedback: [],
    commands: [],
    associations: [],
    tellings: [],
    documents: [],
    worked: [],
    quarantine: [],
    refusals: [],
    notes: [],
  };
}

/** Adds what an outcome booked and asked, and what it says of lots; its counts keep their place among all movements gathered. */
export function gatherBooked(
  derived: Derived,
  { movements, counts, questions, lots }: Pick<Outcome, 'movements' | 'counts' | 'questions' | 'lots'>,
): void {
  if (lots !== undefined) gatherLots(derived, lots);
  if (questions.length > 0) derived.questions.push(...questions);
  if (movements.length + counts.length === 0) return;
  const before = derived.movements.length;
  for (const count of counts) derived.counts.push({ ...count, movements: before + count.movements });
  derived.movements.push(...movements);
}

/** Adds what an outcome tells people and devices; after what work has told of it. */
export function gatherTold(
  derived: Derived,
  { feedback, commands, associations, notes }: Pick<Outcome, 'feedback' | 'commands' | 'associations' | 'notes'>,
  input: Input,
): void {
  if (feedback.length > 0) derived.feedback.push(...feedback);
  if (commands.length > 0) derived.commands.push(...commands);
  if (associations.length > 0) derived.associations.push(...associations);
  if (notes.length > 0 && input.kind === 'command') derived.notes.push({ n: input.n, notes });
}

export function quarantined({ n, at_ms, data, device, topic }: JournalRow, reason: string): QuarantineRow {
  return {
    n,
    at_ms,
    reason,
    data: data ?? new Uint8Array(),
    ...(device === undefined ? {} : { device }),
    ...(topic === undefined ? {} : { topic }),
  };
}

function gatherLots(derived: Derived, { levels, corrections, events }: LotWrite): void {
  const { lots } = derived;
  derived.lots = {
    levels: [...(lots?.levels ?? []), ...levels],
    corrections: [...(lots?.corrections ?? []), ...corrections],
    events: [...(lots?.events ?? []), ...events],
  };
}
