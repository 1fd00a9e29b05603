import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { AlertReader } from '../../ledger/alerts.ts';
import { alertKinds } from '../../stock/alert-settings.ts';
import type { AlertChange, AlertRefusal } from '../../work/alert.ts';
import { notFound } from '../problem.ts';
import {
  type Answer,
  type AnyRoute,
  no,
  nothing,
  ok,
  page_rows_default,
  pageLimit,
  route,
  wholeNumber,
} from '../route.ts';
import { alert, alertEvent, at_ms } from '../schemas.ts';

/** How telling goes on one channel. */
export interface AlertChannelView {
  readonly channel: string;
  readonly state: 'idle' | 'sending' | 'waiting' | 'quiet';
  readonly says: string;
  readonly last_sent_ms?: number;
}

export interface Alerts {
  readonly reader: Pick<AlertReader, 'list' | 'alert' | 'events' | 'deliveries' | 'tally'>;
  channels(): readonly AlertChannelView[];
  acknowledge(number: number, said: Said): Promise<AlertChange | AlertRefusal>;
  silence(number: number, until_ms: number, said: Said): Promise<AlertChange | AlertRefusal>;
}

interface Said {
  readonly by: string;
  readonly why: string;
}

const number = wholeNumber(1, Number.MAX_SAFE_INTEGER);
const params = z.strictObject({ id: number.meta({ description: 'The number of the alert' }) });
const reason = z.string().max(200).default('').meta({ description: 'Why, for the record' });

const query = z.strictObject({
  state: z.enum(['open', 'cleared']).optional().meta({ description: 'All when absent' }),
  kind: z.enum(alertKinds).optional(),
  limit: pageLimit,
  cursor: number.optional().meta({ description: '`next` of the page before' }),
});

const channel = z.strictObject({
  channel: z.string(),
  state: z.enum(['idle', 'sending', 'waiting', 'quiet']).meta({
    description: '`waiting`: the last try failed and another one comes; `quiet`: until the quiet hours are over',
  }),
  says: z.string(),
  last_sent_ms: at_ms.exactOptional(),
  waiting: z.int().meta({ description: 'Not told yet' }),
  sent: z.int(),
  given_up: z.int().meta({ description: `Tried ${limits.alert_tries_max} times` }),
});

const delivery = z.strictObject({
  event: z.int(),
  channel: z.string(),
  state: z.enum(['waiting', 'sent', 'given-up']),
  tries: z.int(),
  at_ms: at_ms.meta({ description: 'Of the last try, or since when it waits' }),
  says: z.string().meta({ description: 'Why the last try failed; empty when none did' }),
});

const problems = {
  403: 'Another page of the browser asks, or the right is missing',
  413: 'The body is too large',
  415: 'The body is not application/json',
  422: 'Breaks a rule, which is told; nothing changed',
};

/** Alerts: what is the case, who takes care of it, and what became of telling it elsewhere. */
export function alertRoutes(alerts: Alerts): AnyRoute[] {
  const { reader } = alerts;
  return [
    route({
      method: 'get',
      path: '/alerts',
      id: 'listAlerts',
      says: 'Alerts, the newest first',
      needs: 'see-stock',
      params: nothing,
      query,
      result: z.strictObject({
        alerts: z.array(alert),
        next: z.string().exactOptional().meta({ description: 'The cursor of the next page; absent on the last' }),
      }),
      problems: {},
      answer({ query: { state, kind, limit = page_rows_default, cursor } }) {
        const found = reader.list({
          ...(state === undefined ? {} : { state }),
          ...(kind === undefined ? {} : { kind }),
          ...(cursor === undefined ? {} : { before: cursor }),
          limit: limit + 1,
        });
        const page = found.slice(0, limit);
        const last = page.at(-1);
        return ok({
          alerts: page,
          ...(last !== undefined && found.length > limit ? { next: String(last.number) } : {}),
        });
      },
    }),
    route({
      method: 'get',
      path: '/alerts/{id}',
      id: 'getAlert',
      says: 'An alert with what happened to it, and what became of telling it on each channel',
      needs: 'see-stock',
      params,
      query: nothing,
      result: z.strictObject({ alert, events: z.array(alertEvent), deliveries: z.array(delivery) }),
      problems: { 404: 'There is no such alert, or it was forgotten' },
      answer({ params: { id } }) {
        const found = reader.alert(id);
        if (found === undefined) return no(notFound(`There is no alert ${id}.`));
        const deliveries = reader.deliveries(id).map(({ alert: _, ...rest }) => rest);
        return ok({ alert: found, events: reader.events(id), deliveries });
      },
    }),
    route({
      method: 'get',
      path: '/alert-channels',
      id: 'listAlertChannels',
      says: 'How telling alerts goes on each channel of the settings',
      needs: 'see-stock',
      params: nothing,
      query: nothing,
      result: z.strictObject({ channels: z.array(channel) }),
      problems: {},
      answer() {
        const tally = reader.tally();
        const count = (of: string, state: string) =>
          tally.find((each) => each.channel === of && each.state === state)?.count ?? 0;
        const channels = alerts.channels().map((each) => ({
          ...each,
          waiting: count(each.channel, 'waiting'),
          sent: count(each.channel, 'sent'),
          given_up: count(each.channel, 'given-up'),
        }));
        return ok({ channels });
      },
    }),
    route({
      method: 'post',
      path: '/alerts/{id}/acknowledge',
      id: 'acknowledgeAlert',
      says: 'Say that you take care of an alert',
      needs: 'handle-alerts',
      params,
      query: nothing,
      body: z.strictObject({ reason }),
      result: z.strictObject({ alert }),
      problems,
      answer: async ({ params: { id }, body, by }) => answerOf(await alerts.acknowledge(id, { by, why: body.reason })),
    }),
    route({
      method: 'post',
      path: '/alerts/{id}/silence',
      id: 'silenceAlert',
      says: 'Have nobody told of the subject of an alert until then; it is raised anew when it still holds',
      needs: 'handle-alerts',
      params,
      query: nothing,
      body: z.strictObject({ until_ms: at_ms, reason }),
      result: z.strictObject({ alert }),
      problems,
      answer: async ({ params: { id }, body, by }) =>
        answerOf(await alerts.silence(id, body.until_ms, { by, why: body.reason })),
    }),
  ];
}

function answerOf(outcome: AlertChange | AlertRefusal): Answer<{ readonly alert: AlertChange['alert'] }> {
  if ('alert' in outcome) return ok({ alert: outcome.alert });
  const { field, rule } = outcome;
  const where = field === 'id' ? ('path' as const) : ('body' as const);
  return no({
    status: 422,
    title: 'Not done',
    code: 'breaks-a-rule',
    detail: `${field} ${rule}`,
    errors: [{ in: where, field, rule }],
  });
}
