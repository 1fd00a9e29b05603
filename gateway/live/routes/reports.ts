/** Reports: which there are, and each as JSON, for a spreadsheet, and as a page to print. */
import { z } from 'zod';
import { report, reportListed } from '../books-schemas.ts';
import { badRequest, type Problem } from '../problem.ts';
import { type AnyRoute, fileFormat, idText, isFile, no, nothing, ok, route, wholeNumber } from '../route.ts';
import { day } from '../work-schemas.ts';
import { answered, type Books } from './valuation.ts';

const days = wholeNumber(1, 731).optional().meta({ description: 'Local days that it looks back; 90 when absent' });
const days_default = 90;
const span = {
  days,
  from: day.optional().meta({ description: 'Instead of `days`: from the beginning of this local day on' }),
  until: day.optional().meta({ description: 'Up to the beginning of this local day; until now when absent' }),
};
const params = z.strictObject({ report: idText.meta({ description: 'Name of the report' }) });
const problems = { 404: 'There is no such report', 503: 'The reporting thread does not answer yet' };

export function reportRoutes(books: Books): AnyRoute[] {
  const common = { method: 'get', needs: 'see-reports' } as const;
  return [
    route({
      ...common,
      path: '/reports',
      id: 'listReports',
      says: 'Which reports there are, with their definitions and columns',
      params: nothing,
      query: nothing,
      result: z.strictObject({ reports: z.array(reportListed).readonly() }),
      problems: {},
      answer: () => ok({ reports: books.reports() }),
    }),
    route({
      ...common,
      path: '/reports/{report}',
      id: 'getReport',
      says: 'A report over the last days, with the definition it uses',
      params,
      query: z.strictObject({ ...span, format: fileFormat('for a spreadsheet') }),
      result: report,
      alsoCsv: 'data',
      problems,
      async answer({ params: { report: name }, query: { format, ...asked }, gone }) {
        const of = spanOf(asked);
        if (!of.ok) return no(of.problem);
        const as = isFile(format) ? 'file' : 'json';
        const answer = answered(await books.ask({ kind: 'report', name, ...of.span, as }, gone), 'report');
        if (!answer.ok) return no(answer.problem);
        const { report: told, table } = answer.told;
        return table === undefined ? ok(told) : { ...ok(told), table };
      },
    }),
    route({
      ...common,
      path: '/reports/{report}/page',
      id: 'getReportPage',
      says: 'The same as a page for a browser to print',
      audit: 'reading',
      params,
      query: z.strictObject(span),
      result: z.string().meta({ description: 'An HTML page with the definition it uses' }),
      sends: 'text/html',
      problems,
      async answer({ params: { report: name }, query: asked, gone }) {
        const of = spanOf(asked);
        if (!of.ok) return no(of.problem);
        const answer = answered(await books.ask({ kind: 'report', name, ...of.span, as: 'page' }, gone), 'report');
        if (!answer.ok) return no(answer.problem);
        const { page = '', style = '' } = answer.told;
        return { ...ok(page), style };
      },
    }),
  ];
}

interface Span {
  readonly days: number;
  readonly from?: string;
  readonly until?: string;
}

function spanOf({
  days: back,
  from,
  until,
}: {
  readonly days?: number | undefined;
  readonly from?: string | undefined;
  readonly until?: string | undefined;
}): { readonly ok: true; readonly span: Span } | { readonly ok: false; readonly problem: Problem } {
  const wrong = (field: string, rule: string) =>
    ({ ok: false, problem: badRequest([{ in: 'query', field, rule }]) }) as const;
  if (from !== undefined && back !== undefined) return wrong('days', 'cannot stand beside from');
  if (from !== undefined && until !== undefined && from >= until) return wrong('until', 'must be after from');
  const span = {
    days: back ?? days_default,
    ...(from === undefined ? {} : { from }),
    ...(until === undefined ? {} : { until }),
  };
  return { ok: true, span };
}
