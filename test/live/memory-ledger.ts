/** A ledger in memory: books what it is given and answers like the real reader. */
import type {
  Commit,
  DeviceActivity,
  JournalState,
  StoredMovement,
  Telling,
  TellingChange,
} from '../../gateway/ledger/commit.ts';
import type { DocumentQueries } from '../../gateway/ledger/documents.ts';
import type { Past } from '../../gateway/ledger/past.ts';
import type {
  AssociationFilter,
  JournalRow,
  LedgerReader,
  MovementFilter,
  QuarantineRow,
  QuestionFilter,
  StoredAssociation,
} from '../../gateway/ledger/reader.ts';
import type { AssociationChange } from '../../gateway/stock/association.ts';
import { applyMovement, type Level, type Levels, levelOf, levelsOf, listLevels } from '../../gateway/stock/levels.ts';
import type { Movement } from '../../gateway/stock/movement.ts';
import type { Document } from '../../gateway/work/document.ts';
import type { StoredQuestion } from '../../gateway/work/question.ts';

export class MemoryLedger implements LedgerReader {
  readonly ledger_id = 'ledger-1';
  readonly gateway_id = 'gateway-1';
  readonly frames = new Map<number, JournalRow>();
  readonly poison: QuarantineRow[] = [];
  readonly #movements: StoredMovement[] = [];
  readonly #levels: Levels = new Map();
  readonly #questions = new Map<string, StoredQuestion>();
  readonly #devices = new Map<string, DeviceActivity>();
  readonly #associations: StoredAssociation[] = [];
  readonly #tellings = new Map<number, Telling>();
  /** It keeps no lots. */
  readonly lots = {
    list: () => [],
    record: () => undefined,
    events: () => [],
    levels: () => [],
    steps: () => [],
    places: () => [],
    madeOf: () => [],
    madeInto: () => [],
  };
  /** All of it is ours. */
  readonly owned = () => [];
  readonly masses = () => [];
  /** Put there by the test itself, oldest first. */
  readonly papers: Document[] = [];
  journal: JournalState = {
    first_n: 1,
    last_n: 1,
    bytes: 4_096,
    bytes_max: 4_294_967_296,
    pruned_rows: 0,
    disk_free_bytes: 21_474_836_480,
  };

  /** Books and returns the news of it, as the writer would. */
  commit(news: {
    readonly at_ms: number;
    readonly movements?: readonly Movement[];
    readonly questions?: readonly StoredQuestion[];
    readonly devices?: readonly DeviceActivity[];
    readonly associations?: readonly AssociationChange[];
    readonly tellings?: readonly TellingChange[];
    readonly counters?: Readonly<Record<string, number>>;
  }): Commit {
    const stored = (news.movements ?? []).map((movement, index) => ({
      ...movement,
      seq: this.#movements.length + index + 1,
    }));
    const touched = new Map<string, Level>();
    for (const movement of stored) {
      applyMovement(this.#levels, movement);
      for (const location of [movement.from, movement.to]) {
        const quantity = levelOf(this.#levels, movement.item, location);
        touched.set(`${location}/${movement.item}`, { item: movement.item, location, quantity });
      }
    }
    this.#movements.push(...stored);
    for (const question of news.questions ?? []) this.#questions.set(question.id, question);
    for (const activity of news.devices ?? []) this.#devices.set(activity.device, activity);
    for (const change of news.associations ?? []) this.#associate(change);
    for (const change of news.tellings ?? []) this.#tell(change);
    return {
      at_ms: news.at_ms,
      movements: stored,
      levels: [...touched.values()],
      questions: news.questions ?? [],
      devices: news.devices ?? [],
      associations: news.associations ?? [],
      associations_active: this.#associations.filter(({ ended }) => ended === undefined).length,
      tellings: news.tellings ?? [],
      journal: this.journal,
      counters: news.counters ?? {},
    };
  }

  head(): number {
    return this.#movements.length;
  }

  movementsAfter(seq: number, limit: number): StoredMovement[] {
    return this.#movements.slice(seq, seq + limit);
  }

  movements({ item, location, before_seq, limit }: MovementFilter): StoredMovement[] {
    return this.#movements
      .filter((movement) => before_seq === undefined || movement.seq < before_seq)
      .filter((movement) => item === undefined || movement.item === item)
      .filter((movement) => location === undefined || movement.from === location || movement.to === location)
      .reverse()
      .slice(0, limit);
  }

  movement(id: string): StoredMovement | undefined {
    return this.#movements.find((movement) => movement.id === id);
  }

  levels({ item, location }: { readonly item?: string; readonly location?: string }): Level[] {
    return listLevels(this.#levels)
      .filter((level) => item === undefined || level.item === item)
      .filter((level) => location === undefined || level.location === location);
  }

  questions({ state, before, limit }: QuestionFilter): StoredQuestion[] {
    const isAfter = (question: StoredQuestion) =>
      before === undefined ||
      question.at_ms < before.at_ms ||
      (question.at_ms === before.at_ms && question.id < before.id);
    return [...this.#questions.values()]
      .filter((question) => (state === undefined || question.state === state) && isAfter(question))
      .sort((a, b) => b.at_ms - a.at_ms || (a.id < b.id ? 1 : -1))
      .slice(0, limit);
  }

  question(id: string): StoredQuestion | undefined {
    return this.#questions.get(id);
  }

  associations({ epc, item, ended = false, before, limit }: AssociationFilter): StoredAssociation[] {
    const isAfter = (each: StoredAssociation) =>
      before === undefined || each.n < before.n || (each.n === before.n && each.epc < before.epc);
    return this.#associations
      .filter((each) => isAfter(each) && (ended || each.ended === undefined))
      .filter((each) => epc === undefined || each.epc === epc)
      .filter(({ contents }) => item === undefined || ('item' in contents && contents.item === item))
      .sort((a, b) => b.n - a.n || (a.epc < b.epc ? 1 : -1))
      .slice(0, limit);
  }

  tellings(device: string, limit: number, before_n = Number.MAX_SAFE_INTEGER): Telling[] {
    return [...this.#tellings.values()]
      .filter((each) => each.device === device && each.n < before_n)
      .sort((a, b) => b.n - a.n)
      .slice(0, limit);
  }

  #associate(change: AssociationChange): void {
    const { epc, at_ms, by, reason } = change.kind === 'made' ? change.association : change;
    const now = this.#associations.findIndex((each) => each.epc === epc && each.ended === undefined);
    const known = this.#associations[now];
    if (known !== undefined) this.#associations[now] = { ...known, ended: { at_ms, by, reason } };
    if (change.kind === 'made') this.#associations.push(change.association);
  }

  #tell(change: TellingChange): void {
    if (change.kind === 'given') {
      const { kind: _, ...telling } = change;
      this.#tellings.set(change.n, telling);
      return;
    }
    const known = this.#tellings.get(change.n);
    if (known !== undefined) this.#tellings.set(change.n, { ...known, outcome: change.outcome });
  }

  frame(n: number): JournalRow | undefined {
    return this.frames.get(n);
  }

  quarantine(limit: number, before_n = Number.MAX_SAFE_INTEGER): QuarantineRow[] {
    return this.poison
      .filter((row) => row.n < before_n)
      .slice(-limit)
      .reverse();
  }

  devices(): DeviceActivity[] {
    return [...this.#devices.values()];
  }

  /** What was known when, by going through everything. */
  readonly past: Past = {
    began_ms: () => this.#movements[0]?.arrived_ms,
    known_ms: () => this.#movements.at(-1)?.arrived_ms ?? 0,
    counts_since: () => undefined,
    site: () => undefined,
    seqAt: (at_ms) => this.#movements.filter(({ arrived_ms }) => arrived_ms <= at_ms).length,
    levelsAt: (seq, { item, location }) =>
      listLevels(levelsOf(this.#movements.slice(0, seq)))
        .filter((level) => item === undefined || level.item === item)
        .filter((level) => location === undefined || level.location === location),
    questionsAt: (at_ms, about) =>
      this.questions({ limit: Number.MAX_SAFE_INTEGER })
        .filter(
          ({ at_ms: opened_ms, settled_ms = Number.POSITIVE_INFINITY }) => opened_ms <= at_ms && settled_ms > at_ms,
        )
        .filter(
          ({ item, location }) =>
            about === undefined ||
            ((item !== undefined || location !== undefined) &&
              (item ?? about.item) === about.item &&
              (location ?? about.location) === about.location),
        ),
    sumRows: ({ item, location, after_seq, until_seq }) =>
      this.#movements
        .filter(({ seq }) => seq > after_seq && seq <= until_seq)
        .filter((each) => each.item === item && (each.from === location || each.to === location))
        .reverse(),
    confidences: () => [],
    lastCount: () => undefined,
    countsAfter: () => [],
    devicesAt: ({ at_ms, devices, frames }) => ({
      devices: new Map(
        devices.map((id) => {
          const heard = [...this.frames.values()].filter((row) => row.device === id && row.at_ms <= at_ms).reverse();
          return [id, { state: heard.length > 0 ? 'connected' : 'unknown', frames: heard.slice(0, frames) }];
        }),
      ),
      looked_from_ms: [...this.frames.values()][0]?.at_ms,
    }),
    inOneView: (read) => read(),
  };

  readonly documents: DocumentQueries = {
    document: (id) => this.papers.findLast((paper) => paper.id === id),
    documents: ({ kinds, open, party, before = Number.MAX_SAFE_INTEGER, limit }) =>
      this.papers
        .map((document, i) => ({ number: i + 1, document }))
        .filter(
          ({ number, document: { kind, closed, ...paper } }) =>
            number < before &&
            kinds?.includes(kind) !== false &&
            (party ?? paper.party) === paper.party &&
            (open ?? closed === undefined) === (closed === undefined),
        )
        .reverse()
        .slice(0, limit),
    stamps: (filter) => this.documents.documents(filter).map(({ document: { id, version: event } }) => ({ id, event })),
    documentPage: (filter) => {
      const found = this.documents.documents({ ...filter, limit: filter.limit + 1 });
      return { found: found.slice(0, filter.limit), hasMore: found.length > filter.limit };
    },
    documentEvents: () => [],
    eventPage: () => ({ found: [], hasMore: false }),
  };

  cursor(): number {
    return 0;
  }

  close(): void {}
}
