/** A house of weighed places: its plates and nodes, its settings as a person would write them, and the morning it opens. */
import type { Seed } from '../seed.ts';
import type { Air } from './crew.ts';
import type { Gun } from './guns.ts';
import type { Hall } from './hall.ts';
import { beginNode, type NodePlan } from './nodes.ts';
import { layDown, type Place, piecesOf } from './places.ts';
import { itemSettings, pieceOf, type Ware } from './wares.ts';

export interface House {
  readonly name: string;
  readonly wares: readonly Ware[];
  readonly places: readonly Place[];
  readonly nodes: readonly NodePlan[];
  readonly guns: readonly Gun[];
  /** Channels of a node whose plates are joined, by device. */
  readonly joined: ReadonlySet<string>;
  /** Devices that have more than cells: antennas, in the settings' words. */
  readonly readers: readonly { readonly id: string; readonly driver: string; readonly antennas: readonly object[] }[];
  readonly rules?: object;
}

/** The bins stand on their plates and weigh something, too. Some settings have that, others only follow changes. */
const tare_known_permille = 700;

export function siteOf({ name, wares, places, nodes, guns, joined, readers, rules }: House, seed: Seed): object {
  const hall = name.toLowerCase().replaceAll(' ', '-');
  const byPlate = new Map(
    places.flatMap((place) => [...place.homes.values()].map((at) => [place.row.plates[at], place])),
  );
  const spare = places[0];
  return {
    name,
    time_zone: 'Europe/Berlin',
    currency: 'EUR',
    items: wares.map(itemSettings),
    locations: [
      { id: hall, name, kind: 'site', taken_to: 'production', filled_from: 'supplier' },
      ...places.map((place) => locationSettings(place, hall)),
    ],
    connections: [
      ...nodes.map(({ device, speaks }) => ({ id: device, wire: wireOf(device, speaks === 'mt-sics') })),
      ...guns.map(({ device, speaks }) => ({ id: device, wire: wireOf(device, speaks === 'line-scanner') })),
      ...readers.map(({ id }) => ({ id, wire: { kind: 'mqtt' } })),
    ],
    devices: [
      ...nodes.map(({ device, speaks, cells }) => ({
        id: device,
        driver: driverOf(speaks),
        channels: cells.flatMap(({ channel, plate }) => {
          const location = (byPlate.get(plate) ?? spare)?.location;
          const empty = seed.happens(tare_known_permille)
            ? { empty_mass_mg: Math.round(plate.manner.offset_mg + seed.normal(2_000)) }
            : {};
          return location === undefined
            ? []
            : [
                {
                  channel: speaks === 'tasmota' ? 'raw' : channel,
                  location,
                  ...empty,
                  ...(joined.has(device) ? { group: 'board' } : {}),
                },
              ];
        }),
      })),
      ...guns.map(({ device, speaks }) => ({ id: device, driver: speaks, scanner: {} })),
      ...readers,
    ],
    ...(rules === undefined ? {} : { rules }),
  };
}

function driverOf(speaks: NodePlan['speaks']): string {
  if (speaks === 'native-changes') return 'native';
  return speaks === 'tasmota-old' ? 'tasmota' : speaks;
}

function wireOf(device: string, is_serial: boolean): object {
  return is_serial ? { kind: 'serial', path: `/dev/serial/by-id/${device}` } : { kind: 'mqtt' };
}

function locationSettings({ location, homes, full, low }: Place, hall: string): object {
  const items = [...homes.keys()].map(({ id }) => id);
  const holds = items.length === 1 ? { kind: 'bin', item: items[0] } : { kind: 'shelf', items };
  return { id: location, in: hall, ...holds, full: full * items.length, ...(low > 0 ? { low } : {}) };
}

export interface Opening {
  readonly air?: Air;
  /** When, from the beginning, people begin to count every place, and by when they have. */
  readonly counted_from_ms: number;
  readonly counted_by_ms: number;
}

/** What was there before anybody listened lies on the plates at rest; then the devices come, and people count every place. */
export function openHouse(hall: Hall, { places, nodes, guns, readers }: House, opening: Opening): void {
  const seed = hall.seed.stream('opening');
  const long_ago_ms = hall.at_ms - 60_000;
  for (const place of places) {
    for (const [ware, home] of place.homes) {
      const number = seed.int(place.low + Math.ceil((place.full - place.low) * 0.15), place.full);
      for (let left = number; left > 0; ) {
        const together = Math.min(left, seed.int(1, 6));
        const pieces = Array.from({ length: together }, () => opening.air?.pieceOf(ware) ?? pieceOf(seed, ware));
        layDown(seed, place, pieces, home, long_ago_ms);
        opening.air?.laid(place, pieces);
        left -= together;
      }
      const epcs = piecesOf(place, ware).flatMap(({ epc }) => (epc === undefined ? [] : [epc]));
      const tags = epcs.length === 0 ? {} : { epcs };
      const { location } = place;
      hall.happened({
        item: ware.id,
        quantity: number,
        from: 'count-difference',
        to: location,
        deed: 'opening',
        ...tags,
      });
    }
    place.taken_ms.clear();
  }
  hall.note({ event: 'started', detail: {} });
  for (const node of nodes) beginNode(hall, node);
  for (const { device } of guns) hall.note({ device, event: 'connected', detail: { says: 'Connected.' } });
  for (const { id } of readers) hall.note({ device: id, event: 'connected', detail: { says: 'Connected.' } });
  hall.timeline.begin(counting(hall, places, opening), opening.counted_from_ms);
}

function* counting(hall: Hall, places: readonly Place[], opening: Opening): Generator<number, void, void> {
  const each_ms = (opening.counted_by_ms - opening.counted_from_ms) / (places.length + 1);
  for (const place of places) {
    for (const ware of place.homes.keys()) {
      const command = {
        kind: 'count',
        item: ware.id,
        location: place.location,
        quantity: piecesOf(place, ware).length,
        reason: 'stocktaking',
      };
      hall.note({ event: 'command', detail: { person: 'person:anna', command } });
    }
    yield each_ms;
  }
}
