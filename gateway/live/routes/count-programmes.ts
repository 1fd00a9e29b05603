/** Counting programmes: what each is due to count and why, how right its counts found the ledger, and its sheets of today. */
import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { causes } from '../../work/count-sheet.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idParams, no, nothing, ok, route, wholeNumber } from '../route.ts';
import { at_ms } from '../schemas.ts';
import { key } from '../work-schemas.ts';

const whole = z.int();
const accuracy = z.strictObject({
  lines: whole,
  agreeing: whole.meta({ description: 'Within the tolerance of their class at the last look' }),
  accuracy: z.number().exactOptional().meta({ description: 'agreeing / lines; absent without any' }),
  net: whole.meta({ description: 'Σ (counted − level): differences cancel out in it' }),
  absolute: whole.meta({ description: 'Σ |counted − level|' }),
});
export const programmeTold = z.strictObject({
  id: z.string(),
  name: z.string(),
  by: z.string(),
  is_nightly: z.boolean(),
  next_ms: at_ms.exactOptional().meta({ description: 'When its sheets are opened by themselves' }),
  lines_per_day: whole,
  opened_today: whole.meta({ description: 'Lines of its sheets that were opened today' }),
  open_sheets: z.array(z.string()).readonly(),
  due: whole.meta({ description: 'Places that are due and on no open sheet' }),
  lines: z
    .array(
      z.strictObject({
        item: z.string(),
        location: z.string(),
        abc: z.enum(['A', 'B', 'C']),
        why: z.enum(['never counted', 'overdue', 'at stake', 'empty']),
        says: z.string(),
        at_stake_per_day: z.number().meta({ description: 'Doubt · value of a unit · demand of a day' }),
        days_since_count: z.number().exactOptional(),
      }),
    )
    .readonly()
    .meta({ description: 'The first of them, in the order in which they are counted' }),
  counted: z.strictObject({
    since_ms: at_ms,
    sheets: whole,
    ...accuracy.shape,
    by_class: z.strictObject({ A: accuracy, B: accuracy, C: accuracy }),
    by_cause: z
      .array(z.strictObject({ cause: z.enum(causes), lines: whole, missing: whole, found: whole }))
      .readonly()
      .meta({ description: 'Of lines that differ: units that were missing, and units beyond the level' }),
  }),
});
export type ProgrammeTold = z.infer<typeof programmeTold>;

const opened = z.strictObject({
  sheets: z
    .array(z.string())
    .readonly()
    .meta({ description: 'That were opened; none where nothing is due or the day is full' }),
  lines: whole,
  left: whole.meta({ description: 'Due places that the day has no room for' }),
});
export type ProgrammeOpened = z.infer<typeof opened>;

export interface CountProgrammes {
  /** Of all; or of one, undefined where there is none of that id. */
  tell(id: string | undefined, lines: number): Promise<readonly ProgrammeTold[] | undefined>;
  open(
    id: string,
    by: string,
    key?: string,
  ): Promise<
    | { readonly ok: true; readonly opened: ProgrammeOpened }
    | { readonly ok: false; readonly code: 'no-such-programme' | 'not-possible'; readonly says: string }
  >;
}

export function countProgrammeRoutes(programmes: CountProgrammes): AnyRoute[] {
  const lines = wholeNumber(0, limits.count_due_shown)
    .optional()
    .meta({ description: 'Due places of each; 100 when absent' });
  return [
    route({
      method: 'get',
      path: '/count-programmes',
      id: 'listCountProgrammes',
      says: 'Counting programmes: what is due and why, and how right the ledger was found',
      needs: 'approve-counts',
      params: nothing,
      query: z.strictObject({ lines }),
      result: z.strictObject({ programmes: z.array(programmeTold).readonly() }),
      problems: {},
      answer: async ({ query: { lines: shown = 100 } }) =>
        ok({ programmes: (await programmes.tell(undefined, shown)) ?? [] }),
    }),
    route({
      method: 'post',
      path: '/count-programmes/{id}/open',
      id: 'openCountProgramme',
      says: 'Open the sheets of a programme now, up to what it counts in a day',
      needs: 'approve-counts',
      params: idParams,
      query: nothing,
      body: z.strictObject({ key }),
      result: opened,
      problems: { 404: 'There is no such programme', 422: 'Not possible; nothing changed' },
      async answer({ params: { id }, body: { key: given }, by }) {
        const done = await programmes.open(id, by, given);
        if (done.ok) return ok(done.opened);
        if (done.code === 'no-such-programme') return no(notFound(done.says));
        return no({ status: 422, title: 'Not possible', code: done.code, detail: done.says });
      },
    }),
  ];
}
