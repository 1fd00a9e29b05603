/** What `tallygate capture` runs: one device on its own wire, without a gateway, recorded as it speaks. Wiring only. */
import { randomBytes } from 'node:crypto';
import type { ConfiguredUnit, Driver } from '../devices/driver.ts';
import { driverOf, drivers } from '../devices/registry.ts';
import { assert } from './base/assert.ts';
import { type Clock, systemClock } from './base/clock.ts';
import { countersOf } from './base/counters.ts';
import { GatewayFault } from './base/faults.ts';
import { limits } from './base/limits.ts';
import { silentLog } from './base/log.ts';
import { randomOf } from './base/random.ts';
import { type CaptureHeader, no_gateway, siteHash } from './intake/capture.ts';
import { renamedNote } from './intake/capture-file.ts';
import { decodeSettingsOf } from './intake/decode-settings.ts';
import { type Heard, hearingOf } from './intake/hearing.ts';
import { Recorder } from './intake/recorder.ts';
import { type ReadingsBy, type ReadingsEnd, replayReadings } from './intake/replay-readings.ts';
import type { JournalRow } from './ledger/reader.ts';
import type { LinkParts } from './link-parts.ts';
import { externalLogin, mqttDevicesOf } from './mqtt-side.ts';
import { parseSite } from './site/parse-site.ts';
import { lineOf } from './site/problem.ts';
import { readSite } from './site/site-file.ts';
import type { Connection, DeviceSettings, Site } from './stock/site.ts';
import { streamLinkOf } from './streams.ts';
import type { StreamDriver } from './transport/conversation.ts';
import { externalBrokerLink } from './transport/external-broker.ts';
import { hidBus, type LoadHid } from './transport/hid-bus.ts';
import type { Link } from './transport/link.ts';

export { exampleText } from './intake/example-text.ts';
export { heardJson, heardLines } from './intake/hearing.ts';

/** Whom to listen to. */
export type CaptureOf =
  | { readonly site_file: string; readonly device: string }
  /** A device of no site; `wire` as in the settings of a connection. */
  | {
      readonly wire: Readonly<Record<string, unknown>>;
      readonly device: string;
      readonly driver?: string;
      readonly unit?: ConfiguredUnit;
    };

export interface CaptureOptions {
  readonly of: CaptureOf;
  /** Where to write; a name is made when absent. */
  readonly file?: string;
  /** Records what each read of the wire brings, and says nothing to the device. */
  readonly raw: boolean;
  readonly frames_max?: number;
  readonly time_ms_max?: number;
  heard(row: JournalRow, heard: Heard): void;
  /** What a person should know: the state of the link, noise. */
  note(says: string): void;
  readonly clock?: Clock;
  /** Instead of node-hid. */
  readonly loadHid?: LoadHid;
}

export interface CaptureSummary {
  readonly file: string;
  readonly frames: number;
  readonly bytes: number;
  readonly refused: number;
  readonly noise_bytes: number;
  readonly connects: number;
  /** The link's last word before it was ended. */
  readonly says: string;
}

export interface RunningCapture {
  readonly file: string;
  /** Resolves when enough was recorded, or with what keeps it from going on. */
  readonly done: Promise<GatewayFault | undefined>;
  /** Ends the capture with its last line, then the link. Idempotent. */
  stop(): Promise<CaptureSummary>;
}

const look_ms = 250;

/** Opens the wire and records. Throws GatewayFault when device, settings or file cannot be used; a device that is away is no failure. */
export async function startCapture(options: CaptureOptions): Promise<RunningCapture> {
  const { raw, frames_max = Number.POSITIVE_INFINITY, time_ms_max, note, clock = systemClock } = options;
  const source = await sourceOf(options.of, raw);
  refuseUnheard(source, raw);
  const { device, driver, site } = source;
  const isStream = source.connection.wire.kind !== 'mqtt';
  const chunks = raw && isStream;
  const hearing = hearingOf({ ...(driver && { driver }), settings: decodeSettingsOf(device), chunks });
  let frames = 0;
  let refused = 0;
  let finish: (fault?: GatewayFault) => void = () => {};
  const done = new Promise<GatewayFault | undefined>((resolve) => {
    finish = resolve;
  });
  const file = options.file ?? fileNameOf(device.id, clock.now_ms());
  const recorder = new Recorder({
    file,
    header: headerOf(site, device, driver, chunks),
    ...(site && { site }),
    clock,
    failed: (fault) => finish(fault),
    wrote(row) {
      if (row.event === 'connected') hearing.gap();
      if (row.kind !== 'frame') return;
      for (const each of hearing.hear(row)) {
        if (each.kind === 'refused') refused += 1;
        options.heard(row, each);
      }
      frames += 1;
      if (frames < frames_max) return;
      recorder.end();
      finish();
    },
  });
  for (const says of renamedNote(file, recorder.path)) note(says);
  const link = linkOf(source, raw, {
    intake: recorder,
    clock,
    random: randomOf(randomBytes(4).readUInt32LE()),
    log: silentLog,
    counters: countersOf(),
    waits: { min_ms: limits.reconnect_ms_min, max_ms: limits.capture_reconnect_ms_max },
    ...(options.loadHid === undefined ? {} : { loadHid: options.loadHid }),
  });
  await link.start();
  const watching = watch(link, clock, note);
  const cancelTime = time_ms_max === undefined ? () => {} : clock.after(time_ms_max, () => finish());
  let summary: Promise<CaptureSummary> | undefined;

  async function end(): Promise<CaptureSummary> {
    cancelTime();
    recorder.end();
    watching.look();
    watching.cancel();
    const state = link.states()[0];
    assert(state !== undefined, 'a capture has one link');
    await link.stop();
    const { noise_bytes, connects, says } = state;
    return { file: recorder.path, frames, bytes: recorder.bytes, refused, noise_bytes, connects, says };
  }
  return {
    file: recorder.path,
    done,
    stop() {
      summary ??= end();
      return summary;
    },
  };
}

interface Source {
  readonly connection: Connection;
  readonly device: DeviceSettings;
  /** Absent when no driver fits. */
  readonly driver?: Driver;
  readonly site?: Site;
}

async function sourceOf(of: CaptureOf, raw: boolean): Promise<Source> {
  if ('site_file' in of) {
    const site = await readSite(of.site_file, drivers);
    const device = site.devices.find(({ id }) => id === of.device);
    const connection = site.connections.find(({ id }) => id === device?.connection);
    if (device === undefined || connection === undefined) {
      const known = site.devices.map(({ id }) => id).join(', ');
      throw new GatewayFault('settings-invalid', `The settings name no device ${of.device}; they name: ${known}.`);
    }
    const driver = driverOf(device.driver);
    return { connection, device, site, ...(driver && { driver }) };
  }
  const driver = driverOf(of.driver ?? '');
  // Settings want a driver for every device. Raw bytes need none, so any that speaks over this wire stands in.
  const named = of.driver ?? (raw ? drivers.find(({ wires }) => wires.some((wire) => wire === of.wire.kind))?.id : '');
  const { device: id, unit } = of;
  const parsed = parseSite(
    {
      name: 'Capture',
      time_zone: 'UTC',
      currency: 'EUR',
      connections: [{ id, wire: of.wire }],
      devices: [{ id, driver: named, ...(unit && { unit }) }],
    },
    drivers,
  );
  if (!parsed.ok) {
    const says = parsed.problems.map(lineOf).join('; ');
    throw new GatewayFault('settings-invalid', `The device cannot be listened to: ${says}.`);
  }
  const [connection] = parsed.site.connections;
  const [device] = parsed.site.devices;
  assert(connection !== undefined && device !== undefined, 'the settings above have one of each');
  return { connection, device, ...(driver && { driver }) };
}

function headerOf(
  site: Site | undefined,
  device: DeviceSettings,
  driver: Driver | undefined,
  chunks: boolean,
): CaptureHeader {
  return {
    capture: 1,
    gateway: no_gateway,
    site: site === undefined ? no_gateway : siteHash(site),
    // Whatever is on the shelf was there before anybody listened.
    state: 'running',
    ...(driver && { driver: driver.id }),
    ...(device.unit === undefined ? {} : { unit: device.unit }),
    ...(chunks && { chunks: true }),
  };
}

/** Before a file is begun. */
function refuseUnheard({ connection, device, site }: Source, raw: boolean): void {
  if (connection.wire.kind === 'http') {
    throw new GatewayFault(
      'settings-invalid',
      `${device.id} posts to a running gateway. Record it there, with all others: npx tallygate start --site FILE --capture FILE`,
    );
  }
  if (connection.wire.kind === 'modbus' && raw) {
    throw new GatewayFault(
      'settings-invalid',
      `${device.id} only answers, so without being asked it says nothing: record it without --raw.`,
    );
  }
  if (connection.wire.kind !== 'mqtt' || site?.network.broker.kind === 'external') return;
  throw new GatewayFault(
    'settings-invalid',
    `${device.id} speaks MQTT at the gateway's own broker, which only a running gateway has. Record it there, with all others: npx tallygate start --site FILE --capture FILE`,
  );
}

function linkOf({ connection, device, site }: Source, raw: boolean, parts: LinkParts): Link {
  if (connection.wire.kind !== 'mqtt') {
    const { clock, loadHid } = parts;
    const bus = hidBus({ clock, ...(loadHid === undefined ? {} : { load: loadHid }) });
    const uncut: StreamDriver = { framing: { by: 'message', bytes_max: limits.capture_chunk_bytes_max } };
    return streamLinkOf({ connection, devices: [device] }, { ...parts, bus, ...(raw && { driver: uncut }) });
  }
  const broker = site?.network.broker;
  assert(site !== undefined && broker?.kind === 'external', 'what cannot be heard was refused');
  const devices = mqttDevicesOf(site).filter((each) => each.device === device.id);
  // A name of its own, or the broker would send the running gateway away; and nothing is kept for it afterwards.
  const client_id = `tallygate-capture-${randomBytes(6).toString('hex')}`;
  return externalBrokerLink({ ...parts, ...externalLogin(broker), devices, client_id, clean: true });
}

/** Tells whenever the link is in another state, and of noise as it grows. */
function watch(link: Link, clock: Clock, note: (says: string) => void) {
  let told = '';
  let noise_bytes = 0;
  let cancel = () => {};
  function look(): void {
    const state = link.states()[0];
    if (state === undefined) return;
    const says = `${state.state}: ${state.says}`;
    if (says !== told) note(says);
    told = says;
    if (state.noise_bytes > noise_bytes) note(`noise: ${state.noise_bytes} bytes so far that belong to no frame`);
    noise_bytes = state.noise_bytes;
  }
  function again(): void {
    look();
    cancel = clock.after(look_ms, again);
  }
  again();
  return { look, cancel: () => cancel() };
}

/** `scale-1-2026-11-23T08-00-00.jsonl`. */
function fileNameOf(device: string, now_ms: number): string {
  const second = new Date(now_ms).toISOString().slice(0, 19).replaceAll(':', '-');
  return `${device}-${second}.jsonl`;
}

/** What the frames of a capture say. Throws GatewayFault when the settings cannot be used. */
export async function readingsOfCapture(
  lines: AsyncIterable<string>,
  { site_file, ...by }: Omit<ReadingsBy, 'site'> & { readonly site_file?: string },
  heard: (row: JournalRow, heard: Heard) => void,
  note: (says: string) => void,
): Promise<ReadingsEnd> {
  const site = site_file === undefined ? undefined : await readSite(site_file, drivers);
  return replayReadings(lines, { ...by, ...(site && { site }) }, { driverOf, siteOf }, { heard, note });
}

function siteOf(json: unknown): Site | undefined {
  const parsed = parseSite(json, drivers);
  return parsed.ok ? parsed.site : undefined;
}
