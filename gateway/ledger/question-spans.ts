/** From when to when each question was open: what was asked at any past second. The newest spans are kept. */
import type { Database } from 'better-sqlite3';
import { limits } from '../base/limits.ts';
import type { StoredQuestion } from '../work/question.ts';

/** Gives a function that notes the changes of a commit, inside its transaction. */
export function spanWriter(database: Database): (questions: readonly StoredQuestion[]) => void {
  const open = database.prepare<[string], { number: number; opened_ms: number }>(
    'SELECT number, opened_ms FROM question_span WHERE id = ? AND settled_ms IS NULL',
  );
  const insert = database.prepare<[string, number, number | null, string]>(
    'INSERT INTO question_span (id, opened_ms, settled_ms, body) VALUES (?, ?, ?, ?)',
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
      const { id, at_ms, settled_ms = null } = question;
      const known = open.get(id);
      // Settled and asked anew within one batch: the batch tells only how it ended.
      if (known !== undefined && known.opened_ms !== at_ms) end.run(at_ms, known.number);
      if (known !== undefined && known.opened_ms === at_ms) {
        update.run(settled_ms, JSON.stringify(question), known.number);
        continue;
      }
      insert.run(id, at_ms, settled_ms, JSON.stringify(question));
      kept += 1;
    }
    if (kept > limits.question_spans_max) kept -= forget.run(kept - limits.question_spans_max).changes;
  };
}

/** Gives the questions that were open at a time, newest first, as they stood at the end of their span. */
export function questionsOpenAt(database: Database): (at_ms: number) => StoredQuestion[] {
  const open = database.prepare<[number, number, number], { body: string }>(
    `SELECT body, opened_ms, id FROM question_span WHERE settled_ms IS NULL AND opened_ms <= ?
     UNION ALL SELECT body, opened_ms, id FROM question_span INDEXED BY question_span_by_end WHERE settled_ms > ? AND opened_ms <= ?
     ORDER BY opened_ms DESC, id DESC`,
  );
  return (at_ms) =>
    open.all(at_ms, at_ms, at_ms).map((row): StoredQuestion => {
      const { settled_ms: _, answer: __, by: ___, ...question }: StoredQuestion = JSON.parse(row.body);
      return { ...question, state: 'open' };
    });
}
