/** The search that tunes the baselines: everything tried, in one pass of a scene, each compared with what its sense can see. */
import type { Site } from '../../../gateway/stock/site.ts';
import { type SiteIndex, siteIndexOf } from '../../../gateway/stock/site-index.ts';
import type { Scenario, TrueEvent } from '../../../simulators/scenes/scene.ts';
import { type Counts, f1Of, sumOf } from '../figures.ts';
import { judge } from '../judge.ts';
import { play } from '../play.ts';
import { type SensesOfSite, sensesOfSite } from '../senses.ts';
import { baselineOf, presence_names, weight_names } from './all.ts';
import type { Baseline } from './baseline.ts';
import { joined } from './combined.ts';
import { door_name } from './door.ts';
import { type Manners, tried, usual } from './manners.ts';

/** Of one scene: counts of each manner tried, in the order of `tried`. */
export type Tried = Readonly<Partial<Record<keyof Manners, readonly Counts[]>>>;

export function trySeed({ sceneOf }: Pick<Scenario, 'sceneOf'>, seed: number, scale: number): Tried {
  const scene = sceneOf(seed, scale);
  const found: Partial<Record<keyof Manners, Counts[]>> = {};
  const plays: (readonly [keyof Manners, Baseline])[] = [];
  const played = play(
    scene,
    (site) => {
      plays.push(...candidates(site));
      return plays.map(([, baseline]) => baseline);
    },
    [],
  );
  const index = siteIndexOf(played.site);
  const senses = sensesOfSite(played.site, index);
  for (const [name, baseline] of plays) {
    const truth = played.truth.filter((event) => concerns(name, event, index, senses));
    const case_ = { truth, from_ms: scene.score_from_ms, end_ms: scene.end_ms, weighed: senses.weighed };
    const { matches, misses, unmatched } = judge(
      { ...case_, watches: () => false, isOwn: () => true },
      bookedBy(name, baseline, senses),
      [],
      'any',
    );
    const counts = { matched: matches.length, missed: misses.length, unmatched: unmatched.length };
    found[name] = [...(found[name] ?? []), counts];
  }
  return found;
}

/** The best of each, over all seeds; the first one where several are as good. */
export function bestOf(all: readonly Tried[]): Partial<Manners> {
  const best = (name: keyof Manners): number => {
    const f1s = tried[name].map((_, at) => f1Of(sumOf(all.flatMap((each) => each[name]?.[at] ?? []))));
    return f1s.indexOf(Math.max(...f1s));
  };
  const names = Object.keys(all[0] ?? {});
  const chosen: Partial<Manners> = {};
  for (const name of keysOf(tried)) {
    if (names.includes(name)) Object.assign(chosen, { [name]: tried[name][best(name)] });
  }
  return chosen;
}

function candidates(site: Site): readonly (readonly [keyof Manners, Baseline])[] {
  const { has_rfid, has_weight } = sensesOfSite(site);
  const has_door = site.devices.some(({ portal }) => portal !== undefined);
  const doors = has_door ? tried.door : [];
  return [
    ...doors.map((door) => ['door', baselineOf('last read', site, { ...usual, door })] as const),
    ...(has_rfid ? presence_names : []).flatMap((name) => each(name, site)),
    ...(has_weight ? weight_names : []).flatMap((name) => each(name, site)),
  ];
}

function each(name: Exclude<keyof Manners, 'door'>, site: Site): readonly (readonly [keyof Manners, Baseline])[] {
  return tried[name].map((manner) => [name, baselineOf(name, site, { ...usual, [name]: manner })] as const);
}

function bookedBy(name: keyof Manners, { sense, booked }: Baseline, { shared }: SensesOfSite) {
  if (sense === 'weight') return booked;
  const own = booked.filter(({ rule }) => (rule === door_name) === (name === 'door'));
  return joined(own, ({ from, to }) => shared.has(from) || shared.has(to));
}

function concerns(name: keyof Manners, event: TrueEvent, index: SiteIndex, { weighed }: SensesOfSite): boolean {
  if (name === 'door') return event.place === 'portal';
  const places = [event.from, event.to];
  if (weight_names.some((weight) => weight === name)) return places.some((place) => weighed.has(place));
  return event.place !== 'portal' && places.some((place) => (index.senses.get(place)?.antennas.length ?? 0) > 0);
}

function keysOf(record: typeof tried): readonly (keyof Manners)[] {
  const names: readonly (keyof Manners)[] = ['door', ...presence_names, ...weight_names];
  return names.filter((name) => name in record);
}
