/**
 * One command of work, being decided: what it may look at, and where it puts what follows. Nothing of it counts before the whole
 * command is decided and its movements are booked.
 */
import { limits } from '../base/limits.ts';
import type { HoldScope } from '../stock/lots/hold.ts';
import type { WorkCount, WorkMovement, WorkQuestion, WorkReversal } from '../stock/movement.ts';
import type { SiteIndex } from '../stock/site-index.ts';
import type { CountSenses, SweepOrder } from '../stock/sweep.ts';
import type { CardSignal } from './card-signal.ts';
import type { CountedLines } from './counted-lines.ts';
import { type Document, type DocumentChange, type DocumentKind, prefixes } from './document.ts';
import type { HandlingUnit } from './handling-unit.ts';

/** Why a command of work is not carried out: the field of it that breaks a rule. Nothing changed. */
export interface WorkRefusal {
  readonly code: 'not-possible' | 'no-such-document' | 'stale' | 'key-used';
  /** Path into the command, `lines.0.quantity`; empty when the whole is meant. */
  readonly field: string;
  readonly rule: string;
}

export function refusal(field: string, rule: string, code: WorkRefusal['code'] = 'not-possible'): WorkRefusal {
  return { code, field, rule };
}

/** What is open, the last number given of each kind, and what is being counted. */
export interface Work {
  readonly open: Map<string, Document>;
  readonly numbers: Map<DocumentKind, number>;
  /** Handling units that are kept, by their SSCC. */
  readonly units: Map<string, string>;
  readonly counted: CountedLines;
  /** Open signals of kanban cards, by loop and card. */
  readonly signals: Map<string, string>;
}

export function cardKey({ loop, card }: { readonly loop: string; readonly card: number }): string {
  return `${loop}\n${card}`;
}

export interface DeskAround {
  readonly work: Work;
  readonly index: SiteIndex;
  /** By location, then item. */
  readonly levels: ReadonlyMap<string, ReadonlyMap<string, number>>;
  /** What of an item at a place is not ours, by owner; nothing where absent. */
  ownersAt?(item: string, location: string): ReadonlyMap<string, number>;
  /** The level at a past time, by when things happened, as far as that is known now; undefined where that is too long ago. */
  levelThen(item: string, location: string, at_ms: number): number | undefined;
  /** The end of the last closed period of the books: nothing is said of before it any more. 0 while none is closed. */
  readonly open_from_ms: number;
  /** What devices know beyond what they have booked; nothing where absent. */
  readonly senses?: CountSenses;
  readonly n: number;
  readonly at_ms: number;
  readonly by: string;
  /** What the ids of the command's movements begin with; `n` and its row in the journal when absent. */
  readonly first_id?: string;
}

const noSenses: CountSenses = {
  swept: () => undefined,
  weighed: () => ({ ok: false, says: 'no scale weighs it' }),
};

/** What an event tells beside who and when. */
export interface Told {
  readonly what: string;
  readonly reason?: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/** A document without what the desk adds; `closed` only as the reason, when it is to be closed. */
export type Next = NextOf<Document>;

type NextOf<Kind extends Document> = Kind extends Document
  ? Omit<Kind, 'version' | 'opened' | 'closed'> & { readonly closing?: string }
  : never;

export class Desk {
  readonly index: SiteIndex;
  readonly at_ms: number;
  readonly open_from_ms: number;
  readonly by: string;
  readonly first_id: string;
  readonly senses: CountSenses;
  readonly changes: DocumentChange[] = [];
  readonly movements: WorkMovement[] = [];
  readonly reversals: WorkReversal[] = [];
  readonly counts: WorkCount[] = [];
  readonly asks: WorkQuestion[] = [];
  readonly settles: { readonly id: string; readonly answer: string }[] = [];
  /** Holds of all there is of something, by their number; without a scope one that ends. */
  readonly bars: { readonly id: string; readonly scope?: HoldScope }[] = [];
  readonly sweeps: SweepOrder[] = [];
  /** What the person should know, one sentence each. */
  readonly notes: string[] = [];
  readonly #around: DeskAround;
  readonly #changed = new Map<string, Document>();
  readonly #numbers = new Map<DocumentKind, number>();
  readonly #units = new Map<string, string>();

  constructor(around: DeskAround) {
    this.#around = around;
    this.index = around.index;
    this.at_ms = around.at_ms;
    this.open_from_ms = around.open_from_ms;
    this.by = around.by;
    this.first_id = around.first_id ?? `n${around.n}`;
    this.senses = around.senses ?? noSenses;
  }

  levelOf(item: string, location: string): number {
    return this.#around.levels.get(location)?.get(item) ?? 0;
  }

  /** All that there is of an item, by location. */
  *levelsOf(item: string): Generator<readonly [string, number]> {
    for (const [location, items] of this.#around.levels) {
      const units = items.get(item);
      if (units !== undefined) yield [location, units];
    }
  }

  /** All that lies at a place, by item. */
  levelsAt(location: string): Iterable<readonly [string, number]> {
    return this.#around.levels.get(location) ?? [];
  }

  ownersAt(item: string, location: string): ReadonlyMap<string, number> {
    return this.#around.ownersAt?.(item, location) ?? new Map();
  }

  levelThen(item: string, location: string, at_ms: number): number | undefined {
    return this.#around.levelThen(item, location, at_ms);
  }

  /** An open document as this command has left it so far. */
  open(id: string): Document | undefined {
    const known = this.#changed.get(id) ?? this.#around.work.open.get(id);
    return known?.closed === undefined ? known : undefined;
  }

  /** The open sheet that an item at a place is counted with, as it was before this command. */
  countedWith(place: { readonly location: string; readonly item: string }): string | undefined {
    return this.#around.work.counted.sheetOf(place);
  }

  *allOpen(): Generator<Document> {
    for (const [id, document] of this.#around.work.open) if (!this.#changed.has(id)) yield document;
    for (const document of this.#changed.values()) if (document.closed === undefined) yield document;
  }

  /** The handling unit with this SSCC, announced or in the house. */
  unit(sscc: string): HandlingUnit | undefined {
    const id = this.#units.get(sscc) ?? this.#around.work.units.get(sscc);
    const found = id === undefined ? undefined : this.open(id);
    return found?.kind === 'handling-unit' ? found : undefined;
  }

  *units(): Generator<HandlingUnit> {
    for (const document of this.allOpen()) if (document.kind === 'handling-unit') yield document;
  }

  /** The open signal of a kanban card. */
  signal(loop: string, card: number): CardSignal | undefined {
    const key = cardKey({ loop, card });
    for (const each of this.#changed.values()) {
      if (each.kind === 'card-signal' && each.closed === undefined && cardKey(each) === key) return each;
    }
    const found = this.open(this.#around.work.signals.get(key) ?? '');
    return found?.kind === 'card-signal' ? found : undefined;
  }

  *signals(): Generator<CardSignal> {
    for (const id of this.#around.work.signals.values()) {
      const known = this.#changed.has(id) ? undefined : this.open(id);
      if (known?.kind === 'card-signal') yield known;
    }
    for (const each of this.#changed.values()) {
      if (each.kind === 'card-signal' && each.closed === undefined) yield each;
    }
  }

  /** Undefined when too many are open. */
  nextId(kind: DocumentKind): string | undefined {
    if (this.#around.work.open.size + this.#changed.size >= limits.documents_open_max) return undefined;
    const number = (this.#numbers.get(kind) ?? this.#around.work.numbers.get(kind) ?? 0) + 1;
    this.#numbers.set(kind, number);
    return `${prefixes[kind]}-${number}`;
  }

  /** Opens, changes or closes a document. */
  put(next: Next, told: Told): void {
    const { closing, ...rest } = next;
    const known = this.open(next.id);
    const stamp = { at_ms: this.at_ms, by: this.by };
    const version = (known?.version ?? 0) + 1;
    const document: Document = {
      ...rest,
      version,
      opened: known?.opened ?? stamp,
      ...(closing === undefined ? {} : { closed: { ...stamp, reason: closing } }),
    };
    const { what, reason = closing ?? '', detail = {} } = told;
    const { id, kind, state } = document;
    this.#changed.set(id, document);
    if (document.kind === 'handling-unit') this.#units.set(document.sscc, id);
    this.changes.push({
      document,
      event: { document: id, kind, n: this.#around.n, version, state, what, reason, detail, ...stamp },
    });
  }

  /** Makes what was decided count. */
  settle(): void {
    const { work } = this.#around;
    for (const [id, document] of this.#changed) {
      work.counted.change(work.open.get(id), document);
      if (document.closed === undefined) work.open.set(id, document);
      else work.open.delete(id);
      if (document.kind === 'card-signal') settleSignal(work.signals, document);
      if (document.kind !== 'handling-unit') continue;
      if (document.closed === undefined) work.units.set(document.sscc, id);
      else if (work.units.get(document.sscc) === id) work.units.delete(document.sscc);
    }
    for (const [kind, number] of this.#numbers) work.numbers.set(kind, number);
  }
}

function settleSignal(signals: Map<string, string>, signal: CardSignal): void {
  const key = cardKey(signal);
  if (signal.closed === undefined) signals.set(key, signal.id);
  else if (signals.get(key) === signal.id) signals.delete(key);
}
