import { z } from 'zod';
import { asOf, atProblems, atTime, momentAt, type TimeSources } from '../at-time.ts';
import { badRequest } from '../problem.ts';
import { type AnyRoute, no, nothing, ok, page_rows_default, pageLimit, route } from '../route.ts';
import { question } from '../schemas.ts';

/** Time and id of a page's last question; ids may hold any character, so the first colon ends the time. */
const cursor = z
  .string()
  .regex(/^\d{1,16}:.{1,300}$/s)
  .transform((text) => {
    const colon = text.indexOf(':');
    return { at_ms: Number(text.slice(0, colon)), id: text.slice(colon + 1) };
  });

const query = z.strictObject({
  state: z.enum(['open', 'settled']).optional(),
  at: atTime,
  limit: pageLimit,
  cursor: cursor.optional().meta({ description: '`next` of the page before' }),
});

export function questionRoutes(sources: TimeSources): AnyRoute[] {
  const { reader } = sources;
  return [
    route({
      method: 'get',
      path: '/questions',
      id: 'listQuestions',
      says: 'Questions to people, newest first',
      needs: 'see-stock',
      params: nothing,
      query,
      result: z.strictObject({
        questions: z.array(question),
        next: z.string().exactOptional().meta({ description: 'The cursor of the next page; absent on the last' }),
        as_of: asOf,
      }),
      problems: atProblems,
      answer({ query: { state, at, limit = page_rows_default, cursor: before } }) {
        if (at !== undefined) return openAt(sources, { at, state, limit, before });
        const questions = reader.questions({
          ...(state === undefined ? {} : { state }),
          ...(before === undefined ? {} : { before }),
          limit,
        });
        const last = questions.length === limit ? questions.at(-1) : undefined;
        return ok({ questions, ...(last === undefined ? {} : { next: `${last.at_ms}:${last.id}` }) });
      },
    }),
  ];
}

interface Asked {
  readonly at: string;
  readonly state: 'open' | 'settled' | undefined;
  readonly limit: number;
  readonly before: { readonly at_ms: number; readonly id: string } | undefined;
}

/** Those that were open then; what was settled by then is in the list of today. */
function openAt(sources: TimeSources, { at, state, limit, before }: Asked) {
  if (state === 'settled') {
    return no(badRequest([{ in: 'query', field: 'state', rule: 'must be open where a time is given' }]));
  }
  const asked = momentAt(sources, at);
  if (!asked.ok) return no(asked.problem);
  const all = sources.reader.past
    .questionsAt(asked.moment.at_ms)
    .filter(
      ({ at_ms, id }) => before === undefined || at_ms < before.at_ms || (at_ms === before.at_ms && id < before.id),
    );
  const questions = all.slice(0, limit);
  const last = all.length > limit ? questions.at(-1) : undefined;
  return ok({ questions, as_of: asked.moment, ...(last === undefined ? {} : { next: `${last.at_ms}:${last.id}` }) });
}
