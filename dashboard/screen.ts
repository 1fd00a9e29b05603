/** What the screen knows: a snapshot, and the changes since applied to it. Pure; what has not changed stays the same object. */
import type {
  Advice,
  AlertsView,
  AssociationsView,
  Change,
  DeviceActivity,
  DeviceAdvice,
  DeviceView,
  GatewayView,
  Health,
  JournalState,
  Level,
  LinkState,
  RateBucket,
  ScannerFeedback,
  SiteView,
  Snapshot,
  StoredMovement,
  StoredQuestion,
  SyncState,
} from '../gateway/live/messages.ts';
import type { PastState } from './past.ts';

/** Quantities by item. */
export type Place = ReadonlyMap<string, number>;

export interface RateWindow {
  readonly bucket_ms: number;
  readonly buckets_max: number;
  readonly until_ms: number;
  readonly frames: ReadonlyMap<string, readonly number[]>;
}

export interface Screen {
  readonly epoch: string;
  readonly number: number;
  readonly at_ms: number;
  readonly gateway: GatewayView;
  readonly site: SiteView;
  readonly places: ReadonlyMap<string, Place>;
  /** Open ones. */
  readonly questions: ReadonlyMap<string, StoredQuestion>;
  readonly questions_open: number;
  /** Newest first. */
  readonly movements: readonly StoredMovement[];
  readonly movements_shown: number;
  /** By scanner, newest first. */
  readonly feedback: ReadonlyMap<string, readonly ScannerFeedback[]>;
  readonly feedback_shown: number;
  readonly devices: ReadonlyMap<string, DeviceActivity>;
  readonly links: ReadonlyMap<string, LinkState>;
  /** By device; absent where nothing is to be done. */
  readonly advice: ReadonlyMap<string, readonly Advice[]>;
  readonly rates: RateWindow;
  readonly associations: AssociationsView;
  readonly journal: JournalState | undefined;
  readonly counters: Readonly<Record<string, number>>;
  readonly sync: readonly SyncState[];
  readonly health: Health;
  readonly alerts: AlertsView;
}

export function screenOf(snapshot: Snapshot): Screen {
  const { epoch, number, at_ms, gateway, site, questions_open, movements_shown, counters, sync, health, alerts } =
    snapshot;
  return {
    epoch,
    number,
    at_ms,
    gateway,
    site,
    places: withLevels(new Map(), snapshot.levels),
    questions: withQuestions(new Map(), snapshot.questions),
    questions_open,
    movements: snapshot.movements,
    movements_shown,
    feedback: withFeedback(new Map(), [...snapshot.feedback].reverse(), snapshot.feedback_shown),
    feedback_shown: snapshot.feedback_shown,
    devices: new Map(snapshot.devices.map((activity) => [activity.device, activity])),
    links: new Map(snapshot.links.map((link) => [keyOf(link), link])),
    advice: withAdvice(new Map(), snapshot.advice),
    rates: { ...snapshot.rates, frames: new Map(Object.entries(snapshot.rates.frames)) },
    associations: snapshot.associations,
    journal: snapshot.journal,
    counters,
    sync,
    health,
    alerts,
  };
}

/** The screen as it was at a past second; names and places are those of now, of devices nothing is known of then. */
export function screenAt(now: Screen, past: PastState): Screen {
  return {
    ...now,
    at_ms: past.at_ms,
    places: withLevels(new Map(), past.levels),
    questions: withQuestions(new Map(), past.questions),
    questions_open: past.questions_open,
    movements: past.movements,
    feedback: new Map(),
  };
}

/** The screen after the change; undefined when one before it was missed and only a snapshot helps. */
export function withChange(screen: Screen, change: Change): Screen | undefined {
  if (change.epoch !== screen.epoch || change.number > screen.number + 1) return undefined;
  if (change.number <= screen.number) return screen;
  return {
    epoch: change.epoch,
    number: change.number,
    at_ms: change.at_ms,
    gateway: screen.gateway,
    site: change.site ?? screen.site,
    places: change.levels === undefined ? screen.places : withLevels(screen.places, change.levels),
    questions: change.questions === undefined ? screen.questions : withQuestions(screen.questions, change.questions),
    questions_open: change.questions_open ?? screen.questions_open,
    movements: change.movements === undefined ? screen.movements : withMovements(screen, change.movements),
    movements_shown: screen.movements_shown,
    feedback: feedbackAfter(screen, change),
    feedback_shown: screen.feedback_shown,
    devices: change.devices === undefined ? screen.devices : withDevices(screen.devices, change.devices),
    links: withLinks(screen.links, change),
    advice: change.advice === undefined ? screen.advice : withAdvice(screen.advice, change.advice),
    rates: change.rates === undefined ? screen.rates : withBucket(screen.rates, change.rates),
    associations: change.associations ?? screen.associations,
    journal: change.journal ?? screen.journal,
    counters: change.counters ?? screen.counters,
    sync: change.sync ?? screen.sync,
    health: change.health ?? screen.health,
    alerts: change.alerts ?? screen.alerts,
  };
}

function withLevels(places: ReadonlyMap<string, Place>, levels: readonly Level[]): ReadonlyMap<string, Place> {
  const next = new Map(places);
  const touched = new Map<string, Map<string, number>>();
  for (const { item, location, quantity } of levels) {
    let place = touched.get(location);
    if (place === undefined) {
      place = new Map(places.get(location));
      touched.set(location, place);
    }
    if (quantity === 0) place.delete(item);
    else place.set(item, quantity);
  }
  for (const [location, place] of touched) {
    if (place.size === 0) next.delete(location);
    else next.set(location, place);
  }
  return next;
}

function withQuestions(
  known: ReadonlyMap<string, StoredQuestion>,
  questions: readonly StoredQuestion[],
): ReadonlyMap<string, StoredQuestion> {
  const next = new Map(known);
  for (const question of questions) {
    if (question.state === 'open') next.set(question.id, question);
    else next.delete(question.id);
  }
  return next;
}

function feedbackAfter(screen: Screen, { site, feedback }: Change): Screen['feedback'] {
  const { feedback_shown } = screen;
  const next = feedback === undefined ? screen.feedback : withFeedback(screen.feedback, feedback, feedback_shown);
  if (site === undefined) return next;
  const named = new Set(site.devices.map(({ id }) => id));
  return new Map([...next].filter(([device]) => named.has(device)));
}

/** `news` oldest first. */
function withFeedback(known: Screen['feedback'], news: readonly ScannerFeedback[], shown: number): Screen['feedback'] {
  const next = new Map(known);
  for (const told of news) {
    const before = next.get(told.device) ?? [];
    if (told.number > (before[0]?.number ?? 0)) next.set(told.device, [told, ...before].slice(0, shown));
  }
  return next;
}

function withMovements(screen: Screen, news: readonly StoredMovement[]): readonly StoredMovement[] {
  const head = screen.movements[0]?.seq ?? 0;
  const fresh = news.filter(({ seq }) => seq > head).reverse();
  return [...fresh, ...screen.movements].slice(0, screen.movements_shown);
}

function withDevices(
  known: ReadonlyMap<string, DeviceActivity>,
  news: readonly DeviceActivity[],
): ReadonlyMap<string, DeviceActivity> {
  const next = new Map(known);
  for (const activity of news) next.set(activity.device, activity);
  return next;
}

function withLinks(known: ReadonlyMap<string, LinkState>, { links = [], links_gone = [] }: Change) {
  if (links.length + links_gone.length === 0) return known;
  const next = new Map(known);
  for (const link of links) next.set(keyOf(link), link);
  for (const key of links_gone) next.delete(key);
  return next;
}

function keyOf({ connection, device }: Pick<LinkState, 'connection' | 'device'>): string {
  return device === undefined ? connection : `${connection}/${device}`;
}

/** The state of a device's own link, or that of the connection it shares with others. */
export function linkOf(
  links: ReadonlyMap<string, LinkState> | undefined,
  { connection, id }: Pick<DeviceView, 'connection' | 'id'>,
): LinkState | undefined {
  return links?.get(`${connection}/${id}`) ?? links?.get(connection);
}

function withAdvice(known: Screen['advice'], news: readonly DeviceAdvice[]): Screen['advice'] {
  const next = new Map(known);
  for (const { device, advice } of news) {
    if (advice.length === 0) next.delete(device);
    else next.set(device, advice);
  }
  return next;
}

function withBucket(rates: RateWindow, bucket: RateBucket): RateWindow {
  // A snapshot may already hold the bucket that the next change tells.
  if (bucket.until_ms <= rates.until_ms) return rates;
  const frames = new Map(rates.frames);
  for (const [device, count] of Object.entries(bucket.frames)) {
    frames.set(device, [...(frames.get(device) ?? []), count].slice(-rates.buckets_max));
  }
  return { ...rates, until_ms: bucket.until_ms, frames };
}
