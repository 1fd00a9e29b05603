import { z } from 'zod';
import type { LedgerReader } from '../../ledger/reader.ts';
import { type AnyRoute, nothing, ok, page_rows_default, pageLimit, route } from '../route.ts';
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
  limit: pageLimit,
  cursor: cursor.optional().meta({ description: '`next` of the page before' }),
});

export function questionRoutes(reader: LedgerReader): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/questions',
      id: 'listQuestions',
      says: 'Questions to people, newest first',
      params: nothing,
      query,
      result: z.strictObject({
        questions: z.array(question),
        next: z.string().exactOptional().meta({ description: 'The cursor of the next page; absent on the last' }),
      }),
      problems: {},
      answer({ query: { state, limit = page_rows_default, cursor: before } }) {
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
