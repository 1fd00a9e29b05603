/** Wiring of `why`: what the ledger knows, put into words, down to the bytes. Used by REST and by the command alike. */
import { systemClock } from './base/clock.ts';
import { limits } from './base/limits.ts';
import { explain } from './explain.ts';
import { type Moment, momentOf } from './ledger/moment.ts';
import type { LedgerReader } from './ledger/reader.ts';
import { readerOf } from './ledger/sqlite-reader.ts';
import type { Explain } from './live/routes/frames.ts';
import type { AskWhy, WhyAnswer, WhyPlace, WhyQuery, WhyReading } from './live/routes/why.ts';
import { siteViewOf } from './live/site-view.ts';
import { type Anchor, type Why, whyOf } from './reports/why.ts';
import type { Level } from './stock/levels.ts';
import type { Evidence } from './stock/movement.ts';
import type { Site } from './stock/site.ts';

export interface WhySources {
  readonly reader: LedgerReader;
  site(): Site;
  now_ms(): number;
  /** A row of the journal down to its bytes. */
  readonly explain: Explain;
}

type View = ReturnType<typeof siteViewOf>;

/** What one answer is made of. */
interface Asked extends Pick<WhySources, 'reader' | 'explain'> {
  readonly site: Site;
  readonly view: View;
  readonly moment: Moment;
  maySee(row_is: string): boolean;
}

/** Gives the function that answers; each answer is of one moment, whatever the writer does meanwhile. */
export function whyOfLedger(sources: WhySources): AskWhy {
  let known: { readonly site: Site; readonly view: View } | undefined;
  return (query) => {
    const site = sources.site();
    if (known?.site !== site) known = { site, view: siteViewOf(site) };
    const { view } = known;
    return sources.reader.past.inOneView(() => answer(sources, site, view, query));
  };
}

function answer(
  { reader, now_ms, explain: explained }: WhySources,
  site: Site,
  view: View,
  query: WhyQuery,
): ReturnType<AskWhy> {
  const { past } = reader;
  const now: Moment = { at_ms: Math.max(now_ms(), past.known_ms()), seq: reader.head() };
  const asked =
    query.at === undefined ? { ok: true as const, moment: now } : momentOf(past, query.at, site.time_zone, now_ms());
  if (!asked.ok) return asked;
  const { moment } = asked;
  const levels = past.levelsAt(moment.seq, { item: query.item });
  const item = view.items.find(({ id }) => id === query.item) ?? formerItem(query.item, levels);
  if (item === undefined) return { ok: false, code: 'not-found', says: `There is no item ${query.item}.` };
  const { location } = query;
  if (
    location !== undefined &&
    !view.locations.some(({ id }) => id === location) &&
    !levels.some((l) => l.location === location)
  ) {
    return { ok: false, code: 'not-found', says: `There is no location ${location}.` };
  }
  const outside = new Set(view.locations.filter(({ kind }) => kind === 'outside').map(({ id }) => id));
  const wanted =
    location === undefined
      ? levels
          .filter((level) => !outside.has(level.location))
          .sort((a, b) => Math.abs(b.quantity) - Math.abs(a.quantity))
      : [levels.find((level) => level.location === location) ?? { item: item.id, location, quantity: 0 }];
  const { maySee = () => true } = query;
  const each = { reader, explain: explained, site, view, moment, maySee };
  const places = wanted.slice(0, limits.why_places_max).map((level) => placeOf(each, level));
  const quantity = wanted.reduce((sum, level) => sum + level.quantity, 0);
  return {
    ok: true,
    answer: {
      item,
      ...(query.at === undefined ? {} : { as_of: moment }),
      quantity,
      says: saysOf(places, quantity, wanted.length),
      places,
      more_places: wanted
        .slice(limits.why_places_max)
        .map(({ location: id, quantity: q }) => ({ location: id, quantity: q })),
    },
  };
}

/** An item that the settings no longer have and that is still somewhere. */
function formerItem(id: string, levels: readonly Level[]): WhyAnswer['item'] | undefined {
  return levels.length === 0 ? undefined : { id, name: id, unit: 'piece' };
}

function saysOf(places: readonly WhyPlace[], quantity: number, count: number): string {
  const [first] = places;
  if (first === undefined) return 'None anywhere.';
  return count === 1 ? first.says : `${quantity} in ${count} locations.`;
}

function placeOf(asked: Asked, { item, location, quantity }: Level): WhyPlace {
  const { reader, site, view, moment } = asked;
  const { past } = reader;
  const count = past.lastCount(item, location, moment.seq);
  const after_seq = count?.seq ?? 0;
  const moved = past.sumRows({ item, location, after_seq, until_seq: moment.seq });
  const shown = Math.min(moved.length, limits.why_movements_shown);
  const movements = shown === 0 ? [] : reader.movements({ item, location, before_seq: moment.seq + 1, limit: shown });
  const oldest = moved.length === limits.why_movements_summed_max ? moved.at(-1) : undefined;
  const carried =
    oldest === undefined ? undefined : (past.levelsAt(oldest.seq - 1, { item, location })[0]?.quantity ?? 0);
  const began_ms = past.began_ms();
  const since = past.counts_since();
  const why = whyOf({
    item,
    location,
    level: quantity,
    ...massAt(asked, item, location),
    at_ms: moment.at_ms,
    zone: site.time_zone,
    ...(count === undefined ? {} : { count }),
    moved,
    ...(carried === undefined ? {} : { carried }),
    movements,
    questions: past.questionsAt(moment.at_ms, { item, location }),
    ...(began_ms === undefined ? {} : { began_ms }),
    ...(since === undefined ? {} : { counts_since_ms: since.at_ms }),
    nameOf: (who) => nameOf(view, who),
  });
  return placeView(asked, why);
}

/** Of now: what lay there at a past time is not kept. */
function massAt({ reader, site, moment }: Asked, item: string, location: string): { readonly mass_mg?: number } {
  const isCaught = site.items.some(({ id, catch_weight }) => id === item && catch_weight !== undefined);
  if (!isCaught || moment.seq < reader.head()) return {};
  const mass_mg = reader.masses({ item, location })[0]?.mass_mg;
  return mass_mg === undefined ? {} : { mass_mg };
}

function placeView(asked: Asked, why: Why): WhyPlace {
  const { location: id, quantity, says, groups, steps, more_movements, questions, notes } = why;
  const location = asked.view.locations.find((known) => known.id === id) ?? { id, name: id, kind: 'bin' as const };
  return {
    location,
    quantity,
    says,
    anchor: anchorView(asked, why.anchor),
    groups: [...groups],
    steps: steps.map((step) => ({
      ...step,
      readings: readingsOf(asked, step.movement.evidence),
      more_readings: Math.max(0, step.movement.evidence.length - limits.why_readings_shown),
    })),
    more_movements,
    questions: [...questions],
    notes,
  };
}

function anchorView(asked: Asked, anchor: Anchor): WhyPlace['anchor'] {
  if (anchor.kind !== 'count') return { ...anchor, readings: [] };
  const { count, ...rest } = anchor;
  return { ...rest, why: count.why, readings: readingsOf(asked, count.evidence) };
}

function readingsOf({ explain: explained, site, maySee }: Asked, evidence: readonly Evidence[]): WhyReading[] {
  return evidence.slice(0, limits.why_readings_shown).map((each): WhyReading => {
    const found = explained(each.n);
    if (found === undefined) {
      const { days } = site.journal;
      const says = `frame ${each.n} is no longer kept: the journal keeps raw frames for ${days} ${days === 1 ? 'day' : 'days'}`;
      return { evidence: each, kept: false, says };
    }
    if (!maySee(found.row_is ?? ''))
      return { evidence: each, kept: false, says: 'what was keyed in is not for you to see' };
    const { topic, hex, text, says, fault } = found;
    return {
      evidence: each,
      kept: true,
      bytes: hex.length / 2,
      hex: hex.slice(0, 2 * limits.device_frame_bytes_shown),
      ...(topic === undefined ? {} : { topic }),
      ...(text === undefined ? {} : { text: text.slice(0, limits.device_frame_bytes_shown) }),
      ...(says === undefined ? {} : { says }),
      ...(fault === undefined ? {} : { fault }),
    };
  });
}

/** `person:ana` is told as `ana`. */
function nameOf(view: View, who: string): string {
  return who.startsWith('person:')
    ? who.slice('person:'.length)
    : (view.devices.find(({ id }) => id === who)?.name ?? who);
}

/** Asks the ledger in a directory, whether a gateway runs on it or not. Throws GatewayFault when there is none to be read. */
export function askLedger(data_dir: string, query: WhyQuery): ReturnType<AskWhy> & { readonly zone: string } {
  const reader = readerOf(data_dir);
  try {
    const site = reader.past.site();
    if (site === undefined) return { ok: false, code: 'not-found', says: 'Nothing is in the ledger yet.', zone: 'UTC' };
    const told = whyOfLedger({
      reader,
      site: () => site,
      now_ms: () => systemClock.now_ms(),
      explain: (n) => explain(reader, site, n),
    })(query);
    return { ...told, zone: site.time_zone };
  } finally {
    reader.close();
  }
}
