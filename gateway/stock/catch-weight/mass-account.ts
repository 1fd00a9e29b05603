/**
 * The mass of one item at its places: a fold over its entries in the order of effect, so that the result is the same whatever arrived
 * when. What nobody said is estimated here and nowhere else.
 */
import { type MassSource, massRange } from './catch-weight.ts';
import { byMassEffect, type MassEffect, type MassEntry, placeOf } from './mass-entry.ts';

/** What lies at a place, by the entries so far. */
export interface Standing {
  readonly pieces: number;
  readonly mass_mg: number;
}

/** By place; one without pieces has no mass. */
export type Standings = Map<string, Standing>;

/** What earlier entries were found to be; a reversal takes back just that. */
export type EffectOf = (movement: string) => (MassEffect & Pick<MassEntry, 'from' | 'to'>) | undefined;

const nothing: Standing = { pieces: 0, mass_mg: 0 };

/**
 * Applies entries to the standings, in the order of effect.
 *
 * @param entries of one item, in any order; none may take effect before what the standings have in them
 * @param before effects of movements that are not among the entries
 * @returns what each of them did, in the order of effect
 */
export function applyEntries(
  standings: Standings,
  entries: readonly MassEntry[],
  before: EffectOf = () => undefined,
): readonly { readonly entry: MassEntry; readonly effect: MassEffect }[] {
  const done: { entry: MassEntry; effect: MassEffect }[] = [];
  const own = new Map<string, MassEffect & Pick<MassEntry, 'from' | 'to'>>();
  const effectOf: EffectOf = (id) => own.get(id) ?? before(id);
  const sorted = [...entries].sort(byMassEffect);
  let difference: Difference | undefined;
  for (const [at, entry] of sorted.entries()) {
    difference = continues(difference, entry) ? difference : begun(standings, entry);
    const effect = effectIn(standings, entry, { difference, isLast: !goesOn(sorted[at + 1], entry), effectOf });
    if (difference !== undefined && entry.reverses !== undefined) difference.taken.add(entry.reverses);
    undo(standings, entry, effect, -1);
    if (entry.kind === 'movement' || entry.kind === 'count-difference')
      own.set(entry.id, { ...effect, ...ends(entry) });
    done.push({ entry, effect });
  }
  return done;
}

/** Takes the effect of an entry out of the standings; `sign` −1 puts it in. */
export function undo(standings: Standings, entry: MassEntry, effect: MassEffect, sign: 1 | -1 = 1): void {
  const { from, to } = entry;
  const pieces = entry.kind === 'count' ? 0 : entry.quantity;
  const { mass_mg, off_from_mg, off_to_mg } = effect;
  if (from !== undefined) shift(standings, from, sign * pieces, sign * (mass_mg + off_from_mg));
  if (to !== undefined) shift(standings, to, -sign * pieces, -sign * (mass_mg - off_to_mg));
}

/** All that counts say of one place at one instant. */
interface Difference {
  readonly at_ms: number;
  readonly place: string;
  /** As it lay there before. */
  readonly before: Standing;
  /** Pieces found, less pieces missing, so far. */
  pieces: number;
  /** What entries of it take back. */
  readonly taken: Set<string>;
}

function begun(standings: Standings, entry: MassEntry): Difference | undefined {
  if (entry.kind !== 'count-difference' && entry.kind !== 'count') return undefined;
  const place = placeOf(entry);
  return { at_ms: entry.at_ms, place, before: standings.get(place) ?? nothing, pieces: 0, taken: new Set() };
}

function continues(difference: Difference | undefined, entry: MassEntry): boolean {
  if (difference === undefined || (entry.kind !== 'count-difference' && entry.kind !== 'count')) return false;
  return difference.at_ms === entry.at_ms && difference.place === placeOf(entry);
}

function goesOn(next: MassEntry | undefined, entry: MassEntry): boolean {
  if (next === undefined || entry.kind !== 'count-difference' || next.kind !== entry.kind) return false;
  return next.at_ms === entry.at_ms && placeOf(next) === placeOf(entry);
}

interface Around {
  readonly difference: Difference | undefined;
  /** Of a difference: no more of it follows. */
  readonly isLast: boolean;
  readonly effectOf: EffectOf;
}

function effectIn(standings: Standings, entry: MassEntry, { difference, isLast, effectOf }: Around): MassEffect {
  switch (entry.kind) {
    case 'opening':
      return { mass_mg: entry.quantity * entry.unit_mass_mg, source: 'nominal', off_from_mg: 0, off_to_mg: 0 };
    case 'movement': {
      const taken = entry.reverses === undefined ? undefined : effectOf(entry.reverses);
      return settled(standings, entry, taken === undefined ? estimate(standings, entry) : back(taken));
    }
    case 'count-difference':
      return differenceIn(standings, entry, { difference, isLast });
    case 'count': {
      const isTaken = difference?.taken.has(entry.id) === true;
      return isTaken ? { mass_mg: 0, source: 'stated', off_from_mg: 0, off_to_mg: 0 } : weighedAt(standings, entry);
    }
  }
}

/** What lies there weighs what was counted with it; of another number of pieces as much by the piece. */
function weighedAt(standings: Standings, entry: MassEntry): MassEffect {
  const { pieces, mass_mg } = standings.get(placeOf(entry)) ?? nothing;
  const { told_mg = mass_mg, quantity, known: source = 'stated' } = entry;
  const isCounted = pieces === quantity || quantity <= 0;
  const weighs = isCounted ? told_mg : Number((BigInt(told_mg) * BigInt(pieces)) / BigInt(quantity));
  return { mass_mg: 0, source, off_from_mg: pieces === 0 ? 0 : mass_mg - weighs, off_to_mg: 0 };
}

/** What went, the other way round, and what was booked off then comes back. */
function back({ mass_mg, source, off_from_mg, off_to_mg }: MassEffect): MassEffect {
  return { mass_mg, source, off_from_mg: -off_to_mg, off_to_mg: -off_from_mg };
}

/** What is said; else the mean of what lies where they come from, within the tolerance; else the nominal mass. */
function estimate(standings: Standings, entry: MassEntry): MassEffect {
  const { from, quantity, told_mg, known } = entry;
  const off = { off_from_mg: 0, off_to_mg: 0 };
  if (told_mg !== undefined) return { mass_mg: told_mg, source: known ?? 'stated', ...off };
  const { mass_mg, source } = meanOf(from === undefined ? nothing : (standings.get(from) ?? nothing), quantity, entry);
  return { mass_mg, source, ...off };
}

function meanOf(
  standing: Standing,
  quantity: number,
  terms: Pick<MassEntry, 'unit_mass_mg' | 'tolerance_permille'>,
): { readonly mass_mg: number; readonly source: MassSource } {
  if (standing.pieces <= 0 || standing.mass_mg <= 0)
    return { mass_mg: quantity * terms.unit_mass_mg, source: 'nominal' };
  const [mass, pieces] = [BigInt(standing.mass_mg) * BigInt(quantity), BigInt(standing.pieces)];
  const mean = Number((mass * 2n + pieces) / (pieces * 2n));
  const { least_mg, most_mg } = massRange(quantity, terms);
  return { mass_mg: Math.min(most_mg, Math.max(least_mg, mean)), source: 'mean' };
}

/** A place that this leaves without pieces has no mass: what is left of it is off. */
function settled(standings: Standings, entry: MassEntry, effect: MassEffect): MassEffect {
  const { from, to, quantity } = entry;
  const [at_from, at_to] = [standings.get(from ?? '') ?? nothing, standings.get(to ?? '') ?? nothing];
  const isEmptied = from !== undefined && at_from.pieces === quantity;
  const isEvened = to !== undefined && at_to.pieces === -quantity;
  return {
    ...effect,
    off_from_mg: isEmptied ? at_from.mass_mg - effect.mass_mg : effect.off_from_mg,
    off_to_mg: isEvened ? at_to.mass_mg + effect.mass_mg : effect.off_to_mg,
  };
}

/** What pieces weigh that a count found or missed: the mean of what lay there. In parts it is the same as at once. */
function differenceIn(
  standings: Standings,
  entry: MassEntry,
  { difference, isLast }: Pick<Around, 'difference' | 'isLast'>,
): MassEffect {
  if (difference === undefined) return settled(standings, entry, estimate(standings, entry));
  const { before } = difference;
  const earlier = difference.pieces;
  difference.pieces += entry.to === undefined ? -entry.quantity : entry.quantity;
  const massFor = (pieces: number) => Math.sign(pieces) * meanOf(before, Math.abs(pieces), entry).mass_mg;
  const mass_mg = Math.abs(massFor(difference.pieces) - massFor(earlier));
  const { source } = meanOf(before, 1, entry);
  const effect = { mass_mg, source, off_from_mg: 0, off_to_mg: 0 };
  return isLast ? settled(standings, entry, effect) : effect;
}

function shift(standings: Standings, place: string, pieces: number, mass_mg: number): void {
  const { pieces: had, mass_mg: weighed } = standings.get(place) ?? nothing;
  const now = { pieces: had + pieces, mass_mg: weighed + mass_mg };
  if (now.pieces === 0 && now.mass_mg === 0) standings.delete(place);
  else standings.set(place, now);
}

function ends({ from, to }: Pick<MassEntry, 'from' | 'to'>): Pick<MassEntry, 'from' | 'to'> {
  return { ...(from === undefined ? {} : { from }), ...(to === undefined ? {} : { to }) };
}
