/** What is done with a count sheet: keyed in, finished, counted again, approved, given to somebody, given up. */
import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { Act } from '../../work/act.ts';
import type { KeyedLine } from '../../work/count-keying.ts';
import { causes } from '../../work/count-sheet.ts';
import { readCount } from '../count-csv.ts';
import { shownTo } from '../count-shown.ts';
import { doWork, type WorkAsked, type WorkSources } from '../do-work.ts';
import type { Visit } from '../gate.ts';
import type { LiveState } from '../live-state.ts';
import { massSaid } from '../mass-schemas.ts';
import type { Problem } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, route } from '../route.ts';
import { at_ms } from '../schemas.ts';
import { key, line_number, numberParams, reason, version, worked, workProblems } from '../work-schemas.ts';
import { keyed, rowsRefused } from './purchase-orders.ts';

export interface CountWorkSources extends WorkSources {
  readonly state: Pick<LiveState, 'site'>;
}

const assignee = z.string().min(1).max(100);
const keyedLine = z.strictObject({
  line: line_number.exactOptional().meta({ description: 'Or location and item, also of what is not on the sheet' }),
  location: idText.exactOptional(),
  item: idText.exactOptional(),
  counted: z.int().min(0).max(1_000_000_000_000),
  mass_mg: massSaid.exactOptional(),
  at_ms: at_ms.exactOptional().meta({ description: 'When it was counted; now when absent' }),
});

interface Keying {
  readonly key?: string;
  readonly version?: number;
  readonly lines: readonly KeyedLine[];
  readonly reason?: string;
  /** Of the file that it came from. */
  readonly rows?: readonly { readonly row: number; readonly sheet?: string }[];
}
const keying: z.ZodType<Keying> = z.strictObject({
  key,
  version: version.exactOptional().meta({ description: 'Need not be said: lines add up' }),
  lines: z.array(keyedLine).min(1).max(limits.document_lines_max),
  reason: reason.exactOptional(),
});

const changes = { method: 'post', query: nothing, result: worked, problems: workProblems } as const;

export function countWorkRoutes(sources: CountWorkSources): AnyRoute[] {
  return [...countingRoutes(sources), ...decidingRoutes(sources)];
}

/** Does it, and answers with what may be shown to who asked. */
export async function shownWork(sources: WorkSources, visit: Visit, asked: WorkAsked): ReturnType<typeof doWork> {
  const done = await doWork(sources, asked);
  if (!done.ok) return done;
  const { document, documents, ...rest } = done.body;
  return ok({
    ...rest,
    document: shownTo(visit, document),
    documents: documents.map((each) => shownTo(visit, each)),
  });
}

function countingRoutes(sources: CountWorkSources): AnyRoute[] {
  return [
    route({
      ...changes,
      path: '/counts/{id}/count',
      id: 'keyCount',
      says: 'Key in what was counted, all lines or none; also as text/csv or .xlsx, as the sheet is taken out',
      needs: 'count',
      params: numberParams,
      body: keying,
      fromCsv: (text) => {
        const read = readCount(text, sources.state.site.time_zone);
        return read.ok ? { ok: true, body: { lines: read.lines, rows: read.rows } } : no(rowsRefused(read.faults));
      },
      async answer({ params: { id }, body: { key: given, rows, ...said }, by, visit }) {
        const other = rows?.find(({ sheet = id }) => sheet !== id);
        if (other !== undefined)
          return no(rowsRefused([{ line: other.row, column: 'count', rule: `is ${other.sheet}, and this is ${id}` }]));
        const act: Act = { act: 'key-count', keying: { id, ...said } };
        const done = await shownWork(sources, visit, { by, ...keyed(given), about: id, act });
        return done.ok || rows === undefined ? done : no(byRow(done.problem, rows));
      },
    }),
    route({
      ...changes,
      path: '/counts/{id}/finish',
      id: 'finishCount',
      says: 'This round is counted: what differs too much is counted again, after that it waits to be approved; else all is booked',
      needs: 'count',
      params: numberParams,
      body: z.strictObject({
        key,
        version,
        rest: z
          .enum(['zero', 'leave'])
          .exactOptional()
          .meta({ description: 'What of lines that nobody counted: nothing lies there, or they stay as they are' }),
        reason: reason.exactOptional(),
      }),
      answer: ({ params: { id }, body: { key: given, ...finish }, by, visit }) =>
        shownWork(sources, visit, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'finish-count', finish: { id, ...finish } },
        }),
    }),
  ];
}

function decidingRoutes(sources: CountWorkSources): AnyRoute[] {
  const deciding = { ...changes, needs: 'approve-counts', params: numberParams } as const;
  return [
    route({
      ...deciding,
      path: '/counts/{id}/again',
      id: 'countAgain',
      says: 'Have lines of a count that waits counted once more',
      body: z.strictObject({
        key,
        version,
        lines: z
          .array(line_number)
          .min(1)
          .max(limits.document_lines_max)
          .exactOptional()
          .meta({ description: 'All that differ too much when absent' }),
        reason: reason.min(1),
      }),
      answer: ({ params: { id }, body: { key: given, ...again }, by, visit }) =>
        shownWork(sources, visit, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'count-again', again: { id, ...again } },
        }),
    }),
    route({
      ...deciding,
      path: '/counts/{id}/approve',
      id: 'approveCount',
      says: 'Book a count that waits: each line at the time at which it was counted, all of them or none',
      body: z.strictObject({
        key,
        version,
        reason: reason.min(1),
        causes: z
          .array(z.strictObject({ line: line_number, cause: z.enum(causes) }))
          .min(1)
          .max(limits.document_lines_max)
          .exactOptional()
          .meta({ description: 'Why lines differ; `unknown` where nobody says' }),
      }),
      answer: ({ params: { id }, body: { key: given, ...approval }, by, visit }) =>
        shownWork(sources, visit, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'approve-count', approval: { id, ...approval } },
        }),
    }),
    route({
      ...deciding,
      path: '/counts/{id}/assign',
      id: 'assignCount',
      says: 'Give a count to somebody, or to nobody in particular',
      body: z.strictObject({ key, version, assignee: assignee.exactOptional(), reason: reason.exactOptional() }),
      answer: ({ params: { id }, body: { key: given, ...assignment }, by, visit }) =>
        shownWork(sources, visit, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'assign-count', assignment: { id, ...assignment } },
        }),
    }),
    route({
      ...deciding,
      path: '/counts/{id}/cancel',
      id: 'cancelCount',
      says: 'Give a count up; nothing of it is booked',
      body: z.strictObject({ key, version, reason: reason.min(1) }),
      answer: ({ params: { id }, body: { key: given, ...cancelling }, by, visit }) =>
        shownWork(sources, visit, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'cancel-count', cancelling: { id, ...cancelling } },
        }),
    }),
  ];
}

/** Of `lines.2.counted` the row of the file and its column. */
function byRow(problem: Problem, rows: NonNullable<Keying['rows']>): Problem {
  const [error] = problem.errors ?? [];
  const place = /^lines\.(\d{1,6})\.(\w{1,40})$/.exec(error?.field ?? '');
  const row = rows[Number(place?.[1])]?.row;
  if (error === undefined || place === null || row === undefined) return problem;
  const column = place[2] === 'at_ms' ? 'at' : (place[2] ?? '');
  return rowsRefused([{ line: row, column, rule: error.rule }]);
}
