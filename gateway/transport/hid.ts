/**
 * A device on USB HID: one report is one frame, with the bytes as node-hid gives them. Where a device numbers its reports
 * the first byte is the number, else it is missing; the driver has to know both.
 */
import type { Counters } from '../base/counters.ts';
import { messageOf } from '../base/faults.ts';
import { hidWaits } from './back-off.ts';
import type { HidBus, HidListing, HidPort } from './hid-bus.ts';
import type { Link } from './link.ts';
import { StreamLink, type StreamLinkParts } from './stream-link.ts';
import type { Port, Wire } from './wire.ts';

/** Which device is meant: it fits all that is given. */
export interface HidMatch {
  readonly vendor_id?: number;
  readonly product_id?: number;
  readonly usage_page?: number;
  readonly usage?: number;
  readonly serial_number?: string;
  readonly path?: string;
}

export interface HidLinkParts extends StreamLinkParts {
  readonly hid: HidMatch;
  readonly bus: HidBus;
}

/** A link to one USB HID device. Looks for it for as long as it runs; never throws. */
export function hidLink(parts: HidLinkParts): Link {
  return new StreamLink({ waits: hidWaits, ...parts }, hidPort(parts));
}

function hidPort({ hid, bus, connection, counters }: HidLinkParts): Port {
  const place = `USB device ${wordsOf(hid)}`;
  return {
    place,
    async open(signal) {
      const listed = await bus.list(signal);
      const path = theOne(place, pathsOf(listed, hid));
      const vendor_id = listed.find((each) => each.path === path)?.vendorId;
      const owner = bus.claim(path, connection);
      if (owner !== undefined) throw new Error(`${place} is in use by the connection ${owner}. Name another device.`);
      try {
        return hidWire(await bus.open(path), { place, vendor_id, counters, released: () => bus.release(path) });
      } catch (thrown) {
        bus.release(path);
        throw new Error(refusal(place, path, messageOf(thrown)));
      }
    },
  };
}

function pathsOf(listed: readonly HidListing[], hid: HidMatch): readonly string[] {
  const paths = listed.filter((each) => isMeant(each, hid)).flatMap(({ path }) => (path === undefined ? [] : [path]));
  return [...new Set(paths)].sort();
}

function isMeant(listed: HidListing, hid: HidMatch): boolean {
  return (
    (hid.vendor_id === undefined || hid.vendor_id === listed.vendorId) &&
    (hid.product_id === undefined || hid.product_id === listed.productId) &&
    (hid.usage_page === undefined || hid.usage_page === listed.usagePage) &&
    (hid.usage === undefined || hid.usage === listed.usage) &&
    (hid.serial_number === undefined || hid.serial_number === listed.serialNumber) &&
    (hid.path === undefined || hid.path === listed.path)
  );
}

/** Taking any of several would book one scale's goods to another's location after the next unplugging. */
function theOne(place: string, paths: readonly string[]): string {
  const [path] = paths;
  if (path === undefined) throw new Error(`${place} is not there. Plug it in, or correct the settings.`);
  if (paths.length > 1) {
    throw new Error(
      `${place} could be any of ${paths.length}: ${paths.join(', ').slice(0, 200)}. Name one by serial_number, usage_page or path.`,
    );
  }
  return path;
}

/** hidapi's words, seen with node-hid 3.4 on Linux, and what a person does about them. */
function refusal(place: string, path: string, message: string): string {
  if (message.includes('Permission denied')) {
    return `${place} (${path}) may not be opened by this user. Add a udev rule for hidraw that gives it to a group of this user.`;
  }
  return `${place} (${path}) cannot be opened: ${message.slice(0, 200)}`;
}

function wordsOf(hid: HidMatch): string {
  const words = [
    ...(hid.vendor_id === undefined && hid.product_id === undefined
      ? []
      : [`${hexOf(hid.vendor_id)}:${hexOf(hid.product_id)}`]),
    ...(hid.usage_page === undefined ? [] : [`with usage page 0x${hid.usage_page.toString(16)}`]),
    ...(hid.usage === undefined ? [] : [`with usage 0x${hid.usage.toString(16)}`]),
    ...(hid.serial_number === undefined ? [] : [`with serial number ${hid.serial_number}`]),
    ...(hid.path === undefined ? [] : [`at ${hid.path}`]),
  ];
  return words.join(' ');
}

function hexOf(id: number | undefined): string {
  return id === undefined ? '*' : id.toString(16).padStart(4, '0');
}

/**
 * HID has no flow control: while reading is held back the system keeps a device's last reports (64 on Linux) and the
 * device may overwrite others. What the library has read already is still heard after `pause`.
 */
function hidWire(
  port: HidPort,
  {
    place,
    vendor_id,
    counters,
    released,
  }: {
    readonly place: string;
    readonly vendor_id: number | undefined;
    readonly counters: Counters;
    released(): void;
  },
): Wire {
  let closing: Promise<void> | undefined;
  let unsent_bytes = 0;
  let ended = (_says: string) => {};
  // A device that goes before anybody listens must find a listener, or it would end the process.
  port.on('error', (why) => ended(`${place} was unplugged or cannot be read (${messageOf(why).slice(0, 200)}).`));
  function send(data: Uint8Array, by: (report: Buffer) => Promise<number>, failed: (thrown: unknown) => void): void {
    if (closing !== undefined) return;
    unsent_bytes += data.length;
    by(Buffer.from(data.buffer, data.byteOffset, data.byteLength))
      .then(() => {}, failed)
      .finally(() => {
        unsent_bytes -= data.length;
      });
  }
  return {
    listen(events) {
      let done = false;
      // The library takes what its listeners throw for an error of the device; in a task of its own a fault of ours stays ours.
      const inTurn = (then: () => void) =>
        queueMicrotask(() => {
          if (!done && closing === undefined) then();
        });
      ended = (says) =>
        inTurn(() => {
          done = true;
          events.gone(says);
        });
      port.on('data', (report) => inTurn(() => events.heard(report)));
    },
    write(data) {
      const failed = (thrown: unknown) =>
        ended(`${place} does not take what is sent to it (${messageOf(thrown).slice(0, 200)}).`);
      send(data, (report) => port.write(report), failed);
    },
    feature(data) {
      // A setting, on devices that have it; what a device without it does is the same as before.
      const failed = () => counters.add('hid.feature_reports_refused');
      send(data, (report) => port.sendFeatureReport(report), failed);
    },
    ...(vendor_id === undefined ? {} : { vendor_id }),
    get unsent_bytes() {
      return unsent_bytes;
    },
    pause() {
      if (closing === undefined) port.pause();
    },
    resume() {
      if (closing === undefined) port.resume();
    },
    close() {
      closing ??= letGo(port).finally(released);
      return closing;
    },
  };
}

/** Without listeners first: the library starts reading a tick after it got one, and throws there when it is closed by then. */
async function letGo(port: HidPort): Promise<void> {
  port.removeAllListeners('data');
  try {
    await port.close();
  } catch {
    // A device that is gone cannot be closed, and what was open is free all the same.
  }
}
