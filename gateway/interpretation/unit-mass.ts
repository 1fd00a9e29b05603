/**
 * What one piece of an item weighs, learned from picks whose number is known from a scan or from tags, and from counts; a little also
 * from picks whose number the weight alone told, which confirm nothing: by a wrong mass they tell a wrong number. The settings'
 * mass is where it begins. Samples that agree with it sharpen it; the first ones that do not make it doubtful, and then they alone speak.
 *
 * Each sample weighs by its own variance: pieces differ and lean each for itself, so that a handful of four tells more than one piece,
 * and what is common to a handful is off once for all of it. What stands on a plate whose empty mass is known tells, whenever a person
 * counts it, the mean of all that stands there: a count of a hundred pieces is worth as much as the picks of them all. What is taken from
 * there afterwards is of those pieces and tells nothing more. When the last picks in a row are of another mass the package has
 * changed, and the estimate begins anew with them (`mass-shift.ts`).
 */
import type { LearnedMass, PackageChange } from '../stock/learned-mass.ts';
import type { Item } from '../stock/site.ts';
import type { MassModel } from './likelihood.ts';
import { changesIn } from './mass-shift.ts';
import { robustMean, type Weighed, type Weighted } from './robust-mean.ts';

/** A pick whose number somebody confirmed, or one of which the weight alone told it. */
export interface MassSample {
  readonly piece_mg: number;
  readonly pieces: number;
  readonly at_ms: number;
  /** By what share of itself it may be off for lean and noise, standard deviation; absent in older checkpoints. */
  readonly sd?: number;
  /** Where it was taken from, if it was taken. */
  readonly from?: string;
  /** It was of what a count stands for. */
  readonly is_counted?: boolean;
  /** The weight alone told its number, by the mass as it was thought to be. */
  readonly is_guess?: boolean;
}

/** All that stood at a location when it was counted. */
export interface MassCount {
  readonly location: string;
  readonly piece_mg: number;
  readonly pieces: number;
  readonly sd: number;
  /** So many of them have been taken since in confirmed picks. */
  readonly taken: number;
}

export interface MassRecord {
  readonly item: string;
  /** What the settings said when the first sample came; another value there begins anew. */
  readonly settings_mg: number;
  /** The newest picks, of each kind so many, oldest first. */
  readonly samples: readonly MassSample[];
  /** How many confirmed ones there have been since the settings or the package changed. */
  readonly picks: number;
  /** The newest count of each location, oldest first; absent in older checkpoints. */
  readonly counts?: readonly MassCount[];
  /** When the last ones in a row began to weigh something else, and what a piece weighed before; absent also in older checkpoints. */
  readonly changed?: PackageChange;
}

export type MassRecords = Map<string, MassRecord>;

/** Of a record; the estimate has converged long before older ones are forgotten. */
export const samples_max = 48;
const counts_max = 8;
/** How well a settings value is trusted that no pick contradicts. */
export const settingsError = 0.005;
/** Of a sample that does not say how far it may be off. */
const lean_usual = 0.03;
/** Beyond so many standard deviations a sample contradicts. */
const contradicts = 3.5;
/** A count that lies off the picks is a mistake about the number or the empty mass. */
const count_contradicts = 3;
/** Without picks one that lies off the settings by no more than this share may be that, or a lot of another mass: nobody knows yet. */
const torn_max = 0.1;
const picks_telling = 3;
/** A sample off by more than this factor is a mistake about the number, never a mass. */
const factor_max = 1.6;

/** What one piece weighs, as far as is known; undefined for an item without a mass in the settings. */
export function massOf(records: ReadonlyMap<string, MassRecord>, item: Item | undefined): MassModel | undefined {
  if (item?.unit_mass_mg === undefined) return undefined;
  const piece_share = shareOf(item);
  const record = current(records, item);
  if (record === undefined) {
    const mean_mg = item.unit_mass_mg;
    return { mean_mg, piece_sd_mg: piece_share * mean_mg, mean_sd_mg: settingsError * mean_mg, is_proven: false };
  }
  const { mean_mg, sd_mg, is_doubtful } = estimate(record, piece_share);
  const is_proven =
    record.samples.filter(isConfirmed).length >= picks_telling || (!is_doubtful && (record.counts ?? []).length > 0);
  return { mean_mg, piece_sd_mg: piece_share * mean_mg, mean_sd_mg: sd_mg, is_proven };
}

/** For people: what was learned, undefined before the first confirmed pick. */
export function learnedMass(records: ReadonlyMap<string, MassRecord>, item: Item): LearnedMass | undefined {
  const record = current(records, item);
  if (record === undefined || record.picks === 0) return undefined;
  const { settings_mg, picks, changed } = record;
  const estimated = estimate(record, shareOf(item));
  return { settings_mg, picks, ...estimated, ...(changed === undefined ? {} : { changed }) };
}

/** Takes a pick in. `changed`: with it the package has changed, and the estimate began anew. `refused`: it is no mass of this item. */
export function learnMass(records: MassRecords, item: Item, sample: MassSample): 'learned' | 'changed' | 'refused' {
  const before = recordFor(records, item);
  if (before === undefined || !isPlausible(records, item, sample.piece_mg)) return 'refused';
  const counts = before.counts?.map((count) =>
    count.location === sample.from ? { ...count, taken: count.taken + sample.pieces } : count,
  );
  const is_counted =
    counts?.some(({ location, taken, pieces }) => location === sample.from && taken <= pieces) === true;
  const samples = newest([...before.samples, is_counted ? { ...sample, is_counted } : sample]);
  const share = shareOf(item);
  const from = changesIn(weighedOf(samples, share));
  if (from !== undefined) {
    // What was counted was of the old package.
    const recent = samples.slice(from).map(({ is_counted: _old, ...each }) => each);
    const { counts: _counts, ...kept } = before;
    const { mean_mg } = estimate({ ...before, samples: samples.slice(0, from) }, share);
    const changed = { at_ms: recent[0]?.at_ms ?? sample.at_ms, from_mg: Math.round(mean_mg) };
    records.set(item.id, { ...kept, samples: recent, picks: recent.filter(isConfirmed).length, changed });
    return 'changed';
  }
  const known = counts === undefined ? {} : { counts: counts.filter(({ taken, pieces }) => taken <= pieces) };
  records.set(item.id, { ...before, ...known, samples, picks: before.picks + (isConfirmed(sample) ? 1 : 0) });
  return 'learned';
}

/** Takes in what stood at a location when it was counted: the whole of it by the mass of the plate. */
export function learnCount(records: MassRecords, item: Item, counted: Omit<MassCount, 'taken'>): 'learned' | 'refused' {
  const before = recordFor(records, item);
  if (before === undefined || !isPlausible(records, item, counted.piece_mg)) return 'refused';
  const others = (before.counts ?? []).filter(({ location }) => location !== counted.location);
  const counts = [...others, { ...counted, taken: 0 }].slice(-counts_max);
  // What was taken there before the count is not of what was counted.
  const samples = before.samples.map(({ is_counted, ...each }) =>
    is_counted === true && each.from !== counted.location ? { ...each, is_counted } : each,
  );
  records.set(item.id, { ...before, samples, counts });
  return 'learned';
}

function isConfirmed({ is_guess }: MassSample): boolean {
  return is_guess !== true;
}

/** Guesses never push out what is confirmed. */
function newest(samples: readonly MassSample[]): readonly MassSample[] {
  if (samples.length <= samples_max) return samples;
  const kept = new Set<MassSample>();
  for (const confirmed of [true, false]) {
    for (const each of samples.filter((sample) => isConfirmed(sample) === confirmed).slice(-samples_max))
      kept.add(each);
  }
  return samples.filter((each) => kept.has(each));
}

function isPlausible(records: MassRecords, item: Item, piece_mg: number): boolean {
  const ratio = piece_mg / (massOf(records, item)?.mean_mg ?? piece_mg);
  return ratio <= factor_max && ratio >= 1 / factor_max;
}

function recordFor(records: MassRecords, item: Item): MassRecord | undefined {
  const { unit_mass_mg } = item;
  if (unit_mass_mg === undefined) return undefined;
  return current(records, item) ?? { item: item.id, settings_mg: unit_mass_mg, samples: [], picks: 0 };
}

function current(records: ReadonlyMap<string, MassRecord>, item: Item): MassRecord | undefined {
  const record = records.get(item.id);
  return record?.settings_mg === item.unit_mass_mg ? record : undefined;
}

function shareOf({ unit_mass_mg = 1, unit_mass_sd_mg }: Item): number {
  return unit_mass_sd_mg === undefined ? 0.01 : unit_mass_sd_mg / unit_mass_mg;
}

interface Estimate {
  readonly mean_mg: number;
  /** Of the mean. */
  readonly sd_mg: number;
  /** The picks contradict the settings. */
  readonly is_doubtful: boolean;
}

/**
 * What is confirmed, and what was guessed by it: guesses move the mean within what the confirmed mass allows, and never make it any surer.
 * Those that lie off it were made by another mass, and say nothing. Only where the package has changed and nobody has confirmed
 * a pick since, what was guessed is all that is known of the new one.
 */
function estimate(record: Omit<MassRecord, 'item' | 'picks'>, share: number): Estimate {
  const { samples, changed } = record;
  const confirmed = samples.filter(isConfirmed);
  const guesses = samples.filter((each) => !isConfirmed(each));
  const known = estimateConfirmed({ ...record, samples: confirmed }, share);
  if (guesses.length === 0) return known;
  const guessed = robustMean(weighedOf(guesses, share));
  if (changed !== undefined && confirmed.length === 0 && (record.counts ?? []).length === 0) {
    const sd_mg = Math.hypot(settingsError * guessed.mean_mg, 1 / Math.sqrt(guessed.weight));
    return { mean_mg: guessed.mean_mg, sd_mg, is_doubtful: true };
  }
  const stated = weighted(known.mean_mg, known.sd_mg);
  if (apart(guessed, stated) > contradicts) return known;
  const { mean_mg } = join([stated, guessed]) ?? stated;
  const off_mg = Math.max(-known.sd_mg, Math.min(known.sd_mg, mean_mg - known.mean_mg));
  return { ...known, mean_mg: known.mean_mg + off_mg };
}

/** What confirmed picks and counts say, joined with the settings unless they contradict each other. */
function estimateConfirmed(
  { samples, counts = [], settings_mg }: Omit<MassRecord, 'item' | 'picks'>,
  share: number,
): Estimate {
  const settings = weighted(settings_mg, settingsError * settings_mg);
  const told = samples.length >= picks_telling ? robustMean(weighedOf(samples, share)) : settings;
  const weighed = counts.map((count) => ({
    ...count,
    ...weighted(count.piece_mg, deviationOf(count, share) * count.piece_mg),
  }));
  const agreeing = weighed.filter((count) => apart(count, told) <= count_contradicts);
  const torn = samples.length < picks_telling && agreeing.length === 0 ? tornBy(weighed, settings_mg) : undefined;
  if (torn !== undefined) {
    const { mean_mg, weight } =
      join([torn, ...(samples.length === 0 ? [] : [robustMean(weighedOf(samples, share))])]) ?? torn;
    return { mean_mg, sd_mg: 1 / Math.sqrt(weight), is_doubtful: true };
  }
  const isOf = ({ from, is_counted }: MassSample): boolean =>
    is_counted === true && agreeing.some(({ location }) => location === from);
  const picks = samples.filter((sample) => !isOf(sample));
  const own = join([...agreeing, ...(picks.length === 0 ? [] : [robustMean(weighedOf(picks, share))])]);
  if (own === undefined) return { mean_mg: settings_mg, sd_mg: settingsError * settings_mg, is_doubtful: false };
  const isDoubtful = apart(own, settings) > contradicts;
  const { mean_mg, weight } = isDoubtful ? own : (join([own, settings]) ?? own);
  return { mean_mg, sd_mg: 1 / Math.sqrt(weight), is_doubtful: isDoubtful };
}

/** Between counts and the settings, which contradict each other: the mass of what was counted, and as far off as half of what parts them. */
function tornBy(counts: readonly Weighted[], settings_mg: number): Weighted | undefined {
  const counted = join(counts);
  if (counted === undefined) return undefined;
  const off_mg = Math.abs(counted.mean_mg - settings_mg);
  if (off_mg > torn_max * settings_mg) return undefined;
  return weighted(counted.mean_mg, Math.max(off_mg / 2, 1 / Math.sqrt(counted.weight)));
}

function weighedOf(samples: readonly MassSample[], share: number): Weighed[] {
  return samples.map((sample) => ({ piece_mg: sample.piece_mg, sd: deviationOf(sample, share) }));
}

function weighted(mean_mg: number, sd_mg: number): Weighted {
  return { mean_mg, weight: 1 / (sd_mg * sd_mg) };
}

/** In standard deviations of their difference. */
function apart(a: Weighted, b: Weighted): number {
  return Math.abs(a.mean_mg - b.mean_mg) / Math.sqrt(1 / a.weight + 1 / b.weight);
}

function join(parts: readonly Weighted[]): Weighted | undefined {
  const weight = parts.reduce((sum, each) => sum + each.weight, 0);
  if (weight === 0) return undefined;
  return { mean_mg: parts.reduce((sum, each) => sum + each.weight * each.mean_mg, 0) / weight, weight };
}

/** As a share of the mass: what lean and noise make of it, and that pieces differ. */
function deviationOf({ pieces, sd = lean_usual }: Pick<MassSample, 'pieces' | 'sd'>, share: number): number {
  return Math.hypot(sd, share / Math.sqrt(pieces));
}
