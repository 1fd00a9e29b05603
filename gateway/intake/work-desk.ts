/** Work on its way from the journal to movements and documents: decided by `work/`, booked by interpretation, or refused. */
import type {
  Feedback,
  Input,
  Outcome,
  ScannedWork,
  TaskScan,
  UnitSighting,
} from '../interpretation/interpretation.ts';
import { levelsThen } from '../interpretation/levels-then.ts';
import type { Memory } from '../interpretation/memory.ts';
import { onceAt } from '../interpretation/scan-task.ts';
import { sweptSheet } from '../interpretation/sweep.ts';
import { weighedAt } from '../interpretation/weighed.ts';
import type { WorkCount, WorkMovement } from '../stock/movement.ts';
import { ownersAt } from '../stock/owner.ts';
import { type Act, carryOut, type WorkCommand } from '../work/act.ts';
import { fillCards, followCards } from '../work/card-follow.ts';
import { cardScanned } from '../work/card-scanned.ts';
import { Desk, type DeskAround, type Work, type WorkRefusal } from '../work/desk.ts';
import type { Document } from '../work/document.ts';
import { fieldOf } from '../work/line-field.ts';
import { refuseOverfull } from '../work/room.ts';
import {
  finishOf,
  leftText,
  type Meant,
  meantAlone,
  meantByDevice,
  meantFor,
  type ScannedLine,
} from '../work/scanned.ts';
import { isAboutUnits, meantForUnit, meantWhole, unitText } from '../work/scanned-units.ts';
import { unknown_item } from '../work/taking-in.ts';
import { seeUnit } from '../work/unit-seen.ts';
import { type SavedWork, saveWork, workOf } from '../work/work.ts';
import type { Brought } from './brought.ts';
import type { TakenCommand } from './command.ts';
import type { Derived } from './derived.ts';
import { type SavedWorkKeys, WorkKeys } from './work-keys.ts';

export interface SavedDesk {
  readonly work: SavedWork;
  readonly keys: SavedWorkKeys;
  readonly forgotten: number;
}

export type WorkAsked = Omit<DeskAround, 'work'>;

/** What work may look at of the books; undefined before the first settings. */
export function booksAround(memory: Memory): Omit<WorkAsked, 'n' | 'at_ms' | 'by'> | undefined {
  const { turn, books } = memory;
  if (turn === undefined) return undefined;
  const open_from_ms = books.periods.at(-1)?.until_ms ?? 0;
  const senses = {
    swept: (sheet: string, locations: ReadonlySet<string>) => sweptSheet(memory, sheet, locations),
    weighed: (location: string) => weighedAt(turn, memory, location),
  };
  const ownersOf = (item: string, location: string) => ownersAt(books.owners, item, location);
  return {
    index: turn.index,
    levels: books.levels,
    ownersAt: ownersOf,
    levelThen: levelsThen(books),
    open_from_ms,
    senses,
  };
}

/** Books what work asks for, all of it or nothing. */
export type InterpretWork = (input: Extract<Input, { kind: 'work' }>) => Outcome;

interface Telling {
  readonly run: (act: Act) => Done;
  readonly say: (tone: Feedback['tone'], says: string) => void;
}

type Decide = (desk: Desk) => WorkRefusal | undefined;

interface Decided {
  /** Absent where nobody asked for it. */
  readonly act?: Act;
  readonly decide: Decide;
}

type Done =
  | { readonly ok: true; readonly documents: readonly string[]; readonly notes: readonly string[] }
  | {
      readonly ok: false;
      readonly says: string;
      readonly refused?: { readonly code: string; readonly field?: string };
    };

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

  /** Adds to `derived` what follows from a command, or why nothing does. */
  take(asked: WorkAsked, { key, act }: WorkCommand, derived: Derived, interpret: InterpretWork): void {
    const { n, by } = asked;
    const known = key === undefined ? undefined : this.#keys.find(by, key, act);
    if (known === 'other') {
      derived.refusals.push({ n, code: 'key-used', says: `key ${key} was used for another command`, field: 'key' });
      return;
    }
    if (known !== undefined) {
      derived.worked.push({ n, documents: known.documents, isRepeat: true });
      return;
    }
    const done = this.#decide(asked, { act, decide: byPeople(act) }, derived, interpret);
    if (!done.ok) {
      const { says, refused } = done;
      if (refused !== undefined) derived.refusals.push({ n, says, ...refused });
      return;
    }
    const { documents, notes } = done;
    derived.worked.push({ n, documents, isRepeat: false });
    if (notes.length > 0) derived.notes.push({ n, notes });
    if (key !== undefined) this.#keys.keep(by, key, { act, n, documents });
  }

  /** Adds to `derived` what follows from a scan for a task, and what its person is told. */
  scan(asked: WorkAsked, scan: TaskScan, derived: Derived, interpret: InterpretWork): void {
    const say = (tone: Feedback['tone'], says: string) =>
      derived.feedback.push({ device: scan.device, at_ms: asked.at_ms, tone, says });
    const run = (act: Act) =>
      this.#decide({ ...asked, first_id: scan.id }, { act, decide: byPeople(act) }, derived, (input) =>
        interpret({ ...input, scanned: scannedFor(act, scan) }),
      );
    const { task, what } = scan;
    if (scan.card !== undefined) {
      const said = cardScanned(this.work, asked.index, scan.card);
      const done: Done = said.act === undefined ? { ok: true, documents: [], notes: [] } : run(said.act);
      say(said.act === undefined || !done.ok ? 'error' : 'ok', done.ok ? said.says : `not booked: ${done.says}`);
      return;
    }
    if (isAboutUnits(task)) {
      this.#scanUnit(asked, scan, { run, say });
      return;
    }
    if (task === 'SCRAP' || task === 'RETURN') {
      const begins =
        task === 'SCRAP' ? 'scrap: scan the place, then the items' : 'return: scan the items that came back';
      if (what === 'begin') say('mode', begins);
      else if (what === 'line') this.#tell(meantAlone(task, lineOf(scan)), { run, say });
      else say('error', 'it is finished with each line; scan DONE');
      return;
    }
    const document = this.#workedOn(task, scan, run);
    if (typeof document === 'string') say('error', document);
    else if (what === 'begin') say('mode', leftText(document));
    else if (what === 'sweep' || what === 'weigh') {
      const reader = asked.index.devices.get(scan.device)?.settings.scanner?.reader?.device ?? scan.device;
      this.#tell(meantByDevice(document, what, { reader, location: scan.location }), { run, say, about: document.id });
    } else {
      const meant =
        scan.sscc !== undefined
          ? meantWhole(this.work, document, scan.sscc, scan.location)
          : what === 'line'
            ? meantFor(document, lineOf(scan))
            : finishOf(document);
      this.#tell(meant, { run, say, about: document.id });
    }
  }

  #scanUnit({ index }: WorkAsked, scan: TaskScan, { run, say }: Telling): void {
    const meant = meantForUnit(this.work, index, scan, lineOf(scan));
    if (!meant.ok) say('error', meant.says);
    else if (meant.act === undefined) say(scan.what === 'begin' ? 'mode' : 'ok', meant.says);
    else {
      const done = run(meant.act);
      if (!done.ok) {
        say('error', notBooked(done));
        return;
      }
      const unit = this.work.open.get(this.work.units.get(scan.unit ?? scan.sscc ?? '') ?? '');
      const what = unit?.kind === 'handling-unit' ? unitText(index, unit) : `${scan.unit ?? scan.sscc ?? ''} is done`;
      say('ok', done.notes.length === 0 ? what : `${what}; ${done.notes.join(' ')}`);
    }
  }

  /** What follows from a handling unit that was seen by its tag; what is counted of it. */
  see(asked: WorkAsked, seen: UnitSighting, derived: Derived, interpret: InterpretWork): string {
    const { id, device, evidence, permille, at_ms } = seen;
    const scanned = { id, device, task: '', evidence, permille };
    const done = this.#decide(asked, { decide: (desk) => seeUnit(desk, seen) }, derived, (input) => {
      const movements = input.movements.map((each) => ({ ...each, at_ms }));
      return interpret({ ...input, movements, scanned });
    });
    return done.ok ? 'handling units moved by their tags' : 'sightings of handling units that move nothing';
  }

  /** Kanban cards whose goods were brought without a document. */
  fill(asked: WorkAsked, { movements }: Brought, derived: Derived): void {
    const desk = new Desk({ ...asked, work: this.work });
    fillCards(desk, movements);
    desk.settle();
    derived.documents.push(...desk.changes);
  }

  /** Carries out what was meant, and says what is left of the task. */
  #tell(meant: Meant, { run, say, about }: Telling & { readonly about?: string }): void {
    const done: Done = meant.ok ? run(meant.act) : { ok: false, says: meant.says };
    if (!done.ok) {
      say('error', notBooked(done));
      return;
    }
    const id = about ?? done.documents[0] ?? '';
    const left = this.work.open.get(id);
    const notes = done.ok && left?.kind === 'count' ? done.notes : [];
    say('ok', [...notes, left === undefined ? `${id} is done` : leftText(left)].join(' '));
  }

  /** The document itself; of an order the receipt that takes it in, which is opened where there is none. Else why not. */
  #workedOn(task: string, { what }: TaskScan, run: (act: Act) => Done): Document | string {
    const found = this.work.open.get(task);
    if (found === undefined) return `there is no open document ${task}`;
    if (found.kind !== 'purchase-order') return found;
    const receiptOf = () =>
      [...this.work.open.values()].find((each) => each.kind === 'receipt' && each.of === task && each.state === 'open');
    const known = receiptOf();
    if (known !== undefined || what === 'finish') return known ?? `nothing of ${task} is being received`;
    const opened = run({ act: 'open-receipt', opening: { order: task } });
    return receiptOf() ?? (opened.ok ? task : opened.says);
  }

  #decide(asked: WorkAsked, { act, decide }: Decided, derived: Derived, interpret: InterpretWork): Done {
    const { n, at_ms, by } = asked;
    const desk = new Desk({ ...asked, work: this.work });
    const refused = decide(desk);
    if (refused !== undefined) {
      const { code, field, rule } = refused;
      return { ok: false, says: `${field} ${rule}`.trim(), refused: { code, field } };
    }
    followCards(desk);
    const { movements, reversals, counts, asks, settles, bars, sweeps, notes } = desk;
    const ends = desk.changes.flatMap(({ document }) => (document.closed === undefined ? [] : [document.id]));
    const booked = { movements, reversals, counts, asks, settles, bars, ends, sweeps };
    const outcome = interpret({ kind: 'work', n, at_ms, person: by, ...booked });
    if (outcome.refused !== undefined) return notBookable(outcome.refused, booked, act);
    desk.settle();
    derived.documents.push(...desk.changes);
    return { ok: true, documents: [...new Set(desk.changes.map(({ document }) => document.id))], notes };
  }
}

/** What booking refuses, by the field of the command that it follows from: the desk knows the command, and so it is told here alone. */
function notBookable(
  { code, says, field, of }: NonNullable<Outcome['refused']>,
  booked: { readonly movements: readonly WorkMovement[]; readonly counts: readonly WorkCount[] },
  act: Act | undefined,
): Done {
  const each = of === undefined ? undefined : booked[of.list][of.at];
  const named = act === undefined || each === undefined ? '' : fieldOf(act, each, field);
  return { ok: false, says, refused: named === '' ? { code } : { code, field: named } };
}

/** What people do has to fit where they bring it. */
function byPeople(act: Act): Decide {
  return (desk) => carryOut(desk, act) ?? refuseOverfull(desk);
}

/** Who scans one thing after the other is told of the thing, not of its place in a command. */
function notBooked({ says }: { readonly says: string }): string {
  return `not booked: ${says.replace(/^lines\.\d{1,6}\.(?:(?:sound|damaged|quantity) (?=\d))?/, '')}`;
}

/** What a transfer sends, it takes in again; and a receipt that is opened has taken nothing yet. */
function scannedFor({ act }: Act, scan: TaskScan): ScannedWork {
  const { id, device, task, evidence, lot, weighs, quantity = 1, location = '', once } = scan;
  const isPassing = act === 'send' || act === 'arrive' || act === 'issue-material';
  const taken = once === undefined || act === 'open-receipt' ? undefined : isPassing ? onceAt(location, once) : once;
  return {
    id,
    device,
    task,
    evidence,
    ...(lot === undefined ? {} : { lot }),
    ...(weighs === undefined ? {} : { weighs: { ...weighs, quantity } }),
    ...(taken === undefined ? {} : { once: taken }),
  };
}

function lineOf({ device, at_ms, item, code, quantity = 1, is_damaged, location, lot: said }: TaskScan): ScannedLine {
  const { known: _, quantity: __, ...lot } = said ?? { known: 'scanned' };
  return {
    quantity,
    at_ms,
    by: `scanner:${device}`,
    is_damaged: is_damaged === true,
    ...(item === undefined ? {} : { item }),
    ...(code === undefined ? {} : { code }),
    ...(location === undefined ? {} : { location }),
    ...(said === undefined ? {} : { lot }),
  };
}

/** An answer to what work asks is work; all other commands stay what they are. */
export function asWork(command: TakenCommand): WorkCommand | undefined {
  if (command.kind === 'work') return command;
  if (command.kind !== 'settle' || !command.question.startsWith(unknown_item)) return undefined;
  const [id = '', line] = command.question.slice(unknown_item.length).split('/');
  const { item, answer } = command;
  const naming = { id, line: Number(line), answer, ...(item === undefined ? {} : { item }) };
  return { kind: 'work', act: { act: 'name-item', naming } };
}
