/** The site by every key that readings and codes arrive with. Built once per revision of the settings; pure look-ups. */
import { builtInLocations } from './built-in-locations.ts';
import type { AntennaPlace, ChannelPlace, Connection, DeviceSettings, Item, Location, Portal, Site } from './site.ts';

export interface DeviceIndex {
  readonly settings: DeviceSettings;
  readonly channels: ReadonlyMap<string, ChannelPlace>;
  readonly antennas: ReadonlyMap<number, AntennaPlace>;
  /** What it says may arrive in another order than it was said in. */
  readonly is_reordered: boolean;
}

export interface SiteIndex {
  readonly site: Site;
  readonly items: ReadonlyMap<string, Item>;
  readonly items_by_gtin: ReadonlyMap<string, Item>;
  readonly items_by_code: ReadonlyMap<string, Item>;
  readonly locations: ReadonlyMap<string, Location>;
  readonly locations_by_code: ReadonlyMap<string, Location>;
  readonly devices: ReadonlyMap<string, DeviceIndex>;
  /** What watches a location all the time; locations that nothing watches are not in it. */
  readonly senses: ReadonlyMap<string, Senses>;
}

/** What watches a location all the time. */
export interface Senses {
  readonly channels: readonly { readonly device: string; readonly channel: string }[];
  /** Antennas with the role `shelf`. */
  readonly antennas: readonly { readonly device: string; readonly antenna: number }[];
}

/** What the printed code of a location begins with. */
export const location_code_prefix = 'TG-LOC.';

/**
 * The GS1 code of a location, AIs (414) and (254) in brackets: the site's GLN and the location's id. Undefined when the id has more
 * than the twenty characters that (254) holds; all others of an id may stand there.
 */
export function glnCodeOf(gln: string, location: string): string | undefined {
  return location.length > 20 ? undefined : `(414)${gln}(254)${location}`;
}

/** Where stock goes to and comes from when no location up the tree says. */
const root_way = 'transit';

/** Where two things claim one key, the first one keeps it; `site/` refuses such settings anyway. */
export function siteIndexOf(site: Site): SiteIndex {
  const locations = firstOf([...builtInLocations, ...site.locations], ({ id }) => [id]);
  return {
    site,
    items: firstOf(site.items, ({ id }) => [id]),
    items_by_gtin: firstOf(site.items, ({ gtins }) => gtins.map(gtin14)),
    items_by_code: firstOf(site.items, ({ codes }) => codes),
    locations,
    locations_by_code: firstOf([...locations.values()], ({ id, codes }) => [
      location_code_prefix + id,
      ...codes,
      ...glnCodesOf(site, id),
    ]),
    devices: devicesOf(site),
    senses: sensesOf(site),
  };
}

/** What may lie at a location by its settings: its planogram. Empty when they do not say. */
export function plannedItems(index: SiteIndex, location: string): readonly string[] {
  const place = index.locations.get(location);
  if (place === undefined) return [];
  return place.items ?? (place.item === undefined ? [] : [place.item]);
}

function sensesOf(site: Site): Map<string, Senses> {
  const senses = new Map<string, { channels: Senses['channels'][number][]; antennas: Senses['antennas'][number][] }>();
  const at = (location: string) => {
    const known = senses.get(location) ?? { channels: [], antennas: [] };
    senses.set(location, known);
    return known;
  };
  for (const { id: device, channels, antennas } of site.devices) {
    for (const { channel, location } of channels) at(location).channels.push({ device, channel });
    for (const { antenna, role, location } of antennas) {
      if (role === 'shelf' && location !== undefined) at(location).antennas.push({ device, antenna });
    }
  }
  return senses;
}

/** The item of a GTIN-8, -12, -13 or -14. */
export function itemByGtin(index: SiteIndex, gtin: string): Item | undefined {
  return index.items_by_gtin.get(gtin14(gtin));
}

/** The item of one of the site's own codes, matched exactly. */
export function itemByCode(index: SiteIndex, code: string): Item | undefined {
  return index.items_by_code.get(code);
}

/** The location of a code of its own or of `TG-LOC.<id>`, matched exactly. */
export function locationByCode(index: SiteIndex, code: string): Location | undefined {
  return index.locations_by_code.get(code);
}

/** What lies on a channel of a scale. */
export function channelPlace(index: SiteIndex, device: string, channel: string): ChannelPlace | undefined {
  return index.devices.get(device)?.channels.get(channel);
}

/** What an antenna hears. A reader that names no antenna is understood when it has exactly one. */
export function antennaPlace(device: DeviceIndex, antenna: number | undefined): AntennaPlace | undefined {
  if (antenna !== undefined) return device.antennas.get(antenna);
  return device.settings.antennas.length === 1 ? device.settings.antennas[0] : undefined;
}

export function portalOf(index: SiteIndex, device: string): Portal | undefined {
  return index.devices.get(device)?.settings.portal;
}

/** Whether portals lead from or to a location outside: then a door was passed to be there. */
export function isBehindADoor({ site }: SiteIndex, location: string): boolean {
  return site.devices.some(({ portal }) => portal?.from_outside === location || portal?.to_outside === location);
}

/** Where stock goes that is seen to leave `location`: its own word, else that of the nearest location around it. */
export function takenTo(index: SiteIndex, location: string): string {
  return inherited(index, location, ({ taken_to }) => taken_to);
}

/** Where stock comes from that is seen to appear at `location`. */
export function filledFrom(index: SiteIndex, location: string): string {
  return inherited(index, location, ({ filled_from }) => filled_from);
}

/** Whose it is what comes in at a location: its own word, else that of the nearest location around it; ours when undefined. */
export function ownerOfPlace({ locations }: SiteIndex, location: string): string | undefined {
  const seen = new Set<string>();
  for (let at: string | undefined = location; at !== undefined && !seen.has(at); at = locations.get(at)?.in) {
    const owner = locations.get(at)?.owner;
    if (owner !== undefined) return owner;
    seen.add(at);
  }
  return undefined;
}

/** Whether a location is another one, or in it. */
export function isWithin({ locations }: SiteIndex, location: string, whole: string): boolean {
  const seen = new Set<string>();
  for (let at: string | undefined = location; at !== undefined && !seen.has(at); at = locations.get(at)?.in) {
    if (at === whole) return true;
    seen.add(at);
  }
  return false;
}

/** Outside locations may hold any quantity, also below zero. A location nobody knows any more is not one of them. */
export function isOutside(index: SiteIndex, location: string): boolean {
  return index.locations.get(location)?.kind === 'outside';
}

/** The location's name for people; its id when the settings no longer have it. */
export function locationName(index: SiteIndex, location: string): string {
  return index.locations.get(location)?.name ?? location;
}

export function itemName(index: SiteIndex, item: string): string {
  return index.items.get(item)?.name ?? item;
}

function devicesOf({ connections, devices }: Site): Map<string, DeviceIndex> {
  const wires = new Map(connections.map(({ id, wire }) => [id, wire.kind]));
  return new Map(devices.map((each) => [each.id, deviceIndexOf(each, wires.get(each.connection))]));
}

function deviceIndexOf(settings: DeviceSettings, wire: Connection['wire']['kind'] | undefined): DeviceIndex {
  return {
    settings,
    channels: firstOf(settings.channels, ({ channel }) => [channel]),
    antennas: firstOf(settings.antennas, ({ antenna }) => [antenna]),
    is_reordered: wire === 'mqtt' || wire === 'http',
  };
}

function glnCodesOf({ gln }: Site, location: string): readonly string[] {
  const code = gln === undefined ? undefined : glnCodeOf(gln, location);
  return code === undefined ? [] : [code];
}

function inherited(index: SiteIndex, from: string, read: (location: Location) => string | undefined): string {
  const seen = new Set<string>();
  for (let at = index.locations.get(from); at !== undefined && !seen.has(at.id); ) {
    const found = read(at);
    if (found !== undefined) return found;
    seen.add(at.id);
    at = at.in === undefined ? undefined : index.locations.get(at.in);
  }
  return root_way;
}

function firstOf<Key, Value>(values: readonly Value[], keysOf: (value: Value) => readonly Key[]): Map<Key, Value> {
  const map = new Map<Key, Value>();
  for (const value of values) {
    for (const key of keysOf(value)) if (!map.has(key)) map.set(key, value);
  }
  return map;
}

function gtin14(gtin: string): string {
  return gtin.padStart(14, '0');
}
