/** What was kept elsewhere comes in, and movements go out: as files for a spreadsheet. */
import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import { limits } from '../../base/limits.ts';
import type { DocumentQueries } from '../../ledger/documents.ts';
import type { Act } from '../../work/act.ts';
import type { ImportDraft, ImportTrial } from '../../work/import.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { contentOf, importColumns, readImport } from '../import-csv.ts';
import { type ImportBody, importBody } from '../import-schemas.ts';
import type { LiveState } from '../live-state.ts';
import type { Problem } from '../problem.ts';
import { type Answer, type AnyRoute, no, nothing, ok, route } from '../route.ts';
import { Turns } from '../turns.ts';
import { key, workProblems } from '../work-schemas.ts';
import { rowsRefused } from './purchase-orders.ts';

/** Says what would come of an import; undefined while the writer is not there. */
export type TryImport = (by: string, at_ms: number, draft: ImportDraft) => Promise<ImportTrial | undefined>;

export interface ImportSources extends WorkSources {
  readonly state: Pick<LiveState, 'site'>;
  readonly clock: Clock;
  readonly tryImport: TryImport;
}

const query = z.strictObject({
  file: z.string().min(1).max(100).meta({ description: 'The name of the file, which each of its movements tells' }),
  reason: z.string().min(1).max(200).optional().meta({ description: 'Why, for the record' }),
  dry_run: z
    .enum(['true', 'false'])
    .optional()
    .meta({ description: '`true`: say what would come of it; nothing does' }),
  key: key
    .unwrap()
    .optional()
    .meta({ description: 'Another one than what stands in the file: by itself, the same file books once' }),
});
const result = z.strictObject({
  dry_run: z.boolean(),
  rows: z.int(),
  movements: z.int().meta({ description: 'That are booked, or would be, besides what counts differ by' }),
  counts: z.int(),
  documents: z.array(z.string()).readonly().meta({ description: 'What is left of it: one for each 500 rows' }),
  notes: z.array(z.string()).readonly().exactOptional().meta({ description: 'What whoever sends it should know' }),
  is_repeat: z.literal(true).exactOptional().meta({ description: 'The same file had come before; nothing was booked' }),
});
type Result = z.infer<typeof result>;

export function importRoutes(sources: ImportSources): AnyRoute[] {
  const { state, clock, tryImport, documents } = sources;
  const turns = new Turns();
  return [
    route({
      method: 'post',
      path: '/movements/import',
      id: 'importMovements',
      says: `Take a file of movements, counts and opening balances over, all of it or nothing; also as text/csv or .xlsx with the columns ${importColumns.join(', ')}`,
      needs: 'import-records',
      params: nothing,
      query,
      body: importBody,
      body_bytes_max: limits.import_bytes_max,
      fromCsv: (text) => {
        const read = readImport(text, state.site.time_zone);
        return read.ok ? { ok: true, body: { rows: read.rows } } : no(rowsRefused(read.faults));
      },
      result,
      problems: workProblems,
      async answer({ query: { file, reason, dry_run, key: given }, body, by }) {
        const draft = draftOf(file, reason, body);
        const trial = () => tryImport(by, clock.now_ms(), draft);
        const before = () => (given === undefined ? importedBefore(documents, draft.content) : []);
        const repeated = (known: readonly string[]) =>
          ok({ ...told(draft), dry_run: dry_run === 'true', documents: known, is_repeat: true as const });
        if (dry_run === 'true') {
          const known = before();
          return known.length > 0 ? repeated(known) : tried(await trial(), draft);
        }
        // Two people may send one file at the same time: the second one finds what the first one has booked.
        return turns.take(draft.content, async () => {
          const known = before();
          if (known.length > 0) return repeated(known);
          const act: Act = { act: 'import-rows', draft };
          const done = await doWork(sources, { by, key: given ?? `import-${draft.content}`, act });
          if (!done.ok) return no((await allFaults(trial, draft)) ?? done.problem);
          const { documents: changed, is_repeat, notes } = done.body;
          return ok({
            ...told(draft),
            documents: changed.map(({ id }) => id),
            ...(notes.length === 0 ? {} : { notes }),
            ...(is_repeat === undefined ? {} : { is_repeat }),
          });
        });
      },
    }),
  ];
}

function draftOf(file: string, reason: string | undefined, { rows }: ImportBody): ImportDraft {
  return { file, content: contentOf(rows), rows, reason: reason ?? 'imported' };
}

/** Rows of a tracked item that are counted at one place and time are one count. */
function told({ rows }: ImportDraft): Omit<Result, 'documents'> {
  const counted = rows.filter(({ kind }) => kind === 'count');
  const places = new Set(counted.map(({ item, location, at_ms }) => `${item}\n${location}\n${at_ms}`));
  return { dry_run: false, rows: rows.length, movements: rows.length - counted.length, counts: places.size };
}

function tried(trial: ImportTrial | undefined, draft: ImportDraft): Answer<Result> {
  if (trial === undefined)
    return no({ status: 503, title: 'Not possible now', code: 'not-ready', detail: 'The gateway is stopping.' });
  const refused = faultsOf(trial, draft);
  if (refused !== undefined) return no(refused);
  const { movements, counts } = trial;
  return ok({ dry_run: true, rows: draft.rows.length, movements, counts, documents: [] });
}

/** One command is refused for its first fault; whoever corrects a file wants all of them. */
async function allFaults(trial: () => Promise<ImportTrial | undefined>, draft: ImportDraft) {
  const found = await trial();
  return found === undefined ? undefined : faultsOf(found, draft);
}

function faultsOf({ faults, faults_all }: ImportTrial, { rows }: ImportDraft): Problem | undefined {
  if (faults.length === 0) return undefined;
  const lines = faults.map(({ field, rule }) => {
    const [, at = '', column = 'row'] = /^rows\.(\d{1,6})\.(?:lot\.)?(\w{1,40})$/.exec(field) ?? [];
    return { line: rows[Number(at)]?.row ?? 1, column, rule };
  });
  const problem = rowsRefused(lines);
  if (faults_all <= lines.length) return problem;
  return { ...problem, detail: `${problem.detail} ${faults_all - lines.length} more rules are broken.` };
}

/** The documents that the same content left, whoever brought it. */
function importedBefore(documents: DocumentQueries, content: string): readonly string[] {
  return documents
    .documents({ kinds: ['import'], content, limit: limits.page_rows_max })
    .map(({ document }) => document.id)
    .reverse();
}
