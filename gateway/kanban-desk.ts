/** Wiring of kanban loops: the levels of their bins are looked at, and what they say goes to the writer, who decides. */
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import { messageOf } from './base/faults.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';
import type { Intake } from './intake/intake.ts';
import { cardLeftTold, type LoopFacts, loopTold } from './kanban-told.ts';
import type { DocumentFilter } from './ledger/documents.ts';
import type { LedgerReader } from './ledger/reader.ts';
import type { CardLeft, LoopTold } from './live/kanban-schemas.ts';
import type { Kanban } from './live/routes/kanban.ts';
import type { Plans } from './live/routes/plans.ts';
import type { SiteFile } from './site/site-file.ts';
import { type Bin, binSays, binsOf, type KanbanLoop } from './stock/kanban.ts';
import { type Levels, levelOf } from './stock/levels.ts';
import { isCalledBack } from './work/card-acts.ts';
import type { CardLateFact } from './work/card-findings.ts';
import { dueGathered } from './work/card-gather.ts';
import type { CardSignal } from './work/card-signal.ts';

export interface KanbanDeskParts {
  readonly reader: Pick<LedgerReader, 'documents' | 'movements' | 'past' | 'head'>;
  readonly intake: Pick<Intake, 'command'>;
  readonly plans: Pick<Plans, 'ask'>;
  readonly siteFile: Pick<SiteFile, 'current'>;
  /** As screens have them. */
  readonly state: { facts(): { readonly levels: Levels } };
  readonly clock: Clock;
  readonly log: Log;
  readonly counters: Counters;
}

/** What a bin said, since when, and until when it is not told again. */
interface Said {
  readonly what: string;
  readonly since_ms: number;
  readonly quiet_until_ms: number;
}

/** Of an item, by the last plan; empty where it does not say it. */
type Demand = Pick<LoopFacts, 'demand_per_day' | 'days'>;

export class KanbanDesk implements Kanban {
  readonly #parts: KanbanDeskParts;
  readonly #said = new Map<string, Said>();
  /** Whether the ledger knows anything of an item at a place; where it does not, until when it is not looked up again. */
  readonly #known = new Map<string, true | number>();
  /** Suppliers at whom could not be ordered together: until when that is not tried again. */
  readonly #tried = new Map<string, number>();
  /** What the last plan that was asked says of demand, by item. */
  #planned: { readonly made_ms?: number; readonly demand: Map<string, Demand> } = { demand: new Map() };
  #cancel: () => void = () => {};
  #turn: Promise<unknown> = Promise.resolve();
  #isOver = false;

  constructor(parts: KanbanDeskParts) {
    this.#parts = parts;
    this.#again();
  }

  /** Idempotent; resolves when nothing is being told any more. */
  async close(): Promise<void> {
    this.#isOver = true;
    this.#cancel();
    await this.#turn;
  }

  async tell(id?: string): Promise<readonly LoopTold[] | undefined> {
    const loops = this.#loops().filter((loop) => id === undefined || loop.id === id);
    if (id !== undefined && loops.length === 0) return undefined;
    const open = this.#open();
    const demand = await this.#demand(loops);
    const { state, clock } = this.#parts;
    return loops.map((loop) =>
      loopTold(loop, {
        levels: state.facts().levels,
        open: open.get(loop.id) ?? [],
        closed: this.#closed(loop),
        now_ms: clock.now_ms(),
        ...demand.get(loop.item),
      }),
    );
  }

  /** By loop and card. */
  left(): readonly CardLeft[] {
    const now_ms = this.#parts.clock.now_ms();
    const loops = new Set(this.#loops().map(({ id }) => id));
    const gone = [...this.#open()].flatMap(([loop, open]) => (loops.has(loop) ? [] : open));
    return gone
      .map((signal) => cardLeftTold(signal, now_ms))
      .sort((a, b) => (a.loop === b.loop ? a.card - b.card : a.loop < b.loop ? -1 : 1));
  }

  /** Cards that are out for longer than the lead time of their loop: for alerts. */
  facts(): readonly CardLateFact[] {
    const now_ms = this.#parts.clock.now_ms();
    return [...this.#open().values()].flat().flatMap(({ id, loop, card, state, location, opened, late_ms, lines }) => {
      const item = lines[0]?.item;
      if (now_ms <= late_ms || item === undefined) return [];
      return [{ id, loop, card, state, location, item, signalled_ms: opened.at_ms }];
    });
  }

  #again(): void {
    const { clock, log } = this.#parts;
    this.#cancel = clock.after(limits.kanban_look_ms, () => {
      this.#turn = this.#look()
        .then(() => this.#orderGathered())
        .catch((thrown: unknown) => log.warn({}, `Kanban bins could not be looked at: ${messageOf(thrown)}`))
        .then(() => (this.#isOver ? undefined : this.#again()));
    });
  }

  /** What a level says has to last: a container that is lifted off for a moment is none that is empty. */
  async #look(): Promise<void> {
    const loops = this.#loops().filter(({ signals }) => signals === 'level');
    const places = new Set(loops.flatMap((loop) => binsOf(loop).map(({ location }) => keyOf(loop.item, location))));
    for (const known of [this.#known, this.#said])
      for (const key of known.keys()) if (!places.has(key)) known.delete(key);
    if (loops.length === 0) return;
    const open = this.#open();
    const { levels } = this.#parts.state.facts();
    for (const loop of loops) {
      const bins = binsOf(loop).filter(({ location }) => this.#isKnown(loop.item, location, levels));
      const known = { levels, open: open.get(loop.id) ?? [] };
      const isAsked = bins.some((bin) => whatBinSays(loop, bin, { ...known, but: [] }) !== '');
      const but = isAsked ? this.#takenBack(loop) : [];
      const lasting = bins.filter((bin) => this.#hasLasted(loop, bin, whatBinSays(loop, bin, { ...known, but })));
      if (lasting.length === 0) continue;
      await this.#see(loop, {
        bins: lasting.map(({ location }) => location),
        ...(but.length === 0 ? {} : { but }),
      });
      if (this.#isOver) return;
    }
  }

  /** Whether a bin has said so for long enough, and was not asked about it just now. What others of its loop say is nothing to it. */
  #hasLasted({ item, settle_s }: KanbanLoop, { location }: Bin, what: string): boolean {
    const key = keyOf(item, location);
    const now_ms = this.#parts.clock.monotonic_ms();
    const before = this.#said.get(key);
    if (what === '') this.#said.delete(key);
    else if (before?.what !== what) this.#said.set(key, { what, since_ms: now_ms, quiet_until_ms: 0 });
    const said = this.#said.get(key);
    if (said === undefined || now_ms - said.since_ms < settle_s * 1_000 || now_ms < said.quiet_until_ms) return false;
    this.#said.set(key, { ...said, quiet_until_ms: now_ms + limits.kanban_again_ms });
    return true;
  }

  /** A gateway that has not looked yet knows no empty bins: of a place where nothing was ever booked or counted nothing is said. */
  #isKnown(item: string, location: string, levels: Levels): boolean {
    const { clock, reader } = this.#parts;
    const key = keyOf(item, location);
    const known = levelOf(levels, item, location) !== 0 || this.#known.get(key);
    if (known !== true && known !== undefined && clock.monotonic_ms() < known) return false;
    const isKnown =
      known === true ||
      reader.past.lastCount(item, location, reader.head()) !== undefined ||
      reader.movements({ item, to: location, limit: 1 }).length > 0;
    this.#known.set(key, isKnown || clock.monotonic_ms() + limits.kanban_again_ms);
    return isKnown;
  }

  /** Cards whose last signal a person took back, and whose bins nothing was brought to since: asked again, they would come back at once. */
  #takenBack(loop: KanbanLoop): readonly number[] {
    const { reader } = this.#parts;
    const last = lastOf(this.#closed(loop));
    const withdrawn = this.#closed(loop, { states: ['withdrawn'], limit: limits.kanban_cards_max });
    return [...lastOf(withdrawn).values()].flatMap(({ id, card, closed, location }) => {
      if (closed === undefined || (last.get(card)?.id ?? id) !== id) return [];
      const [brought] = reader.movements({ item: loop.item, to: location, limit: 1 });
      return brought !== undefined && brought.arrived_ms > closed.at_ms ? [] : [card];
    });
  }

  async #see(
    { id }: KanbanLoop,
    seen: { readonly bins: readonly string[]; readonly but?: readonly number[] },
  ): Promise<void> {
    const { intake, counters, log } = this.#parts;
    const act = { act: 'see-bins', seeing: { loop: id, ...seen } } as const;
    const done = await intake.command(`kanban:${id}`, { kind: 'work', act });
    if (done.ok && (done.documents ?? []).length > 0) counters.add('kanban.told_by_level');
    else counters.add('kanban.seen_otherwise');
    if (!done.ok) log.warn({ loop: id, says: done.says }, 'the empty bins of a kanban loop could not be signalled');
  }

  /** Signals that waited for others of their supplier until now; the writer looks again which they are. */
  async #orderGathered(): Promise<void> {
    const { siteFile, intake, clock, log, counters } = this.#parts;
    if (this.#isOver || this.#loops().length === 0) return;
    const due = dueGathered([...this.#open().values()].flat(), siteFile.current, clock.now_ms());
    for (const supplier of this.#tried.keys()) if (!due.has(supplier)) this.#tried.delete(supplier);
    for (const [supplier, { loop }] of due) {
      if (clock.monotonic_ms() < (this.#tried.get(supplier) ?? 0)) continue;
      this.#tried.set(supplier, clock.monotonic_ms() + limits.kanban_again_ms);
      const act = { act: 'order-cards', gathered: { supplier } } as const;
      const done = await intake.command(`kanban:${loop}`, { kind: 'work', act });
      if (done.ok) this.#tried.delete(supplier);
      counters.add(done.ok ? 'kanban.ordered_together' : 'kanban.seen_otherwise');
      if (!done.ok) log.warn({ supplier, says: done.says }, 'kanban cards could not be ordered together');
      if (this.#isOver) return;
    }
  }

  #open(): ReadonlyMap<string, readonly CardSignal[]> {
    const found = new Map<string, CardSignal[]>();
    const asked = { kinds: ['card-signal'], open: true, limit: limits.documents_open_max } as const;
    for (const { document } of this.#parts.reader.documents.documents(asked)) {
      if (document.kind !== 'card-signal') continue;
      const known = found.get(document.loop) ?? [];
      known.push(document);
      found.set(document.loop, known);
    }
    return found;
  }

  /** Of the loop alone, the newest first. */
  #closed({ id }: KanbanLoop, more: Partial<DocumentFilter> = {}): readonly CardSignal[] {
    return this.#parts.reader.documents
      .documents({
        kinds: ['card-signal'],
        open: false,
        reference: id,
        limit: limits.kanban_measured_max,
        ...more,
      })
      .flatMap(({ document }) => (document.kind === 'card-signal' ? [document] : []));
  }

  /** A plan that is not there, or does not answer, says nothing of demand. Of one plan each item is asked for once: it is made anew for that. */
  async #demand(loops: readonly KanbanLoop[]): Promise<ReadonlyMap<string, Demand>> {
    const { plans } = this.#parts;
    const state = await plans.ask({ kind: 'state' });
    const made_ms = state.ok ? state.answer.state.made?.origin_ms : undefined;
    if (made_ms === undefined) return new Map();
    if (this.#planned.made_ms !== made_ms) this.#planned = { made_ms, demand: new Map() };
    const { demand } = this.#planned;
    for (const item of new Set(loops.map((loop) => loop.item))) {
      if (demand.has(item)) continue;
      const reply = await plans.ask({ kind: 'item', item });
      // What a newer plan says of it is asked for again the next time.
      if (!reply.ok || reply.answer.state.made?.origin_ms !== made_ms) break;
      const { row, plan } = reply.answer.item ?? {};
      demand.set(
        item,
        row?.demand_per_day === undefined ? {} : { demand_per_day: row.demand_per_day, days: plan?.history?.days ?? 0 },
      );
    }
    return demand;
  }

  #loops(): readonly KanbanLoop[] {
    return this.#parts.siteFile.current.work?.kanban ?? [];
  }
}

/** The newest of each card. */
function lastOf(newest_first: readonly CardSignal[]): ReadonlyMap<number, CardSignal> {
  const last = new Map<number, CardSignal>();
  for (const signal of newest_first) if (!last.has(signal.card)) last.set(signal.card, signal);
  return last;
}

function keyOf(item: string, location: string): string {
  return `${location}\n${item}`;
}

/** In a form that is the same as long as the same is to be done; empty where nothing is. */
function whatBinSays(
  loop: KanbanLoop,
  { location, cards }: Bin,
  {
    levels,
    open,
    but,
  }: { readonly levels: Levels; readonly open: readonly CardSignal[]; readonly but: readonly number[] },
): string {
  const out = open.filter(({ card }) => cards.includes(card));
  const fillable = out.filter(isCalledBack).length;
  const level = levelOf(levels, loop.item, location);
  const { to_signal, to_fill } = binSays(loop, level, { cards: cards.length, open: out.length, fillable });
  const left = cards.filter((card) => but.includes(card) && out.every((each) => each.card !== card)).length;
  const wanted = Math.max(0, to_signal - left);
  return wanted + to_fill === 0 ? '' : `${wanted} ${to_fill}`;
}
