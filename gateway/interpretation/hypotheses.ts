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
import { type Habit, habitFactor } from './grasp-habit.ts';
import { type Block, type Candidate, countSd, leftFactor, likelihood, total, type Used } from './likelihood.ts';
import { chanceEither } from './plate-times.ts';
import { tagFactor } from './tag-word.ts';

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
 * One thing in seventy that is put down is something else (a hand, a tool, a foreign item), and one in 250 that goes; spread evenly
 * over the mass of the lightest candidate.
 */
const something_else = { put: 0.015, taken: 0.004 };
/** Where a plate feels nothing: what lies partly on it shows less than it weighs, so that no item explains it. */
const partly_felt_else = 0.05;
/** Candidates of a lower prior are there by chance. */
const usual_min = 0.1;
/** Of what belongs to one item alone, people keep other things away. */
const else_at_one_item = 0.25;
/** Two items at once, and one exchanged for another, beside one item alone. */
const two_items = { at_one_place: 0.03, side_by_side: 0.06 };
const exchange = 0.002;
const pair_quantity_max = 6;
const around_nearest = 3;
/** A quantity beyond the stock is the ledger's mistake or another item. */
const beyond_stock = 0.02;
/** Chance that a person scans what they do not take, or another number of it. */
const scan_other_number = 0.01;
const scan_other_item = 0.03;

/** The chances of all hypotheses about a change, of which at least one block is not zero. Candidates without mass do not belong here. `habit`: of the site. `partlyFelt`: beside a plate that feels nothing. */
export function weigh(
  blocks: readonly Block[],
  candidates: readonly Candidate[],
  habit?: Habit,
  partlyFelt?: 'partly felt',
): Verdict {
  const scored: { readonly lines: readonly Line[]; readonly weight: number; readonly sd: number }[] = [];
  const add = (lines: readonly Used[]): void => {
    const weight = likelihood(blocks, lines) * priorOf(lines, candidates, habit);
    if (weight <= 0) return;
    const [first] = lines;
    const sd = first === undefined ? 0 : countSd(blocks, first);
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
  return verdictOf(scored, elseOf(blocks, candidates, partlyFelt));
}

function isUsual({ prior }: Candidate): boolean {
  return prior >= usual_min;
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

/** Signed quantities around the nearest one, never zero and never of the other sign. */
function nearest(delta_mg: number, unit_mg: number, around: number): number[] {
  const sign = delta_mg < 0 ? -1 : 1;
  const middle = Math.max(1, Math.round(Math.abs(delta_mg) / unit_mg));
  const quantities: number[] = [];
  for (let size = Math.max(1, middle - around); size <= middle + around; size += 1) quantities.push(sign * size);
  return quantities;
}

/** Of two lines on different blocks: what each block shows, and what it shows with those beside it up to the other line. */
function apartQuantities(blocks: readonly Block[], first: Candidate, second: Candidate): [number, number][] {
  const [low, high] = first.block < second.block ? [first, second] : [second, first];
  const masses: [number, number][] = [[blocks[low.block]?.delta_mg ?? 0, blocks[high.block]?.delta_mg ?? 0]];
  for (let cut = low.block + 1; cut <= high.block && blocks.length > 2; cut += 1)
    masses.push([total(blocks.slice(0, cut)), total(blocks.slice(cut))]);
  const pairs = new Map<string, [number, number]>();
  for (const [here_mg, there_mg] of masses) {
    if (here_mg === 0 || there_mg === 0) continue;
    for (const a of nearest(here_mg, low.mass.mean_mg, 1)) {
      for (const b of nearest(there_mg, high.mass.mean_mg, 1)) pairs.set(`${a} ${b}`, low === first ? [a, b] : [b, a]);
    }
  }
  return [...pairs.values()];
}

function pairQuantities(blocks: readonly Block[], first: Candidate, second: Candidate): [number, number][] {
  if (first.block !== second.block) {
    return apartQuantities(blocks, first, second);
  }
  const pairs: [number, number][] = [];
  const delta_mg = blocks[first.block]?.delta_mg ?? 0;
  for (let a = -pair_quantity_max; a <= pair_quantity_max; a += 1) {
    const b = Math.round((delta_mg - a * first.mass.mean_mg) / second.mass.mean_mg);
    if (a !== 0 && b !== 0 && Math.abs(b) <= pair_quantity_max) pairs.push([a, b]);
  }
  return pairs;
}

function elseOf(
  blocks: readonly Block[],
  candidates: readonly Candidate[],
  partlyFelt: 'partly felt' | undefined,
): number {
  // What somebody carries past has no say in what else may lie there.
  const usual = candidates.filter(isUsual);
  const lightest = usual.reduce((least, { mass }) => Math.min(least, mass.mean_mg), Number.POSITIVE_INFINITY);
  const size = Number.isFinite(lightest) ? lightest : Math.max(1, Math.abs(total(blocks)));
  const scans = candidates.some(({ scanned }) => scanned !== undefined) ? scan_other_item : 1;
  const tags = candidates.reduce(
    (product, candidate) => product * tagFactor(candidate.tags, 0) * leftFactor(candidate, 0),
    1,
  );
  // Its shares of the plates are as even as those of what lies across them.
  const others = Math.max(size, Math.abs(total(blocks))) ** (1 - blocks.length);
  const usual_share = total(blocks) < 0 ? something_else.taken : something_else.put;
  const share = partlyFelt === undefined ? usual_share : partly_felt_else;
  const kept = usual.length <= blocks.length ? else_at_one_item : 1;
  return ((kept * share) / size) * others * scans * tags * chanceEither(blocks);
}

function priorOf(lines: readonly Used[], candidates: readonly Candidate[], habit: Habit | undefined): number {
  let product = 1;
  const [first, second] = lines;
  if (first !== undefined && second !== undefined) {
    const isExchange = first.quantity < 0 !== second.quantity < 0 && first.candidate.block === second.candidate.block;
    const isApart = first.candidate.block !== second.candidate.block;
    product *= isExchange ? exchange : isApart ? two_items.side_by_side : two_items.at_one_place;
    // However many are usual at once: two items at once are as rare beside one of them as they are.
    product /= habitFactor(habit, Math.sign(second.quantity));
  }
  for (const { candidate, quantity, hasRivals } of lines) {
    // People take one or two far more often than five; what is put down comes by handfuls.
    product *= candidate.prior * candidate.arrangement * habitFactor(habit, quantity);
    if (hasRivals && -quantity > candidate.level) product *= beyond_stock;
    if (quantity > (candidate.most ?? quantity)) product *= beyond_stock;
  }
  for (const candidate of candidates) {
    const quantity = lines.find((line) => line.candidate === candidate)?.quantity ?? 0;
    product *= tagFactor(candidate.tags, quantity) * leftFactor(candidate, quantity);
    if (!isFarEnd(candidate, candidates)) product *= scanFactor(candidate, quantity);
  }
  return product;
}

/** Where a scanned move ends that began in the same change: one hand slips once about it. */
function isFarEnd({ item, block, scanned }: Candidate, candidates: readonly Candidate[]): boolean {
  if (scanned === undefined || scanned < 0) return false;
  return candidates.some((each) => each.item === item && each.block !== block && each.scanned === -scanned);
}

function scanFactor({ scanned }: Candidate, quantity: number): number {
  if (scanned === undefined || scanned === quantity) return 1;
  return quantity !== 0 && scanned < 0 === quantity < 0 ? scan_other_number : scan_other_item;
}
