/**
 * What one piece of an item weighs, learned from picks whose number is known from a scan or from tags. The settings' mass is where it
 * begins. Samples that agree with it sharpen it; the first ones that do not make it doubtful, and then they alone speak. When the
 * last ones in a row lie off in one direction the package has changed, and the estimate begins anew with them.
 */
import type { Item } from '../stock/site.ts';
import type { MassModel } from './likelihood.ts';

/** A confirmed pick. */
export interface MassSample {
  readonly piece_mg: number;
  readonly pieces: number;
  readonly at_ms: number;
}

export interface MassRecord {
  readonly item: string;
  /** What the settings said when the first sample came; another value there begins anew. */
  readonly settings_mg: number;
  /** The newest confirmed picks, oldest first. */
  readonly samples: readonly MassSample[];
  /** How many there have been since the settings or the package changed. */
  readonly picks: number;
}

export type MassRecords = Map<string, MassRecord>;

/** What is known of an item's mass, for people. */
export interface LearnedMass {
  readonly settings_mg: number;
  readonly mean_mg: number;
  readonly sd_mg: number;
  readonly picks: number;
  readonly is_doubtful: boolean;
}

/** Of a record; the estimate has converged long before older ones are forgotten. */
export const samples_max = 48;
/** How well a settings value is trusted that no pick contradicts. */
export const settingsError = 0.005;
const lean = 0.03;
/** Beyond so many standard deviations a sample contradicts. */
const contradicts = 3.5;
/** So many in a row off in one direction are another package. */
const changed_row = 4;
const proven_picks = 5;
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
  return {
    mean_mg,
    piece_sd_mg: piece_share * mean_mg,
    mean_sd_mg: sd_mg,
    is_proven: record.samples.length >= proven_picks || !is_doubtful,
  };
}

/** For people: what was learned, undefined before the first confirmed pick. */
export function learnedMass(records: ReadonlyMap<string, MassRecord>, item: Item): LearnedMass | undefined {
  const record = current(records, item);
  if (record === undefined) return undefined;
  return { settings_mg: record.settings_mg, picks: record.picks, ...estimate(record, shareOf(item)) };
}

/** Takes a confirmed pick in. `changed`: with it the package has changed, and the estimate began anew. `refused`: it is no mass of this item. */
export function learnMass(records: MassRecords, item: Item, sample: MassSample): 'learned' | 'changed' | 'refused' {
  const { unit_mass_mg } = item;
  if (unit_mass_mg === undefined) return 'refused';
  const ratio = sample.piece_mg / (massOf(records, item)?.mean_mg ?? unit_mass_mg);
  if (ratio > factor_max || ratio < 1 / factor_max) return 'refused';
  const before = current(records, item) ?? { item: item.id, settings_mg: unit_mass_mg, samples: [], picks: 0 };
  const samples = [...before.samples, sample].slice(-samples_max);
  const share = shareOf(item);
  const recent = samples.slice(-changed_row);
  const older = samples.slice(0, -changed_row);
  if (older.length >= proven_picks && isShifted(estimate({ ...before, samples: older }, share), recent, share)) {
    records.set(item.id, { ...before, samples: recent, picks: recent.length });
    return 'changed';
  }
  records.set(item.id, { ...before, samples, picks: before.picks + 1 });
  return 'learned';
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

/** A weighted mean in which a sample far off weighs less (Huber), joined with the settings unless they contradict each other. */
function estimate({ samples, settings_mg }: Pick<MassRecord, 'samples' | 'settings_mg'>, share: number): Estimate {
  let mean_mg = median(samples);
  let weight = 0;
  for (let round = 0; round < 4; round += 1) {
    weight = 0;
    let sum = 0;
    for (const sample of samples) {
      const sd_mg = deviationOf(sample, share) * mean_mg;
      const z = Math.abs(sample.piece_mg - mean_mg) / sd_mg;
      const each = (z > 2 ? 2 / z : 1) / (sd_mg * sd_mg);
      weight += each;
      sum += each * sample.piece_mg;
    }
    mean_mg = sum / weight;
  }
  const own_sd_mg = 1 / Math.sqrt(weight);
  const settings_sd_mg = settingsError * settings_mg;
  const off = Math.abs(mean_mg - settings_mg) / Math.hypot(own_sd_mg, settings_sd_mg);
  if (off > contradicts) return { mean_mg, sd_mg: own_sd_mg, is_doubtful: true };
  const trust = 1 / (settings_sd_mg * settings_sd_mg);
  return {
    mean_mg: (mean_mg * weight + settings_mg * trust) / (weight + trust),
    sd_mg: 1 / Math.sqrt(weight + trust),
    is_doubtful: false,
  };
}

/** As a share of the mass: the handful leans as one, pieces differ each for itself. */
function deviationOf({ pieces }: MassSample, share: number): number {
  return Math.hypot(lean, share / Math.sqrt(pieces));
}

function isShifted({ mean_mg, sd_mg }: Estimate, recent: readonly MassSample[], share: number): boolean {
  const [first] = recent;
  if (recent.length < changed_row || first === undefined) return false;
  const sign = first.piece_mg < mean_mg ? -1 : 1;
  return recent.every((sample) => {
    const sd = Math.hypot(deviationOf(sample, share) * mean_mg, sd_mg);
    return (sign * (sample.piece_mg - mean_mg)) / sd > 2;
  });
}

function median(samples: readonly MassSample[]): number {
  const masses = samples.map(({ piece_mg }) => piece_mg).sort((a, b) => a - b);
  const middle = masses.length >> 1;
  const [low = 0, high = 0] = [masses[middle - 1], masses[middle]];
  return masses.length % 2 === 1 ? high : (low + high) / 2;
}
