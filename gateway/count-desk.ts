/** Wiring of counting programmes: what they are due to count is looked up in the ledger, and every night and on request their sheets are opened. */
import type { Clock } from './base/clock.ts';
import { messageOf } from './base/faults.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';
import { localDay, localDayStart, localDayText } from './base/site-time.ts';
import { type ItemRank, judgedOf, placesOf } from './count-facts.ts';
import { CountSheets } from './count-sheets.ts';
import { EveryNight } from './every-night.ts';
import type { Intake } from './intake/intake.ts';
import type { LedgerReader } from './ledger/reader.ts';
import type { CountProgrammes, ProgrammeOpened, ProgrammeTold } from './live/routes/count-programmes.ts';
import type { Plans } from './live/routes/plans.ts';
import { type DueCount, dueCounts } from './planning/count-due.ts';
import type { SiteFile } from './site/site-file.ts';
import type { Site } from './stock/site.ts';
import { siteIndexOf } from './stock/site-index.ts';
import { type CountProgramme, usualCounting } from './stock/work-settings.ts';
import type { CountDueFact } from './work/count-findings.ts';
import { keyOf } from './work/counted-lines.ts';

export interface CountDeskParts {
  readonly reader: Pick<LedgerReader, 'head' | 'levels' | 'past' | 'documents'>;
  readonly intake: Pick<Intake, 'command'>;
  readonly plans: Plans;
  readonly siteFile: Pick<SiteFile, 'current'>;
  readonly clock: Clock;
  readonly log: Log;
}

export class CountDesk implements CountProgrammes {
  readonly #parts: CountDeskParts;
  readonly #sheets: CountSheets;
  readonly #night: EveryNight;
  /** Of what the nights found due and had no room for. */
  #left = new Map<string, number>();
  #turn: Promise<unknown> = Promise.resolve();

  constructor(parts: CountDeskParts) {
    this.#parts = parts;
    this.#sheets = new CountSheets(parts.reader.documents);
    const { clock, log } = parts;
    this.#night = new EveryNight({
      clock,
      time_zone: () => this.#site.time_zone,
      after_midnight_ms: limits.count_after_midnight_ms,
      // The key of the night, and the room of the day, keep it from being done twice.
      is_made_up: true,
      ring: () =>
        void this.openAll().catch((thrown: unknown) => log.warn({}, `no count sheets tonight: ${messageOf(thrown)}`)),
    });
  }

  /** Idempotent; resolves when nothing is being opened any more. */
  async close(): Promise<void> {
    this.#night.stop();
    await this.#turn;
  }

  async tell(id: string | undefined, lines: number): Promise<readonly ProgrammeTold[] | undefined> {
    const asked = this.#programmes().filter((each) => id === undefined || each.id === id);
    if (id !== undefined && asked.length === 0) return undefined;
    const ranks = await this.#ranks();
    const told: ProgrammeTold[] = [];
    for (const programme of asked) told.push(await this.#told(programme, ranks, lines));
    return told;
  }

  open(id: string, by: string, key?: string): ReturnType<CountProgrammes['open']> {
    const programme = this.#programmes().find((each) => each.id === id);
    if (programme === undefined)
      return Promise.resolve({ ok: false, code: 'no-such-programme', says: `There is no counting programme ${id}.` });
    return this.#inTurn(async () => this.#open(programme, await this.#ranks(), { by, key }));
  }

  /** The sheets of tonight. What fails for one programme is logged, and keeps no other from being opened. */
  openAll(): Promise<void> {
    return this.#inTurn(async () => {
      const nightly = this.#programmes().filter(({ is_nightly }) => is_nightly);
      if (nightly.length === 0) return;
      const { clock, log } = this.#parts;
      const ranks = await this.#ranks();
      const day = localDayText(clock.now_ms(), this.#site.time_zone);
      for (const programme of nightly) {
        // The key of the night: a gateway that is started again in it opens nothing twice.
        const done = await this.#open(programme, ranks, { by: `programme:${programme.id}`, key: `night-${day}` });
        if (!done.ok) log.warn({ programme: programme.id, says: done.says }, 'no count sheets of a programme tonight');
      }
    });
  }

  /** Sheets that are open, and what programmes had no room for: for alerts. */
  facts(): readonly CountDueFact[] {
    const open = this.#sheets
      .open()
      .flatMap(({ id, due_day, programme, lines }): CountDueFact[] =>
        due_day === undefined
          ? []
          : [{ kind: 'sheet', id, due_day, lines, ...(programme === undefined ? {} : { programme }) }],
      );
    const behind = this.#programmes().flatMap(({ id, name, lines_per_day }): CountDueFact[] => {
      const left = this.#left.get(id) ?? 0;
      return [{ kind: 'programme', id, name, left, lines_per_day }];
    });
    return [...open, ...behind];
  }

  async #open(
    programme: CountProgramme,
    ranks: ReadonlyMap<string, ItemRank>,
    { by, key }: { readonly by: string; readonly key: string | undefined },
  ): Promise<Awaited<ReturnType<CountProgrammes['open']>>> {
    const due = await this.#due(programme, ranks);
    const room = Math.max(0, programme.lines_per_day - this.#openedToday(programme));
    const now = due.slice(0, room);
    const opened: { sheets: string[]; lines: number } = { sheets: [], lines: 0 };
    const { clock, intake } = this.#parts;
    const { id, name, assignees } = programme;
    for (const [i, { assignee, lines }] of sharesOf(this.#asOneWalks(now), assignees).entries()) {
      const opening = {
        chosen: `programme ${id}: ${name}`,
        programme: id,
        asked: `programme ${id}`,
        lines: lines.map(({ location, item, abc }) => ({ location, item, abc })),
        due_day: localDayText(clock.now_ms(), this.#site.time_zone),
        ...(assignee === undefined ? {} : { assignee }),
      };
      const act = { act: 'open-count', opening } as const;
      const command = { kind: 'work', ...(key === undefined ? {} : { key: `${key}-${id}-${i}` }), act } as const;
      const done = await intake.command(by, command);
      if (!done.ok) return { ok: false, code: 'not-possible', says: done.says };
      opened.sheets.push(...(done.documents ?? []));
      opened.lines += lines.length;
    }
    const left = due.length - now.length;
    this.#left.set(id, left);
    const told: ProgrammeOpened = { ...opened, left };
    return { ok: true, opened: told };
  }

  async #told(programme: CountProgramme, ranks: ReadonlyMap<string, ItemRank>, lines: number): Promise<ProgrammeTold> {
    const { clock } = this.#parts;
    const due = await this.#due(programme, ranks);
    const { id, name, by, is_nightly, lines_per_day } = programme;
    const since_ms = clock.now_ms() - limits.count_judged_days * 86_400_000;
    return {
      id,
      name,
      by,
      is_nightly,
      ...(is_nightly ? { next_ms: this.#night.next_ms() } : {}),
      lines_per_day,
      opened_today: this.#openedToday(programme),
      open_sheets: this.#sheets.open().flatMap((each) => (each.programme === id ? [each.id] : [])),
      due: due.length,
      lines: due.slice(0, lines),
      counted: judgedOf(programme, { approved: this.#sheets.approved(), index: siteIndexOf(this.#site), since_ms }),
    };
  }

  async #due(programme: CountProgramme, ranks: ReadonlyMap<string, ItemRank>): Promise<readonly DueCount[]> {
    const { reader, clock } = this.#parts;
    const index = siteIndexOf(this.#site);
    const counting = new Set(this.#sheets.open().flatMap(({ places }) => places));
    const places = await placesOf(programme, { reader, index, ranks, isOnSheet: (line) => counting.has(keyOf(line)) });
    const counts_per_year = this.#site.work?.counting?.counts_per_year ?? usualCounting.counts_per_year;
    const due = dueCounts(programme, places, { counts_per_year, now_ms: clock.now_ms() });
    return due.ok ? due.value : [];
  }

  #openedToday({ id }: CountProgramme): number {
    const zone = this.#site.time_zone;
    return this.#sheets.openedSince(id, localDayStart(localDay(this.#parts.clock.now_ms(), zone), zone));
  }

  #asOneWalks(due: readonly DueCount[]): readonly DueCount[] {
    const order = new Map(this.#site.locations.map(({ id }, i) => [id, i]));
    return [...due].sort(
      (a, b) => (order.get(a.location) ?? 0) - (order.get(b.location) ?? 0) || (a.item < b.item ? -1 : 1),
    );
  }

  /** A plan that is not there, or does not answer, ranks nothing. */
  async #ranks(): Promise<ReadonlyMap<string, ItemRank>> {
    const reply = await this.#parts.plans.ask({ kind: 'rows', asked: { limit: limits.plan_items_max } });
    const rows = reply.ok ? (reply.answer.rows ?? []) : [];
    return new Map(
      rows.map(({ item, abc, demand_per_day = 0 }) => [
        item,
        { demand_per_day, ...(abc === undefined ? {} : { abc }) },
      ]),
    );
  }

  get #site(): Site {
    return this.#parts.siteFile.current;
  }

  #programmes(): readonly CountProgramme[] {
    return this.#site.work?.counting?.programmes ?? [];
  }

  /** One after the other: what one opens, the next one leaves out. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const next = this.#turn.then(work);
    this.#turn = next.catch(() => undefined);
    return next;
  }
}

/** A stretch of the walk for each who counts, as even as may be. */
function sharesOf(
  lines: readonly DueCount[],
  assignees: readonly string[],
): readonly { readonly assignee?: string; readonly lines: readonly DueCount[] }[] {
  if (lines.length === 0) return [];
  if (assignees.length === 0) return [{ lines }];
  return assignees
    .map((assignee, i) => ({
      assignee,
      lines: lines.slice(
        Math.round((i * lines.length) / assignees.length),
        Math.round(((i + 1) * lines.length) / assignees.length),
      ),
    }))
    .filter((each) => each.lines.length > 0);
}
