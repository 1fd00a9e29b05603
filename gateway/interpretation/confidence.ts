/** How sure a decision is: probabilities from plain models, as whole thousandths. A device never makes us certain. */
import { normalDensity } from './normal.ts';

/** A person's own statement. */
export const certain_permille = 1_000;
/** A code scanned by a person: the code is checked, the hand may have slipped. */
export const scanned_permille = 990;

export function toPermille(probability: number): number {
  return Math.max(0, Math.min(999, Math.round(probability * 1_000)));
}

export interface PieceModel {
  readonly unit_mg: number;
  readonly piece_sd_mg: number;
  /** Standard deviation of the measured mass, from noise and rounding. */
  readonly measured_sd_mg: number;
  /** Share of a piece's mass by which it may be wrong for leaning on its neighbours or straddling two plates. */
  readonly lean: number;
}

export interface PieceFit {
  readonly pieces: number;
  readonly permille: number;
  /** How likely it is that the mass is no number of pieces at all. */
  readonly unexplained_permille: number;
}

/** Whole contents stand freely on the plate. */
export const lean_of_contents = 0;
/** The unit mass itself comes from a sample, and the cell's span is not perfect. */
const gain_error = 0.005;
/** One change in fifty is something else: a hand, a tool, a wrong item. Spread evenly over a unit's mass. */
const something_else = 0.02;

/**
 * The most likely number of pieces of a mass. Each number k is a normal density around k units whose variance grows with k
 * (pieces differ, lean, and share one gain error) beside the measurement's; "something else" is an even density.
 */
export function fitPieces(mass_mg: number, model: PieceModel, pieces_min: 0 | 1): PieceFit {
  const { unit_mg } = model;
  const nearest = Math.max(pieces_min, Math.round(mass_mg / unit_mg));
  let pieces = nearest;
  let best = -1;
  let sum = something_else / unit_mg;
  for (let k = Math.max(pieces_min, nearest - 3); k <= nearest + 3; k += 1) {
    const likelihood = (1 - something_else) * normalDensity(mass_mg - k * unit_mg, deviationOf(k, model));
    sum += likelihood;
    if (likelihood > best) {
      best = likelihood;
      pieces = k;
    }
  }
  return {
    pieces,
    permille: toPermille(best / sum),
    unexplained_permille: toPermille(something_else / unit_mg / sum),
  };
}

/** Chance that one read is a stray, by how far above the floor (or its rival) it is: 3 in 10 at none, 1 in 10 from 10 dB on. */
function strayChance(margin_cdb: number | undefined): number {
  if (margin_cdb === undefined) return 0.2;
  return 0.3 - 0.2 * (Math.max(0, Math.min(1_000, margin_cdb)) / 1_000);
}

/** A tag is where it was read unless all of its reads were strays. */
export function presencePermille(reads: number, margin_cdb: number | undefined): number {
  const chance = strayChance(margin_cdb);
  let all_strays = 1;
  for (let read = 0; read < Math.min(reads, 10); read += 1) all_strays *= chance;
  return toPermille(1 - all_strays);
}

/** A tag is gone: as many reads were due meanwhile as its last ones foretold, and none came (rule of succession). */
export function absencePermille(reads: number, within_ms: number, silent_ms: number): number {
  const due = (reads * silent_ms) / within_ms;
  return toPermille(due / (due + 1));
}

/** Log odds as a probability; multipath and chance keep what a portal says below 0.99. */
export function oddsPermille(log_odds: number): number {
  return Math.min(990, toPermille(1 / (1 + Math.exp(-log_odds))));
}

function deviationOf(pieces: number, { unit_mg, piece_sd_mg, measured_sd_mg, lean }: PieceModel): number {
  const lean_mg = lean * unit_mg;
  const gain_mg = gain_error * pieces * unit_mg;
  return Math.sqrt(
    pieces * (piece_sd_mg * piece_sd_mg + lean_mg * lean_mg) + gain_mg * gain_mg + measured_sd_mg * measured_sd_mg,
  );
}
