/** What of the state of stock, devices, sync and disk is to be raised as an alert; pure. The definitions stand in docs/alerts.md. */
import type { LinkState } from '../base/link-state.ts';
import { linkOfDevice } from '../base/link-state.ts';
import type { SyncState } from '../base/sync-state.ts';
import type { AlertKind, AlertSettings } from '../stock/alert-settings.ts';
import { loadOf, overloadsOf } from '../stock/capacity.ts';
import { type Levels, levelOf } from '../stock/levels.ts';
import type { LotRecord } from '../stock/lots/lot-record.ts';
import type { Location, Site } from '../stock/site.ts';
import type { Finding } from './alert.ts';
import { type CardLateFact, cardFindings } from './card-findings.ts';
import { type CountDueFact, countFindings } from './count-findings.ts';
import { type Advice, spanWords } from './device-facts.ts';
import { lotFindings } from './lot-findings.ts';
import type { PackedLevel } from './packed-levels.ts';
import type { StoredQuestion } from './question.ts';

export interface AlertFacts {
  readonly site: Site;
  readonly levels: Levels;
  /** Open ones. */
  readonly questions: Iterable<StoredQuestion>;
  readonly links: ReadonlyMap<string, LinkState>;
  readonly advice: readonly { readonly device: string; readonly advice: readonly Advice[] }[];
  readonly sync: readonly SyncState[];
  readonly disk_free_bytes?: number;
  /** That lie here and expire soon. */
  readonly lots?: readonly Pick<LotRecord, 'item' | 'lot' | 'expiry'>[];
  /** Open count sheets and programmes. */
  readonly counts?: readonly CountDueFact[];
  /** Kanban cards that are late. */
  readonly cards?: readonly CardLateFact[];
  /** Levels of which handling units hold more than there is. */
  readonly overpacked?: readonly PackedLevel[];
}

/** Everything that is the case at that instant, in no order that matters. */
export function findingsOf(facts: AlertFacts, settings: AlertSettings, at_ms: number): readonly Finding[] {
  const itemName = itemNames(facts.site);
  const index = { items: new Map(facts.site.items.map((item) => [item.id, item])) };
  return [
    ...facts.site.locations.flatMap((location) => levelFindings(facts, location, settings, itemName)),
    ...capacityFindings(facts, index),
    ...lotFindings(facts.site, facts.lots ?? [], at_ms),
    ...negativeFindings(facts, itemName),
    ...overpackedFindings(facts, itemName),
    ...questionFindings(facts, settings, at_ms),
    ...deviceFindings(facts, settings, at_ms),
    ...driftFindings(facts),
    ...syncFindings(facts, settings, at_ms),
    ...diskFindings(facts, settings),
    ...countFindings(facts.counts ?? [], facts.site.time_zone, at_ms),
    ...cardFindings(facts.cards ?? [], facts.site.time_zone, at_ms),
  ];
}

/** Of a threshold, how far back a figure has to be. */
function marginOf(threshold: number, { margin_permille }: AlertSettings): number {
  return Math.floor((threshold * margin_permille) / 1_000);
}

/**
 * Low, out and excess of a location with a mark: of its one item, else of all that lies there together, as the shelf map shows it.
 * What is out is not raised as low besides.
 */
function levelFindings(
  { levels }: AlertFacts,
  location: Location,
  settings: AlertSettings,
  itemName: ItemName,
): Finding[] {
  const { id, name, low, full } = location;
  if (low === undefined && full === undefined) return [];
  const there = [...(levels.get(id)?.values() ?? [])].reduce((sum, quantity) => sum + quantity, 0);
  const level = location.item === undefined ? there : levelOf(levels, location.item, id);
  const pieces = () => `${level} ${location.item === undefined ? 'in all' : `× ${itemName(location.item)}`}`;
  const finding = (kind: AlertKind, state: Finding['state'], says: string): Finding => ({
    key: [kind, id, ...(location.item === undefined ? [] : [location.item])].join('/'),
    kind,
    state,
    says,
    location: id,
    ...(location.item === undefined ? {} : { item: location.item }),
  });
  const found: Finding[] = [];
  if (low !== undefined) {
    const isOut = level <= 0 && settings.kinds.includes('out');
    if (level <= 0) found.push(finding('out', 'on', `Nothing is left at ${name}: ${pieces()}.`));
    if (level < low) found.push(finding('low', isOut ? 'between' : 'on', `${pieces()} at ${name}, below ${low}.`));
    else if (level < low + marginOf(low, settings)) found.push(finding('low', 'between', ''));
  }
  if (full !== undefined) {
    if (level > full) found.push(finding('excess', 'on', `${pieces()} at ${name}, which holds ${full}.`));
    else if (level > full - marginOf(full, settings)) found.push(finding('excess', 'between', ''));
  }
  return found;
}

/** What lies at a place beyond its capacity, whoever booked it there; or is nothing for that place. */
function capacityFindings({ site, levels }: AlertFacts, index: Parameters<typeof loadOf>[0]): Finding[] {
  return site.locations.flatMap((location): Finding[] => {
    const { id, name, capacity } = location;
    if (capacity === undefined) return [];
    const broken = overloadsOf(index, location, loadOf(index, levels.get(id) ?? []));
    if (broken.length === 0) return [];
    const says = broken.map((each) => `${name} ${each.says}`).join('; ');
    return [{ key: `excess/${id}/capacity`, kind: 'excess', state: 'on', says: `${says}.`, location: id }];
  });
}

function negativeFindings({ site, levels }: AlertFacts, itemName: ItemName): Finding[] {
  return site.locations
    .filter(({ kind }) => kind !== 'outside' && kind !== 'transit')
    .flatMap(({ id, name }) =>
      [...(levels.get(id) ?? [])]
        .filter(([, quantity]) => quantity < 0)
        .map(([item, quantity]): Finding => {
          const says = `The level of ${itemName(item)} at ${name} is ${quantity}: something came in or was taken unseen.`;
          return { key: `negative/${id}/${item}`, kind: 'negative', state: 'on', says, item, location: id };
        }),
    );
}

/** What is in units is part of the level: they disagree. A level below zero is told by itself. */
function overpackedFindings({ site, overpacked = [] }: AlertFacts, itemName: ItemName): Finding[] {
  return overpacked
    .filter(({ level, loose }) => level >= 0 && loose < 0)
    .map(({ item, location, level, packed }): Finding => {
      const place = placeName(site, location);
      const says = `Handling units at ${place} hold ${packed} × ${itemName(item)}, and the level is ${level}: something was taken from one unsaid, or a count is due.`;
      return { key: `negative/${location}/${item}/loose`, kind: 'negative', state: 'on', says, item, location };
    });
}

/** One alert for all questions of a place, so that a bad night is one mail and not hundreds. Negative levels have a kind of their own. */
function questionFindings({ site, questions }: AlertFacts, settings: AlertSettings, at_ms: number): Finding[] {
  const waiting = new Map<string, { first: StoredQuestion; count: number }>();
  for (const question of questions) {
    if (question.kind === 'negative-level') continue;
    if (at_ms - question.at_ms < settings.unresolved_after_ms) continue;
    const { location, device } = question;
    const place = location !== undefined ? `location/${location}` : device !== undefined ? `device/${device}` : 'site';
    const known = waiting.get(place);
    if (known === undefined) waiting.set(place, { first: question, count: 1 });
    else {
      known.count += 1;
      if (question.at_ms < known.first.at_ms) known.first = question;
    }
  }
  return [...waiting].map(([place, { first, count }]): Finding => {
    const { location, device } = first;
    const at =
      location !== undefined ? ` about ${placeName(site, location)}` : device !== undefined ? ` about ${device}` : '';
    const many = count === 1 ? 'A question' : `${count} questions`;
    const says = `${many}${at} wait${count === 1 ? 's' : ''} for an answer, the oldest for ${spanWords(at_ms - first.at_ms)}: ${first.question}`;
    return {
      key: `unresolved/${place}`,
      kind: 'unresolved',
      state: 'on',
      isTimed: true,
      says,
      ...(location !== undefined ? { location } : device !== undefined ? { device } : {}),
    };
  });
}

/** A device whose wire is away: no sign of it, whatever it would have to say. */
function deviceFindings({ site, links }: AlertFacts, settings: AlertSettings, at_ms: number): Finding[] {
  return site.devices.flatMap(({ id, name, connection }): Finding[] => {
    const link = linkOfDevice(links, connection, id);
    if (link === undefined || link.state === 'connected' || link.state === 'stopped') return [];
    const away_ms = at_ms - link.since_ms;
    if (away_ms < settings.device_silent_after_ms) return [];
    const says = `${name} has been away for ${spanWords(away_ms)}: ${link.says}`;
    return [{ key: `device-silent/${id}`, kind: 'device-silent', state: 'on', isTimed: true, says, device: id }];
  });
}

function driftFindings({ site, advice }: AlertFacts): Finding[] {
  const names = new Map(site.devices.map(({ id, name }) => [id, name]));
  return advice.flatMap(({ device, advice: all }) => {
    const found = all.find(({ code }) => code === 'channel-drifting');
    if (found === undefined) return [];
    const says = `${names.get(device) ?? device}: ${found.says} ${found.next}`;
    return [{ key: `drift/${device}`, kind: 'drift' as const, state: 'on' as const, says, device }];
  });
}

function syncFindings({ sync }: AlertFacts, settings: AlertSettings, at_ms: number): Finding[] {
  return sync.flatMap(({ target, state, says: told, since_ms, behind }): Finding[] => {
    const about = { key: `sync-behind/${target}`, kind: 'sync-behind' as const, isTimed: true as const, target };
    if (state === 'idle') return [];
    if (state === 'sending') return behind === 0 ? [] : [{ ...about, state: 'between', says: '' }];
    if (state === 'waiting' && at_ms - since_ms < settings.sync_behind_after_ms) return [];
    return [{ ...about, state: 'on', says: `The upstream ${target} lacks ${behind} movements; it ${told}.` }];
  });
}

function diskFindings({ disk_free_bytes: free }: AlertFacts, settings: AlertSettings): Finding[] {
  const min = settings.disk_free_bytes_min;
  if (free === undefined || free >= min + marginOf(min, settings)) return [];
  const says = `${Math.floor(free / 1_000_000)} MB are left on the disk of the ledger, fewer than ${Math.floor(min / 1_000_000)}. When it is full, the gateway ends.`;
  return [{ key: 'disk', kind: 'disk', state: free < min ? 'on' : 'between', says: free < min ? says : '' }];
}

type ItemName = (id: string) => string;

/** A site may have a hundred thousand items: they are looked through once, and only when a name is asked for. */
function itemNames({ items }: Site): ItemName {
  let names: ReadonlyMap<string, string> | undefined;
  return (item) => {
    names ??= new Map(items.map(({ id, name }) => [id, name]));
    return names.get(item) ?? item;
  };
}

function placeName({ locations }: Site, location: string): string {
  return locations.find(({ id }) => id === location)?.name ?? location;
}
