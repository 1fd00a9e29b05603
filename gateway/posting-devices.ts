/** The devices that post over HTTP, and where they may: on the dashboard's port, and on one of their own where the settings name it. */
import { driverOf } from '../devices/registry.ts';
import { assert } from './base/assert.ts';
import { decodeSettingsOf } from './intake/decode-settings.ts';
import { isLoopback } from './mqtt-side.ts';
import type { Site } from './stock/site.ts';
import { type HttpListener, httpListener } from './transport/http-listener.ts';
import { HttpReadings, type HttpReadingsParts, type PostingDevice } from './transport/http-readings.ts';

export function postingDevicesOf(site: Site): PostingDevice[] {
  const wires = new Map(site.connections.map((connection) => [connection.id, connection.wire.kind]));
  return site.devices
    .filter((device) => wires.get(device.connection) === 'http')
    .map((device) => {
      const driver = driverOf(device.driver);
      assert(driver !== undefined, `the settings were checked, so driver ${device.driver} is known`);
      const context = { ...decodeSettingsOf(device), retained: false };
      return {
        device: device.id,
        connection: device.connection,
        framing: driver.framing,
        fault(frame) {
          const decoded = driver.frame.decode(frame, context);
          return decoded.ok ? undefined : decoded.fault;
        },
      };
    });
}

export interface PostingSide {
  readonly readings: HttpReadings;
  readonly notes: readonly string[];
  stop(): Promise<void>;
}

/** Throws GatewayFault when the port of their own cannot be had. */
export async function startPosting(parts: Omit<HttpReadingsParts, 'devices'>, site: Site): Promise<PostingSide> {
  const readings = new HttpReadings({ ...parts, devices: postingDevicesOf(site) });
  const address = site.network.devices_http;
  let listener: HttpListener | undefined;
  if (address !== undefined) {
    listener = await httpListener(address.host, address.port, (device, request, response) => {
      readings.handle(device, request, response);
    });
  }
  const isOpen = address !== undefined && !isLoopback(address.host);
  return {
    readings,
    notes: isOpen
      ? [`Devices post to ${address.host}: the wire is not encrypted yet, so keep it inside a network you trust.`]
      : [],
    async stop() {
      await readings.stop();
      await listener?.stop();
    },
  };
}
