/** How well quantities of items explain a change: the chance density of what the plates show, had just these moved. */

import { normalDensity } from './normal.ts';
import { chanceEither, chanceInTwo, chanceTogether } from './plate-times.ts';
import type { TagWord } from './tag-word.ts';

export interface MassModel {
  readonly mean_mg: number;
  /** From piece to piece. */
  readonly piece_sd_mg: number;
  /** Of the mean itself. */
  readonly mean_sd_mg: number;
  /** Confirmed picks or a count have told it; else it is what the settings say. */
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
  /** Share of the usual lean that the plate shows by experience (`plate-lean.ts`); 1 where none learns that. */
  readonly lean: number;
  /** How plausible a change of this item is here before the weight is looked at; 1 for a planned one. */
  readonly prior: number;
  /** Share of this item's pieces that lie on the plates that changed, by experience. 0 to 1, and 1 where nothing is known. */
  readonly arrangement: number;
  readonly tags: TagWord | undefined;
  /** More of it cannot have come: it is only here because so many were taken elsewhere. */
  readonly most: number | undefined;
  /** Signed quantity that was scanned here. */
  readonly scanned: number | undefined;
  /** What lies there since, where the plate tells that by itself and far fewer are left than went. */
  readonly left?: Left;
}

/** Above the empty mass of the plate, and how far that may be off, standard deviation. */
export interface Left {
  readonly net_mg: number;
  readonly sd_mg: number;
}

/** One location's plates within a sub-event. */
export interface Block {
  readonly delta_mg: number;
  /** Standard deviation of that difference, from the noise of its rests. */
  readonly sd_mg: number;
  /** When it left its rest; absent where nobody knows. */
  readonly left_ms?: number | undefined;
}

/**
 * Shelves were measured 3 to 7 % off for what leans there, most of it common to a handful. A bin on a plate of its own leans on
 * nothing, and its pieces are off each for itself.
 */
const lean_on_a_shelf = { common: 0.028, own: 0.018 };
const lean_alone = { common: 0.01, own: 0.03 };
/** What is put down may be of a lot whose pieces weigh otherwise, and lies in one spot of the bin: off all alike. */
const lot_sd = 0.018;
/** The only item of a plate of its own: most of what is put down is of the lot that is known, and some of it of another one. */
const lot_alone = { sd: 0.005, share: 0.35, by: 0.02 };
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
const mostly_own_sum = 0.5 + 0.5 / (mostly_own + 1);
/** One thing in so many is long enough to lie on a plate that is not beside its own; what neighbours keep is no lying there. */
const far = { share: 0.1, from: 0.06 };
/** One unit mass in ten is off by some hundredths, for the settings or for the lot. It matters where no other item explains that better. */
const mass_off = { share: 0.1, by: 0.03 };

/** A mass that only the settings say may be far off; so few pieces that somebody scanned show it, for one more or less would be further off. */
const mass_unproven = { share: 0.1, by: 0.12, pieces_max: 3 };

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

/** Of a line's mass: what pieces differ, what the unit mass is off, what the handful leans, what the gain is off, what its lot is. */
export function deviation({ candidate: { mass, is_alone, lean }, quantity, isOnly }: Used): number {
  const pieces = Math.abs(quantity);
  const mass_mg = pieces * mass.mean_mg;
  return Math.hypot(
    Math.sqrt(pieces) * mass.piece_sd_mg,
    pieces * mass.mean_sd_mg,
    leanOf(pieces, is_alone, lean) * mass_mg,
    quantity > 0 ? (is_alone && isOnly ? lot_alone.sd : lot_sd) * mass_mg : 0,
  );
}

/**
 * By what share the mass of so many pieces is off for lean and gain, standard deviation. `is_alone`: on a plate that shares no lean;
 * `share`: how much of it that plate shows.
 */
export function leanOf(pieces: number, is_alone: boolean, share = 1): number {
  const { common, own } = is_alone ? lean_alone : lean_on_a_shelf;
  return Math.hypot(share * common, (share * own) / Math.sqrt(pieces), gain_error);
}

/** The same of all that stands on a plate of its own, which came there a few pieces at a time. */
export function leanOfContents(pieces: number, share = 1): number {
  const { common, own } = lean_on_a_shelf;
  const together = Math.sqrt(Math.max(1, pieces / handful));
  return Math.hypot((share * common) / together, (share * own) / Math.sqrt(Math.max(1, pieces)), gain_error);
}

/** The density of what all blocks show and of when they left their rest, had just these lines moved: each on its own block, or across several. */
export function likelihood(blocks: readonly Block[], lines: readonly Used[]): number {
  const [first, second] = lines;
  const apart = inPlace(blocks, lines);
  if (first === undefined || blocks.length === 1) return apart;
  if (second === undefined)
    return (
      ((1 - straddling) * apart + straddling * across(blocks, first, 0)) * chanceTogether(blocks, first.candidate.block)
    );
  const [low, high] = first.candidate.block < second.candidate.block ? [first, second] : [second, first];
  const cuts = high.candidate.block - low.candidate.block;
  if (cuts === 0) return apart * chanceTogether(blocks, first.candidate.block);
  const neither = (1 - straddling) ** 2;
  let either = 0;
  let times = 0;
  for (let cut = low.candidate.block + 1; cut <= high.candidate.block; cut += 1) {
    const [left, right] = [blocks.slice(0, cut), blocks.slice(cut)];
    const chance = chanceInTwo(left, low.candidate.block, right, high.candidate.block - cut);
    times += chance / cuts;
    either += (chance * ofOne(left, low, 0, keptOf(high, cut - 1)) * ofOne(right, high, cut, keptOf(low, cut))) / cuts;
  }
  const each = neither * apart * times + (1 - neither) * either;
  return blocks.length > 2 ? each : each + onBoth(blocks, low, high);
}

/** Two things side by side, one of which lies partly on the other one's block: its own shows less than it weighs, the other one more. */
function onBoth(blocks: readonly Block[], low: Used, high: Used): number {
  const sum_mg = total(blocks);
  const [here, there] = [massOfLine(low), massOfLine(high)];
  const sd_mg = Math.hypot(deviation(low), deviation(high), ...blocks.map(({ sd_mg: noise }) => noise));
  const whole = densityOf(sum_mg - (1 + neighbour_share) * (here + there), sd_mg, offOf([low, high]));
  let shares = 0;
  for (const [line, other] of [
    [low, high],
    [high, low],
  ] as const) {
    const own =
      ((blocks[line.candidate.block]?.delta_mg ?? 0) - neighbour_share * massOfLine(other)) / massOfLine(line);
    if (own < 0 || own > 1) continue;
    shares += chanceOfShare(own) / Math.abs(massOfLine(line));
  }
  // Which of them let go of the shared block first is open.
  return straddling * whole * shares * chanceEither(blocks);
}

function massOfLine({ quantity, candidate }: Used): number {
  return quantity * candidate.mass.mean_mg;
}

/** What a block keeps of a line beside it. */
function keptOf(line: Used, at: number): number {
  return Math.abs(line.candidate.block - at) === 1 ? neighbour_share * massOfLine(line) : 0;
}

/** The blocks are all of one line; `from`: the number of the first of them; `kept_mg`: what they keep of the other one. */
function ofOne(blocks: readonly Block[], line: Used, from: number, kept_mg: number): number {
  const edge = line.candidate.block < from + blocks.length / 2 && kept_mg !== 0 ? blocks.length - 1 : 0;
  const own = blocks.map((block, at) => (at === edge ? { ...block, delta_mg: block.delta_mg - kept_mg } : block));
  if (blocks.length > 1) return 0.5 * (inPlace(own, [line], from) + across(own, line, from));
  return inPlace(own, [line], from);
}

/** One line lies across the blocks, mostly on its own. */
function across(blocks: readonly Block[], line: Used, from: number): number {
  const all_sd = Math.hypot(deviation(line), ...blocks.map(({ sd_mg }) => sd_mg));
  const sum_mg = total(blocks);
  if (sum_mg === 0) return 0;
  const off_mg = sum_mg - massOfLine(line);
  const density_of_sum = densityOf(off_mg, all_sd, offOf([line])) / Math.abs(sum_mg) ** (blocks.length - 1);
  const home = line.candidate.block - from;
  const share = Math.max(0, (blocks[home]?.delta_mg ?? 0) / sum_mg);
  const isFar = blocks.some(({ delta_mg }, at) => Math.abs(at - home) > 1 && delta_mg / sum_mg > far.from);
  return density_of_sum * chanceOfShare(share) * (isFar ? far.share : 1);
}

/** Density of the share that something which lies across plates has on its own. */
function chanceOfShare(share: number): number {
  return Math.min(1, (2 * share) ** mostly_own) / mostly_own_sum;
}

/** Every line wholly on its own block; the others keep what neighbours keep. */
function inPlace(blocks: readonly Block[], lines: readonly Used[], from = 0): number {
  let product = 1;
  for (const [nth, { delta_mg, sd_mg }] of blocks.entries()) {
    const at = from + nth;
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

/** Standard deviation of a line's quantity, in pieces: with the noise of its block, and with the chance that its unit mass is off. */
export function countSd(blocks: readonly Block[], line: Used): number {
  const { share, by_mg } = offOf([line]);
  const { block, mass } = line.candidate;
  return Math.hypot(deviation(line), blocks[block]?.sd_mg ?? 0, Math.sqrt(share) * by_mg) / mass.mean_mg;
}

interface Off {
  readonly share: number;
  readonly by_mg: number;
}

/** How much heavier or lighter lines may be than their unit masses tell, should one of these be off; never where another item would explain it. */
function offOf(lines: readonly Used[]): Off {
  return lines.reduce(
    (so_far, { candidate: { mass, is_alone, scanned }, quantity, isOnly }) => {
      if (!isOnly) return so_far;
      const isScanned = scanned === quantity && Math.abs(quantity) <= mass_unproven.pieces_max;
      const usual = is_alone && quantity > 0 ? lot_alone : mass_off;
      const { share, by } = isScanned && !mass.is_proven ? mass_unproven : usual;
      return { share: Math.max(so_far.share, share), by_mg: Math.hypot(so_far.by_mg, by * quantity * mass.mean_mg) };
    },
    { share: 0, by_mg: 0 },
  );
}

function densityOf(distance_mg: number, sd_mg: number, { share, by_mg }: Off): number {
  const usual = normalDensity(distance_mg, sd_mg);
  if (by_mg === 0) return usual;
  return (1 - share) * usual + share * normalDensity(distance_mg, Math.hypot(sd_mg, by_mg));
}

/** One ledger in twenty is wrong about what lay there: then what is left says nothing of what went. */
const ledger_wrong = 0.05;
/** What is left may be of another lot than is known. */
const left_off = 0.01;

/** How well what is left agrees with so many having gone, against what any number would; 1 where that is not known. */
export function leftFactor({ left, level, mass }: Candidate, quantity: number): number {
  if (left === undefined) return 1;
  const pieces = level + quantity;
  if (pieces < 0) return ledger_wrong;
  const own_mg = Math.hypot(Math.sqrt(pieces) * mass.piece_sd_mg, pieces * mass.mean_sd_mg);
  const sd_mg = Math.hypot(left.sd_mg, own_mg, (left_off + leanOfContents(pieces)) * pieces * mass.mean_mg);
  const told = normalDensity(left.net_mg - pieces * mass.mean_mg, sd_mg) * mass.mean_mg;
  return (1 - ledger_wrong) * told + ledger_wrong;
}
