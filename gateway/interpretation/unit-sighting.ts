/**
 * The tag of a handling unit was seen somewhere. What is in the unit is known to whoever keeps the units: the sighting goes to them, and what
 * they have booked comes back. Silence says nothing: a unit stays where it was seen until it is seen elsewhere.
 */
import type { EpcMeaning } from '../../devices/reading.ts';
import { itemByGtin } from '../stock/site-index.ts';
import type { UnitSighting } from './interpretation.ts';
import type { Portals } from './portal-memory.ts';
import type { Tags } from './tag-memory.ts';
import type { Turn } from './turn.ts';

/** The SSCC that a tag stands for: as a person said, else by its own bits; undefined for every other tag. */
export function ssccOfTag({ books }: Turn, epc: string, meaning: EpcMeaning | undefined): string | undefined {
  const said = books.associations.get(epc);
  if (said === undefined) return meaning?.sscc;
  return 'handling_unit' in said ? said.handling_unit : undefined;
}

export function seeUnit(turn: Turn, seen: Omit<UnitSighting, 'tagged'>, tags: Tags, portals?: Portals): void {
  turn.books.counters.add('handling units seen by their tags');
  turn.sightings.push({ ...seen, tagged: taggedItems(turn, tags, portals) });
}

/** Items of which a tag stands for pieces here, or is at a portal at this moment: those tags tell of the pieces themselves. */
function taggedItems({ books, index }: Turn, tags: Tags, portals: Portals | undefined): ReadonlySet<string> {
  const tagged = new Set([...books.packaging.keys(), ...tags.by_epc.items()]);
  for (const { passage, meaning } of portals?.passing.values() ?? []) {
    const said = books.associations.get(passage.epc);
    const own = meaning?.gtin === undefined ? undefined : itemByGtin(index, meaning.gtin)?.id;
    const item = said === undefined ? own : 'item' in said ? said.item : undefined;
    if (item !== undefined) tagged.add(item);
  }
  return tagged;
}
