/** The USB HID devices of this machine: one library, loaded on first use, one search at a time, one link per device. */
import type { Clock } from '../base/clock.ts';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';

/** A device as the library lists it; one with several usages is listed once for each, under one path. */
export interface HidListing {
  readonly path?: string | undefined;
  readonly vendorId: number;
  readonly productId: number;
  readonly usagePage?: number | undefined;
  readonly usage?: number | undefined;
  readonly serialNumber?: string | undefined;
}

/** An open device: the part of node-hid's own that we use, so that tests can stand in for it without hardware. */
export interface HidPort {
  /** Reports flow from the first listener on. */
  on(event: 'data', heard: (report: Uint8Array) => void): unknown;
  /** The device is gone or cannot be read. node-hid says why with a bare text. */
  on(event: 'error', failed: (why: unknown) => void): unknown;
  removeAllListeners(event: 'data'): unknown;
  pause(): void;
  resume(): void;
  write(report: Buffer): Promise<number>;
  sendFeatureReport(report: Buffer): Promise<number>;
  close(): Promise<void>;
}

export interface HidLibrary {
  devicesAsync(): Promise<readonly HidListing[]>;
  readonly HIDAsync: { open(path: string): Promise<HidPort> };
}

/** Rejects when the library, or a system library under it, is missing. */
export type LoadHid = () => Promise<HidLibrary>;

/** The library, loaded on first use. It would fail only at the first call, so one is made here. */
export const loadNodeHid: LoadHid = async () => {
  const library = await import('node-hid');
  library.getHidapiVersion();
  return library;
};

/** Shared by all HID links of a gateway. */
export interface HidBus {
  /**
   * What is plugged in now. Searching is costly and disturbs devices, so that after one search the next call waits
   * `limits.hid_search_ms_min`. Rejects when aborted, and with GatewayFault `library-missing` when it can never work.
   */
  list(signal: AbortSignal): Promise<readonly HidListing[]>;
  /** Opens the device at this path. On Linux the system would let several programs, and several links, read one device. */
  open(path: string): Promise<HidPort>;
  /** Notes that `path` is a connection's; the name of the one that has it already, if any. */
  claim(path: string, connection: string): string | undefined;
  release(path: string): void;
}

export function hidBus({ clock, load = loadNodeHid }: { readonly clock: Clock; readonly load?: LoadHid }): HidBus {
  const owners = new Map<string, string>();
  let loading: Promise<HidLibrary> | undefined;
  let searching: Promise<readonly HidListing[]> | undefined;
  let due_ms = 0;

  function library(): Promise<HidLibrary> {
    loading ??= load().catch((thrown: unknown) => {
      loading = undefined;
      throw missing(thrown);
    });
    return loading;
  }

  async function list(signal: AbortSignal): Promise<readonly HidListing[]> {
    const hid = await library();
    while (searching === undefined) {
      const wait_ms = due_ms - clock.monotonic_ms();
      if (wait_ms > 0) {
        await waited(clock, wait_ms, signal);
        continue;
      }
      due_ms = clock.monotonic_ms() + limits.hid_search_ms_min;
      searching = searched(hid).finally(() => {
        searching = undefined;
      });
    }
    return searching;
  }

  return {
    list,
    async open(path) {
      const { HIDAsync } = await library();
      return HIDAsync.open(path);
    },
    claim(path, connection) {
      const owner = owners.get(path);
      if (owner === undefined) owners.set(path, connection);
      return owner;
    },
    release: (path) => owners.delete(path),
  };
}

async function searched(hid: HidLibrary): Promise<readonly HidListing[]> {
  try {
    return await hid.devicesAsync();
  } catch (thrown) {
    throw new Error(`The USB devices of this machine cannot be listed: ${messageOf(thrown).slice(0, 200)}`);
  }
}

function waited(clock: Clock, wait_ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const aborted = () => {
      cancel();
      reject(new Error('The search was ended.'));
    };
    const cancel = clock.after(wait_ms, () => {
      signal.removeEventListener('abort', aborted);
      resolve();
    });
    signal.addEventListener('abort', aborted, { once: true });
    if (signal.aborted) aborted();
  });
}

/** Which package of Debian and its kin brings the system library that the loader names. */
const cures = [
  ['libusb-1.0', 'apt-get install libusb-1.0-0'],
  ['libudev', 'apt-get install libudev1'],
] as const;

function missing(thrown: unknown): GatewayFault {
  const why = messageOf(thrown).slice(0, 200).split('\n', 1).join('');
  const cure = cures.find(([name]) => why.includes(name));
  return new GatewayFault(
    'library-missing',
    cure === undefined
      ? `The USB HID library cannot be loaded (${why}). Run npm ci again here, with this Node; then restart the gateway.`
      : `USB HID needs ${cure[0]}: ${cure[1]}; then restart the gateway.`,
    thrown,
  );
}
