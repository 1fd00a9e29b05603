/**
 * What may have happened when plates changed: each combination of items and quantities that could explain the change, with its chance.
 *
 * The change of a sub-event is a vector, one number a location (`Block`). A hypothesis is one or two lines (item, block, signed quantity).
 * Its likelihood is normal around the masses of its lines, with what pieces differ, what a handful leans, what the unit mass itself may be
 * off, the cell's gain and the noise as variances; neighbours keep a share of what leaves beside them, and a piece may have lain
 * across plates. The prior knows the planogram, the stock, the scans and the tags of the moment. "Something else" (a hand, a tool, a
 * foreign item) is a hypothesis of its own, with an even density.
 */
import { toPermille } from './confidence.ts';
import { type TagWord, tagFactor } from './tag-word.ts';

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

export interface Line {
  readonly item: string;
  readonly block: number;
  /** Below zero: taken. */
  readonly quantity: number;
}

export interface Hypothesis {
  readonly lines: readonly Line[];
  readonly permille: number;
}

export interface Verdict {
  /** The likeliest first, at most five; without lines: something else. */
  readonly ranked: readonly Hypothesis[];
  /** How far the first is ahead of the second. */
  readonly margin_permille: number;
  /** Standard deviation of the first line's quantity, in pieces. */
  readonly count_sd: number;
}

/**
 * Shelves were measured 3 to 7 % off for what leans there, most of it common to a handful; a bin on a plate of its own leans on
 * nothing, and its pieces are off each for itself.
 */
const lean_on_a_shelf = { common: 0.028, own: 0.018 };
const lean_alone = { common: 0.01, own: 0.03 };
const gain_error = 0.003;
/** Pieces that were put down together. */
const handful = 4;
/** What a neighbour keeps of a change beside it, and how much that differs. */
const neighbour_share = 0.025;
const neighbour_sd = 0.02;
/** One piece in ten lay across plates, with any share of it on each. */
const straddling = 0.1;
/** … but mostly on its own: with less than half of it there the chance falls with this power of twice the share. */
const mostly_own = 8;
/**
 * One thing in seventy that is put down is something else (a hand, a tool, a foreign item), and one in 250 that goes; spread evenly
 * over the mass of the lightest candidate.
 */
const something_else = { put: 0.015, taken: 0.004 };
/** Candidates of a lower prior are there by chance. */
const usual_min = 0.1;
/** Of what belongs to one item alone, people keep other things away. */
const else_at_one_item = 0.25;
/** One unit mass in ten is off by some hundredths, for the settings or for the lot. It matters where no other item explains that better. */
const mass_off = { share: 0.1, by: 0.03 };
/** Two items at once, and one exchanged for another, beside one item alone. */
const two_items = 0.03;
const exchange = 0.002;
const pair_quantity_max = 6;
const around_nearest = 3;
/** A quantity beyond the stock is the ledger's mistake or another item. */
const beyond_stock = 0.02;
/** Chance that a person scans what they do not take, or another number of it. */
const scan_other_number = 0.01;
const scan_other_item = 0.03;

/** The chances of all hypotheses about a change, of which at least one block is not zero. Candidates without mass do not belong here. */
export function weigh(blocks: readonly Block[], candidates: readonly Candidate[]): Verdict {
  const scored: { readonly lines: readonly Line[]; readonly weight: number; readonly sd: number }[] = [];
  const add = (lines: readonly Used[]): void => {
    const weight = likelihood(blocks, lines) * priorOf(lines, candidates);
    if (weight <= 0) return;
    const [first] = lines;
    const sd = first === undefined ? 0 : deviation(first) / first.candidate.mass.mean_mg;
    scored.push({ lines: lines.map(lineOf), weight, sd });
  };
  const used = (candidate: Candidate, quantity: number): Used => ({
    candidate,
    quantity,
    hasRivals: candidates.some(({ item, level }) => item !== candidate.item && level > 0),
    isOnly: candidates.every((each) => each.block !== candidate.block || each === candidate || !isUsual(each)),
  });
  for (const candidate of candidates) {
    for (const quantity of nearest(total(blocks), candidate.mass.mean_mg, around_nearest))
      add([used(candidate, quantity)]);
  }
  for (const [at, first] of candidates.entries()) {
    for (const second of candidates.slice(at + 1)) {
      for (const [a, b] of pairQuantities(blocks, first, second)) add([used(first, a), used(second, b)]);
    }
  }
  return verdictOf(scored, elseOf(blocks, candidates));
}

function isUsual({ prior }: Candidate): boolean {
  return prior >= usual_min;
}

interface Used {
  readonly candidate: Candidate;
  readonly quantity: number;
  /** The ledger has stock of another item there: without one, too little stock is the ledger's own mistake. */
  readonly hasRivals: boolean;
  /** No other item may be there. */
  readonly isOnly: boolean;
}

function lineOf({ candidate, quantity }: Used): Line {
  return { item: candidate.item, block: candidate.block, quantity };
}

function verdictOf(
  scored: readonly { readonly lines: readonly Line[]; readonly weight: number; readonly sd: number }[],
  otherwise: number,
): Verdict {
  const all = [...scored, { lines: [], weight: otherwise, sd: 0 }].sort(
    (a, b) => b.weight - a.weight || compareText(textOf(a.lines), textOf(b.lines)),
  );
  const sum = all.reduce((so_far, { weight }) => so_far + weight, 0);
  const ranked = all.slice(0, 5).map(({ lines, weight }) => ({ lines, permille: toPermille(weight / sum) }));
  const [first, second] = ranked;
  return {
    ranked,
    margin_permille: (first?.permille ?? 0) - (second?.permille ?? 0),
    count_sd: all[0]?.sd ?? 0,
  };
}

function textOf(lines: readonly Line[]): string {
  return lines.map(({ item, block, quantity }) => `${item}/${block}/${quantity}`).join(' ');
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function total(blocks: readonly Block[]): number {
  return blocks.reduce((sum, { delta_mg }) => sum + delta_mg, 0);
}

/** Signed quantities around the nearest one, never zero and never of the other sign. */
function nearest(delta_mg: number, unit_mg: number, around: number): number[] {
  const sign = delta_mg < 0 ? -1 : 1;
  const middle = Math.max(1, Math.round(Math.abs(delta_mg) / unit_mg));
  const quantities: number[] = [];
  for (let size = Math.max(1, middle - around); size <= middle + around; size += 1) quantities.push(sign * size);
  return quantities;
}

function pairQuantities(blocks: readonly Block[], first: Candidate, second: Candidate): [number, number][] {
  const pairs: [number, number][] = [];
  if (first.block !== second.block) {
    const [here, there] = [blocks[first.block], blocks[second.block]];
    if (here === undefined || there === undefined || here.delta_mg === 0 || there.delta_mg === 0) return [];
    for (const a of nearest(here.delta_mg, first.mass.mean_mg, 1)) {
      for (const b of nearest(there.delta_mg, second.mass.mean_mg, 1)) pairs.push([a, b]);
    }
    return pairs;
  }
  const delta_mg = blocks[first.block]?.delta_mg ?? 0;
  for (let a = -pair_quantity_max; a <= pair_quantity_max; a += 1) {
    const b = Math.round((delta_mg - a * first.mass.mean_mg) / second.mass.mean_mg);
    if (a !== 0 && b !== 0 && Math.abs(b) <= pair_quantity_max) pairs.push([a, b]);
  }
  return pairs;
}

/** Of a line's mass: what pieces differ, what the unit mass is off, what the handful leans, what the gain is off. */
function deviation({ candidate: { mass, is_alone }, quantity }: Used): number {
  const pieces = Math.abs(quantity);
  return Math.hypot(
    Math.sqrt(pieces) * mass.piece_sd_mg,
    pieces * mass.mean_sd_mg,
    leanOf(pieces, is_alone) * pieces * mass.mean_mg,
  );
}

/** By what share the mass of so many pieces is off for lean and gain, standard deviation. `is_alone`: on a plate that shares no lean. */
export function leanOf(pieces: number, is_alone: boolean): number {
  const { common, own } = is_alone ? lean_alone : lean_on_a_shelf;
  return Math.hypot(common, own / Math.sqrt(pieces), gain_error);
}

/** The same of all that stands on a plate of its own, which came there a few pieces at a time. */
export function leanOfContents(pieces: number): number {
  const { common, own } = lean_on_a_shelf;
  return Math.hypot(common / Math.sqrt(Math.max(1, pieces / handful)), own / Math.sqrt(pieces), gain_error);
}

function likelihood(blocks: readonly Block[], lines: readonly Used[]): number {
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

function elseOf(blocks: readonly Block[], candidates: readonly Candidate[]): number {
  // What somebody carries past has no say in what else may lie there.
  const usual = candidates.filter(isUsual);
  const lightest = usual.reduce((least, { mass }) => Math.min(least, mass.mean_mg), Number.POSITIVE_INFINITY);
  const size = Number.isFinite(lightest) ? lightest : Math.max(1, Math.abs(total(blocks)));
  const scans = candidates.some(({ scanned }) => scanned !== undefined) ? scan_other_item : 1;
  const tags = candidates.reduce((product, candidate) => product * tagFactor(candidate.tags, 0), 1);
  // Its shares of the plates are as even as those of what lies across them.
  const others = Math.max(size, Math.abs(total(blocks))) ** (1 - blocks.length);
  const share = total(blocks) < 0 ? something_else.taken : something_else.put;
  const kept = usual.length <= blocks.length ? else_at_one_item : 1;
  return ((kept * share) / size) * others * scans * tags;
}

function priorOf(lines: readonly Used[], candidates: readonly Candidate[]): number {
  let product = 1;
  const [first, second] = lines;
  if (first !== undefined && second !== undefined) {
    const isExchange = first.quantity < 0 !== second.quantity < 0 && first.candidate.block === second.candidate.block;
    product *= isExchange ? exchange : two_items;
  }
  for (const { candidate, quantity, hasRivals } of lines) {
    product *= (candidate.prior * candidate.arrangement) / Math.sqrt(Math.abs(quantity));
    if (hasRivals && -quantity > candidate.level) product *= beyond_stock;
    if (quantity > (candidate.most ?? quantity)) product *= beyond_stock;
  }
  for (const candidate of candidates) {
    const quantity = lines.find((line) => line.candidate === candidate)?.quantity ?? 0;
    product *= tagFactor(candidate.tags, quantity) * scanFactor(candidate, quantity);
  }
  return product;
}

function scanFactor({ scanned }: Candidate, quantity: number): number {
  if (scanned === undefined || scanned === quantity) return 1;
  return quantity !== 0 && scanned < 0 === quantity < 0 ? scan_other_number : scan_other_item;
}

function density(distance: number, sd: number): number {
  const z = distance / sd;
  return Math.exp(-0.5 * z * z) / (sd * 2.506628274631);
}
