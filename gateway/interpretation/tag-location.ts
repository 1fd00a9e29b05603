/**
 * Where a tag is, as an estimate over the few locations that hear it: a forward filter (hidden Markov model) in odds against the place
 * where the tag is now. Evidence is gathered in slices of a second and tempered, because reads of one tag follow each other. A
 * location whose odds fall to what they were before any evidence is no candidate any more; the candidate's first read since then is
 * when the tag came there. Being nowhere is decided by silence (`tag-silence.ts`), not here.
 */
import { presencePermille } from './confidence.ts';
import type { Hearing, Run, Tag, TagReport } from './tag.ts';
import { slice_ms } from './tag.ts';
import { type Assumed, movedLog, standsLog, strengthOf } from './tag-signature.ts';
import { meanGap_ms } from './tag-silence.ts';

/** How much a slice counts beside the ones before it: successive reads of a tag are correlated. */
const tempering = 0.4;
/** Slices so far apart say each their own. */
const apart_slices = 3;
/** Log odds of a move before any evidence: a tag moves in one second of a quarter of an hour, and seldom to this very place. */
const before_evidence = -6;
/** A tag that is not at its place any more is in somebody's hand: the next location is nearly as likely as the one before. */
const onward = 2;
/** No candidate gets further ahead of another one: the tag may be carried on. */
const lead_max = 6;
/** However long it goes on, the odds stay where a few seconds of the opposite can turn them. */
const weight_max = 8;
/** What the recent past weighs against its newest slice. */
const recent_gain = 0.3;
/** So many of its usual gaps a tag may pause before a candidate ends. */
const usual_gaps = 4;
/** What was learned at the place is about a minute old. */
const learned_slices_max = 60;
/** Silent slices between two heard ones that count as silent; further ones may have been an outage. */
const silent_slices_max = 5;
/** A tag sounds as ever when it is heard about as often and within this of as loud. */
const same_share = 0.7;
const same_share_min = 0.15;
/** As many as it is known for when it is put down: else one that two antennas hear alike would wander before either is learned. */
const same_slices_min = 2;
const same_cdb = 300;

export interface Rules {
  readonly arrive_reads: number;
  readonly arrive_within_ms: number;
  readonly stay_ms: number;
}

/** Adds a read to the open slice; closes those before it first. A late read counts as one of now. */
export function hearRead(tag: Tag, hearing: Hearing, report: TagReport, assumed: Assumed, rules: Rules): void {
  const slice = Math.floor(report.ref.at_ms / slice_ms);
  if (slice > tag.slice) closeSlice(tag, slice, assumed, patience_ms(tag, rules));
  hearing.reads += report.count;
  if (report.rssi_cdbm === undefined) return;
  hearing.loud += report.count;
  hearing.strength += report.rssi_cdbm * report.count;
}

/** The candidate of a location where the tag was read and is not; how many of its reads came in short time. */
export function extendRun(tag: Tag, location: string, report: TagReport, rules: Rules): Run {
  const now_ms = report.ref.at_ms;
  let run = tag.runs.find((each) => each.location === location);
  if (run !== undefined && now_ms - run.last.ref.at_ms > patience_ms(tag, rules)) {
    tag.runs = tag.runs.filter((each) => each !== run);
    run = undefined;
  }
  if (run === undefined) {
    const best = Math.max(Number.NEGATIVE_INFINITY, ...tag.runs.map(({ weight }) => weight));
    run = {
      location,
      first: report,
      loudest: report,
      last: report,
      reads: 0,
      loud: 0,
      strength: 0,
      reports: [],
      is_dense: false,
      weight: Math.max(tag.place === undefined ? 0 : before_evidence, best - onward),
      told_ms: undefined,
    };
    tag.runs.push(run);
  }
  run.last = report;
  run.reads += report.count;
  if (report.rssi_cdbm !== undefined) {
    run.loud += report.count;
    run.strength += report.rssi_cdbm * report.count;
    if (report.rssi_cdbm > (run.loudest.rssi_cdbm ?? Number.NEGATIVE_INFINITY)) run.loudest = report;
  }
  if (!run.is_dense) addReport(run, report, rules);
  return run;
}

/** Candidates end when the tag is not read there for so long: longer for a tag that is seldom read. */
export function patience_ms({ gaps }: Tag, { arrive_within_ms, stay_ms }: Rules): number {
  const usual_ms = Math.max(arrive_within_ms, 2 * stay_ms);
  return Math.max(usual_ms, Math.min(usual_gaps * meanGap_ms(gaps), 6 * usual_ms));
}

/**
 * The chance that the tag is where the run says, thousandths. Of a tag that is nowhere: that its reads were no strays, and that it is
 * here rather than at another location that hears it.
 */
export function runPermille(tag: Tag, run: Run, assumed: Assumed, above_floor_cdb: number | undefined): number {
  const isNowhere = tag.place === undefined;
  let sum = isNowhere ? 0 : 1;
  let own = 0;
  for (const each of tag.runs) {
    const odds = Math.exp(Math.min(weight_max, each.weight + sliceWeight(tag, each.location, assumed)));
    sum += odds;
    if (each.location === run.location) own = odds;
  }
  const share = own / sum;
  return isNowhere ? Math.round(share * presencePermille(run.reads, above_floor_cdb)) : Math.round(share * 999);
}

/** Whether the tag still sounds at its place as it did before; then nothing moved, whatever else hears it. */
export function soundsAsEver({ place, hearings }: Tag): boolean {
  return hearings.some(
    ({ location, slices, recent_share, share, recent_cdbm, level_cdbm }) =>
      location === place &&
      slices >= same_slices_min &&
      share >= same_share_min &&
      recent_share >= same_share * share &&
      (recent_cdbm === undefined || level_cdbm === undefined || Math.abs(recent_cdbm - level_cdbm) <= same_cdb),
  );
}

/** The tag is at a location from now on: what it sounded like elsewhere is no measure any more. */
export function learnAnew(tag: Tag, location: string): void {
  for (const hearing of tag.hearings) {
    const isOwn = hearing.location === location;
    hearing.slices = isOwn ? 2 : hearing.recent_cdbm === undefined ? 0 : 1;
    hearing.share = isOwn ? Math.max(0.5, hearing.recent_share) : hearing.recent_share / 2;
    hearing.level_cdbm = strengthOf(hearing) ?? hearing.recent_cdbm;
    if (isOwn && hearing.recent_cdbm !== undefined) hearing.level_cdbm = hearing.recent_cdbm;
  }
  tag.runs = [];
}

function sliceWeight(tag: Tag, location: string, assumed: Assumed): number {
  const weight = tempering * Math.max(1, Math.min(apart_slices, tag.pause));
  const log = tag.place === undefined ? standsLog(tag, location, assumed) : movedLog(tag, location, assumed);
  return Math.min(1, weight) * log;
}

function closeSlice(tag: Tag, slice: number, assumed: Assumed, patience: number): void {
  if (tag.runs.length > 0) weigh(tag, assumed, patience);
  const silent = Math.min(silent_slices_max, slice - tag.slice - 1);
  const isCalm = tag.runs.length === 0 || soundsAsEver(tag);
  // What others hear while its own place hears nothing may be how it sounds from elsewhere already.
  const isHeardHere = tag.hearings.some(({ location, reads }) => location === tag.place && reads > 0);
  for (const hearing of tag.hearings) {
    if (tag.place !== undefined && isCalm && (isHeardHere || hearing.location === tag.place)) learn(hearing, silent);
    remember(hearing, silent);
  }
  tag.pause = slice - tag.slice;
  tag.slice = slice;
}

function weigh(tag: Tag, assumed: Assumed, patience: number): void {
  const over_ms = tag.slice * slice_ms - patience;
  tag.runs = tag.runs.filter(({ last }) => last.ref.at_ms >= over_ms);
  for (const run of tag.runs) run.weight += sliceWeight(tag, run.location, assumed);
  // Of a tag that is nowhere only differences count: the best candidate stands at zero.
  const best = Math.max(...tag.runs.map(({ weight }) => weight));
  const excess = best - (tag.place === undefined ? 0 : Math.min(best, weight_max));
  for (const run of tag.runs) run.weight = Math.max(best - excess - lead_max, run.weight - excess);
  if (tag.place !== undefined) tag.runs = tag.runs.filter(({ weight }) => weight > before_evidence);
}

function learn(hearing: Hearing, silent: number): void {
  for (let passed = 0; passed < silent; passed += 1) {
    hearing.slices = Math.min(learned_slices_max, hearing.slices + 1);
    hearing.share -= hearing.share / hearing.slices;
  }
  hearing.slices = Math.min(learned_slices_max, hearing.slices + 1);
  const gain = 1 / hearing.slices;
  hearing.share += ((hearing.reads > 0 ? 1 : 0) - hearing.share) * gain;
  const strength = strengthOf(hearing);
  if (strength === undefined) return;
  const level = hearing.level_cdbm ?? strength;
  hearing.level_cdbm = level + (strength - level) * Math.max(gain, 1 / learned_slices_max);
}

function remember(hearing: Hearing, silent: number): void {
  hearing.recent_share += ((hearing.reads > 0 ? 1 : 0) - hearing.recent_share) * recent_gain;
  hearing.recent_share *= (1 - recent_gain) ** silent;
  const strength = strengthOf(hearing);
  if (strength !== undefined) {
    const recent = hearing.recent_cdbm ?? strength;
    hearing.recent_cdbm = recent + (strength - recent) * recent_gain;
  } else if (hearing.recent_share < 0.02) hearing.recent_cdbm = undefined;
  hearing.reads = 0;
  hearing.loud = 0;
  hearing.strength = 0;
}

/** Adds a report and forgets what is too old; the run is dense once there were enough reads within the time. */
function addReport(run: Run, report: TagReport, { arrive_reads, arrive_within_ms }: Rules): void {
  run.reports.push(report);
  let reads = 0;
  let kept = run.reports.length;
  while (kept > 0 && reads < arrive_reads) {
    const each = run.reports[kept - 1];
    if (each === undefined || report.ref.at_ms - each.ref.at_ms > arrive_within_ms) break;
    reads += each.count;
    kept -= 1;
  }
  run.is_dense = reads >= arrive_reads;
  if (run.is_dense) run.reports = [];
  else if (kept > 0) run.reports.splice(0, kept);
}
