/**
 * Why a level is what it is: an anchor (the last count, else the beginning) and what moved since, which add up to exactly the level.
 * Sums and sentences only; what the ledger knows is passed in.
 */
import { assert } from '../base/assert.ts';
import { fullWords, whenWords } from '../base/site-time.ts';
import { kilogramsText, type MassSource } from '../stock/catch-weight/catch-weight.ts';
import type { Count } from '../stock/count.ts';
import type { Movement, MovementKind } from '../stock/movement.ts';
import type { StoredQuestion } from '../work/question.ts';
import { groupWords } from './why-words.ts';

/** A movement as the sums need it. */
export interface Moved {
  readonly seq: number;
  readonly kind: MovementKind;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
}

/** A movement with its place in the ledger, and of an item with catch weight what it is found to have moved. */
export type WhyMovement = Movement & {
  readonly seq: number;
  readonly moved?: { readonly mass_mg: number; readonly source: MassSource; readonly off_mg?: number };
};

export interface WhyFacts {
  readonly item: string;
  readonly location: string;
  /** The level to be explained. */
  readonly level: number;
  /** What lies there weighs, of an item with catch weight. */
  readonly mass_mg?: number;
  /** The time the level is of, and that of the words: `Monday` is the one before it. */
  readonly at_ms: number;
  readonly zone: string;
  /** The last count that holds. */
  readonly count?: Count & { readonly seq: number };
  /** Movements of the item from or to the location since the count, newest first. */
  readonly moved: readonly Moved[];
  /** The level before the oldest of `moved`, where there are more of them than are summed. */
  readonly carried?: number;
  /** The newest of them in full, newest first. */
  readonly movements: readonly WhyMovement[];
  /** Open questions about the item here, or about the location. */
  readonly questions: readonly StoredQuestion[];
  /** When the ledger began; undefined when nothing is in it. */
  readonly began_ms?: number;
  /** Up to when counts are not recorded. */
  readonly counts_since_ms?: number;
  /** `person:ana` as `Ana`, a device by its name. */
  nameOf(who: string): string;
}

export type Anchor =
  | {
      readonly kind: 'count';
      readonly quantity: number;
      readonly at_ms: number;
      readonly by: string;
      readonly says: string;
      readonly count: Count;
    }
  /** Nothing was there when the ledger began. */
  | { readonly kind: 'beginning'; readonly quantity: 0; readonly at_ms?: number; readonly says: string }
  /** More movements than are summed: what the older ones came to. */
  | { readonly kind: 'carried'; readonly quantity: number; readonly before_seq: number; readonly says: string };

/** Movements of a kind in one direction, or what moved while somebody counted. */
export interface Group {
  readonly kind: MovementKind | 'while-counting';
  /** With its sign. */
  readonly quantity: number;
  readonly movements: number;
  readonly says: string;
}

/** A movement of the list, and what is to be told of it beside its own reason. */
export interface Step {
  readonly movement: Movement & { readonly seq: number };
  /** What it did to the level. */
  readonly change: number;
  readonly notes: readonly string[];
}

export interface Why {
  readonly item: string;
  readonly location: string;
  readonly quantity: number;
  /** The sentence. */
  readonly says: string;
  readonly anchor: Anchor;
  /** With the anchor they add up to `quantity`. */
  readonly groups: readonly Group[];
  /** The newest first. */
  readonly steps: readonly Step[];
  /** Movements since the anchor that are not among `steps`. */
  readonly more_movements: number;
  readonly questions: readonly StoredQuestion[];
  /** What a person should know beside, one sentence each. */
  readonly notes: readonly string[];
}

/** What is learned so much later than it happened is told as late. */
const late_ms = 60_000;

/** Asserts: anchor and groups add up to the level. Anything else would be our own mistake. */
export function whyOf(facts: WhyFacts): Why {
  const { item, location, level, moved, movements, questions } = facts;
  const anchor = anchorOf(facts);
  const groups = groupsOf(facts, anchor);
  const sum = groups.reduce((total, { quantity }) => total + quantity, anchor.quantity);
  assert(sum === level, `${item} at ${location}: the level is ${level}, its reasons come to ${sum}`);
  return {
    item,
    location,
    quantity: level,
    says: sentenceOf(facts, anchor, groups),
    anchor,
    groups,
    steps: stepsOf(facts, anchor),
    more_movements: Math.max(0, moved.length - movements.length),
    questions,
    notes: notesOf(facts, anchor),
  };
}

function anchorOf(facts: WhyFacts): Anchor {
  const { count, carried, moved, at_ms, zone, began_ms } = facts;
  if (carried !== undefined) {
    const before_seq = moved.at(-1)?.seq ?? 0;
    return {
      kind: 'carried',
      quantity: carried,
      before_seq,
      says: `from movements before № ${before_seq}`,
    };
  }
  if (count !== undefined) {
    const by = facts.nameOf(count.by);
    const says = `counted ${whenWords(count.at_ms, at_ms, zone)} by ${by}`;
    return { kind: 'count', quantity: count.counted, at_ms: count.at_ms, by, says, count };
  }
  if (began_ms === undefined) return { kind: 'beginning', quantity: 0, says: 'nothing was ever booked' };
  const says = `none when the ledger began, ${whenWords(began_ms, at_ms, zone)}`;
  return { kind: 'beginning', quantity: 0, at_ms: began_ms, says };
}

function groupsOf({ moved, location }: WhyFacts, anchor: Anchor): Group[] {
  const sums = new Map<string, { kind: MovementKind; quantity: number; movements: number }>();
  for (const each of moved) {
    const change = changeOf(each, location);
    const key = `${each.kind} ${change > 0}`;
    const sum = sums.get(key) ?? { kind: each.kind, quantity: 0, movements: 0 };
    sum.quantity += change;
    sum.movements += 1;
    sums.set(key, sum);
  }
  const groups = [...sums.values()]
    .sort((a, b) => Math.abs(b.quantity) - Math.abs(a.quantity))
    .map((sum): Group => ({ ...sum, says: groupWords(sum) }));
  const meanwhile = anchor.kind === 'count' ? anchor.count.level - anchor.count.counted : 0;
  if (meanwhile === 0) return groups;
  const says = `${figure(meanwhile, true)} moved while it was being counted`;
  return [{ kind: 'while-counting', quantity: meanwhile, movements: 0, says }, ...groups];
}

/** What a movement did to the level of the location. */
export function changeOf({ quantity, from, to }: Pick<Moved, 'quantity' | 'from' | 'to'>, location: string): number {
  return (to === location ? quantity : 0) - (from === location ? quantity : 0);
}

function sentenceOf(facts: WhyFacts, anchor: Anchor, groups: readonly Group[]): string {
  const { level, moved, at_ms, zone, questions } = facts;
  const from = anchor.kind === 'beginning' ? anchor.says : `${figure(anchor.quantity)} ${anchor.says}`;
  const parts = [from, ...groups.map(({ says }) => says)];
  const [last] = facts.movements;
  if (moved.length === 0 && anchor.kind !== 'beginning') parts.push('nothing moved since');
  if (last !== undefined && moved.length > 0) {
    const p = /\bp [01]\.\d/.test(last.why) ? '' : `, p ${probability(last.confidence_permille)}`;
    parts.push(`last at ${whenWords(last.at_ms, at_ms, zone)}: ${last.why}${p}`);
  }
  const doubt = questions.length === 0 ? '' : ` Uncertain: ${questions.map(({ question }) => question).join(' ')}`;
  const weight = facts.mass_mg === undefined ? '' : `, ${kilogramsText(facts.mass_mg)}`;
  const left = level === 0 ? 'None left' : `${figure(level)} ${level < 0 ? 'by the books' : 'left'}${weight}`;
  return `${left}: ${parts.join('; ')}.${doubt}`;
}

function stepsOf({ movements, location, zone }: WhyFacts, anchor: Anchor): Step[] {
  const takenBack = new Map(
    movements.flatMap(({ reverses, ...by }) => (reverses === undefined ? [] : [[reverses, by]])),
  );
  return movements.map((movement): Step => {
    const { id, kind, at_ms, arrived_ms, reverses } = movement;
    const notes: string[] = [];
    const back = takenBack.get(id);
    if (back !== undefined) notes.push(`taken back ${fullWords(back.arrived_ms, zone)} by movement № ${back.seq}`);
    if (reverses !== undefined) notes.push(`takes back ${reverses}`);
    if (kind === 'changed-while-offline') notes.push('changed while nobody was watching: no pick was seen');
    if (anchor.kind === 'count' && kind !== 'counted' && at_ms < anchor.at_ms) {
      notes.push('happened before the count and was learned after it, so its opposite is booked with it');
    } else if (arrived_ms - at_ms > late_ms) {
      notes.push(`learned late, ${fullWords(arrived_ms, zone)}`);
    }
    notes.push(...massNotes(movement));
    return { movement, change: changeOf(movement, location), notes };
  });
}

/** What its own sentence does not say of its mass. */
function massNotes({ moved }: WhyMovement): string[] {
  if (moved === undefined) return [];
  const { mass_mg, source, off_mg = 0 } = moved;
  const how = source === 'mean' ? 'the mean of what lay there' : 'the nominal mass';
  return [
    ...(source === 'mean' || source === 'nominal' ? [`weighs ${kilogramsText(mass_mg)}: ${how}`] : []),
    ...(off_mg === 0 ? [] : [`${kilogramsText(off_mg)} were booked off with its last piece`]),
  ];
}

function notesOf({ counts_since_ms, zone, level }: WhyFacts, anchor: Anchor): string[] {
  const notes: string[] = [];
  if (anchor.kind !== 'count' && counts_since_ms !== undefined) {
    notes.push(
      `Counts before ${fullWords(counts_since_ms, zone)} are not recorded; what they booked is among the movements.`,
    );
  }
  if (level < 0)
    notes.push('Less than nothing cannot be there: something was not seen to come. A count puts it right.');
  return notes;
}

function figure(value: number, signed = false): string {
  return value < 0 ? `\u2212${-value}` : signed ? `+${value}` : String(value);
}

/** 973 as `0.97`; certainty as `1`. */
function probability(permille: number): string {
  return permille === 1_000 ? '1' : (Math.floor(permille / 10) / 100).toFixed(2);
}
