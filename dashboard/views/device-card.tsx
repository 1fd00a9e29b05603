/** One device: is it there, what did it say last, how busy is it, can it be trusted. */

import { useComputed } from '@preact/signals';
import { useMemo } from 'preact/hooks';
import type { DeviceActivity, DeviceView, LinkState } from '../../gateway/live/messages.ts';
import { go, route } from '../browser.ts';
import { linkOf } from '../screen.ts';
import { devices, links, locationName, now_ms, rates, zone } from '../store.ts';
import { ageWords, agoWords, bytesWords, countWords, dayTimeWords, figure, trueMinus } from '../wording.ts';
import { Chart, sparkStyle } from './chart.tsx';
import { LinkPill, words } from './link.tsx';
import { LastAnswer } from './scanners.tsx';

const serves_shown_max = 6;
/** The curve's window grows with what is known, from this length to the gateway's. */
const buckets_min = 12;

export function DeviceCard({ device }: { readonly device: DeviceView }) {
  const { id, name, driver, wire } = device;
  const activity = useComputed(() => devices.value?.get(id));
  const link = useComputed(() => linkOf(links.value, device));
  const chosen = route.value.selected?.kind === 'device' && route.value.selected.id === id;
  return (
    <li class="card" data-link={link.value?.state ?? 'stopped'} data-chosen={chosen}>
      <header>
        <h3>
          <button
            type="button"
            class="plain"
            data-stop
            aria-pressed={chosen}
            onClick={() => go({ view: 'devices', ...(chosen ? {} : { selected: { kind: 'device', id } }) })}
          >
            {name}
          </button>
        </h3>
        <LinkPill link={link.value} />
      </header>
      <p class="says" title={link.value?.says}>
        {link.value?.says ?? 'Its connection has not been opened.'}
      </p>
      <p
        class="last"
        title={
          activity.value &&
          `${trueMinus(activity.value.last_says)}, ${dayTimeWords(activity.value.last_at_ms, zone.value)}`
        }
      >
        <span>{activity.value === undefined ? 'has said nothing yet' : trueMinus(activity.value.last_says)}</span>
        {activity.value !== undefined && <time>{agoWords(now_ms.value - activity.value.last_at_ms)}</time>}
      </p>
      <Lost activity={activity.value} />
      <LastAnswer device={id} scans={device.scans} />
      <Rate id={id} />
      <Facts activity={activity.value} link={link.value} />
      {chosen && <Details device={device} link={link.value} />}
      <p class="kind">
        {driver} · {wire}
        {link.value !== undefined && <Since link={link.value} />}
      </p>
    </li>
  );
}

/** What never came from a device that counts: told for as long as the ledger knows of it. */
function Lost({ activity }: { readonly activity: DeviceActivity | undefined }) {
  const lost = activity?.lost;
  if (lost === undefined) return null;
  return (
    <p class="says" title={`Lost data ${lost.times === 1 ? 'once' : `${lost.times} times`}`}>
      <span>{lost.last_says}</span> <time>{agoWords(now_ms.value - lost.last_at_ms)}</time>
    </p>
  );
}

function Since({ link }: { readonly link: LinkState }) {
  const { since_ms } = link;
  return (
    <time title={dayTimeWords(since_ms, zone.value)}>
      {words[link.state]} for {ageWords(now_ms.value - since_ms).replace('now', 'a moment')}
    </time>
  );
}

function Rate({ id }: { readonly id: string }) {
  const window = rates.value;
  const frames = window?.frames.get(id);
  const columns = useMemo((): [number[], (number | null)[]] => {
    const known = frames ?? [];
    const length = Math.max(buckets_min, known.length);
    const unknown = Array<null>(Math.max(0, length - known.length)).fill(null);
    return [Array.from({ length }, (_, index) => index), [...unknown, ...known]];
  }, [frames]);
  if (window === undefined) return null;
  const now = ((frames?.at(-1) ?? 0) * 1_000) / window.bucket_ms;
  const minutes = Math.round((window.bucket_ms * columns[0].length) / 60_000);
  return (
    <div class="rate">
      <Chart label={`Frames over the last ${minutes} min`} height={38} columns={columns} style={sparkStyle} />
      <span>
        <b>{now.toFixed(now < 10 ? 1 : 0)}</b> /s
      </span>
    </div>
  );
}

function Facts({
  activity,
  link,
}: {
  readonly activity: DeviceActivity | undefined;
  readonly link: LinkState | undefined;
}) {
  const skew_ms = activity?.skew_ms;
  return (
    <dl class="facts">
      <Fact name="frames" value={figure(activity?.frames ?? 0)} />
      <Fact name="readings" value={figure(activity?.readings ?? 0)} />
      <Fact name="repeats" value={figure(activity?.duplicates ?? 0)} title="Delivered more than once, booked once" />
      <Fact name="noise" value={bytesWords(link?.noise_bytes ?? 0)} bad={(link?.noise_bytes ?? 0) > 0} />
      <Fact name="poison" value={figure(activity?.quarantined ?? 0)} bad={(activity?.quarantined ?? 0) > 0} />
      <Fact
        name="clock"
        value={skew_ms === undefined ? '–' : skewWords(skew_ms)}
        bad={Math.abs(skew_ms ?? 0) > 5_000}
      />
    </dl>
  );
}

function skewWords(skew_ms: number): string {
  const sign = skew_ms < 0 ? '−' : '+';
  const size_ms = Math.abs(skew_ms);
  return size_ms < 1_000 ? `${sign}${Math.round(size_ms)} ms` : `${sign}${(size_ms / 1_000).toFixed(1)} s`;
}

function Fact(props: {
  readonly name: string;
  readonly value: string;
  readonly bad?: boolean;
  readonly title?: string;
}) {
  return (
    <div data-bad={props.bad ?? false} title={props.title}>
      <dt>{props.name}</dt>
      <dd>{props.value}</dd>
    </div>
  );
}

function Details({ device, link }: { readonly device: DeviceView; readonly link: LinkState | undefined }) {
  const hidden = device.serves.length - serves_shown_max;
  return (
    <div class="more">
      <p>
        Connection <code>{device.connection}</code>
        {link !== undefined && `, connected ${countWords(link.connects, 'time')}, ${bytesWords(link.bytes)} heard`}
      </p>
      <ul>
        {device.serves.slice(0, serves_shown_max).map(({ part, location }) => (
          <li key={`${part} ${location}`}>
            {part} → <a href={`#/shelf-map/location/${encodeURIComponent(location)}`}>{locationName(location)}</a>
          </li>
        ))}
        {hidden > 0 && <li>and {hidden} more</li>}
      </ul>
    </div>
  );
}
