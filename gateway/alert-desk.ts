/** Wiring of alerts: looks at what is the case, keeps their life in the ledger, and has each channel told. Off the writer's way. */
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import { messageOf } from './base/faults.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';
import type { Random } from './base/random.ts';
import type { AlertReader, AlertWrite, Delivery } from './ledger/alerts.ts';
import type { AlertsView } from './live/messages.ts';
import { channelOf } from './notify/channels.ts';
import { type ChannelState, Courier, type Settled } from './notify/courier.ts';
import { noticeOf, type Sender } from './notify/notice.ts';
import { type AlertChannel, type AlertSettings, usualAlerts } from './stock/alert-settings.ts';
import type { Site } from './stock/site.ts';
import {
  type AlertBook,
  type AlertChange,
  type AlertRefusal,
  acknowledge,
  alertBook,
  isSilent,
  look,
  silence,
} from './work/alert.ts';
import { type AlertFacts, findingsOf } from './work/alert-findings.ts';
import { isQuiet } from './work/quiet-hours.ts';

export interface AlertDeskParts {
  readonly reader: AlertReader;
  readonly ledger_id: string;
  readonly gateway_id: string;
  /** Durable when it resolves. */
  write(writes: readonly AlertWrite[]): Promise<unknown>;
  readonly site: () => Site;
  /** How everything is now; the site is asked for besides. */
  readonly facts: () => Omit<AlertFacts, 'site'>;
  /** What screens show. */
  tell(view: AlertsView): void;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
}

interface Said {
  readonly by: string;
  readonly why: string;
}

export class AlertDesk {
  readonly #parts: AlertDeskParts;
  readonly #book: AlertBook;
  readonly #couriers = new Map<string, { readonly settings: string; readonly courier: Courier }>();
  #next_event: number;
  #beyond = 0;
  #turn: Promise<unknown> = Promise.resolve();
  #cancelLook: () => void = () => {};
  #isOver = false;

  constructor(parts: AlertDeskParts) {
    this.#parts = parts;
    const { reader } = parts;
    this.#book = alertBook(reader.open(), reader.lastAlert() + 1);
    this.#next_event = reader.lastEvent() + 1;
  }

  start(): void {
    const again = () => {
      this.look().catch((thrown: unknown) =>
        this.#parts.log.error({}, `Alerts could not be looked at, and are again soon: ${messageOf(thrown)}`),
      );
      if (!this.#isOver) this.#cancelLook = this.#parts.clock.after(limits.alert_look_ms, again);
    };
    again();
  }

  /** Idempotent; resolves when nothing is on its way any more. */
  async stop(): Promise<void> {
    this.#isOver = true;
    this.#cancelLook();
    await this.#turn;
    await Promise.all([...this.#couriers.values()].map(({ courier }) => courier.stop()));
  }

  /** What is the case now; resolves when what follows from it is durable. */
  look(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isOver) return;
      const { facts, site, clock, counters } = this.#parts;
      const now_ms = clock.now_ms();
      const settings = this.#settings;
      const findings = findingsOf({ ...facts(), site: site() }, settings, now_ms);
      const { changes, beyond } = look(this.#book, findings, now_ms, { ...settings, open_max: limits.alerts_open_max });
      if (beyond > this.#beyond) counters.add('alerts.beyond_limit', beyond - this.#beyond);
      this.#beyond = beyond;
      await this.#keep(changes);
      this.#tellScreens();
      await this.#appoint(settings.channels);
      for (const { courier } of this.#couriers.values()) courier.look();
    });
  }

  acknowledge(number: number, said: Said): Promise<AlertChange | AlertRefusal> {
    return this.#deed((at_ms) => acknowledge(this.#book, number, { ...said, at_ms }));
  }

  silence(number: number, until_ms: number, said: Said): Promise<AlertChange | AlertRefusal> {
    const ms_max = limits.alert_silence_ms_max;
    return this.#deed((at_ms) => silence(this.#book, number, { ...said, at_ms, until_ms, ms_max }));
  }

  /** In the order of the settings. */
  channels(): readonly ChannelState[] {
    return [...this.#couriers.values()].map(({ courier }) => courier.state());
  }

  get #settings(): AlertSettings {
    return this.#parts.site().alerts ?? usualAlerts;
  }

  #deed(act: (at_ms: number) => AlertChange | AlertRefusal): Promise<AlertChange | AlertRefusal> {
    return this.#inTurn(async () => {
      const outcome = act(this.#parts.clock.now_ms());
      if (!('alert' in outcome)) return outcome;
      await this.#keep([outcome]);
      this.#tellScreens();
      return outcome;
    });
  }

  /** Alerts, what happened to them, and whom it is to be told, in one transaction. */
  async #keep(changes: readonly AlertChange[]): Promise<void> {
    if (changes.length === 0) return;
    const { channels } = this.#settings;
    const writes = changes.flatMap(({ alert, event }): readonly AlertWrite[] => {
      const number = this.#next_event;
      this.#next_event += 1;
      this.#parts.counters.add(`alerts.${event.kind.replaceAll('-', '_')}`);
      const told = channels.filter((channel) => isTold(channel, { alert, event }));
      return [
        { kind: 'alert', alert },
        { kind: 'alert-event', number, alert: alert.number, event },
        ...told.map(({ id }): AlertWrite => {
          const at_ms = event.at_ms;
          const delivery = {
            event: number,
            channel: id,
            alert: alert.number,
            state: 'waiting',
            tries: 0,
            at_ms,
            says: '',
          };
          return { kind: 'alert-delivery', delivery: { ...delivery, state: 'waiting' } };
        }),
      ];
    });
    await this.#parts.write([...writes, { kind: 'alerts-kept', cleared_max: limits.alerts_kept_max }]);
  }

  #tellScreens(): void {
    const all = [...this.#book.open.values()].sort((a, b) => b.number - a.number);
    this.#parts.tell({ open: all.length + this.#beyond, alerts: all.slice(0, limits.live_alerts_shown) });
  }

  /** A courier for each channel of the settings; what waits for one that is gone is given up. */
  async #appoint(channels: readonly AlertChannel[]): Promise<void> {
    const wanted = new Map(channels.map((channel) => [channel.id, JSON.stringify(channel)]));
    for (const [id, { settings, courier }] of this.#couriers) {
      if (wanted.get(id) === settings) continue;
      this.#couriers.delete(id);
      await courier.stop();
    }
    for (const channel of channels) {
      if (this.#couriers.has(channel.id)) continue;
      const settings = wanted.get(channel.id) ?? '';
      this.#couriers.set(channel.id, { settings, courier: this.#courierOf(channel) });
    }
    const { reader } = this.#parts;
    for (const { channel, state } of reader.tally()) {
      if (state !== 'waiting' || wanted.has(channel)) continue;
      const says = 'the channel is no longer in the settings';
      for (let after = 0; ; ) {
        const waiting = reader.waiting(channel, limits.alerts_open_max, after);
        const last = waiting.at(-1);
        if (last === undefined) break;
        after = last.delivery.event;
        await this.#settle(
          channel,
          waiting.map(({ delivery }) => ({ ...delivery, state: 'given-up', says })),
        );
      }
    }
  }

  #courierOf(channel: AlertChannel): Courier {
    const { reader, ledger_id, gateway_id, site, clock, random, log, counters } = this.#parts;
    const sender = (): Sender => ({ site: site().name, gateway_id, time_zone: site().time_zone });
    return new Courier({
      id: channel.id,
      channel: channelOf(channel, clock),
      sender,
      waiting: (limit, after) =>
        reader.waiting(channel.id, limit, after).map(({ delivery: { event: number, tries }, event, alert }) => {
          return { event: number, tries, notice: noticeOf(ledger_id, number, event, alert) };
        }),
      isQuiet: (kind) => isQuiet(channel.quiet, kind, clock.now_ms(), site().time_zone),
      settle: (settled) => this.#settle(channel.id, settled),
      clock,
      random,
      log,
      counters,
    });
  }

  #settle(channel: string, settled: readonly Settled[]): Promise<unknown> {
    const at_ms = this.#parts.clock.now_ms();
    const writes = settled.map(({ event, alert, state, tries, says }): AlertWrite => {
      const delivery: Delivery = { event, channel, alert, state, tries, at_ms, says };
      return { kind: 'alert-delivery', delivery };
    });
    return this.#parts.write(writes);
  }

  /** One change after the other: the numbers of events are given here. */
  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const next = this.#turn.then(work);
    this.#turn = next.catch(() => undefined);
    return next;
  }
}

function isTold(channel: AlertChannel, { alert, event }: AlertChange): boolean {
  if (isSilent(alert, event.at_ms) || channel.kinds?.includes(alert.kind) === false) return false;
  if (event.kind === 'cleared') return channel.cleared;
  return event.kind === 'raised' || event.kind === 'raised-anew';
}
