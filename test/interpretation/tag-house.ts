/**
 * A hall of shelves with an antenna each, tags on them and people who carry tags about, in the radio of the simulators: what really
 * happened beside what the tag rule makes of it, and what simpler rules make of the very same reads.
 */
import type { EpcMeaning, TagReading } from '../../devices/reading.ts';
import type { Movement } from '../../gateway/stock/movement.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { type FieldTag, RadioField, usualField } from '../../simulators/scenes/radio-field.ts';
import type { FieldAntenna } from '../../simulators/scenes/radio-path.ts';
import { seedOf } from '../../simulators/seed.ts';
import { ShopFloor, site as smallSite, start_ms } from './shop-floor.ts';

export interface HouseOptions {
  readonly seed: number;
  readonly shelves: number;
  readonly tags: number;
  readonly time_ms: number;
  /** Mean time between two deeds in the whole house. */
  readonly deed_ms: number;
  /** Metres between shelves in a row. */
  readonly spacing_m: number;
  /** Of tags' readability, thousandths of looks answered: from, to. */
  readonly answers_permille: readonly [number, number];
  /** Chance that a tag gets shadowed by what is put before it, per deed. */
  readonly shadows: number;
  readonly fast_fade_cdb: number;
  /** Told every read, in order. */
  /** Given the floor before it begins. */
  readonly onFloor?: (floor: ShopFloor) => void;
  readonly onRead?: (read: HouseRead) => void;
  /** Restores the memory from its checkpoint as often as this. */
  readonly restore_ms?: number;
  readonly stay_ms?: number;
}

export interface HouseRead {
  readonly epc: string;
  readonly location: string;
  readonly rssi_cdbm: number;
  readonly at_ms: number;
}

export interface Deed {
  readonly epc: string;
  readonly from: string;
  readonly to: string;
  readonly at_ms: number;
}

export interface House {
  readonly floor: ShopFloor;
  readonly deeds: readonly Deed[];
  readonly booked: readonly (Deed & { readonly movement: Movement })[];
  readonly reads: number;
  /** Where each tag was at first. */
  readonly opened: ReadonlyMap<string, string>;
  readonly score_from_ms: number;
}

const look_ms = 200;
export const taken_to = 'production';
const opening_ms = 90_000;

export function houseSite(shelves: number, stay_ms: number): Site {
  const ids = Array.from({ length: shelves }, (_, at) => `S${at + 1}`);
  return {
    ...smallSite,
    locations: [
      { id: 'hall', name: 'Hall', kind: 'site', codes: [], taken_to, filled_from: taken_to },
      ...ids.map((id) => ({ id, name: `Shelf ${id}`, kind: 'shelf' as const, in: 'hall', codes: [] })),
    ],
    devices: [
      {
        id: 'reader',
        name: 'Reader',
        connection: 'reader',
        driver: 'native',
        channels: [],
        antennas: ids.map((location, at) => ({
          antenna: at + 1,
          role: 'shelf',
          location,
          rssi_floor_cdbm: -7_400,
        })),
      },
    ],
    rules: { ...smallSite.rules, tags: { ...smallSite.rules.tags, stay_ms } },
  };
}

export function epcOf(tag: number): string {
  return `30342CAC0C0303C0${(tag + 1).toString(16).toUpperCase().padStart(8, '0')}`;
}

const meaning: EpcMeaning = { scheme: 'sgtin-96', gtin: '00614141123452' };

interface Carried {
  readonly tag: FieldTag;
  readonly number: number;
  readonly from: string;
  readonly to: string | undefined;
  readonly until_ms: number;
  readonly path: readonly { readonly x_m: number; readonly y_m: number }[];
  readonly start_ms: number;
}

/** Plays a house. Shelves stand in one row, their antennas at their backs looking into the aisle, where people walk. */
export function playHouse(options: HouseOptions): House {
  const { shelves, spacing_m, time_ms } = options;
  const seed = seedOf(options.seed);
  const antennas = Array.from(
    { length: shelves },
    (_, at): FieldAntenna => ({
      device: 'reader',
      antenna: at + 1,
      x_m: at * spacing_m,
      y_m: 0,
      z_m: 1.5,
      faces_deg: 90,
    }),
  );
  const settings = { ...usualField, fast_fade_cdb: options.fast_fade_cdb };
  const field = new RadioField(antennas, [], settings, seed);
  const floor = new ShopFloor(houseSite(shelves, options.stay_ms ?? 5_000));
  options.onFloor?.(floor);
  floor.gap('connected', 'reader');
  const chance = seed.stream('deeds');
  const spotAt = (shelf: number) => ({
    x_m: shelf * spacing_m + (chance.share() - 0.5) * 1.2,
    y_m: 0.4 + chance.share() * 0.8,
    z_m: 0.5 + chance.share() * 1.5,
  });
  const opened = new Map<string, string>();
  const places: (number | undefined)[] = [];
  const [least, most] = options.answers_permille;
  const tags = Array.from({ length: options.tags }, (_, number) => {
    const shelf = chance.int(0, shelves - 1);
    places.push(shelf);
    opened.set(epcOf(number), `S${shelf + 1}`);
    const nature = {
      epc: epcOf(number),
      bias_cdb: Math.round(chance.normal(200)),
      answers_permille: chance.int(least, most),
    };
    return field.add(nature, { ...spotAt(shelf), turned_cdb: chance.int(0, 500), shadow_cdb: 0 });
  });
  const deeds: Deed[] = [];
  const carried: Carried[] = [];
  let reads = 0;
  let next_deed_ms = opening_ms;
  let restored_ms = 0;
  for (let now_ms = 0; now_ms < time_ms; now_ms += look_ms) {
    while (now_ms >= next_deed_ms && now_ms < time_ms - opening_ms) {
      next_deed_ms += -Math.log(1 - chance.share()) * options.deed_ms;
      const number = chance.int(0, tags.length - 1);
      const tag = tags[number];
      if (tag === undefined || carried.some((each) => each.number === number)) continue;
      const isShadow = chance.share() < options.shadows;
      if (isShadow) {
        field.move(tag, { shadow_cdb: tag.shadow_cdb > 0 ? 0 : chance.int(400, 1_200) });
        continue;
      }
      const place = places[number];
      const from = place === undefined ? taken_to : `S${place + 1}`;
      const isAway = place !== undefined && chance.share() < 0.5;
      const to = isAway ? undefined : chance.int(0, shelves - 1);
      if (to !== undefined && to === place) continue;
      const from_x = place === undefined ? -15 : tag.x_m;
      const to_x = to === undefined ? -15 : to * spacing_m;
      const walk_ms = Math.round(Math.abs(to_x - from_x) / 0.0012) + 1_500;
      carried.push({
        tag,
        number,
        from,
        to: to === undefined ? undefined : `S${to + 1}`,
        until_ms: now_ms + walk_ms,
        path: [
          { x_m: from_x, y_m: 1.8 },
          { x_m: to_x, y_m: 1.8 },
        ],
        start_ms: now_ms,
      });
      const taken = { epc: tag.epc, from, to: taken_to, at_ms: start_ms + now_ms };
      if (place !== undefined && to === undefined) deeds.push(taken);
      places[number] = to;
      if (to !== undefined) deeds.push({ epc: tag.epc, from, to: `S${to + 1}`, at_ms: start_ms + now_ms + walk_ms });
    }
    for (let at = carried.length - 1; at >= 0; at -= 1) {
      const each = carried[at];
      if (each === undefined) continue;
      const [a, b] = each.path;
      if (a === undefined || b === undefined) continue;
      if (now_ms >= each.until_ms) {
        carried.splice(at, 1);
        const shelf = places[each.number];
        field.move(
          each.tag,
          shelf === undefined
            ? { x_m: -100, shadow_cdb: 0 }
            : { ...spotAt(shelf), turned_cdb: chance.int(0, 500), shadow_cdb: 0 },
        );
        continue;
      }
      const share = (now_ms - each.start_ms) / (each.until_ms - each.start_ms);
      field.move(each.tag, {
        x_m: a.x_m + (b.x_m - a.x_m) * share,
        y_m: 1.8,
        z_m: 1.1,
        turned_cdb: 300,
        shadow_cdb: 200,
      });
    }
    const antenna = antennas[(now_ms / look_ms) % antennas.length];
    if (antenna === undefined) continue;
    field.listen(antenna, now_ms, look_ms, (read) => {
      reads += 1;
      options.onRead?.({
        epc: read.epc,
        location: `S${read.antenna}`,
        rssi_cdbm: read.rssi_cdbm,
        at_ms: start_ms + read.at_ms,
      });
      const reading: TagReading = {
        kind: 'tag',
        epc: read.epc,
        antenna: read.antenna,
        rssi_cdbm: read.rssi_cdbm,
        count: read.count,
        device_at_ms: start_ms + read.at_ms,
        meaning,
      };
      floor.say('reader', reading);
    });
    floor.wait(look_ms);
    if (options.restore_ms !== undefined && now_ms - restored_ms >= options.restore_ms) {
      restored_ms = now_ms;
      floor.restore();
    }
  }
  const booked = floor.movements.map((movement) => ({
    epc: /Tag (\S{1,64})/.exec(movement.why)?.[1] ?? '',
    from: movement.from,
    to: movement.to,
    at_ms: movement.at_ms,
    movement,
  }));
  return { floor, deeds, booked, reads, opened, score_from_ms: start_ms + opening_ms };
}

export interface Score {
  readonly right: number;
  readonly missed: readonly Deed[];
  readonly wrong: readonly Deed[];
  readonly f1: number;
}

/** A match is tag, from, to and a time within ten seconds; each deed is matched once. */
export function scoreOf(deeds: readonly Deed[], said: readonly Deed[], from_ms: number): Score {
  const open = [...deeds];
  const wrong: Deed[] = [];
  let right = 0;
  for (const each of said) {
    if (each.at_ms < from_ms - 10_000) continue;
    const at = open.findIndex(
      (deed) =>
        deed.epc === each.epc &&
        deed.from === each.from &&
        deed.to === each.to &&
        Math.abs(deed.at_ms - each.at_ms) <= 10_000,
    );
    if (at < 0) wrong.push(each);
    else {
      open.splice(at, 1);
      right += 1;
    }
  }
  const f1 = (2 * right) / Math.max(1, 2 * right + wrong.length + open.length);
  return { right, missed: open, wrong, f1 };
}
