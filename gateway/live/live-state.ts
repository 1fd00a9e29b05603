/** Everything a screen shows, kept in memory, and told on at our own pace: at most one change per `limits.live_frame_ms`. */
import type { Clock } from '../base/clock.ts';
import type { Counters } from '../base/counters.ts';
import type { DeviceDetail } from '../base/device-detail.ts';
import { limits } from '../base/limits.ts';
import { type LinkState, linkKey, linkOfDevice } from '../base/link-state.ts';
import type { Commit } from '../ledger/commit.ts';
import type { LedgerReader } from '../ledger/reader.ts';
import type { Site } from '../stock/site.ts';
import type { AlertFacts } from '../work/alert-findings.ts';
import { type AdviceBoard, adviceBoard, type DriverFactsOf } from './advice-board.ts';
import { alertFactsOf } from './alert-facts.ts';
import { type DeviceNow, deviceNow } from './device-now.ts';
import { keepFeedback, noteFeedback } from './feedback.ts';
import type {
  AlertsView,
  Change,
  GatewayView,
  Health,
  ScannerFeedback,
  SiteView,
  Snapshot,
  SyncState,
} from './messages.ts';
import { listMirrored, type Mirror, mirrorCommit, mirrorOf } from './mirror.ts';
import { newsOf } from './news.ts';
import { type PaceMeter, paceMeter } from './pace.ts';
import { type DeviceRates, deviceRatesOf } from './rates.ts';
import { type CommandsOf, siteViewOf } from './site-view.ts';
import { Tellings } from './tellings.ts';
import { nothing_yet, type Whole } from './whole.ts';

export interface LiveStateOptions {
  /** Random, new at every start of the process. */
  readonly epoch: string;
  readonly clock: Clock;
  readonly reader: LedgerReader;
  readonly site: Site;
  /** What devices can be told; nothing when absent. */
  readonly commandsOf?: CommandsOf;
  /** What this process counts; shown together with what the ledger counts. */
  readonly counters: Counters;
  /** What the registry says of drivers; nothing is known of them without it. */
  readonly driverFacts?: DriverFactsOf;
}

export class LiveState {
  readonly epoch: string;
  readonly gateway: GatewayView;
  readonly commandsOf: CommandsOf;
  /** What becomes of commands to devices. */
  readonly tellings: Tellings;
  readonly #clock: Clock;
  readonly #counters: Counters;
  readonly #mirror: Mirror;
  readonly #rates: DeviceRates;
  readonly #pace: PaceMeter = paceMeter();
  readonly #driverFacts: DriverFactsOf;
  readonly #advice: AdviceBoard;
  readonly #news = newsOf();
  readonly #listeners = new Set<(change: Change) => void>();
  /** When what was last told, on the monotonic clock. */
  readonly #told: { frame_ms: number; devices_ms: number; totals_ms: number; bucket_ms: number };
  #site: Site;
  #site_view: SiteView;
  #whole: Whole = nothing_yet;
  #number = 0;
  #feedback_number = 0;
  #totals_told = '';
  #running = false;
  #alarm: { readonly due_ms: number; readonly cancel: () => void } | undefined;

  /** Reads levels, open questions, recent movements and devices from the ledger once. */
  constructor(options: LiveStateOptions) {
    const { epoch, clock, reader, site, counters, commandsOf = () => [], driverFacts = () => undefined } = options;
    const now_ms = clock.monotonic_ms();
    this.epoch = epoch;
    this.gateway = { gateway_id: reader.gateway_id, ledger_id: reader.ledger_id, started_ms: clock.now_ms() };
    this.#clock = clock;
    this.#counters = counters;
    this.#site = site;
    this.commandsOf = commandsOf;
    this.tellings = new Tellings(clock);
    this.#site_view = siteViewOf(site, commandsOf);
    this.#driverFacts = driverFacts;
    this.#advice = adviceBoard(driverFacts);
    this.#mirror = mirrorOf(reader);
    this.#rates = deviceRatesOf([...this.#mirror.devices.values()], clock.now_ms());
    this.#told = { frame_ms: now_ms, devices_ms: now_ms, totals_ms: now_ms, bucket_ms: now_ms };
  }

  get site(): Site {
    return this.#site;
  }

  get site_view(): SiteView {
    return this.#site_view;
  }

  links(): LinkState[] {
    return [...this.#mirror.links.values()];
  }

  /** What alerts are made of; to be read at once, for it goes on changing. */
  facts(): Omit<AlertFacts, 'site'> {
    return alertFactsOf(this.#mirror, this.#advice, this.#whole.sync);
  }

  /** How the gateway itself is. */
  status(): Pick<Snapshot, 'journal' | 'counters' | 'links' | 'sync'> & Health {
    const { journal } = this.#mirror;
    return {
      ...(journal === undefined ? {} : { journal }),
      counters: { ...this.#mirror.counters, ...this.#counters.read() },
      links: this.links(),
      sync: this.#whole.sync,
      troubles: this.#whole.health.troubles,
    };
  }

  start(): void {
    this.#running = true;
    this.#arm();
  }

  /** Idempotent; nothing is told afterwards. */
  stop(): void {
    this.#running = false;
    this.#alarm?.cancel();
    this.#alarm = undefined;
  }

  /** Tells every change from now on; the returned function ends it. */
  onChange(listener: (change: Change) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  applyCommit(commit: Commit): void {
    this.#news.commit(commit, mirrorCommit(this.#mirror, commit));
    for (const activity of commit.devices) this.#rates.note(activity);
    this.tellings.note(commit.tellings);
    const { active, revision } = this.#whole.associations;
    if (commit.associations.length > 0 || commit.associations_active !== active) {
      const associations = { active: commit.associations_active, revision: revision + 1 };
      this.#take({ associations }, revision, associations);
    }
    this.#arm();
  }

  /** Takes what scanners' persons are told, in its order. */
  applyFeedback(feedback: readonly Omit<ScannerFeedback, 'number'>[]): void {
    if (feedback.length === 0) return;
    for (const { device, at_ms, tone, says } of feedback) {
      this.#feedback_number += 1;
      const told = { number: this.#feedback_number, device, at_ms, tone, says };
      noteFeedback(this.#mirror.feedback, told);
      this.#news.feedback(told);
    }
    this.#arm();
  }

  /** Takes the states of all links there are; connections that are not among them are gone. */
  applyLinks(links: readonly LinkState[]): void {
    const known = this.#mirror.links;
    const gone = new Set(known.keys());
    const changed = new Set<string>();
    for (const link of links) {
      const key = linkKey(link);
      gone.delete(key);
      const before = known.get(key);
      if (before !== undefined && JSON.stringify(before) === JSON.stringify(link)) continue;
      known.set(key, link);
      if (before?.state !== link.state || before.says !== link.says) changed.add(link.connection);
      this.#news.link(link);
    }
    for (const key of gone) {
      known.delete(key);
      this.#news.linkGone(key);
    }
    if (changed.size > 0) this.#advise(changed);
    this.#arm();
  }

  /** Takes the states of all upstream targets there are. */
  applySync(sync: readonly SyncState[]): void {
    this.#take({ sync }, this.#whole.sync, sync);
  }

  applyAlerts(alerts: AlertsView): void {
    this.#take({ alerts }, this.#whole.alerts, alerts);
  }

  applyHealth(health: Health): void {
    this.#take({ health }, this.#whole.health, health);
  }

  applySite(site: Site): void {
    this.#site = site;
    this.#site_view = siteViewOf(site, this.commandsOf);
    keepFeedback(this.#mirror.feedback, site.devices);
    this.#news.set({ site: this.#site_view });
    this.#advise();
    this.#arm();
  }

  /** Takes parts and conditions of devices that were heard meanwhile, and looks anew what is to be done about all. */
  applyDetails(details: readonly DeviceDetail[]): void {
    this.#advice.note(details);
    this.#advise();
    this.#arm();
  }

  /** All that is known here of one device; undefined when the settings do not have it. */
  device(id: string): DeviceNow | undefined {
    const view = this.#site_view.devices.find((device) => device.id === id);
    if (view === undefined) return undefined;
    const activity = this.#mirror.devices.get(id);
    const link = linkOfDevice(this.#mirror.links, view.connection, id);
    const pace = this.#pace.read(id);
    return deviceNow(view, this.#driverFacts(view.driver), { advice: this.#advice.read(id), activity, link, pace });
  }

  /** Everything, as it is now. It may already hold what the next change will say again. */
  snapshot(): Snapshot {
    const { levels, questions, movements, feedback } = listMirrored(this.#mirror);
    const { troubles: _, ...status } = this.status();
    return {
      epoch: this.epoch,
      number: this.#number,
      at_ms: this.#clock.now_ms(),
      gateway: this.gateway,
      site: this.#site_view,
      levels,
      questions,
      questions_open: this.#mirror.questions.size,
      movements,
      movements_shown: limits.live_movements_shown,
      feedback,
      feedback_shown: limits.live_feedback_per_scanner,
      devices: [...this.#mirror.devices.values()],
      advice: this.#advice.view(),
      rates: this.#rates.view(),
      ...status,
      ...this.#whole,
    };
  }

  #take(part: Partial<Whole>, before: unknown, now: unknown): void {
    if (JSON.stringify(before) === JSON.stringify(now)) return;
    this.#whole = { ...this.#whole, ...part };
    this.#news.set(part);
    this.#arm();
  }

  #dueAt(): number {
    const soonest = this.#told.frame_ms + limits.live_frame_ms;
    if (this.#news.sudden) return soonest;
    const heartbeat = this.#told.frame_ms + limits.live_heartbeat_ms;
    if (!this.#news.gradual) return heartbeat;
    return Math.min(heartbeat, Math.max(soonest, this.#told.devices_ms + limits.live_device_frame_ms));
  }

  #arm(): void {
    if (!this.#running) return;
    const due_ms = this.#dueAt();
    if (this.#alarm !== undefined) {
      if (this.#alarm.due_ms <= due_ms) return;
      this.#alarm.cancel();
    }
    const wait_ms = Math.max(0, due_ms - this.#clock.monotonic_ms());
    this.#alarm = { due_ms, cancel: this.#clock.after(wait_ms, () => this.#tell(due_ms)) };
  }

  #tell(due_ms: number): void {
    this.#alarm = undefined;
    // A timer of whole milliseconds may ring a fraction early.
    const now_ms = Math.max(due_ms, this.#clock.monotonic_ms());
    const sudden = this.#news.takeSudden();
    this.#number += 1;
    const change: Change = {
      epoch: this.epoch,
      number: this.#number,
      at_ms: this.#clock.now_ms(),
      ...sudden,
      ...(sudden.questions === undefined ? {} : { questions_open: this.#mirror.questions.size }),
      ...this.#devicesAt(now_ms),
      ...this.#totalsAt(now_ms),
      ...this.#rateAt(now_ms),
    };
    this.#told.frame_ms = now_ms;
    this.#arm();
    for (const listener of this.#listeners) listener(change);
  }

  #devicesAt(now_ms: number): Pick<Change, 'devices' | 'links' | 'links_gone' | 'advice'> {
    if (now_ms - this.#told.devices_ms < limits.live_device_frame_ms) return {};
    this.#told.devices_ms = now_ms;
    return this.#news.takeGradual();
  }

  #totalsAt(now_ms: number): Pick<Change, 'journal' | 'counters'> {
    if (now_ms - this.#told.totals_ms < limits.live_heartbeat_ms) return {};
    this.#told.totals_ms = now_ms;
    const { journal, counters } = this.status();
    const totals = { ...(journal === undefined ? {} : { journal }), counters };
    const told = JSON.stringify(totals);
    if (told === this.#totals_told) return {};
    this.#totals_told = told;
    return totals;
  }

  #rateAt(now_ms: number): Pick<Change, 'rates'> {
    const late_ms = now_ms - this.#told.bucket_ms - limits.live_rate_bucket_ms;
    if (late_ms < 0) return {};
    // The next bucket ends on time although this one waited for a frame.
    this.#told.bucket_ms = late_ms < limits.live_rate_bucket_ms ? now_ms - late_ms : now_ms;
    this.#pace.close(now_ms, this.#site_view.devices, this.#mirror.devices, this.#mirror.links);
    return { rates: this.#rates.close(this.#clock.now_ms()) };
  }

  #advise(connections?: ReadonlySet<string>): void {
    const { devices: activities, links } = this.#mirror;
    const sources = { site: this.#site, started_ms: this.gateway.started_ms, activities, links };
    this.#news.advice(this.#advice.look(sources, this.#clock.now_ms(), connections));
  }
}
