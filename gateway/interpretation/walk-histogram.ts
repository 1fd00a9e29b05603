/** What a walk through a zone measured: by each antenna, in how many slices a tag in the hand was heard, how loud, and how much weaker than by others. */

/** One antenna's share of a walk. */
export interface WalkedAntenna {
  readonly device: string;
  readonly antenna: number | undefined;
  readonly reads: number;
  /** In how many of the walk's slices it heard a tag, 0 to 1; of each tag for itself. */
  readonly share: number;
  /** Densities over 4 dB bins from −92 dBm up, smoothed, in units of the normal density's middle at 4.5 dB deviation. */
  readonly densities: readonly number[];
  /** The same over how much weaker it was than the loudest antenna of the slice, 2 dB bins; absent in older checkpoints. */
  readonly weaker?: readonly number[];
}

export interface Walked {
  readonly antennas: readonly WalkedAntenna[];
  readonly by: string;
  readonly at_ms: number;
  /** How many slices the walk took. */
  readonly slices: number;
}

export const bin_cdb = 400;
export const bin_lowest_cdbm = -9_200;
export const bins = 18;

/** The bin of a strength; what is out of range falls into the outermost. */
export function binOf(strength_cdbm: number): number {
  return Math.max(0, Math.min(bins - 1, Math.floor((strength_cdbm - bin_lowest_cdbm) / bin_cdb)));
}

const weaker_bin_cdb = 200;

/** The bin of how much weaker than the loudest. */
export function weakerBinOf(weaker_cdb: number): number {
  return Math.max(0, Math.min(bins - 1, Math.floor(weaker_cdb / weaker_bin_cdb)));
}

/** √(2π) · 4.5 dB in hundredths, over the width of a bin: makes a share of a bin a density in the unit of the signature. */
const unit = (2.506628274631 * 450) / bin_cdb;
/** Spread of a read over its own bin and the next ones: tags differ from the one that was carried. */
const kernel: readonly number[] = [0.06, 0.24, 0.4, 0.24, 0.06];
/** What never was measured may still happen. */
const floor_share = 0.003;

/** Smoothed densities of counts per bin. */
export function densitiesOf(counts: readonly number[]): readonly number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const smooth = new Array<number>(bins).fill(0);
  for (const [bin, count] of counts.entries()) {
    for (const [at, weight] of kernel.entries()) {
      const to = Math.max(0, Math.min(bins - 1, bin + at - 2));
      smooth[to] = (smooth[to] ?? 0) + (weight * count) / Math.max(1, total);
    }
  }
  return smooth.map((share) => ((1 - floor_share * bins) * share + floor_share) * unit);
}

interface Heard {
  readonly device: string;
  readonly antenna: number | undefined;
  readonly reads: number;
}

/**
 * Log of how likely a slice of one antenna is from where the walk was. How loud it was tells how far it is; how much weaker than the
 * loudest antenna of the slice tells where, whatever way the tag lies. The two are no two witnesses: each counts half.
 */
export function walkedLog(
  { antennas }: Walked,
  heard: Heard,
  strength_cdbm: number | undefined,
  loudest_cdbm: number,
): number {
  const found = antennas.find(({ device, antenna }) => device === heard.device && antenna === heard.antenna);
  const share = Math.max(0.02, Math.min(0.95, found?.share ?? 0));
  if (heard.reads === 0) return Math.log(1 - 0.6 * share);
  if (strength_cdbm === undefined) return Math.log(share);
  const density = found?.densities[binOf(strength_cdbm)] ?? floor_share * unit * 2;
  const weaker = found?.weaker?.[weakerBinOf(loudest_cdbm - strength_cdbm)] ?? density;
  return Math.log(share) + (Math.log(density) + Math.log(weaker)) / 2;
}

/** Slices that count when a tag has just been put down, correlated as they are. */
const deciding_slices = 2;

/**
 * About how often one zone is taken for the other, thousandths: half of the Bhattacharyya coefficient of what is heard in a slice, to
 * the power of the slices that decide, which bounds the error of telling two equally likely zones apart.
 */
export function confusion(a: Walked, b: Walked): number {
  let coefficient = 1;
  const keys = new Map([...a.antennas, ...b.antennas].map((each) => [`${each.device}/${each.antenna ?? ''}`, each]));
  for (const { device, antenna } of keys.values()) {
    const of = ({ antennas }: Walked) => antennas.find((each) => each.device === device && each.antenna === antenna);
    const [one, two] = [of(a), of(b)];
    const [share_one, share_two] = [one?.share ?? 0, two?.share ?? 0];
    let overlap = 0;
    for (let bin = 0; bin < bins; bin += 1) {
      overlap += Math.sqrt(((one?.densities[bin] ?? 0) / unit) * ((two?.densities[bin] ?? 0) / unit));
    }
    coefficient *= Math.sqrt(share_one * share_two) * overlap + Math.sqrt((1 - share_one) * (1 - share_two));
  }
  return Math.round(500 * Math.min(1, coefficient) ** deciding_slices);
}

/** `well apart from Zone B (1 in 200 at first)`. */
export function apartText(name: string, permille: number): string {
  const how = permille < 20 ? 'well apart' : permille < 100 ? 'apart' : 'hardly apart';
  return `${how} from ${name} (${(permille / 10).toFixed(1)} % confused at first)`;
}
