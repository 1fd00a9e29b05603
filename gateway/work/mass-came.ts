/** What a person says that the pieces of a line weigh together, of an item with catch weight. */
import { type MassSaid, mass_max_mg, massFault } from '../stock/catch-weight/catch-weight.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { whole } from './shape.ts';

export const massCame = whole(1, mass_max_mg);

/** Why the mass cannot be that of so many pieces; an item that nobody knows yet has none. `path` ends with a point, or is empty. */
export function refuseMassCame(
  { index }: Pick<Desk, 'index'>,
  {
    mass_mg,
    item,
    quantity,
  }: { readonly mass_mg: number | undefined; readonly item: string | undefined; readonly quantity: number },
  path: string,
): WorkRefusal | undefined {
  if (mass_mg === undefined) return undefined;
  const field = `${path}mass_mg`;
  const known = item === undefined ? undefined : index.items.get(item);
  if (known === undefined) return refusal(field, 'cannot be said before it is known what the goods are');
  const fault = massFault(known, quantity, mass_mg);
  return fault === undefined ? undefined : refusal(field, fault);
}

export function massStated(mass_mg: number | undefined): { readonly weighs?: MassSaid } {
  return mass_mg === undefined ? {} : { weighs: { mass_mg, known: 'stated' } };
}
