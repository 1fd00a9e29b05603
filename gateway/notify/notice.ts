/** What is told of alerts elsewhere: as JSON for programs, as text for people. */
import { fullWords } from '../base/site-time.ts';
import type { Alert, AlertEvent } from '../work/alert.ts';

/** One event of one alert. */
export interface Notice {
  /** The same at every try: whoever gets it twice knows it by this. */
  readonly id: string;
  /** The number of the alert. */
  readonly alert: number;
  readonly event: AlertEvent['kind'];
  readonly kind: Alert['kind'];
  readonly at_ms: number;
  readonly says: string;
  readonly item?: string;
  readonly location?: string;
  readonly device?: string;
  readonly target?: string;
}

/** Who tells. */
export interface Sender {
  readonly site: string;
  readonly gateway_id: string;
  readonly time_zone: string;
}

export type Outcome =
  /** `says`: what is to be known all the same. */
  { readonly ok: true; readonly says?: string } | { readonly ok: false; readonly says: string };

/** One way to tell. Never throws: whatever goes wrong on the way is an outcome. */
export interface Channel {
  send(notices: readonly Notice[], sender: Sender, signal: AbortSignal): Promise<Outcome>;
}

export function noticeOf(ledger_id: string, event_number: number, event: AlertEvent, alert: Alert): Notice {
  const { number, kind, says, item, location, device, target } = alert;
  return {
    id: `${ledger_id}/${event_number}`,
    alert: number,
    event: event.kind,
    kind,
    at_ms: event.at_ms,
    says,
    ...(item === undefined ? {} : { item }),
    ...(location === undefined ? {} : { location }),
    ...(device === undefined ? {} : { device }),
    ...(target === undefined ? {} : { target }),
  };
}

/** As programs get it: `{ site, gateway, alerts: [{ id, alert, event, kind, at, says, … }] }`, times as ISO 8601. */
export function bodyOf(notices: readonly Notice[], { site, gateway_id }: Sender): string {
  const alerts = notices.map(({ at_ms, ...rest }) => ({ ...rest, at: new Date(at_ms).toISOString() }));
  return JSON.stringify({ site, gateway: gateway_id, alerts });
}

/** What has happened, for people. */
const words: Readonly<Record<AlertEvent['kind'], string>> = {
  raised: 'Alert',
  'raised-anew': 'Still so',
  acknowledged: 'Acknowledged',
  silenced: 'Silenced',
  cleared: 'Over',
};

const subject_chars_max = 150;

/** Subject and text of a mail; in one line each what may come from a label or a tag. */
export function mailOf(
  notices: readonly Notice[],
  { site, time_zone }: Sender,
): { readonly subject: string; readonly text: string } {
  const lines = notices.map(({ event, kind, at_ms, says, alert }) =>
    inOneLine(`${words[event]} (${kind}, no. ${alert}) ${fullWords(at_ms, time_zone)}: ${says}`),
  );
  const [first] = notices;
  const about =
    first !== undefined && notices.length === 1
      ? `${words[first.event]} (${first.kind}): ${first.says}`
      : `${notices.length} alerts`;
  const subject = inOneLine(`${site}: ${about}`);
  const shown = subject.length > subject_chars_max ? `${subject.slice(0, subject_chars_max - 1)}…` : subject;
  return { subject: shown, text: `${lines.join('\n\n')}\n\nTimes are those of ${time_zone}.\n` };
}

function inOneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, ' ');
}
