/** Commands of work on their way from the journal to movements and documents: decided by `work/`, booked by interpretation, or refused. */
import type { Input, Outcome } from '../interpretation/interpretation.ts';
import { type Act, carryOut, type WorkCommand } from '../work/act.ts';
import { Desk, type DeskAround, type Work } from '../work/desk.ts';
import { unknown_item } from '../work/taking-in.ts';
import { type SavedWork, saveWork, workOf } from '../work/work.ts';
import type { TakenCommand } from './command.ts';
import type { Derived } from './derived.ts';
import { type SavedWorkKeys, WorkKeys } from './work-keys.ts';

export interface SavedDesk {
  readonly work: SavedWork;
  readonly keys: SavedWorkKeys;
  readonly forgotten: number;
}

export type WorkAsked = Omit<DeskAround, 'work'>;

export class WorkDesk {
  readonly work: Work;
  readonly #keys: WorkKeys;

  constructor(saved?: SavedDesk) {
    this.work = workOf(saved?.work);
    this.#keys = new WorkKeys(saved?.keys);
    this.#keys.forgotten = saved?.forgotten ?? 0;
  }

  get keys_forgotten(): number {
    return this.#keys.forgotten;
  }

  save(): SavedDesk {
    return { work: saveWork(this.work), keys: this.#keys.save(), forgotten: this.#keys.forgotten };
  }

  /** Adds to `derived` what follows, or why nothing does; `interpret` books. */
  take(
    asked: WorkAsked,
    { key, act }: WorkCommand,
    derived: Derived,
    interpret: (input: Extract<Input, { kind: 'work' }>) => Outcome,
  ): void {
    const { n, at_ms, by } = asked;
    const known = key === undefined ? undefined : this.#keys.find(by, key, act);
    if (known === 'other') {
      derived.refusals.push({ n, code: 'key-used', says: `key ${key} was used for another command`, field: 'key' });
      return;
    }
    if (known !== undefined) {
      derived.worked.push({ n, documents: known.documents, isRepeat: true });
      return;
    }
    const desk = new Desk({ ...asked, work: this.work });
    const refused = carryOut(desk, act);
    if (refused !== undefined) {
      const { code, field, rule } = refused;
      derived.refusals.push({ n, code, says: `${field} ${rule}`.trim(), field });
      return;
    }
    const { movements, counts, asks, settles, bars } = desk;
    // Interpretation says itself why it does not book.
    const booking = { kind: 'work', n, at_ms, person: by, movements, counts, asks, settles, bars } as const;
    if (interpret(booking).refused !== undefined) return;
    desk.settle();
    const documents = [...new Set(desk.changes.map(({ document }) => document.id))];
    derived.documents.push(...desk.changes);
    derived.worked.push({ n, documents, isRepeat: false });
    if (desk.notes.length > 0) derived.notes.push({ n, notes: desk.notes });
    if (key !== undefined) this.#keys.keep(by, key, { act, n, documents });
  }
}

/** An answer to what work asks is work; all other commands stay what they are. */
export function asWork(command: TakenCommand): WorkCommand | undefined {
  if (command.kind === 'work') return command;
  if (command.kind !== 'settle' || !command.question.startsWith(unknown_item)) return undefined;
  const [id = '', line] = command.question.slice(unknown_item.length).split('/');
  const { item, answer } = command;
  const act: Act = {
    act: 'name-item',
    naming: { id, line: Number(line), answer, ...(item === undefined ? {} : { item }) },
  };
  return { kind: 'work', act };
}
