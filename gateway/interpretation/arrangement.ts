/**
 * Which item lies on which plate of a shelf. Nobody says so in the settings, and people keep to it: every change that was explained
 * shows it, and so does what lies there, for a plate of 2 kg holds the item of which there are 2 kg. Both together are weighed as
 * one arrangement: where there are as many items as plates, a plate that is one item's home is hardly another's.
 */
import { plannedItems } from '../stock/site-index.ts';
import { totalOf } from './fusion-event.ts';
import type { SenseParts } from './fusion-judge.ts';
import { homes_between, type SubEvent } from './fusion-memory.ts';
import type { Turn } from './turn.ts';
import { massOf } from './unit-mass.ts';
import { emptyOf } from './weight-channel.ts';

/** Chance of each item of a location to have its home on each of its plates: by item, then by channel (`device` and its name). */
export type Arrangement = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** A change that was seen with its item on a plate speaks so much for its home there, as a logarithm of odds; of the newest few. */
const seen_weight = 3.2;
const seen_keeps = 0.7;
/** What lies across plates, and leans: deviation of what a home holds, in pieces for a level of one; and as a share of it. */
const across_pieces = 0.35;
const lean_share = 0.02;
/** What neighbours keep of all that lies beside them. */
const neighbour_share = 0.025;
/** So far off, in deviations, and it is no matter how far: the ledger may be wrong. */
const off_max = 3.5;
/** How much an arrangement without doubles is believed in, where there are as many items as plates. */
const exclusive = 0.9;
const rounds = 24;
/** Beyond so many plates and items the sums would take too long, and the single plate says enough. */
const size_max = 64;

/** What a change with this share of its mass on the home of its item looks like. */
const on_home = [
  { share: 0.88, chance: 0.8 },
  { share: 0.4, chance: 0.16 },
  { share: 0.08, chance: 0.03 },
] as const;
const off_home = 0.004;

/** The home key of an item at a location. */
export function homeKey(location: string, item: string): string {
  return `${location}${homes_between}${item}`;
}

/** What the newest change of an item adds to where it was seen; `shares` by channel, of the whole change. */
export function homeAfter(
  before: Readonly<Record<string, number>> | undefined,
  shares: Iterable<readonly [string, number]>,
): Readonly<Record<string, number>> {
  const home: Record<string, number> = {};
  for (const [channel, weight] of Object.entries(before ?? {})) home[channel] = weight * seen_keeps;
  for (const [channel, share] of shares) home[channel] = (home[channel] ?? 0) + share;
  return home;
}

/**
 * Chance of each planned item's home to be on each plate of a location, with the levels and weights of before the event. Undefined for a
 * location of one plate, or of one item.
 */
export function arrangementAt(
  turn: Turn,
  parts: SenseParts,
  event: SubEvent,
  location: string,
  levelBefore: (item: string) => number,
): Arrangement | undefined {
  const channels = (turn.index.senses.get(location)?.channels ?? []).filter(({ device }) => device === event.device);
  const items = plannedItems(turn.index, location).filter(
    (item) => turn.index.items.get(item)?.unit_mass_mg !== undefined,
  );
  if (channels.length < 2 || items.length < 2 || channels.length > size_max || items.length > size_max)
    return undefined;
  const nets = channels.map(({ channel }) => netOf(parts, event, channel));
  const odds = items.map((item) => {
    const home = parts.fusion.homes.get(homeKey(location, item)) ?? {};
    const level = levelBefore(item);
    const unit_mg = massOf(parts.fusion.masses, turn.index.items.get(item))?.mean_mg ?? 0;
    return channels.map(({ channel }, at) => {
      const around_mg = Math.max(nets[at - 1] ?? 0, 0) + Math.max(nets[at + 1] ?? 0, 0);
      return seen_weight * (home[channel] ?? 0) + standsFor(nets[at], around_mg, level, unit_mg);
    });
  });
  const alone = odds.map(shareOut);
  const both = items.length === channels.length ? withoutDoubles(odds) : alone;
  const trust = items.length === channels.length ? exclusive : 0;
  return new Map(
    items.map((item, row) => [
      item,
      new Map(
        channels.map(({ channel }, at) => [
          channel,
          trust * (both[row]?.[at] ?? 0) + (1 - trust) * (alone[row]?.[at] ?? 0),
        ]),
      ),
    ]),
  );
}

/** How likely the plates that changed are, had it been this item. 0 to 1; an item that is not planned there may lie on any of them. */
export function fitOf(
  arrangement: Arrangement | undefined,
  { plates, ...event }: Pick<SubEvent, 'plates'>,
  location: string,
  item: string,
): number {
  if (arrangement === undefined) return 1;
  const own = plates.filter((plate) => plate.location === location);
  const whole_mg = totalOf({ ...event, plates: own });
  if (whole_mg === 0) return 1;
  const home = arrangement.get(item);
  const [any] = arrangement.values();
  const even = 1 / Math.max(1, any?.size ?? 1);
  let fit = 0;
  let rest = 1;
  for (const { channel, delta_mg } of own) {
    const chance = home?.get(channel) ?? even;
    fit += chance * onHome(delta_mg / whole_mg);
    rest -= chance;
  }
  return fit + Math.max(0, rest) * off_home;
}

function onHome(share: number): number {
  return on_home.find((each) => share >= each.share)?.chance ?? off_home;
}

/** What lies on a plate above what it shows empty; undefined where nobody knows that. */
function netOf(parts: SenseParts, event: SubEvent, name: string): number | undefined {
  const channel = parts.scales.devices.get(event.device)?.get(name);
  const changed = event.plates.find((plate) => plate.channel === name);
  const empty_mg = channel === undefined ? undefined : emptyOf(channel);
  const now_mg = changed?.before.mass_mg ?? channel?.state.current?.mass_mg;
  return empty_mg === undefined || now_mg === undefined ? undefined : now_mg - empty_mg;
}

/** How well what lies on a plate stands for all pieces of an item: the logarithm of an odds. */
function standsFor(net_mg: number | undefined, around_mg: number, level: number, unit_mg: number): number {
  if (net_mg === undefined || unit_mg <= 0) return 0;
  const mass_mg = level * unit_mg;
  const sd_mg = Math.hypot(
    across_pieces * Math.sqrt(1 + level) * unit_mg,
    lean_share * mass_mg,
    neighbour_share * around_mg,
  );
  const off = Math.min(off_max, Math.abs(net_mg - neighbour_share * around_mg - mass_mg) / sd_mg);
  return -0.5 * off * off;
}

function shareOut(row: readonly number[]): number[] {
  const most = Math.max(...row);
  const weights = row.map((each) => Math.exp(each - most));
  const sum = weights.reduce((so_far, each) => so_far + each, 0);
  return weights.map((each) => each / sum);
}

/** Rows and columns in turn are brought to 1 (Sinkhorn and Knopp): nearly the chances over all arrangements without doubles. */
function withoutDoubles(odds: readonly (readonly number[])[]): readonly (readonly number[])[] {
  const rows = odds.map((row) => shareOut(row).map((each) => Math.max(each, 1e-9)));
  for (let round = 0; round < rounds; round += 1) {
    for (let at = 0; at < rows.length; at += 1) {
      const sum = rows.reduce((so_far, row) => so_far + (row[at] ?? 0), 0);
      for (const row of rows) row[at] = (row[at] ?? 0) / sum;
    }
    for (const row of rows) {
      const sum = row.reduce((so_far, each) => so_far + each, 0);
      for (let at = 0; at < row.length; at += 1) row[at] = (row[at] ?? 0) / sum;
    }
  }
  return rows;
}
