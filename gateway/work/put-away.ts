/**
 * A task: goods go from where they were taken in to their places. Where to is proposed from the settings and from where the item lies
 * already; the person decides.
 */
import { limits } from '../base/limits.ts';
import { quantity_max } from '../stock/movement.ts';
import { itemName, locationName } from '../stock/site-index.ts';
import { refusePlace } from './carry.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { type DocumentHead, type DocumentLine, lineOf, withLine } from './document.ts';
import { type LotCame, lotCame, refuseLot } from './lot-came.ts';
import { massCame, massStated, refuseMassCame } from './mass-came.ts';
import { PutAwayPlaces } from './put-away-place.ts';
import { list, object, type Shape, text, whole, words } from './shape.ts';

export interface PutAwayLine extends DocumentLine {
  readonly item: string;
  /** Proposed; absent where nothing says where the item belongs. */
  readonly to?: string;
  readonly done: number;
}

export interface PutAway extends DocumentHead<'put-away', 'open' | 'begun' | 'done' | 'stopped', PutAwayLine> {
  /** Where the goods stand. */
  readonly location: string;
}

export interface PutAwayOpening {
  readonly from: string;
  readonly of?: string;
  readonly lines: readonly { readonly item: string; readonly quantity: number; readonly to?: string }[];
}

export interface Putting {
  readonly id: string;
  readonly version?: number;
  readonly lines: readonly {
    readonly line: number;
    readonly quantity: number;
    readonly to?: string;
    /** Which pieces of an item that is tracked; presumed when absent. */
    readonly lot?: LotCame;
    /** What they weigh together, of an item with catch weight. */
    readonly mass_mg?: number;
  }[];
}

export interface TaskStop {
  readonly id: string;
  readonly version: number;
  readonly reason: string;
}

const name = text(256);
const quantity = whole(1, quantity_max);
const line = whole(1, limits.document_lines_max);

export const putAwayOpening: Shape<Omit<PutAwayOpening, 'of'>> = object(
  { from: name, lines: list(object({ item: name, quantity }, { to: name }), 1, limits.document_lines_max) },
  {},
);

export const putting: Shape<Putting> = object(
  {
    id: name,
    lines: list(
      object({ line, quantity }, { to: name, lot: lotCame, mass_mg: massCame }),
      1,
      limits.document_lines_max,
    ),
  },
  { version: whole(1, Number.MAX_SAFE_INTEGER) },
);

export const taskStop: Shape<TaskStop> = object(
  { id: name, version: whole(1, Number.MAX_SAFE_INTEGER), reason: words(200) },
  {},
);

export function openPutAway(desk: Desk, { from, of, lines }: PutAwayOpening): WorkRefusal | { readonly id: string } {
  const wrong = refusePlace(desk, from, 'from');
  if (wrong !== undefined) return wrong;
  for (const [i, { item, to }] of lines.entries()) {
    if (!desk.index.items.has(item)) return refusal(`lines.${i}.item`, `there is no item ${item}`);
    const refused = to === undefined ? undefined : refusePlace(desk, to, `lines.${i}.to`);
    if (refused !== undefined) return refused;
  }
  const places = new PutAwayPlaces(desk, from);
  const placed = lines.flatMap(({ item, quantity: pieces, to }) =>
    (to === undefined ? places.propose(item, pieces) : [{ quantity: pieces, to }]).map((each) => ({ item, ...each })),
  );
  if (placed.length > limits.document_lines_max)
    return refusal(
      'lines',
      `would be ${placed.length} by the room of their places, and a task has at most ${limits.document_lines_max}`,
    );
  const id = desk.nextId('put-away');
  if (id === undefined) return refusal('', `${limits.documents_open_max} documents are open; close some first`);
  desk.put(
    {
      kind: 'put-away',
      id,
      state: 'open',
      location: from,
      lines: placed.map((each, i) => ({ line: i + 1, ...each, done: 0 })),
      ...(of === undefined ? {} : { of }),
    },
    { what: 'opened' },
  );
  return { id };
}

/** Brings pieces to their place, the proposed one where nothing else is said; closes the task with the last of them. */
export function putAway(desk: Desk, { id, version, lines }: Putting): WorkRefusal | undefined {
  const found = desk.open(id);
  if (found?.kind !== 'put-away') return refusal('id', `there is no open put-away ${id}`, 'no-such-document');
  if (version !== undefined && version !== found.version)
    return refusal('version', `is ${version}, and ${id} has version ${found.version} by now: read it again`, 'stale');
  let next: PutAway = found;
  for (const [i, { line: number, quantity: pieces, to: said, lot, mass_mg }] of lines.entries()) {
    const known = lineOf(next.lines, number);
    if (known === undefined) return refusal(`lines.${i}.line`, `${id} has no line ${number}`);
    const left = known.quantity - known.done;
    if (pieces > left)
      return refusal(`lines.${i}.quantity`, `must be at most ${left}, which are left of line ${number}`);
    const to = said ?? known.to;
    if (to === undefined) return refusal(`lines.${i}.to`, `is needed, for nothing says where ${known.item} belongs`);
    const refused =
      refusePlace(desk, to, `lines.${i}.to`) ??
      refuseLot(desk, { lot, item: known.item, quantity: pieces }, `lines.${i}`) ??
      refuseMassCame(desk, { mass_mg, item: known.item, quantity: pieces }, `lines.${i}.`);
    if (refused !== undefined) return refused;
    if (to === found.location) return refusal(`lines.${i}.to`, 'is where the goods stand already');
    next = { ...next, lines: withLine(next.lines, { ...known, done: known.done + pieces }) };
    desk.movements.push({
      kind: 'moved',
      item: known.item,
      quantity: pieces,
      from: found.location,
      to,
      at_ms: desk.at_ms,
      why: `${pieces} × ${itemName(desk.index, known.item)} put away from ${locationName(desk.index, found.location)} to ${locationName(desk.index, to)} (${id})`,
      work: { document: id, line: number },
      ...(lot === undefined ? {} : { said: [{ ...lot, known: 'stated' }] }),
      ...massStated(mass_mg),
    });
  }
  const isDone = next.lines.every(({ done, quantity: all }) => done === all);
  desk.put(isDone ? { ...next, state: 'done', closing: 'everything is in its place' } : { ...next, state: 'begun' }, {
    what: 'put',
    detail: { lines },
  });
  return undefined;
}

/** What is left stays where it is. */
export function stopPutAway(desk: Desk, { id, version, reason }: TaskStop): WorkRefusal | undefined {
  const found = desk.open(id);
  if (found?.kind !== 'put-away') return refusal('id', `there is no open put-away ${id}`, 'no-such-document');
  if (version !== found.version)
    return refusal('version', `is ${version}, and ${id} has version ${found.version} by now: read it again`, 'stale');
  desk.put({ ...found, state: 'stopped', closing: reason }, { what: 'stopped' });
  return undefined;
}
