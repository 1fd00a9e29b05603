/** What people's work asks to be booked comes through the one door like everything else: all movements of a command or none. */
import type { LotSaid } from '../stock/lots/lot.ts';
import { refuse, type WorkCount, type WorkMovement, type WorkReversal } from '../stock/movement.ts';
import { isOutside } from '../stock/site-index.ts';
import { book, bookCount, bookReversal } from './booking.ts';
import { certain_permille } from './confidence.ts';
import { onScanLine } from './fusion.ts';
import type { SenseParts } from './fusion-judge.ts';
import { scanMovement } from './fusion-scan.ts';
import type { Input, Outcome } from './interpretation.ts';
import { levelsThen } from './levels-then.ts';
import { lotOfTag } from './lot-said.ts';
import type { Memory } from './memory.ts';
import { refuseTime } from './periods.ts';
import { raise, settle } from './questions.ts';
import { type Rule, ruleText } from './rule.ts';
import { noteTaken } from './scan-task.ts';
import { orderSweeps, placeSwept } from './sweep.ts';
import type { Turn } from './turn.ts';

export const workRule: Rule = { name: 'work', version: 1 };

export function onWork(
  turn: Turn,
  parts: SenseParts & Pick<Memory, 'sweeps'>,
  input: Extract<Input, { kind: 'work' }>,
): Outcome['refused'] {
  const { index, books } = turn;
  const known = {
    hasItem: (id: string) => index.items.has(id),
    hasLocation: (id: string) => index.locations.has(id) || books.levels.has(id),
  };
  for (const [at, movement] of input.movements.entries()) {
    const refusal = refuse(movement, known) ?? refusePast(turn, input, movement.at_ms);
    if (refusal !== undefined) return { ...refusal, of: { list: 'movements', at } };
  }
  const { n, at_ms, person } = input;
  const device = person.startsWith('person:') ? person : `person:${person}`;
  const { counts = [], reversals = [] } = input;
  const taken = reversals.map((each) => ({ ...each, ids: bookedOf(turn, each) }));
  const missing = taken.find(({ ids }) => ids === undefined);
  if (missing !== undefined) {
    const says = `what ${missing.first} booked cannot be taken back whole: some of it is too old, or was taken back already`;
    return { code: 'not-reversible', says };
  }
  for (const [at, count] of counts.entries()) {
    const refusal = refuseCounted(turn, count, known);
    if (refusal !== undefined) return { ...refusal, of: { list: 'counts', at } };
  }
  for (const [i, movement] of input.movements.entries()) {
    const said = [{ n, index: 0, device, at_ms, says: `${movement.work.document} by ${person}` }];
    const evidence = [...(input.scanned?.evidence ?? said)];
    const first = input.scanned?.id ?? `n${n}`;
    const id = i === 0 ? first : `${first}:${i + 1}`;
    const source = evidence.at(-1)?.device ?? device;
    const ref = { id, n, index: 0, device: source, at_ms: movement.at_ms };
    const { said: stated = [], is_record, ...plain } = movement;
    // What a report of production uses besides what was scanned is of other lots.
    const isScanned = movement.work.report === undefined || stated.length > 0;
    const told = input.scanned?.lot === undefined || !isScanned ? stated : [input.scanned.lot];
    const [lot, ...more] = told;
    const ofLot = lot === undefined || more.length > 0 ? {} : { lot };
    const ofMass = massScanned(input, movement);
    const held = { key: id, ref, device: source, ...plain, ...ofLot, ...ofMass, who: person, evidence };
    const permille = input.scanned?.permille;
    // What takes place now at a scale or an antenna is one event with what they notice of it.
    const isNow = movement.at_ms === at_ms || permille !== undefined;
    if (isNow && is_record !== true && onScanLine(turn, parts, held, movement.at_ms)) continue;
    book(turn, {
      ...plain,
      ...ofMass,
      said: told,
      id: `${id}/${workRule.name}`,
      why: `${movement.why}, ${permille === undefined ? 'said' : 'read'} by ${person}`,
      confidence_permille: permille ?? certain_permille,
      rule: ruleText(workRule),
      evidence,
    });
  }
  for (const [i, { ids = [], why }] of taken.entries()) {
    for (const [k, of] of ids.entries()) {
      const id = `n${n}:back${i + 1}:${k + 1}/${workRule.name}`;
      const evidence = [{ n, index: 0, device, at_ms, says: `taken back by ${person}` }];
      const told = { id, confidence_permille: certain_permille, rule: ruleText(workRule), evidence };
      bookReversal(turn, of, { ...told, why: `${why}, said by ${person}` });
    }
  }
  const beforeOf = levelsBefore(turn, input.movements.length > 0);
  for (const [i, each] of counts.entries()) {
    const { before: _, sensed, ...count } = each;
    const number = input.movements.length + i;
    const told = {
      ...count,
      id: number === 0 ? `n${n}/${workRule.name}` : `n${n}:${number + 1}/${workRule.name}`,
      confidence_permille: sensed?.permille ?? certain_permille,
      rule: ruleText(workRule),
      evidence: [
        { n, index: 0, device, at_ms, says: `${count.work.document} by ${person}` },
        // The last one names who counted: the device.
        ...(sensed?.evidence ?? []),
      ],
      said: count.said ?? tagsSaid(turn, each),
    };
    bookCount(turn, told, beforeOf(each));
    placeSwept(turn, parts, each);
    // What the scale itself has counted tells it nothing of itself.
    if (count.work.source !== 'weight') turn.counted.push({ item: count.item, location: count.location });
  }
  for (const { id, question, item, location } of input.asks) {
    raise(turn, {
      id,
      kind: 'unknown-item',
      question,
      ...(item === undefined ? {} : { item }),
      ...(location === undefined ? {} : { location }),
      evidence: [{ n, index: 0, device, at_ms, says: `said by ${person}` }],
    });
  }
  for (const { id, scope } of input.bars ?? []) {
    if (scope === undefined) books.lots.holds.delete(id);
    else books.lots.holds.set(id, scope);
  }
  for (const { id, answer } of input.settles) settle(turn, id, answer, person);
  if (input.scanned !== undefined) noteTaken(turn, parts.scanners, input.scanned);
  orderSweeps(parts, input.sweeps ?? [], at_ms);
  for (const id of input.ends ?? []) {
    parts.scanners.tasks.delete(id);
    parts.sweeps.delete(id);
  }
  return undefined;
}

/** The label that was scanned says what the one movement weighs that follows from it. */
function massScanned(
  { movements, scanned }: Extract<Input, { kind: 'work' }>,
  { quantity, weighs }: WorkMovement,
): Pick<WorkMovement, 'weighs'> {
  if (weighs !== undefined || scanned?.weighs === undefined || movements.length > 1) return {};
  const { quantity: scanned_quantity, ...said } = scanned.weighs;
  return scanned_quantity === quantity ? { weighs: said } : {};
}

/** Of the pieces whose tags were heard, those whose lot the tag tells. */
function tagsSaid(turn: Turn, { item, sensed }: WorkCount): readonly LotSaid[] {
  return (sensed?.tags ?? []).flatMap((tag) => lotOfTag(turn, tag, { item, quantity: tag.quantity }));
}

/** A device keeps the time of its scan, however late it comes; a person says none in a closed period. */
function refusePast(turn: Turn, { scanned }: Extract<Input, { kind: 'work' }>, at_ms: number): Outcome['refused'] {
  return scanned === undefined ? refuseTime(turn, at_ms) : undefined;
}

/** The level that each count is compared with: as was decided, but for what the command itself has booked since then. */
function levelsBefore({ books, movements }: Turn, hasMoved: boolean): (count: WorkCount) => number {
  const seen = new Set<string>();
  const then = levelsThen(books, movements);
  return ({ item, location, at_ms, before }) => {
    const key = `${location}\n${item}`;
    const isAgain = seen.has(key);
    seen.add(key);
    return isAgain || hasMoved ? (then(item, location, at_ms) ?? before) : before;
  };
}

function refuseCounted(
  turn: Turn,
  { item, location, counted, before, at_ms }: WorkCount,
  known: Parameters<typeof refuse>[1],
): Outcome['refused'] {
  if (!Number.isSafeInteger(counted) || counted < 0) {
    return {
      code: 'quantity-invalid',
      field: 'quantity',
      says: `a count is a whole number from zero on, not ${counted}`,
    };
  }
  if (isOutside(turn.index, location)) {
    return {
      code: 'not-countable',
      field: 'location',
      says: `${location} is outside; only stock of the site can be counted`,
    };
  }
  const quantity = Math.max(1, Math.abs(counted - before));
  const refused = refuse({ item, quantity, from: 'count-difference', to: location }, known) ?? refuseTime(turn, at_ms);
  return refused?.field === 'to' ? { ...refused, field: 'location' } : refused;
}

/** The movements that stand of those that a command asked for, the last one first; undefined where one of them does not. */
function bookedOf({ books, index }: Turn, { first, count }: WorkReversal): readonly string[] | undefined {
  const ids: string[] = [];
  for (let number = count; number >= 1; number -= 1) {
    const key = number === 1 ? first : `${first}:${number}`;
    const id = [`${key}/${workRule.name}`, scanMovement(key)].find((each) => books.booked.has(each));
    const known = id === undefined ? undefined : books.booked.get(id);
    if (id === undefined || known === undefined || known.reversed || !index.items.has(known.item)) return undefined;
    ids.push(id);
  }
  return ids;
}
