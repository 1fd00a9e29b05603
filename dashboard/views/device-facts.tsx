/** A device in figures: how fast it talks, what its parts said, what it reported of itself, what its wire has been through. */
import { useSignal } from '@preact/signals';
import type {
  ChannelHealth,
  DeviceActivity,
  DeviceCondition,
  DevicePage,
  DeviceView,
  LinkState,
} from '../../gateway/live/messages.ts';
import { go } from '../browser.ts';
import { type Loaded, post } from '../rest.ts';
import { linkOf } from '../screen.ts';
import { devices, links, locationName, now_ms, zone } from '../store.ts';
import { ageWords, agoWords, bytesWords, dayTimeWords, figure, skewWords, trueMinus } from '../wording.ts';

const clock_noticed_ms = 5_000;

export function DeviceFacts({ device, page }: { readonly device: DeviceView; readonly page: Loaded<DevicePage> }) {
  const activity = devices.value?.get(device.id);
  const link = linkOf(links.value, device);
  const body = page.state === 'there' ? page.body : undefined;
  return (
    <div class="device-facts">
      <Figures activity={activity} link={link} page={body} />
      <Parts device={device} page={body} />
      <Conditions conditions={body?.detail?.conditions ?? []} />
      <WireBox link={link} page={body} />
      <LetGo device={device} />
    </div>
  );
}

function Figures(props: {
  readonly activity: DeviceActivity | undefined;
  readonly link: LinkState | undefined;
  readonly page: DevicePage | undefined;
}) {
  const { activity, link, page } = props;
  const pace = page?.pace;
  const skew_ms = activity?.skew_ms;
  return (
    <section aria-label="Figures">
      <table class="figures">
        <thead>
          <tr>
            <th scope="col">
              <span class="spoken">what</span>
            </th>
            <th scope="col">a second</th>
            <th scope="col">in all</th>
          </tr>
        </thead>
        <tbody>
          <Row name="frames" pace={pace?.frames} total={figure(activity?.frames ?? 0)} />
          <Row name="readings" pace={pace?.readings} total={figure(activity?.readings ?? 0)} />
          <Row name="bytes" pace={pace?.bytes} total={bytesWords(link?.bytes ?? 0)} />
          <Row
            name="noise"
            pace={pace?.noise_bytes}
            total={bytesWords(link?.noise_bytes ?? 0)}
            bad={(link?.noise_bytes ?? 0) > 0}
          />
          <Row name="repeats" total={figure(activity?.duplicates ?? 0)} />
          <Row
            name="not understood"
            total={figure(activity?.quarantined ?? 0)}
            bad={(activity?.quarantined ?? 0) > 0}
          />
        </tbody>
      </table>
      <p class="soft" data-bad={Math.abs(skew_ms ?? 0) > clock_noticed_ms}>
        {skew_ms === undefined ? 'It tells no time of its own.' : `Its clock against ours: ${skewWords(skew_ms)}`}
      </p>
    </section>
  );
}

function Row(props: {
  readonly name: string;
  readonly total: string;
  readonly pace?: number | undefined;
  readonly bad?: boolean;
}) {
  return (
    <tr data-bad={props.bad ?? false}>
      <th scope="row">{props.name}</th>
      <td>{props.pace === undefined ? '' : props.pace.toFixed(1)}</td>
      <td>{props.total}</td>
    </tr>
  );
}

/** What the settings call otherwise than the readings do. */
const servedBy: Readonly<Record<string, string>> = { scanner: 'scans' };

function Parts({ device, page }: { readonly device: DeviceView; readonly page: DevicePage | undefined }) {
  const parts = page?.detail?.parts ?? [];
  const heard = new Map(parts.map((part) => [part.part, part]));
  const served = new Map(device.serves.map(({ part, location }) => [servedBy[part] ?? part, location]));
  // The two sides of a portal have no places of their own: they watch the portal's.
  const portal = served.get('portal');
  served.delete('portal');
  const placeOf = (part: string) => served.get(part) ?? (part.startsWith('antenna ') ? portal : undefined);
  const names = [...new Set([...served.keys(), ...heard.keys()])].sort((a, b) =>
    a.localeCompare(b, 'en', { numeric: true }),
  );
  if (names.length === 0) return null;
  return (
    <section aria-label="Parts">
      <h3>What its parts say</h3>
      <ul class="parts">
        {names.map((name) => {
          const part = heard.get(name);
          const location = placeOf(name);
          return (
            <li
              key={name}
              data-heard={part !== undefined}
              // Scans say themselves where they are: a scanner needs no place.
              data-known={location !== undefined || name === 'scans'}
            >
              <header>
                <b>{name}</b>
                {location === undefined ? (
                  <span class="soft">{name === 'scans' ? 'where the scans say' : 'no location'}</span>
                ) : (
                  <a href={`#/shelf-map/location/${encodeURIComponent(location)}`}>{locationName(location)}</a>
                )}
                <time>{part === undefined ? 'never heard' : agoWords(now_ms.value - part.last_at_ms)}</time>
              </header>
              {part !== undefined && (
                <p class="said">
                  <span>{trueMinus(withoutPart(part.last_says, name))}</span>
                  <span class="soft">{figure(part.readings)}</span>
                </p>
              )}
              {part?.health !== undefined && <Health health={part.health} />}
            </li>
          );
        })}
      </ul>
      {(page?.detail?.beyond ?? 0) > 0 && (
        <p class="soft">and {figure(page?.detail?.beyond ?? 0)} readings of further parts</p>
      )}
    </section>
  );
}

const tones: Readonly<Record<ChannelHealth['state'], 'good' | 'none' | 'warn' | 'bad'>> = {
  well: 'good',
  new: 'none',
  restless: 'warn',
  noisy: 'warn',
  drifting: 'warn',
  flat: 'bad',
  overloaded: 'bad',
  underloaded: 'bad',
  faulty: 'bad',
};

function Health({ health }: { readonly health: ChannelHealth }) {
  return (
    <p class="said">
      <span class="soft">{trueMinus(health.says)}</span>
      <span class="health" data-tone={tones[health.state]}>
        {health.state}
      </span>
    </p>
  );
}

/** `channel 1: 538.2 g at rest` beside the words `channel 1` is `538.2 g at rest`. */
function withoutPart(says: string, part: string): string {
  if (says.startsWith(`${part}: `)) return says.slice(part.length + 2);
  return says.replace(` at ${part}`, '');
}

function Conditions({ conditions }: { readonly conditions: readonly DeviceCondition[] }) {
  if (conditions.length === 0) return null;
  const newest = [...conditions].sort((a, b) => b.at_ms - a.at_ms);
  return (
    <section aria-label="What it reported">
      <h3>What it reported of itself</h3>
      <ul class="conditions">
        {newest.map(({ condition, channel, at_ms, says, times }) => (
          <li key={`${condition} ${channel ?? ''}`}>
            <b>
              {condition.replaceAll('-', ' ')}
              {channel !== undefined && ` ${channel}`}
            </b>
            <time title={dayTimeWords(at_ms, zone.value)}>{agoWords(now_ms.value - at_ms)}</time>
            {(says !== undefined || times > 1) && (
              <p class="soft">{[says, times > 1 ? `${figure(times)} times` : undefined].filter(Boolean).join(' · ')}</p>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function WireBox({ link, page }: { readonly link: LinkState | undefined; readonly page: DevicePage | undefined }) {
  const fault = page?.detail?.last_fault;
  return (
    <section aria-label="Wire">
      <h3>Its wire</h3>
      <dl class="lines">
        <div>
          <dt>connected</dt>
          <dd>{link === undefined ? 'never' : `${figure(link.connects)} ${link.connects === 1 ? 'time' : 'times'}`}</dd>
        </div>
        <div>
          <dt>last frame</dt>
          <dd>
            {link?.last_frame_ms === undefined
              ? 'none since the gateway started'
              : agoWords(now_ms.value - link.last_frame_ms)}
          </dd>
        </div>
        <div>
          <dt>last trouble</dt>
          <dd>
            {link?.last_error === undefined ? (
              'none since the gateway started'
            ) : (
              <>
                {link.last_error.says}{' '}
                <time title={dayTimeWords(link.last_error.at_ms, zone.value)}>
                  {ageWords(now_ms.value - link.last_error.at_ms).replace('now', 'a moment')} ago
                </time>
              </>
            )}
          </dd>
        </div>
        {fault !== undefined && (
          <div>
            <dt>last not understood</dt>
            <dd>
              {fault.reason}{' '}
              <a href={`#/devices/device/${encodeURIComponent(page?.id ?? '')}/frame/${fault.n}`}>
                frame {figure(fault.n)}
              </a>{' '}
              <time>{agoWords(now_ms.value - fault.at_ms)}</time>
            </dd>
          </div>
        )}
      </dl>
    </section>
  );
}

/** Two presses: the first says what the second does. */
function LetGo({ device }: { readonly device: DeviceView }) {
  const asked = useSignal(false);
  const refusal = useSignal<string | undefined>(undefined);
  const letGo = async () => {
    const outcome = await post(`/devices/${encodeURIComponent(device.id)}/let-go`, {});
    if (outcome.ok) go({ view: 'devices' });
    else refusal.value = outcome.says;
  };
  return (
    <section class="let-go" aria-label="Take out">
      {!asked.value ? (
        <button
          type="button"
          class="small"
          onClick={() => {
            asked.value = true;
          }}
        >
          Take out of the settings…
        </button>
      ) : (
        <>
          <p>
            The gateway will no longer read <b>{device.name}</b>. No level changes, and all that is booked stays.
          </p>
          <button type="button" class="small danger" onClick={() => void letGo()}>
            Take it out
          </button>{' '}
          <button
            type="button"
            class="small"
            onClick={() => {
              asked.value = false;
            }}
          >
            Keep it
          </button>
        </>
      )}
      {refusal.value !== undefined && (
        <p class="fault" role="alert">
          {refusal.value}
        </p>
      )}
    </section>
  );
}
