import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { WalksTold } from '../../base/walks-told.ts';
import { plainEpc } from '../association-csv.ts';
import { notPossible } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, route } from '../route.ts';
import { at_ms } from '../schemas.ts';
import type { CarryOut, PersonCommand } from './commands.ts';

const reason = z.string().max(200).default('').meta({ description: 'Why, for the record' });
const location = idText.meta({ description: 'The location whose zone is walked through' });
const epcs = z
  .array(z.string().min(1).max(200).transform(plainEpc))
  .min(1)
  .max(limits.walk_tags_max)
  .meta({ description: 'The tags in the hand; nothing of them is booked during the walk' });

const done = z.strictObject({
  done: z.literal(true),
  says: z.array(z.string()).readonly().meta({ description: 'What the person should know, one sentence each' }),
});

const problems = {
  403: 'Another page of the browser asks',
  413: 'The body is too large',
  415: 'The body is not application/json',
  422: 'Understood, but not possible; nothing changed',
};

const zone = z.strictObject({
  location: z.string(),
  by: z.string(),
  at_ms,
  seconds: z.int(),
  reads: z.int(),
  antennas: z.int(),
  confused: z
    .array(z.strictObject({ location: z.string(), permille: z.int() }))
    .readonly()
    .meta({
      description: 'Other zones, the one most alike first, and about how often it is taken for this one at first',
    }),
});
const told: z.ZodType<WalksTold> = z.strictObject({
  open: z
    .strictObject({
      location: z.string(),
      by: z.string(),
      begun_ms: at_ms,
      tags: z.int(),
      ears: z
        .array(z.strictObject({ device: z.string(), antenna: z.int().exactOptional(), reads: z.int() }))
        .readonly(),
      heard_s: z.int().meta({ description: 'Seconds in which the best antenna heard one of the tags' }),
      needed_s: z.int().meta({ description: 'Fewer of them measure nothing' }),
    })
    .exactOptional()
    .meta({ description: 'The walk that goes on' }),
  zones: z.array(zone).readonly().meta({ description: 'What was measured, the newest first' }),
  zones_beyond: z.int(),
});

/** What only the writer knows of walks. */
export type InspectWalks = () => Promise<WalksTold>;

/** The guided walk that measures how the zone of a location sounds: see, begin, look, end, drop. */
export function walkRoutes(carryOut: CarryOut, inspectWalks: InspectWalks): AnyRoute[] {
  const answer = async (by: string, command: PersonCommand) => {
    const outcome = await carryOut(by, command);
    if (outcome.ok) return ok({ done: true as const, says: outcome.notes ?? [] });
    return no(notPossible(outcome));
  };
  const common = { method: 'post', params: nothing, query: nothing, result: done, problems } as const;
  return [
    route({
      method: 'get',
      path: '/walks',
      id: 'getWalks',
      says: 'The walk that goes on, and what was measured at which locations',
      needs: 'see-devices',
      params: nothing,
      query: nothing,
      result: told,
      problems: {},
      answer: async () => ok(await inspectWalks()),
    }),
    route({
      ...common,
      path: '/walks',
      id: 'beginWalk',
      says: 'Begin a walk with tags through the zone of a location; about two minutes are enough',
      needs: 'walk',
      body: z.strictObject({ location, epcs, reason }),
      answer: ({ body, by }) => answer(by, { kind: 'walk-begin', ...body }),
    }),
    route({
      ...common,
      path: '/walks/look',
      id: 'lookAtWalk',
      says: 'How long the walk goes on, and how often each antenna has read its tags',
      needs: 'walk',
      body: z.strictObject({ reason }),
      answer: ({ body, by }) => answer(by, { kind: 'walk-look', ...body }),
    }),
    route({
      ...common,
      path: '/walks/end',
      id: 'endWalk',
      says: 'End the walk: what it measured replaces what was measured there before, and says how far the zones are apart',
      needs: 'walk',
      body: z.strictObject({ reason }),
      answer: ({ body, by }) => answer(by, { kind: 'walk-end', ...body }),
    }),
    route({
      ...common,
      path: '/walks/drop',
      id: 'dropWalk',
      says: 'Drop the walk that goes on at a location, or else what was measured there',
      needs: 'walk',
      body: z.strictObject({ location, reason }),
      answer: ({ body, by }) => answer(by, { kind: 'walk-drop', ...body }),
    }),
  ];
}
