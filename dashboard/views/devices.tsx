/** Every device with its true state, and beside them how the gateway itself is. */
import { route } from '../browser.ts';
import { hashOf } from '../route.ts';
import { site } from '../store.ts';
import { DeviceCard } from './device-card.tsx';
import { DevicesThen } from './device-then.tsx';
import { GatewayPanel } from './gateway-panel.tsx';
import { awayCount } from './link.tsx';

export function Devices() {
  const { at } = route.value;
  return at === undefined ? <DevicesNow /> : <DevicesThen at={at} />;
}

function DevicesNow() {
  const devices = site.value?.devices ?? [];
  const there = devices.length - awayCount.value;
  return (
    <div class="split devices">
      <section class="pane" aria-label="Devices" data-arrows>
        <h2>
          Devices{' '}
          <small>
            {there} of {devices.length} connected
          </small>
          <a class="button" href={hashOf({ view: 'find' })}>
            Find devices
          </a>
        </h2>
        <ul class="cards">
          {devices.map((device) => (
            <DeviceCard key={device.id} device={device} />
          ))}
        </ul>
      </section>
      <aside class="side" aria-label="Gateway">
        <GatewayPanel />
      </aside>
    </div>
  );
}
