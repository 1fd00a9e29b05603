/** One device: is it there, what did it say last, how busy is it, can it be trusted. */

import { useComputed } from '@preact/signals';
import type { DeviceActivity, DeviceView, LinkState } from '../../gateway/live/messages.ts';
import { hashOf } from '../route.ts';
import { linkOf } from '../screen.ts';
import { advice, devices, links, now_ms, zone } from '../store.ts';
import { ageWords, agoWords, bytesWords, dayTimeWords, figure, skewWords, trueMinus } from '../wording.ts';
import { AdviceBadge } from './advice.tsx';
import { LinkPill, words } from './link.tsx';
import { Rate } from './rate.tsx';
import { LastAnswer } from './scanners.tsx';

export function DeviceCard({ device }: { readonly device: DeviceView }) {
  const { id, name, driver, wire } = device;
  const activity = useComputed(() => devices.value?.get(id));
  const link = useComputed(() => linkOf(links.value, device));
  const its_advice = useComputed(() => advice.value?.get(id));
  return (
    <li class="card" data-link={link.value?.state ?? 'stopped'}>
      <header>
        <h3>
          <a data-stop href={hashOf({ view: 'devices', selected: { kind: 'device', id } })}>
            {name}
          </a>
        </h3>
        <LinkPill link={link.value} />
      </header>
      {its_advice.value?.some(({ tone }) => tone !== 'note') === true ? (
        <AdviceBadge advice={its_advice.value} />
      ) : (
        <p class="says" title={link.value?.says}>
          {link.value?.says ?? 'Its connection has not been opened.'}
        </p>
      )}
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
      <Fact name="quarantine" value={figure(activity?.quarantined ?? 0)} bad={(activity?.quarantined ?? 0) > 0} />
      <Fact
        name="clock"
        value={skew_ms === undefined ? '–' : skewWords(skew_ms)}
        bad={Math.abs(skew_ms ?? 0) > 5_000}
      />
    </dl>
  );
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
