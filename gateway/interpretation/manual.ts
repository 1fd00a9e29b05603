/** What people say themselves: movements, counts, answers and corrections. A refused command changes nothing. */

import { overloadBy } from '../stock/capacity.ts';
import { levelOf } from '../stock/levels.ts';
import { type LotDraft, lotFault, saidKey, unknown_lot } from '../stock/lots/lot.ts';
import { type Evidence, quantity_max, type Refusal } from '../stock/movement.ts';
import { unknown_tag } from '../stock/question.ts';
import { isOutside, itemName, locationName } from '../stock/site-index.ts';
import { toSmallest } from '../stock/units.ts';
import { associate, dissociate, type Statement } from './associations.ts';
import { book, bookCount } from './booking.ts';
import { certain_permille } from './confidence.ts';
import { tellDevice } from './device-command.ts';
import type { Input, Outcome } from './interpretation.ts';
import { lotsOfPerson } from './lot-said.ts';
import { noteSaid } from './lots.ts';
import { massOfPerson, refuseMass } from './masses.ts';
import { answerPassage } from './passage-answer.ts';
import { onClosing, refuseTime } from './periods.ts';
import { isOpen, settle } from './questions.ts';
import { takeBack } from './reversing.ts';
import { type Rule, ruleText } from './rule.ts';
import { bookWaiting, unknown_code } from './scan-waiting.ts';
import type { Tags } from './tag-memory.ts';
import type { Turn } from './turn.ts';
import { onWalk, type Walks } from './walk.ts';
import type { Scales } from './weight-channel.ts';

export const manualRule: Rule = { name: 'manual', version: 2 };

type CommandInput = Extract<Input, { kind: 'command' }>;
type Refused = NonNullable<Outcome['refused']>;

/** Carries a command out, or says why not. */
export function onCommand(
  turn: Turn,
  parts: { readonly tags: Tags; readonly scales: Scales; readonly walks: Walks },
  input: CommandInput,
): Refused | undefined {
  const { command, person } = input;
  switch (command.kind) {
    case 'move': {
      const { item, from, to, lots = [], at_ms = input.at_ms, mass_mg } = command;
      const converted = inPieces(turn, command);
      if (!converted.ok) return converted.refused;
      const { quantity } = converted;
      const refused =
        refuseTime(turn, at_ms) ??
        refuseLots(turn, item, quantity, lots) ??
        refuseMass(turn, { ...command, quantity }) ??
        refuseOverfull(turn, { item, quantity, to });
      if (refused !== undefined) return refused;
      const why = `${itemName(turn.index, item)} moved by ${person}${reasonText(command.reason)}`;
      return book(turn, {
        ...statement(input, why),
        at_ms,
        kind: 'manual',
        item,
        quantity,
        from,
        to,
        said: lotsOfPerson(lots),
        ...massOfPerson(mass_mg),
      });
    }
    case 'count':
      return onCount(turn, input, command);
    case 'lot':
      return onLot(turn, input, command);
    case 'settle':
      return onSettle(turn, parts.tags, input, command);
    case 'reverse':
      return takeBack(turn, command.movement, (what) =>
        statement(input, `${what} taken back by ${person}${reasonText(command.reason)}`),
      );
    case 'tell':
      return tellDevice(turn, parts.scales, input, command);
    case 'associate':
      return associate(turn, parts.tags, command.associations, saidBy(input, command.reason));
    case 'close-period':
      return onClosing(turn, command, input);
    case 'walk-begin':
    case 'walk-look':
    case 'walk-end':
    case 'walk-drop':
      return onWalk(turn, parts, command, person);
    case 'dissociate':
      return dissociate(turn, parts.tags, command.epcs, saidBy(input, command.reason));
  }
}

/** An answer in words closes the question; one that names an item, or the way that a tag went, also books. */
function onSettle(
  turn: Turn,
  tags: Tags,
  input: CommandInput,
  { question, answer, item, passed }: Extract<CommandInput['command'], { kind: 'settle' }>,
): Refused | undefined {
  if (!isOpen(turn, question)) {
    return { code: 'question-not-open', field: 'question', says: `there is no open question ${question}` };
  }
  if (passed !== undefined) {
    return answerPassage(turn, tags, { ...statement(input, ''), question, passed, answer, person: input.person });
  }
  if (item === undefined) {
    settle(turn, question, answer, input.person);
    return undefined;
  }
  if (!turn.index.items.has(item)) return noItem(item);
  const said = saidBy(input, answer);
  if (question.startsWith(unknown_tag)) {
    const refused = associate(turn, tags, [{ epc: question.slice(unknown_tag.length), item }], said);
    return refused === undefined ? undefined : { ...refused, field: 'question' };
  }
  const open = turn.books.questions.get(question);
  if (open === undefined || !question.startsWith(unknown_code)) {
    const says = 'only a question about a tag or a code is answered with an item';
    return { code: 'not-about-an-item', field: 'item', says };
  }
  settle(turn, question, answer, input.person);
  const code = question.slice(unknown_code.length);
  bookWaiting(turn, open, { code, item, ...said });
  return undefined;
}

function saidBy(input: CommandInput, reason: string): Statement {
  const { n, person } = input;
  const [evidence] = statement(input, '').evidence;
  return { id: `n${n}`, n, by: person, who: person, reason, evidence };
}

function onCount(
  turn: Turn,
  input: CommandInput,
  command: Extract<CommandInput['command'], { kind: 'count' }>,
): Refused | undefined {
  const { item, location, reason, lots = [], mass_mg } = command;
  const converted = inPieces(turn, command);
  if (!converted.ok) return converted.refused;
  const { quantity } = converted;
  const refusal =
    refuseCount(turn, item, location, quantity) ??
    refuseLots(turn, item, quantity, lots) ??
    refuseMass(turn, { ...command, quantity });
  if (refusal !== undefined) return refusal;
  const level = levelOf(turn.books.levels, item, location);
  const why = `${itemName(turn.index, item)} at ${locationName(turn.index, location)} counted by ${
    input.person
  }: ${quantity}, the level was ${level}${reasonText(reason)}`;
  const count = {
    ...statement(input, why),
    item,
    location,
    counted: quantity,
    said: lotsOfPerson(lots),
    ...massOfPerson(mass_mg),
  };
  const refused = bookCount(turn, count, level);
  if (refused === undefined) turn.counted.push({ item, location });
  return refused;
}

/** A quantity in the item's smallest unit; of an item nobody knows as it was said, for that is refused anyway. */
function inPieces(
  { index }: Turn,
  { item, quantity, unit }: { readonly item: string; readonly quantity: number; readonly unit?: string },
): { readonly ok: true; readonly quantity: number } | { readonly ok: false; readonly refused: Refused } {
  const known = index.items.get(item);
  if (unit === undefined || known === undefined || !Number.isSafeInteger(quantity)) return { ok: true, quantity };
  const converted = toSmallest(known, quantity, unit);
  if (converted.ok) return converted;
  const { field, rule } = converted;
  return { ok: false, refused: { code: 'does-not-convert', field, says: `${field}: ${rule}` } };
}

/** Refused where the capacity of the place is hard, else noted. */
function refuseOverfull(
  turn: Turn,
  { item, quantity, to }: { readonly item: string; readonly quantity: number; readonly to: string },
): Refused | undefined {
  const { index, books } = turn;
  const location = index.locations.get(to);
  if (location?.capacity === undefined || quantity <= 0) return undefined;
  const first = overloadBy(index, location, books.levels.get(to) ?? new Map(), new Map([[item, quantity]]));
  if (first === undefined) return undefined;
  const says = `${locationName(index, to)} ${first.says}`;
  if (location.capacity.is_hard === true) return { code: 'no-room', says, field: 'to' };
  turn.notes.push(`${says}.`);
  return undefined;
}

function refuseLots({ index }: Turn, item: string, quantity: number, lots: readonly LotDraft[]): Refused | undefined {
  const fault = lotFault(lots, { tracking: index.items.get(item)?.tracking, quantity });
  if (fault === undefined) return undefined;
  return { code: 'lots-invalid', field: fault.field, says: `${fault.field}: ${fault.rule}` };
}

/** What a person knows of a lot, also before any of it was seen. */
function onLot(
  turn: Turn,
  input: CommandInput,
  { item, lot, reason }: Extract<CommandInput['command'], { kind: 'lot' }>,
): Refused | undefined {
  const known = turn.index.items.get(item);
  if (known === undefined) return noItem(item);
  const fault = lotFault([lot], { tracking: known.tracking, quantity: 1 });
  if (fault !== undefined) {
    const field = fault.field.replace(/^lots(?:\[0\])?/, 'lot');
    return { code: 'lots-invalid', field, says: `${field}: ${fault.rule}` };
  }
  const key = known.tracking === undefined ? undefined : saidKey(lot, known.tracking);
  if (key === undefined || key === unknown_lot) {
    const field = `lot.${known.tracking ?? 'lot'}`;
    return { code: 'lots-invalid', field, says: `${field}: must name one` };
  }
  const { evidence } = statement(input, '');
  noteSaid(turn, { item, at_ms: input.at_ms, evidence }, { ...lot, known: 'stated' }, key, reason);
  return undefined;
}

function refuseCount(turn: Turn, item: string, location: string, quantity: number): Refused | Refusal | undefined {
  if (!Number.isSafeInteger(quantity) || quantity < 0) {
    const says = `a count is a whole number from zero on, not ${quantity}`;
    return { code: 'quantity-invalid', field: 'quantity', says };
  }
  if (quantity > quantity_max) {
    const says = `a count is at most ${quantity_max}, not ${quantity}`;
    return { code: 'quantity-too-large', field: 'quantity', says };
  }
  if (!turn.index.items.has(item)) return noItem(item);
  if (!turn.index.locations.has(location)) {
    return { code: 'unknown-location', field: 'location', says: `there is no location ${location}` };
  }
  if (isOutside(turn.index, location)) {
    return {
      code: 'not-countable',
      field: 'location',
      says: `${locationName(turn.index, location)} is outside; only stock of the site can be counted`,
    };
  }
  return undefined;
}

function noItem(item: string): Refused {
  return { code: 'unknown-item', field: 'item', says: `there is no item ${item}` };
}

function statement(input: CommandInput, why: string) {
  const evidence: readonly [Evidence] = [
    {
      n: input.n,
      index: 0,
      device: sourceOf(input.person),
      at_ms: input.at_ms,
      says: `${input.command.kind} by ${input.person}`,
    },
  ];
  return {
    id: `n${input.n}/${manualRule.name}`,
    at_ms: input.at_ms,
    confidence_permille: certain_permille,
    rule: ruleText(manualRule),
    why,
    evidence,
  };
}

function sourceOf(person: string): string {
  return person.startsWith('person:') ? person : `person:${person}`;
}

function reasonText(reason: string): string {
  return reason === '' ? '' : `: ${reason}`;
}
