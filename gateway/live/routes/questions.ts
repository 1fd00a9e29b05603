import { z } from 'zod';
import type { LedgerReader } from '../../ledger/reader.ts';
import { type AnyRoute, nothing, ok, page_rows_default, pageLimit, route } from '../route.ts';
import { question } from '../schemas.ts';

const query = z.strictObject({ state: z.enum(['open', 'settled']).optional(), limit: pageLimit });

export function questionRoutes(reader: LedgerReader): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/questions',
      id: 'listQuestions',
      says: 'Questions to people, newest first',
      params: nothing,
      query,
      result: z.strictObject({ questions: z.array(question) }),
      problems: {},
      answer({ query: { state, limit = page_rows_default } }) {
        return ok({ questions: reader.questions({ ...(state === undefined ? {} : { state }), limit }) });
      },
    }),
  ];
}
