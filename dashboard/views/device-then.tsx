/** Devices as they were at the past second on show, as the journal tells. */
import type { DevicePage, DeviceThenView, DeviceView } from '../../gateway/live/messages.ts';
import { go, route } from '../browser.ts';
import { type DevicesPast, type Loaded, useRead } from '../rest.ts';
import { hashOf } from '../route.ts';
import { now_ms, site, zone } from '../store.ts';
import { agoWords, dayTimeWords, timeWords, trueMinus } from '../wording.ts';
import { DeviceFrames } from './device-frames.tsx';

const words: Readonly<Record<DeviceThenView['state'], string>> = {
  connected: 'connected',
  disconnected: 'away',
  'not-watched': 'not watched',
  unknown: 'not known',
};

/** The colours of links: what was not there is dashed, what nobody knows is grey. */
const links: Readonly<Record<DeviceThenView['state'], string>> = {
  connected: 'connected',
  disconnected: 'waiting',
  'not-watched': 'stopped',
  unknown: 'stopped',
};

export function WasPill({ was }: { readonly was: DeviceThenView | undefined }) {
  const state = was?.state ?? 'unknown';
  return (
    <span class="pill" data-link={links[state]} title={was?.says}>
      <span class="dot" aria-hidden="true" />
      {was === undefined ? '…' : words[state]}
    </span>
  );
}

/** How each device was; empty until it is known. */
export function useDevicesThen(at: string): ReadonlyMap<string, DeviceThenView> {
  const past = useRead<DevicesPast>(`/devices?at=${encodeURIComponent(at)}`);
  const known = past.state === 'there' ? past.body.devices : [];
  return new Map(known.flatMap(({ id, was }) => (was === undefined ? [] : [[id, was] as const])));
}

export function DevicesThen({ at }: { readonly at: string }) {
  const was = useDevicesThen(at);
  const devices = site.value?.devices ?? [];
  const there = [...was.values()].filter(({ state }) => state === 'connected').length;
  return (
    <div class="devices-then devices">
      <section class="pane" aria-label="Devices" data-arrows>
        <h2>
          Devices{' '}
          <small>
            {was.size === 0 ? '…' : `${there} of ${devices.length} were connected`},{' '}
            {timeWords(now_ms.value, zone.value)}
          </small>
        </h2>
        <ul class="cards">
          {devices.map((device) => (
            <ThenCard key={device.id} device={device} was={was.get(device.id)} />
          ))}
        </ul>
      </section>
    </div>
  );
}

function ThenCard({ device, was }: { readonly device: DeviceView; readonly was: DeviceThenView | undefined }) {
  const { id, name, driver, wire } = device;
  return (
    <li class="card" data-link={links[was?.state ?? 'unknown']}>
      <header>
        <h3>
          <a data-stop href={hashOf({ view: 'devices', selected: { kind: 'device', id } })}>
            {name}
          </a>
        </h3>
        <WasPill was={was} />
      </header>
      {was?.state !== 'connected' && (
        <p class="says" title={was?.says}>
          {was?.says ?? '…'}
        </p>
      )}
      {was !== undefined && <Last was={was} />}
      <p class="kind">
        {driver} · {wire}
      </p>
    </li>
  );
}

function Last({ was: { last } }: { readonly was: DeviceThenView }) {
  return (
    <p class="last" title={last && `${trueMinus(last.says)}, ${dayTimeWords(last.at_ms, zone.value)}`}>
      <span>{last === undefined ? 'no frame of it by then' : trueMinus(last.says) || 'nothing of interest'}</span>
      {last !== undefined && <time>{agoWords(now_ms.value - last.at_ms)}</time>}
    </p>
  );
}

/** One device at a past second: whether it was there, and its last frames by then. */
export function DevicePageThen({ device, at }: { readonly device: DeviceView; readonly at: string }) {
  const { id } = device;
  const page = useRead<DevicePage>(`/devices/${encodeURIComponent(id)}?at=${encodeURIComponent(at)}`);
  return (
    <div class="device-page devices-then" data-device={id}>
      <section class="pane" aria-label={device.name}>
        <header class="head">
          <a class="back" href={hashOf({ view: 'devices' })}>
            ‹ All devices
          </a>
          <h2>{device.name}</h2>
          <p class="state">
            <WasPill was={wasOf(page)} />
            <span>{wasOf(page)?.says ?? '…'}</span>
          </p>
          <p class="soft">
            {page.state === 'there' ? page.body.title : device.driver} · <code>{id}</code> · settings of now
          </p>
          <button type="button" class="close" aria-label="Close" onClick={() => go({ view: 'devices' })}>
            ✕
          </button>
        </header>
        <DeviceFrames key={at} id={id} page={page} open={route.value.frame} at={at} />
      </section>
    </div>
  );
}

function wasOf(page: Loaded<DevicePage>): DeviceThenView | undefined {
  return page.state === 'there' ? page.body.was : undefined;
}
