/** What a scan shows in lookup: it answers and changes nothing. */
import { isOutside, itemName, locationName } from '../stock/site-index.ts';
import { listText } from './scan-lines.ts';
import type { Turn } from './turn.ts';

/** What lies at a location: `Bin B2: 20 × Bolt M8`. */
export function contentsText(turn: Turn, location: string): string {
  const items = [...(turn.books.levels.get(location) ?? [])].sort(([a], [b]) => (a < b ? -1 : 1));
  const name = locationName(turn.index, location);
  if (items.length === 0) return `${name} is empty`;
  return `${name}: ${listText(items.map(([item, level]) => `${level} × ${itemName(turn.index, item)}`))}`;
}

/** Where an item lies and how many there are: `Nut M8: 50, 50 at Bin B1`. */
export function whereaboutsText(turn: Turn, item: string): string {
  const places: string[] = [];
  let sum = 0;
  for (const [location, items] of turn.books.levels) {
    const level = items.get(item);
    if (level === undefined || isOutside(turn.index, location)) continue;
    sum += level;
    places.push(`${level} at ${locationName(turn.index, location)}`);
  }
  return `${itemName(turn.index, item)}: ${sum === 0 && places.length === 0 ? 'none' : `${sum}, ${listText(places.sort())}`}`;
}
