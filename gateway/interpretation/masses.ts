/** What is known of the real mass of what moves, of items with catch weight. Of other items nothing is asked and nothing is kept. */
import type { CodeMeaning } from '../../devices/reading.ts';
import { type CountMass, type MassSaid, type MovementMass, massFault } from '../stock/catch-weight/catch-weight.ts';
import type { Movement } from '../stock/movement.ts';
import type { Item } from '../stock/site.ts';
import { isOutside, type SiteIndex } from '../stock/site-index.ts';
import type { Turn } from './turn.ts';
import { gramsText } from './wording.ts';

/** The counter of masses that a device told and that cannot be. */
export const unbelieved = 'masses beyond the tolerance of their item';

export interface Weighing {
  readonly mass?: MovementMass;
  /** Ends the sentence of the movement. */
  readonly says: string;
}

/** What a movement carries of its mass. What cannot be is not believed: it is said in the movement and counted, and the mass is estimated. */
export function weighingOf(
  { index, books }: Turn,
  { item, quantity, from, to }: Pick<Movement, 'item' | 'quantity' | 'from' | 'to'>,
  weighs: MassSaid | undefined,
): Weighing {
  const known = index.items.get(item);
  const terms = termsOf(known);
  const ours = ourEnds(index, from, to);
  if (known === undefined || terms === undefined) return { says: '' };
  if (weighs === undefined) return { mass: { ...terms, ours }, says: '' };
  const { mass_mg, known: how } = weighs;
  if (massFault(known, quantity, mass_mg) !== undefined) {
    books.counters.add(unbelieved);
    return { mass: { ...terms, ours }, says: ` (${how} ${gramsText(mass_mg)}, which cannot be and is left out)` };
  }
  return { mass: { ...terms, ours, mass_mg, known: how }, says: ` (${gramsText(mass_mg)}, ${how})` };
}

/** What a count carries of the mass of what it counted; without what cannot be. */
export function countMassOf(
  { index, books }: Turn,
  { item, counted }: { readonly item: string; readonly counted: number },
  weighs: MassSaid | undefined,
): CountMass | undefined {
  const known = index.items.get(item);
  const terms = termsOf(known);
  if (known === undefined || terms === undefined) return undefined;
  if (weighs === undefined) return terms;
  if (massFault(known, counted, weighs.mass_mg) === undefined) return { ...terms, ...weighs };
  books.counters.add(unbelieved);
  return terms;
}

/** Why a person may not say so. */
export function refuseMass(
  { index }: Turn,
  { item, quantity, mass_mg }: { readonly item: string; readonly quantity: number; readonly mass_mg?: number },
): { readonly code: 'mass-invalid'; readonly field: 'mass_mg'; readonly says: string } | undefined {
  const known = index.items.get(item);
  if (mass_mg === undefined || known === undefined) return undefined;
  const fault = massFault(known, quantity, mass_mg);
  return fault === undefined ? undefined : { code: 'mass-invalid', field: 'mass_mg', says: `mass_mg: ${fault}` };
}

export function massOfPerson(mass_mg: number | undefined): { readonly weighs?: MassSaid } {
  return mass_mg === undefined ? {} : { weighs: { mass_mg, known: 'stated' } };
}

/**
 * The net weight on a label, AI 310n: of the one piece or pack that it is on. Nothing where more of them are meant than the label is of
 * (AI 37, or a number that was typed).
 */
export function massOfCode(
  item: Item,
  meaning: CodeMeaning | undefined,
  multiplier: number,
): { readonly weighs?: MassSaid } {
  if (item.catch_weight === undefined || meaning?.kind !== 'gs1' || multiplier !== 1) return {};
  const { net_mass_mg, ais } = meaning;
  if (net_mass_mg === undefined || net_mass_mg <= 0 || ais.some(({ ai }) => ai === '37')) return {};
  return { weighs: { mass_mg: net_mass_mg, known: 'scanned' } };
}

/** The change of the plates that made a movement, all of it pieces of one item. */
export function massOfChange({ index }: Turn, item: string, change_mg: number): { readonly weighs?: MassSaid } {
  if (index.items.get(item)?.catch_weight === undefined) return {};
  const mass_mg = Math.round(Math.abs(change_mg));
  return mass_mg === 0 ? {} : { weighs: { mass_mg, known: 'weighed' } };
}

function termsOf(item: Item | undefined): Pick<MovementMass, 'unit_mass_mg' | 'tolerance_permille'> | undefined {
  if (item?.catch_weight === undefined || item.unit_mass_mg === undefined) return undefined;
  return { unit_mass_mg: item.unit_mass_mg, tolerance_permille: item.catch_weight.tolerance_permille };
}

function ourEnds(index: SiteIndex, from: string, to: string): MovementMass['ours'] {
  const [comes, goes] = [isOutside(index, from), isOutside(index, to)];
  if (comes && goes) return 'none';
  return comes ? 'to' : goes ? 'from' : 'both';
}
