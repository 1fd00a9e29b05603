/** From when to when each question was open: what was asked at any past second. The newest spans are kept. */
import type { Database } from 'better-sqlite3';
import { limits } from '../base/limits.ts';
import type { StoredQuestion } from '../work/question.ts';

/** Gives a function that notes the changes of a commit, inside its transaction. */
export function spanWriter(database: Database): (questions: readonly StoredQuestion[]) => void {
  const open = database.prepare<[string], { number: number; opened_ms: number }>(
    'SELECT number, opened_ms FROM question_span WHERE id = ? AND settled_ms IS NULL',
  );
  const insert = database.prepare<[string, number, number | null, string | null, string | null, string]>(
    'INSERT INTO question_span (id, opened_ms, settled_ms, item, location, body) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const update = database.prepare<[number | null, string, number]>(
    'UPDATE question_span SET settled_ms = ?, body = ? WHERE number = ?',
  );
  const end = database.prepare<[number, number]>('UPDATE question_span SET settled_ms = ? WHERE number = ?');
  const count = database.prepare<[], { count: number }>('SELECT COUNT(*) AS count FROM question_span');
  const forget = database.prepare<[number]>(
    'DELETE FROM question_span WHERE number IN (SELECT number FROM question_span WHERE settled_ms IS NOT NULL ORDER BY settled_ms LIMIT ?)',
  );
  let kept = count.get()?.count ?? 0;
  return (questions) => {
    for (const question of questions) {
      const { id, at_ms, settled_ms = null, item = null, location = null } = question;
      const known = open.get(id);
      // Settled and asked anew within one batch: the batch tells only how it ended.
      if (known !== undefined && known.opened_ms !== at_ms) end.run(at_ms, known.number);
      if (known !== undefined && known.opened_ms === at_ms) {
        update.run(settled_ms, JSON.stringify(question), known.number);
        continue;
      }
      insert.run(id, at_ms, settled_ms, item, location, JSON.stringify(question));
      kept += 1;
    }
    if (kept > limits.question_spans_max) kept -= forget.run(kept - limits.question_spans_max).changes;
  };
}

/** What a question has to be about: the item at the location, the item anywhere, or whatever is at the location. */
export interface About {
  readonly item: string;
  readonly location: string;
}

/** Gives the questions that were open at a time, newest first, as they stood at the end of their span. */
export function questionsOpenAt(database: Database): (at_ms: number, about?: About) => StoredQuestion[] {
  const bodies = (condition: string) =>
    `SELECT body, opened_ms, id FROM question_span WHERE settled_ms IS NULL AND opened_ms <= @at_ms ${condition}
     UNION ALL
     SELECT body, opened_ms, id FROM question_span INDEXED BY question_span_by_end
     WHERE settled_ms > @at_ms AND opened_ms <= @at_ms ${condition}
     ORDER BY opened_ms DESC, id DESC`;
  const all = database.prepare<[{ at_ms: number }], { body: string }>(bodies(''));
  const some = database.prepare<[{ at_ms: number } & About], { body: string }>(
    bodies(`AND COALESCE(item, @item) = @item AND COALESCE(location, @location) = @location
            AND (item IS NOT NULL OR location IS NOT NULL)`),
  );
  return (at_ms, about) =>
    (about === undefined ? all.all({ at_ms }) : some.all({ at_ms, ...about })).map((row): StoredQuestion => {
      const { settled_ms: _, answer: __, by: ___, ...question }: StoredQuestion = JSON.parse(row.body);
      return { ...question, state: 'open' };
    });
}
