/** One device on a page of its own: what to do about it, what it said last down to the bytes, and how its parts do. */
import { useComputed } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { DevicePage, DeviceView, LinkState } from '../../gateway/live/messages.ts';
import { go, route } from '../browser.ts';
import { type Loaded, useRead } from '../rest.ts';
import { hashOf } from '../route.ts';
import { linkOf } from '../screen.ts';
import { advice, devices, links, now_ms, site, zone } from '../store.ts';
import { ageWords, dayTimeWords } from '../wording.ts';
import { AdviceList } from './advice.tsx';
import { DeviceCommands } from './device-commands.tsx';
import { DeviceFacts } from './device-facts.tsx';
import { DeviceFrames } from './device-frames.tsx';
import { DevicePageThen } from './device-then.tsx';
import { LinkPill, words } from './link.tsx';
import { Rate } from './rate.tsx';
import { LastAnswer } from './scanners.tsx';

export function DevicePageView({ id }: { readonly id: string }) {
  const device = site.value?.devices.find((each) => each.id === id);
  const { at } = route.value;
  if (device === undefined) {
    return (
      <section class="pane">
        <Back />
        <p class="soft">The settings have no device {id} (any more).</p>
      </section>
    );
  }
  return at === undefined ? <DevicePageNow device={device} /> : <DevicePageThen device={device} at={at} />;
}

function DevicePageNow({ device }: { readonly device: DeviceView }) {
  const { id } = device;
  const page = useRead<DevicePage>(`/devices/${encodeURIComponent(id)}`, useVersion(device));
  return (
    <div class="split device-page" data-device={id}>
      <section class="pane" aria-label={device.name}>
        <Head device={device} page={page} />
        <AdviceList advice={advice.value?.get(id) ?? []} />
        <LastAnswer device={id} scans={device.scans} />
        {page.state === 'there' && page.body.commands.length > 0 && <DeviceCommands page={page.body} />}
        <DeviceFrames id={id} page={page} open={route.value.frame} />
      </section>
      <aside class="side" aria-label="Facts">
        <Rate id={id} height={56} />
        <DeviceFacts device={device} page={page} />
      </aside>
    </div>
  );
}

/** What the page holds is asked anew when the device said something, at most once a second, or its link changed. */
function useVersion(device: DeviceView): number {
  return useComputed(() => {
    const said_ms = devices.value?.get(device.id)?.last_at_ms ?? 0;
    const since_ms = linkOf(links.value, device)?.since_ms ?? 0;
    return Math.floor(said_ms / 1_000) + since_ms;
  }).value;
}

function Back() {
  return (
    <a class="back" href={hashOf({ view: 'devices' })}>
      ‹ All devices
    </a>
  );
}

function Head({ device, page }: { readonly device: DeviceView; readonly page: Loaded<DevicePage> }) {
  const link = linkOf(links.value, device);
  const title = useRef<HTMLHeadingElement>(null);
  // Whoever came by keyboard goes on from here: what had the focus is gone.
  useEffect(() => title.current?.focus({ preventScroll: true }), []);
  return (
    <header class="head">
      <Back />
      <h2 ref={title} tabIndex={-1}>
        {device.name}
      </h2>
      <p class="state" data-link={link?.state ?? 'stopped'}>
        <LinkPill link={link} />
        {link !== undefined && <Since link={link} />}
        <span>{link?.says ?? 'Its connection has not been opened.'}</span>
      </p>
      <p class="soft">
        {page.state === 'there' ? page.body.title : device.driver} · <code>{device.id}</code> · {device.wire} connection{' '}
        <code>{device.connection}</code>
      </p>
      <button type="button" class="close" aria-label="Close" onClick={() => go({ view: 'devices' })}>
        ✕
      </button>
    </header>
  );
}

function Since({ link }: { readonly link: LinkState }) {
  return (
    <time title={dayTimeWords(link.since_ms, zone.value)}>
      {words[link.state]} for {ageWords(now_ms.value - link.since_ms).replace('now', 'a moment')}
    </time>
  );
}
