/** What people say themselves: movements, counts, answers and corrections. A refused command changes nothing. */
import { levelOf } from '../stock/levels.ts';
import type { Evidence, Refusal } from '../stock/movement.ts';
import { isOutside, itemName, locationName } from '../stock/site-index.ts';
import { book, bookCount, bookReversal } from './booking.ts';
import { certain_permille } from './confidence.ts';
import { tellDevice } from './device-command.ts';
import type { Input, Outcome } from './interpretation.ts';
import { settle } from './questions.ts';
import { type Rule, ruleText } from './rule.ts';
import type { Turn } from './turn.ts';

export const manualRule: Rule = { name: 'manual', version: 1 };

type CommandInput = Extract<Input, { kind: 'command' }>;
type Refused = NonNullable<Outcome['refused']>;

/** Carries a command out, or says why not. */
export function onCommand(turn: Turn, input: CommandInput): Refused | undefined {
  const { command, person } = input;
  switch (command.kind) {
    case 'move': {
      const { item, quantity, from, to } = command;
      const why = `${itemName(turn.index, item)} moved by ${person}${reasonText(command.reason)}`;
      return book(turn, { ...statement(input, why), kind: 'manual', item, quantity, from, to });
    }
    case 'count':
      return onCount(turn, input, command);
    case 'settle':
      if (settle(turn, command.question, command.answer, person)) return undefined;
      return { code: 'question-not-open', says: `there is no open question ${command.question}` };
    case 'reverse':
      return onReverse(turn, input, command);
    case 'tell':
      return tellDevice(turn, input, command.device);
  }
}

function onCount(
  turn: Turn,
  input: CommandInput,
  { item, location, quantity, reason }: Extract<CommandInput['command'], { kind: 'count' }>,
): Refused | undefined {
  const refusal = refuseCount(turn, item, location, quantity);
  if (refusal !== undefined) return refusal;
  const level = levelOf(turn.books.levels, item, location);
  const why = `${itemName(turn.index, item)} at ${locationName(turn.index, location)} counted by ${
    input.person
  }: ${quantity}, the level was ${level}${reasonText(reason)}`;
  const refused = bookCount(turn, { ...statement(input, why), item, location, counted: quantity });
  if (refused === undefined) turn.counted.push({ item, location });
  return refused;
}

function refuseCount(turn: Turn, item: string, location: string, quantity: number): Refused | Refusal | undefined {
  if (!Number.isSafeInteger(quantity) || quantity < 0) {
    return { code: 'quantity-invalid', says: `a count is a whole number from zero on, not ${quantity}` };
  }
  if (!turn.index.items.has(item)) return { code: 'unknown-item', says: `there is no item ${item}` };
  if (!turn.index.locations.has(location)) {
    return { code: 'unknown-location', says: `there is no location ${location}` };
  }
  if (isOutside(turn.index, location)) {
    return {
      code: 'not-countable',
      says: `${locationName(turn.index, location)} is outside; only stock of the site can be counted`,
    };
  }
  return undefined;
}

function onReverse(
  turn: Turn,
  input: CommandInput,
  { movement, reason }: Extract<CommandInput['command'], { kind: 'reverse' }>,
): Refused | undefined {
  const known = turn.books.booked.get(movement);
  if (known === undefined) {
    return {
      code: 'unknown-movement',
      says: `there is no movement ${movement}, or it is too old; book the opposite as a movement`,
    };
  }
  if (known.kind === 'reversed') {
    return { code: 'is-a-reversal', says: 'a reversal is not reversed; book the movement again' };
  }
  if (known.reversed) return { code: 'already-reversed', says: `movement ${movement} was taken back already` };
  const why = `${known.quantity} × ${itemName(turn.index, known.item)} taken back by ${input.person}${reasonText(reason)}`;
  const { id, confidence_permille, rule, evidence } = statement(input, why);
  if (bookReversal(turn, movement, { id, confidence_permille, rule, why, evidence }) !== undefined) return undefined;
  return {
    code: 'not-reversible',
    says: `movement ${movement} is about an item or a location that the site no longer has`,
  };
}

function statement(input: CommandInput, why: string) {
  const evidence: readonly Evidence[] = [
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
