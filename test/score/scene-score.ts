/** The score of one scene, as numbers that add up over scenes. */
import type { Site } from '../../gateway/stock/site.ts';
import { isOutside, type SiteIndex, siteIndexOf } from '../../gateway/stock/site-index.ts';
import type { Scenario, Scene, TrueEvent } from '../../simulators/scenes/scene.ts';
import type { Baseline } from './baselines/baseline.ts';
import { combined } from './baselines/combined.ts';
import type { Booked } from './booked.ts';
import { type Band, bandsOf } from './calibration.ts';
import type { Counts } from './figures.ts';
import { type Case, type Judged, judge, type Miss } from './judge.ts';
import { type LevelFigures, type LevelSpan, levelFigures } from './levels.ts';
import { type Played, play } from './play.ts';
import { remainingOf } from './remaining.ts';
import { type Sensing, sensesOfSite } from './senses.ts';

export interface SceneScore {
  readonly scenario: string;
  readonly seed: number;
  readonly rows: number;
  readonly readings: number;
  readonly device_days: number;
  readonly product: ProductScore;
  readonly baselines: Readonly<Record<string, BaselineScore>>;
  /** Level error at places that two senses watch; undefined where there are none. */
  readonly fused: Readonly<Record<Exclude<Sensing, 'scans'>, LevelFigures>> | undefined;
}

export interface ProductScore {
  readonly counts: Counts;
  readonly events: number;
  /** How the misses came about, by `Cause`. */
  readonly causes: Readonly<Record<string, number>>;
  /** Times a question was raised, for whatever reason. */
  readonly questions: number;
  /** By the words that the simulator gave. */
  readonly unseen: Readonly<Record<string, number>>;
  readonly unseen_booked: number;
  readonly taken_back: number;
  readonly opposites: number;
  readonly counted: number;
  readonly came_to_nothing: number;
  readonly portal_matched: number;
  /** Passages that were booked the wrong way. */
  readonly portal_wrong_way: number;
  readonly levels: LevelFigures;
  readonly levels_shown: LevelFigures;
  /** Arrival of the booking less the true time, of each match. */
  readonly delays_ms: readonly number[];
  readonly bands: readonly Band[];
}

export interface BaselineScore {
  readonly counts: Counts;
  readonly levels: LevelFigures;
}

/** What people look at to mend things. */
export interface SceneDetails {
  readonly misses: readonly Miss[];
  readonly unmatched: readonly Booked[];
  readonly unseen: readonly TrueEvent[];
  readonly counters: Readonly<Record<string, number>>;
}

export interface SceneResult {
  readonly score: SceneScore;
  readonly details: SceneDetails;
}

export function scoreScene(
  { name, sceneOf }: Pick<Scenario, 'name' | 'sceneOf'>,
  seed: number,
  scale: number,
  baselinesOf: (site: Site) => readonly Baseline[],
  sensings?: readonly Sensing[],
): SceneResult {
  const scene = sceneOf(seed, scale);
  const played = play(scene, baselinesOf, sensings);
  return resultOf(name, scene, played);
}

export function resultOf(
  scenario: string,
  scene: Pick<Scene, 'seed' | 'score_from_ms' | 'end_ms'>,
  played: Played,
): SceneResult {
  const { site, subjects, truth } = played;
  const [product] = subjects;
  if (product === undefined) throw new Error('the product itself was not played');
  const index = siteIndexOf(site);
  const of = caseOf(scene, truth, site, index);
  const judged = judge(of, product.movements, product.questions);
  const span = { from_ms: of.from_ms, end_ms: of.end_ms };
  const everywhere = { ...span, isCounted: (place: string) => isOwn(index, place) };
  const { shared } = sensesOfSite(site, index);
  const score: SceneScore = {
    scenario,
    seed: scene.seed,
    rows: played.rows,
    readings: played.readings,
    device_days: (site.devices.length * (of.end_ms - of.from_ms)) / 86_400_000,
    product: productScore(judged, product.movements, product.questions.length, everywhere),
    baselines: baselineScores(of, judged.events, played, everywhere),
    fused: fusedLevels(judged.events, played, { ...span, isCounted: (place) => shared.has(place) }),
  };
  const details = {
    misses: judged.misses,
    unmatched: judged.unmatched,
    unseen: judged.unseen,
    counters: product.counters(),
  };
  return { score, details };
}

function caseOf(
  { score_from_ms: from_ms, end_ms }: Pick<Scene, 'score_from_ms' | 'end_ms'>,
  truth: readonly TrueEvent[],
  site: Site,
  index: SiteIndex,
): Case {
  return {
    truth,
    from_ms,
    end_ms,
    weighed: sensesOfSite(site, index).weighed,
    isOwn: (place) => isOwn(index, place),
    watches(device, place) {
      const settings = index.devices.get(device)?.settings;
      if (settings === undefined) return false;
      const { channels, antennas, portal } = settings;
      const places = [...channels, ...antennas].map(({ location }) => location);
      return [...places, portal?.inside, portal?.from_outside, portal?.to_outside].includes(place);
    },
  };
}

/** Outside and on the move anything may be; what counts is what lies at the site's own places. */
function isOwn(index: SiteIndex, place: string): boolean {
  return !isOutside(index, place) && index.locations.get(place)?.kind !== 'transit';
}

function countsOf({ matches, misses, unmatched }: Judged): Counts {
  return { matched: matches.length, missed: misses.length, unmatched: unmatched.length };
}

function productScore(judged: Judged, movements: readonly Booked[], questions: number, span: LevelSpan): ProductScore {
  const { matches, misses, unmatched, events, unseen } = judged;
  const { unseen_booked, taken_back, opposites, counted, came_to_nothing } = judged;
  const right = matches.map(({ movement }) => ({ ...movement, is_right: true }));
  const wrong = unmatched.map((movement) => ({ ...movement, is_right: false }));
  return {
    counts: countsOf(judged),
    events: events.length,
    causes: tally(misses.map(({ cause }) => cause)),
    questions,
    unseen: tally(unseen.map(({ unseen: why = '' }) => why)),
    unseen_booked,
    taken_back,
    opposites,
    counted,
    came_to_nothing,
    portal_matched: matches.filter(({ event }) => event.place === 'portal').length,
    portal_wrong_way: misses.filter(isWrongWay).length,
    levels: levelFigures(events, movements, span, 'effective'),
    levels_shown: levelFigures(events, movements, span, 'shown'),
    delays_ms: matches.map(({ event, movement }) => movement.arrived_ms - timeOf(event, movement)),
    bands: bandsOf([...right, ...wrong]),
  };
}

/** What was told as seen was told of the time when it happened. */
function timeOf({ at_ms, watched_ms }: TrueEvent, { kind }: Booked): number {
  return kind === 'changed-while-offline' ? at_ms : (watched_ms ?? at_ms);
}

/** Whatever else was done about it, a question included. */
function isWrongWay({ event, instead }: Miss): boolean {
  if (event.place !== 'portal' || instead === undefined || instead.item !== event.item) return false;
  return instead.from === event.to || instead.to === event.from;
}

function baselineScores(
  of: Case,
  events: readonly TrueEvent[],
  { site, baselines, subjects }: Played,
  span: LevelSpan,
): Readonly<Record<string, BaselineScore>> {
  const scans = subjects.find(({ sensing }) => sensing === 'scans')?.movements ?? [];
  const scored = combined(baselines, remainingOf(scans).stands, site).map(({ name, booked }) => {
    const counts = countsOf(judge(of, booked, [], 'any'));
    return [name, { counts, levels: levelFigures(events, booked, span, 'effective') }] as const;
  });
  return Object.fromEntries(scored);
}

function fusedLevels(events: readonly TrueEvent[], { subjects }: Played, span: LevelSpan): SceneScore['fused'] {
  const of = (sensing: Sensing) => {
    const subject = subjects.find((each) => each.sensing === sensing);
    return subject === undefined ? undefined : levelFigures(events, subject.movements, span, 'effective');
  };
  const [all, rfid, weight] = [of('all'), of('rfid'), of('weight')];
  return all === undefined || rfid === undefined || weight === undefined ? undefined : { all, rfid, weight };
}

function tally(words: readonly string[]): Record<string, number> {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
  return Object.fromEntries(counts);
}
