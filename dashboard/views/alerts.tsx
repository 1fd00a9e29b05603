/** Alerts: what is the case and who takes care of it; those that are over; and how telling them elsewhere goes. */
import { useSignal } from '@preact/signals';
import type { Alert } from '../../gateway/live/messages.ts';
import { post, useRead } from '../rest.ts';
import { mayI } from '../session.ts';
import { alerts, live_ms, zone } from '../store.ts';
import { countWords, dayTimeWords } from '../wording.ts';
import { TableHead } from './table-head.tsx';

interface ChannelRow {
  readonly channel: string;
  readonly says: string;
  readonly waiting: number;
  readonly sent: number;
  readonly given_up: number;
}

const hour_ms = 3_600_000;
const columns = ['Since', 'Kind', 'What', 'State', ''];

export function Alerts() {
  const now = alerts.value;
  // Whatever becomes of an alert is a reason to look again.
  const version = (now?.alerts ?? []).reduce((sum, { number, times }) => sum + number * 31 + times, now?.open ?? 0);
  const over = useRead<{ readonly alerts: readonly Alert[] }>('/alerts?state=cleared&limit=20', version);
  const told = useRead<{ readonly channels: readonly ChannelRow[] }>('/alert-channels', version);
  if (now === undefined) return null;
  return (
    <div class="people-page">
      <h2>
        Alerts <small>{countWords(now.open, 'open alert')}</small>
      </h2>
      {now.alerts.length === 0 ? <p class="soft">Nothing is wrong that is watched.</p> : <Table rows={now.alerts} />}
      {now.open > now.alerts.length && <p class="soft">The newest {now.alerts.length} are shown.</p>}
      {told.state === 'there' && told.body.channels.length > 0 && (
        <>
          <h3>Told elsewhere</h3>
          <ul class="people-list">
            {told.body.channels.map(({ channel, says, waiting, sent, given_up }) => (
              <li key={channel}>
                <b>{channel}</b> <span>{says}</span>
                <span class="soft">
                  {sent} told, {waiting} waiting, {given_up} given up
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
      {over.state === 'there' && over.body.alerts.length > 0 && (
        <>
          <h3>Over</h3>
          <Table rows={over.body.alerts} />
        </>
      )}
    </div>
  );
}

function Table({ rows }: { readonly rows: readonly Alert[] }) {
  return (
    <table class="audit-table">
      <TableHead titles={columns} />
      <tbody>
        {rows.map((alert) => (
          <tr key={alert.number} data-outcome={alert.state === 'raised' ? 'refused' : 'done'}>
            <td>
              <time>{dayTimeWords(alert.raised_ms, zone.value)}</time>
            </td>
            <td>{alert.kind}</td>
            <td>{alert.says}</td>
            <td>{stateWords(alert)}</td>
            <td>{alert.state !== 'cleared' && mayI('handle-alerts') && <Deeds alert={alert} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Deeds({ alert }: { readonly alert: Alert }) {
  const fault = useSignal('');
  const act = async (path: string, body: object) => {
    const answer = await post(`/alerts/${alert.number}/${path}`, body);
    fault.value = answer.ok ? '' : answer.says;
  };
  const silence = () => act('silence', { until_ms: (live_ms.value ?? 0) + 8 * hour_ms });
  return (
    <>
      {alert.state === 'raised' && (
        <button type="button" class="small" onClick={() => void act('acknowledge', {})}>
          Acknowledge
        </button>
      )}
      <button type="button" class="small" onClick={() => void silence()}>
        Silence 8 h
      </button>
      {fault.value !== '' && (
        <p class="fault" role="alert">
          {fault.value}
        </p>
      )}
    </>
  );
}

function stateWords({ state, acknowledged, silenced, cleared_ms }: Alert): string {
  if (cleared_ms !== undefined) return `over since ${dayTimeWords(cleared_ms, zone.value)}`;
  const by = acknowledged === undefined ? state : `acknowledged by ${acknowledged.by}`;
  return silenced === undefined ? by : `${by}, silent until ${dayTimeWords(silenced.until_ms, zone.value)}`;
}
