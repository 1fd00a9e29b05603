/** What the schema cannot see in kanban loops: items, places, suppliers, and numbers that do not go together. */
import { limits } from '../base/limits.ts';
import { cardsOf, type KanbanLoop } from '../stock/kanban.ts';
import type { Site } from '../stock/site.ts';
import type { Known } from './check-stock.ts';
import type { Problems } from './problem.ts';

export function checkKanban(site: Site, known: Known, problems: Problems): void {
  const { work, suppliers = [] } = site;
  const loops = work?.kanban ?? [];
  const seen = new Set<string>();
  const taken = new Map<string, string>();
  for (const [at, loop] of loops.entries()) {
    const path = ['work', 'kanban', at];
    if (seen.has(loop.id)) problems.add([...path, 'id'], 'is the id of another loop too');
    seen.add(loop.id);
    if (!known.items.has(loop.item)) problems.add([...path, 'item'], `there is no item "${loop.item}"`);
    if (loop.supplier !== undefined && !suppliers.some(({ id }) => id === loop.supplier))
      problems.add([...path, 'supplier'], `there is no supplier "${loop.supplier}"`);
    checkPlaces(loop, path, { known, problems, taken });
    if (loop.is_made === true) checkMade(loop, path, site, problems);
    checkNumbers(loop, path, problems);
  }
}

function checkPlaces(
  { id, item, bins, supplier, from, is_made, is_ordered_by_itself }: KanbanLoop,
  path: readonly PropertyKey[],
  {
    known,
    problems,
    taken,
  }: { readonly known: Known; readonly problems: Problems; readonly taken: Map<string, string> },
): void {
  for (const [i, bin] of bins.entries()) {
    checkPlace(bin, [...path, 'bins', i], known, problems);
    const key = `${bin}\n${item}`;
    const other = taken.get(key);
    if (other !== undefined) problems.add([...path, 'bins', i], `is a bin of ${item} in the loop ${other} already`);
    taken.set(key, id);
  }
  const sources = [supplier, from, is_made].filter((each) => each !== undefined).length;
  if (sources !== 1) problems.add([...path, 'from'], 'exactly one of supplier, from and is_made is needed');
  if (!is_ordered_by_itself && (from !== undefined || is_made !== undefined))
    problems.add([...path, 'is_ordered_by_itself'], 'can be false only where a supplier fills the containers');
  if (from === undefined) return;
  checkPlace(from, [...path, 'from'], known, problems);
  if (bins.includes(from)) problems.add([...path, 'from'], 'must not be one of its own bins');
}

/** What its signals open has to be possible: a bill of material says of what it is made, and something says where. */
function checkMade(
  { item }: KanbanLoop,
  path: readonly PropertyKey[],
  { bills = [], work }: Site,
  problems: Problems,
): void {
  const bill = bills.find((each) => each.item === item);
  if (bill === undefined) problems.add([...path, 'is_made'], `needs a bill of material for "${item}" in bills`);
  else if (bill.at === undefined && work?.wip === undefined)
    problems.add([...path, 'is_made'], `needs a place where "${item}" is made: at of its bill, or work.wip`);
}

function checkPlace(id: string, path: readonly PropertyKey[], known: Known, problems: Problems): void {
  const kind = known.locations.get(id)?.kind;
  if (kind === undefined) problems.add(path, `there is no location "${id}"`);
  else if (kind === 'outside' || kind === 'transit') problems.add(path, 'must be a place of the site itself');
}

function checkNumbers(loop: KanbanLoop, path: readonly PropertyKey[], problems: Problems): void {
  const { bins, cards, demand_per_day, container_units, empty_at_units } = loop;
  if (cards === 'sized' && demand_per_day === undefined)
    problems.add([...path, 'demand_per_day'], 'is needed where cards is "sized"');
  else if (cardsOf({ ...loop, bins: bins.slice(0, 1) }) > limits.kanban_cards_max)
    problems.add([...path, 'cards'], `would be more than ${limits.kanban_cards_max} by the formula`);
  if (bins.length > 1 && cards !== bins.length)
    problems.add([...path, 'cards'], 'must be as many as bins, where each card has one');
  if (empty_at_units >= container_units) problems.add([...path, 'empty_at_units'], 'must be below container_units');
}
