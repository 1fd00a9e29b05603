/** What to do about each device, worked out anew when something about it changed and every few seconds, because time counts. */
import type { DeviceDetail } from '../base/device-detail.ts';
import { type LinkState, linkOfDevice } from '../base/link-state.ts';
import type { DeviceActivity } from '../ledger/commit.ts';
import type { DeviceSettings, Site } from '../stock/site.ts';
import { adviceOn } from '../work/device-advice.ts';
import type { Advice, DeviceFacts } from '../work/device-facts.ts';
import type { DeviceAdvice } from './messages.ts';

/** What the registry says of a driver, as far as screens and advice need it. */
export interface DriverFacts {
  readonly title: string;
  readonly family: DeviceFacts['family'];
  readonly may_need_unit: boolean;
}

export type DriverFactsOf = (driver: string) => DriverFacts | undefined;

export interface BoardSources {
  readonly site: Site;
  readonly started_ms: number;
  readonly activities: ReadonlyMap<string, DeviceActivity>;
  readonly links: ReadonlyMap<string, LinkState>;
}

export interface AdviceBoard {
  note(details: readonly DeviceDetail[]): void;
  /** Works out the advice on these connections' devices, or on all without them; gives what changed. */
  look(sources: BoardSources, now_ms: number, connections?: ReadonlySet<string>): readonly DeviceAdvice[];
  /** Of the devices about which something is to be done. */
  view(): readonly DeviceAdvice[];
  read(device: string): readonly Advice[];
}

export function adviceBoard(factsOf: DriverFactsOf): AdviceBoard {
  const details = new Map<string, DeviceDetail>();
  const told = new Map<string, { readonly text: string; readonly advice: readonly Advice[] }>();
  return {
    note(changed) {
      for (const detail of changed) details.set(detail.device, detail);
    },
    look(sources, now_ms, connections) {
      const news: DeviceAdvice[] = [];
      const wires = new Map(sources.site.connections.map(({ id, wire }) => [id, wire.kind]));
      for (const device of sources.site.devices) {
        const { id, connection } = device;
        if (connections !== undefined && !connections.has(connection)) continue;
        const wire = wires.get(connection) ?? 'mqtt';
        const advice = adviceOn(deviceFacts(device, wire, sources, factsOf(device.driver), details.get(id), now_ms));
        const text = JSON.stringify(advice);
        if (text === (told.get(id)?.text ?? '[]')) continue;
        told.set(id, { text, advice });
        news.push({ device: id, advice });
      }
      forget(told, details, sources.site);
      return news;
    },
    view: () =>
      [...told].filter(([, { advice }]) => advice.length > 0).map(([device, { advice }]) => ({ device, advice })),
    read: (device) => told.get(device)?.advice ?? [],
  };
}

function forget(told: Map<string, unknown>, details: Map<string, unknown>, { devices }: Site): void {
  const kept = new Set(devices.map(({ id }) => id));
  for (const known of [told, details]) for (const id of known.keys()) if (!kept.has(id)) known.delete(id);
}

function deviceFacts(
  device: DeviceSettings,
  wire: string,
  { started_ms, activities, links }: BoardSources,
  driver: DriverFacts | undefined,
  detail: DeviceDetail | undefined,
  now_ms: number,
): DeviceFacts {
  const link = linkOfDevice(links, device.connection, device.id);
  const activity = activities.get(device.id);
  return {
    now_ms,
    started_ms,
    device: device.id,
    connection: device.connection,
    driver: device.driver,
    family: driver?.family ?? 'native',
    wire,
    may_need_unit: driver?.may_need_unit ?? false,
    ...(device.unit === undefined ? {} : { unit: device.unit }),
    antennas: device.antennas.map(({ antenna }) => antenna),
    channels: device.channels.map(({ channel }) => channel),
    has_portal: device.portal !== undefined,
    is_scanner: device.scanner !== undefined,
    ...(link === undefined ? {} : { link }),
    ...(activity === undefined ? {} : { activity }),
    ...(detail === undefined ? {} : { detail }),
  };
}
