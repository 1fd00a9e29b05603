import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { atProblems, atTime, momentAt, type TimeSources } from '../at-time.ts';
import { type AnyRoute, no, nothing, ok, route } from '../route.ts';
import { at_ms, level, movement, question } from '../schemas.ts';

const query = z.strictObject({ at: atTime });
const result = z.strictObject({
  at_ms,
  seq: z.int().meta({ description: 'The last movement known by then' }),
  levels: z.array(level).meta({ description: 'All that are not zero, ordered by location, then item' }),
  questions: z.array(question).meta({ description: `Open then, newest first, at most ${limits.live_questions_shown}` }),
  questions_open: z.int(),
  movements: z.array(movement).meta({ description: `Newest first, at most ${limits.live_movements_shown}` }),
});

/** What a screen shows of a past second, in one answer of one moment. */
export function stateRoutes(sources: TimeSources): AnyRoute[] {
  const { reader, clock } = sources;
  return [
    route({
      method: 'get',
      path: '/state',
      id: 'getState',
      says: 'Everything as it was known at a past second: levels, open questions, the newest movements',
      needs: 'see-stock',
      params: nothing,
      query,
      result,
      problems: atProblems,
      answer({ query: { at = String(clock.now_ms()) } }) {
        const { past } = reader;
        return past.inOneView(() => {
          const asked = momentAt(sources, at);
          if (!asked.ok) return no(asked.problem);
          const { moment } = asked;
          const questions = past.questionsAt(moment.at_ms);
          return ok({
            ...moment,
            levels: past.levelsAt(moment.seq, {}),
            questions: questions.slice(0, limits.live_questions_shown),
            questions_open: questions.length,
            movements: reader.movements({ before_seq: moment.seq + 1, limit: limits.live_movements_shown }),
          });
        });
      },
    }),
  ];
}
