/** How well quantities of items explain a change: the chance density of what the plates show, had just these moved. */
import type { TagWord } from './tag-word.ts';

export interface MassModel {
  readonly mean_mg: number;
  /** From piece to piece. */
  readonly piece_sd_mg: number;
  /** Of the mean itself. */
  readonly mean_sd_mg: number;
  /** The mean was confirmed by picks of known number. */
  readonly is_proven: boolean;
}

/** An item that may have moved at a block. */
export interface Candidate {
  readonly item: string;
  readonly block: number;
  readonly mass: MassModel;
  /** What the ledger has there. */
  readonly level: number;
  /** On a plate that shares no lean with others. */
  readonly is_alone: boolean;
  /** How plausible a change of this item is here before the weight is looked at; 1 for a planned one. */
  readonly prior: number;
  /** Share of this item's pieces that lie on the plates that changed, by experience. 0 to 1, and 1 where nothing is known. */
  readonly arrangement: number;
  readonly tags: TagWord | undefined;
  /** More of it cannot have come: it is only here because so many were taken elsewhere. */
  readonly most: number | undefined;
  /** Signed quantity that was scanned here. */
  readonly scanned: number | undefined;
}

/** One location's plates within a sub-event. */
export interface Block {
  readonly delta_mg: number;
  /** Standard deviation of that difference, from the noise of its rests. */
  readonly sd_mg: number;
}

/**
 * Shelves were measured 3 to 7 % off for what leans there, most of it common to a handful; a bin on a plate of its own leans on
 * nothing, and its pieces are off each for itself.
 */
const lean_on_a_shelf = { common: 0.028, own: 0.018 };
const lean_alone = { common: 0.01, own: 0.03 };
const gain_error = 0.003;
/** What a neighbour keeps of a change beside it, and how much that differs. */
const neighbour_share = 0.025;
const neighbour_sd = 0.02;
/** One piece in ten lay across plates, with any share of it on each. */
const straddling = 0.1;
/** … but mostly on its own: with less than half of it there the chance falls with this power of twice the share. */
const mostly_own = 8;
/** One unit mass in ten is off by some hundredths, for the settings or for the lot. It matters where no other item explains that better. */
const mass_off = { share: 0.1, by: 0.03 };

export interface Used {
  readonly candidate: Candidate;
  readonly quantity: number;
  /** The ledger has stock of another item there: without one, too little stock is the ledger's own mistake. */
  readonly hasRivals: boolean;
  /** No other item may be there. */
  readonly isOnly: boolean;
}

export function total(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { delta_mg }) => sum + delta_mg, 0);
}

/** Of a line's mass: what pieces differ, what the unit mass is off, what the handful leans, what the gain is off. */
export function deviation({ candidate: { mass, is_alone }, quantity }: Used): number {
  const pieces = Math.abs(quantity);
  const lean = is_alone ? lean_alone : lean_on_a_shelf;
  const mass_mg = pieces * mass.mean_mg;
  return Math.hypot(
    Math.sqrt(pieces) * mass.piece_sd_mg,
    pieces * mass.mean_sd_mg,
    lean.common * mass_mg,
    lean.own * Math.sqrt(pieces) * mass.mean_mg,
    gain_error * mass_mg,
  );
}

export function likelihood(blocks: readonly Block[], lines: readonly Used[]): number {
  const apart = inPlace(blocks, lines);
  const [only] = lines;
  if (lines.length > 1 || only === undefined || blocks.length === 1) return apart;
  const all_sd = Math.hypot(deviation(only), ...blocks.map(({ sd_mg }) => sd_mg));
  const sum_mg = total(blocks);
  const off_mg = sum_mg - only.quantity * only.candidate.mass.mean_mg;
  const across = densityOf(off_mg, all_sd, offOf([only])) / Math.abs(sum_mg) ** (blocks.length - 1);
  const share = Math.max(0, (blocks[only.candidate.block]?.delta_mg ?? 0) / sum_mg);
  return (1 - straddling) * apart + straddling * across * Math.min(1, (2 * share) ** mostly_own);
}

/** Every line wholly on its own block; the others keep what neighbours keep. */
function inPlace(blocks: readonly Block[], lines: readonly Used[]): number {
  let product = 1;
  for (const [at, { delta_mg, sd_mg }] of blocks.entries()) {
    let expected_mg = 0;
    let variance = sd_mg * sd_mg;
    for (const line of lines) {
      const mass_mg = line.quantity * line.candidate.mass.mean_mg;
      if (line.candidate.block === at) {
        expected_mg += mass_mg;
        variance += deviation(line) ** 2;
      } else if (Math.abs(line.candidate.block - at) === 1) {
        expected_mg += neighbour_share * mass_mg;
        variance += (neighbour_sd * mass_mg) ** 2;
      }
    }
    const own = lines.filter(({ candidate }) => candidate.block === at);
    product *= densityOf(delta_mg - expected_mg, Math.max(1, Math.sqrt(variance)), offOf(own));
  }
  return product;
}

/** How much heavier or lighter lines are than their unit masses tell, should one of these be off; 0 where another item would explain it. */
function offOf(lines: readonly Used[]): number {
  return lines.reduce(
    (sum, { candidate, quantity, isOnly }) =>
      isOnly ? Math.hypot(sum, mass_off.by * quantity * candidate.mass.mean_mg) : sum,
    0,
  );
}

function densityOf(distance_mg: number, sd_mg: number, off_mg: number): number {
  const usual = density(distance_mg, sd_mg);
  if (off_mg === 0) return usual;
  return (1 - mass_off.share) * usual + mass_off.share * density(distance_mg, Math.hypot(sd_mg, off_mg));
}

function density(distance: number, sd: number): number {
  const z = distance / sd;
  return Math.exp(-0.5 * z * z) / (sd * 2.506628274631);
}
