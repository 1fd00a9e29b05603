/** Plays a scene once, line by line: into the product, into its versions with fewer senses, and into the baselines. */
import { driverOf, drivers } from '../../devices/registry.ts';
import type { Surroundings } from '../../gateway/intake/deriver.ts';
import type { JournalRow } from '../../gateway/ledger/reader.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import type { Site } from '../../gateway/stock/site.ts';
import type { Scene, SceneLine, TrueEvent } from '../../simulators/scenes/scene.ts';
import type { Baseline } from './baselines/baseline.ts';
import { earsOf } from './hearing.ts';
import { sensings as all_sensings, type Sensing, sensesOfSite } from './senses.ts';
import { type Subject, subjectOf } from './subject.ts';

export interface Played {
  readonly site: Site;
  /** The product with all senses comes first. */
  readonly subjects: readonly Subject[];
  readonly baselines: readonly Baseline[];
  readonly truth: readonly TrueEvent[];
  readonly rows: number;
  readonly readings: number;
}

const surroundings: Surroundings = {
  driverOf,
  siteOf: (json) => {
    const parsed = parseSite(json, drivers);
    return parsed.ok ? parsed.site : undefined;
  },
};

/** `sensings`: which versions of the product; all that say something when absent. Throws an Error that names the scene when its settings are not valid or its time runs backwards. */
export function play(
  scene: Scene,
  baselinesOf: (site: Site) => readonly Baseline[],
  sensings?: readonly Sensing[],
): Played {
  const parsed = parseSite(scene.site, drivers);
  if (!parsed.ok)
    throw new Error(`${nameOf(scene)} has settings that are not valid: ${JSON.stringify(parsed.problems)}`);
  const { site } = parsed;
  const subjects = (sensings ?? sensingsOf(site)).map((sensing) => subjectOf(site, sensing, surroundings));
  const baselines = baselinesOf(site);
  const ears = earsOf(site, surroundings);
  const truth: TrueEvent[] = [];
  let n = 0;
  let before_ms = Number.NEGATIVE_INFINITY;
  let readings = 0;
  for (const line of scene.play((event) => truth.push(event))) {
    if (line.at_ms < before_ms) throw new Error(`${nameOf(scene)} runs backwards: ${line.at_ms} after ${before_ms}`);
    before_ms = line.at_ms;
    n += 1;
    const row = rowOf(line, n);
    for (const subject of subjects) subject.take(row);
    if (baselines.length === 0) continue;
    const heard = ears.hear(row);
    readings += heard.length;
    for (const baseline of baselines) for (const each of heard) baseline.take(each);
  }
  for (const subject of subjects) subject.end(scene.end_ms);
  for (const baseline of baselines) baseline.end(scene.end_ms);
  return { site, subjects, baselines, truth, rows: n, readings };
}

/** The versions with fewer senses are only asked where a place is watched by two; scans alone are what baselines get. */
function sensingsOf(site: Site): readonly Sensing[] {
  const { shared, has_scans } = sensesOfSite(site);
  return all_sensings.filter((each) => {
    if (each === 'all') return true;
    return each === 'scans' ? has_scans : shared.size > 0;
  });
}

export function rowOf(line: SceneLine, n: number): JournalRow {
  if (line.kind === 'frame') {
    const { at_ms, device, topic, retained, qos, data } = line;
    return { n, at_ms, kind: 'frame', device, retained, qos, data, ...(topic === undefined ? {} : { topic }) };
  }
  const { at_ms, device, event, detail } = line;
  const row: JournalRow = {
    n,
    at_ms,
    kind: 'event',
    retained: false,
    qos: 0,
    event,
    detail: JSON.stringify(detail),
  };
  return device === undefined ? row : { ...row, device };
}

function nameOf({ name, seed }: Scene): string {
  return `scene ${name} of seed ${seed}`;
}
