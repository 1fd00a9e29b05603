/**
 * What antennas hear of tags. Signal strength falls with the logarithm of the distance and fades by chance; a tag answers
 * the more surely the louder it is. Rooms are kinder to some tags than to others, and antennas overhear their neighbours.
 */
import type { TaggedPiece } from './goods.ts';
import type { SeenTag } from './llrp-reader-memory.ts';
import type { Seed } from './seed.ts';
import type { TagPortal, World } from './world.ts';

/** Hundredths of a dBm at one metre; a passive tag's answer travels both ways, hence the steep fall. */
const at_one_metre_cdbm = -4_600;
const fall_cdb_per_decade = 3_200;
const fading_cdb = 250;
/** Half of the tags answer at this strength. */
const faint_cdbm = -7_000;
const faint_slope_cdb = 200;

const shelf_cdbm = -5_200;
const shelf_answer_permille = 600;
const overheard_cdbm = -7_000;
const overheard_permille = 15;

/** Where people walk through a portal: metres inwards from its middle, at the beginning and the end of a walk. */
const walk_m = { from: -3.5, to: 3.5 } as const;
const antenna_m = 1.1;
/** How far beside the way the antennas hang. */
const beside_m = 0.9;

/** Ms from one look at the antennas to the next. */
export const round_ms = { portal: 100, shelf: 500 } as const;

/** One round of a device's antennas at its shelves. */
export function heardOnShelves(
  device: string,
  world: World,
  pieces: Iterable<TaggedPiece>,
  at_ms: number,
  seed: Seed,
): SeenTag[] {
  const zones = world.zones.filter((zone) => zone.device === device);
  const seen: SeenTag[] = [];
  for (const { epc, spot, bias_cdb } of pieces) {
    if (spot.kind !== 'zone') continue;
    for (const { antenna, location } of zones) {
      const isOwn = spot.zone.antenna === antenna && spot.zone.device === device;
      // Antennas of one shelf are not neighbours: each of its places belongs to one of them.
      if (!isOwn && spot.zone.location === location) continue;
      if (!seed.happens(isOwn ? shelf_answer_permille : overheard_permille)) continue;
      const rssi_cdbm = Math.round((isOwn ? shelf_cdbm : overheard_cdbm) + bias_cdb + seed.normal(fading_cdb));
      seen.push({ epc, antenna, rssi_cdbm, at_ms });
    }
  }
  return seen;
}

/** One round of a device's antennas at its portal; `timeline_ms` says how far people have walked. */
export function heardAtPortals(
  device: string,
  world: World,
  pieces: Iterable<TaggedPiece>,
  now: { readonly timeline_ms: number; readonly at_ms: number },
  seed: Seed,
): SeenTag[] {
  const own = world.portals.filter((portal) => portal.device === device);
  const seen: SeenTag[] = [];
  for (const { epc, spot, bias_cdb } of pieces) {
    if (spot.kind !== 'portal' || !own.includes(spot.portal)) continue;
    const along_m = placeOf(spot.way, (now.timeline_ms - spot.start_ms) / spot.for_ms);
    for (const { antenna, stands_m } of antennasOf(spot.portal)) {
      const distance_m = Math.hypot(along_m - stands_m, beside_m);
      const mean_cdbm = at_one_metre_cdbm - fall_cdb_per_decade * Math.log10(distance_m) + bias_cdb;
      const rssi_cdbm = Math.round(mean_cdbm + seed.normal(fading_cdb));
      const answers = 1 / (1 + Math.exp(-(rssi_cdbm - faint_cdbm) / faint_slope_cdb));
      // Tags that pass together talk into each other's answers.
      if (seed.share() > answers * 0.7) continue;
      seen.push({ epc, antenna, rssi_cdbm, at_ms: now.at_ms });
    }
  }
  return seen;
}

function antennasOf({ inside_antennas, outside_antennas }: TagPortal): { antenna: number; stands_m: number }[] {
  return [
    ...outside_antennas.map((antenna) => ({ antenna, stands_m: -antenna_m })),
    ...inside_antennas.map((antenna) => ({ antenna, stands_m: antenna_m })),
  ];
}

/** Metres inwards from the middle of the portal. */
function placeOf(way: 'in' | 'out' | 'turn', share: number): number {
  const done = Math.max(0, Math.min(1, share));
  if (way === 'in') return walk_m.from + (walk_m.to - walk_m.from) * done;
  if (way === 'out') return walk_m.to + (walk_m.from - walk_m.to) * done;
  const middle = 0;
  return done < 0.5
    ? walk_m.from + (middle - walk_m.from) * 2 * done
    : middle + (walk_m.from - middle) * (2 * done - 1);
}
