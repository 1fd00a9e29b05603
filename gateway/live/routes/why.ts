import { z } from 'zod';
import { asOf, atTime, problemOf } from '../at-time.ts';
import { maySeeRow } from '../kept-rows.ts';
import { type AnyRoute, idText, no, nothing, ok, route } from '../route.ts';
import { at_ms, evidence, itemView, locationView, movement, question } from '../schemas.ts';

const kept = z.strictObject({
  evidence,
  kept: z.literal(true),
  topic: z.string().exactOptional(),
  bytes: z.int().meta({ description: 'Of the whole frame' }),
  hex: z.string().meta({ description: 'The bytes as they came, the first of them' }),
  text: z.string().exactOptional().meta({ description: 'The same, where they are printable' }),
  says: z.string().exactOptional().meta({ description: 'What they mean, in a few words' }),
  fault: z.string().exactOptional().meta({ description: 'Why they mean nothing' }),
});
const pruned = z.strictObject({
  evidence,
  kept: z.literal(false),
  says: z.string().meta({ description: 'Why the bytes are not shown: they are no longer there, or not for who asks' }),
});
const reading = z.union([kept, pruned]);

const anchor = z.strictObject({
  kind: z.enum(['count', 'beginning', 'carried']),
  quantity: z.int(),
  says: z.string(),
  at_ms: at_ms.exactOptional(),
  by: z.string().exactOptional(),
  before_seq: z.int().exactOptional(),
  why: z.string().exactOptional().meta({ description: 'The reason of the count' }),
  readings: z.array(reading).readonly(),
});

const group = z.strictObject({
  kind: z.string().meta({ description: 'A kind of movement, or `while-counting`' }),
  quantity: z.int().meta({ description: 'With its sign' }),
  movements: z.int(),
  says: z.string(),
});

const step = z.strictObject({
  movement,
  change: z.int().meta({ description: 'What it did to the level' }),
  notes: z.array(z.string()).readonly(),
  readings: z.array(reading).readonly(),
  more_readings: z.int(),
});

const place = z.strictObject({
  location: locationView,
  quantity: z.int(),
  says: z.string().meta({ description: 'The sentence' }),
  anchor,
  groups: z.array(group).readonly().meta({ description: 'With the anchor they add up to the quantity' }),
  steps: z.array(step).readonly().meta({ description: 'Movements since the anchor, newest first' }),
  more_movements: z.int().meta({ description: 'Movements since the anchor that are not listed' }),
  questions: z.array(question).readonly().meta({ description: 'Open ones about it' }),
  notes: z.array(z.string()).readonly(),
});

const result = z.strictObject({
  item: itemView,
  as_of: asOf,
  quantity: z.int().meta({ description: 'Here, or in all locations of the site' }),
  says: z.string(),
  places: z.array(place).readonly(),
  more_places: z.array(z.strictObject({ location: z.string(), quantity: z.int() })).readonly(),
});

export type WhyAnswer = z.infer<typeof result>;
export type WhyPlace = z.infer<typeof place>;
export type WhyReading = z.infer<typeof reading>;

export interface WhyQuery {
  readonly item: string;
  readonly location?: string;
  readonly at?: string;
  /** Whether a row of the journal that is an event may be shown, by what it is; every row when absent. */
  maySee?(row_is: string): boolean;
}

export type AskWhy = (
  query: WhyQuery,
) =>
  | { readonly ok: true; readonly answer: WhyAnswer }
  | { readonly ok: false; readonly code: string; readonly says: string };

const query = z.strictObject({
  item: idText,
  location: idText.optional().meta({ description: 'All locations of the site when absent' }),
  at: atTime,
});

export function whyRoutes(askWhy: AskWhy): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/why',
      id: 'getWhy',
      says: 'Why a level is what it is: the sentence, what adds up to it, and the bytes behind each movement',
      needs: 'see-stock',
      params: nothing,
      query,
      result,
      problems: {
        404: 'There is no such item or location, or the time is before the beginning of the ledger or still to come',
      },
      answer({ query: { item, location, at }, visit }) {
        const told = askWhy({
          item,
          ...(location === undefined ? {} : { location }),
          ...(at === undefined ? {} : { at }),
          maySee: (row_is) => maySeeRow(visit, row_is),
        });
        return told.ok ? ok(told.answer) : no(problemOf(told));
      },
    }),
  ];
}
