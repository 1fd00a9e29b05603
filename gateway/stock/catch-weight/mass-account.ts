/**
 * The mass of one item at its places: a fold over its entries in the order of effect, so that the result is the same whatever arrived
 * when. What nobody said is estimated here and nowhere else.
 */
import { type MassSource, mass_max_mg, massRange } from './catch-weight.ts';
import { byMassEffect, type MassEffect, type MassEntry } from './mass-entry.ts';

/** What lies at a place, by the entries so far. */
export interface Standing {
  readonly pieces: number;
  readonly mass_mg: number;
}

/** By place; one without pieces has no mass. */
export type Standings = Map<string, Standing>;

/** What movements were found to have done; a reversal takes back just that. */
export type EffectOf = (movement: string) => MassEffect | undefined;

const nothing: Standing = { pieces: 0, mass_mg: 0 };
const none = { found: 0, off_from_mg: 0, off_to_mg: 0 } as const;

/**
 * Applies entries to the standings, in the order of effect.
 *
 * @param entries of one item, in any order: all from an instant on, for the standings have in them what took effect before it
 * @param before effects of movements of before that instant
 * @returns what each of them did, in the order of effect
 */
export function applyEntries(
  standings: Standings,
  entries: readonly MassEntry[],
  before: EffectOf = () => undefined,
): readonly { readonly entry: MassEntry; readonly effect: MassEffect }[] {
  const own = new Map<string, MassEffect>();
  const backs = new Set(entries.flatMap(({ kind, reverses = '' }) => (kind === 'count-back' ? [reverses] : [])));
  const counts = new Set(
    entries.flatMap((each) => (each.kind === 'count' && !backs.has(each.id) ? [instantOf(each)] : [])),
  );
  return [...entries].sort(byMassEffect).map((entry) => {
    const effect = effectIn(standings, entry, { backs, counts, effectOf: (id) => own.get(id) ?? before(id) });
    shiftBy(standings, entry, effect, 1);
    if (entry.kind === 'movement') own.set(entry.id, effect);
    return { entry, effect };
  });
}

/** Takes the effect of an entry out of the standings again. */
export function undo(standings: Standings, entry: MassEntry, effect: MassEffect): void {
  shiftBy(standings, entry, effect, -1);
}

function shiftBy(standings: Standings, entry: MassEntry, effect: MassEffect, sign: 1 | -1): void {
  const { kind, from, to, quantity } = entry;
  const { mass_mg, found, off_from_mg, off_to_mg } = effect;
  if (kind === 'count-back' || (kind === 'opposite' && found === 0)) return;
  if (kind === 'count') {
    if (from !== undefined) shift(standings, from, sign * found, sign * (Math.sign(found) * mass_mg - off_from_mg));
    return;
  }
  if (from !== undefined) shift(standings, from, -sign * quantity, -sign * (mass_mg + off_from_mg));
  if (to !== undefined) shift(standings, to, sign * quantity, sign * (mass_mg - off_to_mg));
}

/** Of a place and time. */
function instantOf({ at_ms, from, to }: MassEntry): string {
  return `${at_ms} ${from ?? to ?? ''}`;
}

interface Around {
  /** Counts that were taken back. */
  readonly backs: ReadonlySet<string>;
  /** Places and times of those that stand. */
  readonly counts: ReadonlySet<string>;
  readonly effectOf: EffectOf;
}

function effectIn(standings: Standings, entry: MassEntry, { backs, counts, effectOf }: Around): MassEffect {
  switch (entry.kind) {
    case 'opening':
      return { mass_mg: nominal(entry.quantity, entry), source: 'nominal', ...none };
    case 'count-back':
      return { mass_mg: 0, source: 'nominal', ...none };
    case 'movement': {
      const taken = entry.reverses === undefined ? undefined : effectOf(entry.reverses);
      return settled(standings, entry, taken === undefined ? estimate(standings, entry) : back(taken));
    }
    case 'opposite': {
      if (counts.has(instantOf(entry))) return { mass_mg: 0, source: 'nominal', ...none };
      const lies = standings.get(entry.from ?? entry.to ?? '') ?? nothing;
      const effect = { ...meanOf(lies, entry.quantity, entry), ...none, found: entry.quantity };
      return settled(standings, entry, effect);
    }
    case 'count':
      return backs.has(entry.id) ? { mass_mg: 0, source: 'nominal', ...none } : counted(standings, entry);
  }
}

/** Pieces found or missing weigh the mean of what lay there; where the mass was counted too, that is what lies there. */
function counted(standings: Standings, entry: MassEntry): MassEffect {
  const { from: place = '', quantity, told_mg, known } = entry;
  const before = standings.get(place) ?? nothing;
  const found = quantity - before.pieces;
  const { mass_mg, source } = meanOf(before, Math.abs(found), entry);
  const stands = before.mass_mg + Math.sign(found) * mass_mg;
  const weighs = quantity === 0 ? 0 : (told_mg ?? stands);
  return { mass_mg, source: known ?? source, found, off_from_mg: stands - weighs, off_to_mg: 0 };
}

/** What went, the other way round, and what was booked off then comes back. */
function back({ mass_mg, source, off_from_mg, off_to_mg }: MassEffect): MassEffect {
  return { mass_mg, source, found: 0, off_from_mg: -off_to_mg, off_to_mg: -off_from_mg };
}

/** What is said; else the mean of what lies where they come from, within the tolerance; else the nominal mass. */
function estimate(standings: Standings, entry: MassEntry): MassEffect {
  const { from, quantity, told_mg, known = 'stated' } = entry;
  if (told_mg !== undefined) return { mass_mg: told_mg, source: known, ...none };
  const lies = from === undefined ? nothing : (standings.get(from) ?? nothing);
  return { ...meanOf(lies, quantity, entry), ...none };
}

type Terms = Pick<MassEntry, 'unit_mass_mg' | 'tolerance_permille'>;

function meanOf(
  { pieces, mass_mg }: Standing,
  quantity: number,
  terms: Terms,
): { readonly mass_mg: number; readonly source: MassSource } {
  if (pieces <= 0 || mass_mg <= 0) return { mass_mg: nominal(quantity, terms), source: 'nominal' };
  const over = BigInt(mass_mg) * BigInt(quantity);
  const mean = Number((over * 2n + BigInt(pieces)) / BigInt(pieces * 2));
  const { least_mg, most_mg } = massRange(quantity, terms);
  return { mass_mg: Math.min(most_mg, Math.max(least_mg, mean), mass_max_mg), source: 'mean' };
}

function nominal(quantity: number, { unit_mass_mg }: Terms): number {
  return Math.max(-mass_max_mg, Math.min(quantity * unit_mass_mg, mass_max_mg));
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

function shift(standings: Standings, place: string, pieces: number, mass_mg: number): void {
  const had = standings.get(place) ?? nothing;
  const now = { pieces: had.pieces + pieces, mass_mg: had.mass_mg + mass_mg };
  if (now.pieces === 0 && now.mass_mg === 0) standings.delete(place);
  else standings.set(place, now);
}
