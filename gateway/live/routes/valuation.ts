/** What stock is worth, an item's books down to each movement, and what a period hides. */
import { z } from 'zod';
import { amountOf, type Table } from '../../base/csv.ts';
import { localDayStart, parseTime } from '../../base/site-time.ts';
import {
  amount,
  itemTold,
  made,
  period,
  periodTold,
  type report,
  type reportListed,
  valueTold,
} from '../books-schemas.ts';
import { badRequest, notFound, type Problem } from '../problem.ts';
import {
  type AnyRoute,
  fileFormat,
  idText,
  isFile,
  no,
  nothing,
  ok,
  page_rows_default,
  pageLimit,
  route,
  wholeNumber,
} from '../route.ts';
import { at_ms } from '../schemas.ts';
import type { CarryOut } from './commands.ts';

const grouping = z.enum(['item', 'location', 'class', 'class-and-location']);
const periodic = z.enum(['fifo', 'lifo', 'average']);

export type BooksAsk =
  /** `exact`: of all that is known now, however long that takes. */
  | {
      readonly kind: 'value';
      readonly by: z.infer<typeof grouping>;
      readonly before_ms?: number;
      readonly exact?: true;
    }
  | {
      readonly kind: 'item';
      readonly item: string;
      readonly before_ms?: number;
      readonly after: number;
      readonly limit: number;
    }
  | {
      readonly kind: 'report';
      readonly name: string;
      readonly days: number;
      readonly from?: string;
      readonly until?: string;
      readonly as: 'json' | 'file' | 'page';
    }
  | { readonly kind: 'periods' }
  | { readonly kind: 'period'; readonly number?: number; readonly method?: z.infer<typeof periodic> };

export type BooksAnswer = { readonly made: z.infer<typeof made> } & (
  | { readonly kind: 'value'; readonly value: z.infer<typeof valueTold> }
  | { readonly kind: 'item'; readonly item: z.infer<typeof itemTold> }
  | {
      readonly kind: 'report';
      readonly report: z.infer<typeof report>;
      readonly table?: Table;
      readonly page?: string;
      readonly style?: string;
    }
  | { readonly kind: 'periods'; readonly periods: readonly z.infer<typeof period>[]; readonly open_from_ms?: number }
  | {
      readonly kind: 'period';
      readonly from_ms: number;
      readonly until_ms: number;
      readonly closed: boolean;
      readonly period: z.infer<typeof periodTold>;
    }
);

export type BooksReply =
  | { readonly ok: true; readonly answer: BooksAnswer | { readonly kind: 'none'; readonly says: string } }
  | { readonly ok: false; readonly says: string };

export interface Books {
  /** Every report there is. */
  reports(): readonly z.infer<typeof reportListed>[];
  /** `gone`: whoever asks has gone away. */
  ask(ask: BooksAsk, gone?: AbortSignal): Promise<BooksReply>;
}

/** On what a time is read, and what is now. */
export interface BooksAround {
  readonly zone: () => string;
  readonly now_ms: () => number;
}

const at = z.string().min(1).max(40).optional().meta({
  description:
    'As stock was at that time by what is known now: 2026-11-23T14:02:11Z, 2026-11-23 14:02 on the clock of the site, or milliseconds since 1970',
});
const cursor = wholeNumber(0, 1_000_000_000).optional().meta({ description: '`next` of the page before' });
const as_of = at_ms.exactOptional().meta({ description: 'The time that was asked for' });
const page = z.strictObject({
  made,
  as_of_ms: as_of,
  ...valueTold.shape,
  next: z.int().exactOptional().meta({ description: 'The cursor of the next page; absent on the last' }),
});
const notNow = { 503: 'The reporting thread does not answer yet' };

export function valuationRoutes(books: Books, carryOut: CarryOut, around: BooksAround): AnyRoute[] {
  const common = { method: 'get', needs: 'see-reports' } as const;
  return [
    route({
      ...common,
      path: '/valuation',
      id: 'getValuation',
      says: 'Stock and its value by item, location, class, or class at a location, now or at a past time',
      params: nothing,
      query: z.strictObject({
        by: grouping.optional().meta({ description: '`item` when absent' }),
        at,
        limit: pageLimit,
        cursor,
        format: fileFormat('all rows, for a spreadsheet'),
      }),
      result: page,
      alsoCsv: 'data',
      problems: { 404: 'The ledger has no settings yet', ...notNow },
      async answer({ query: { by = 'item', at: text, limit = page_rows_default, cursor: after = 0, format }, gone }) {
        const asked = moment(text, around);
        if (!asked.ok) return no(asked.problem);
        const reply = await books.ask({ kind: 'value', by, ...asked.before }, gone);
        const answer = answered(reply, 'value');
        if (!answer.ok) return no(answer.problem);
        const { value, made: of } = answer.told;
        const rows = value.rows.slice(after, after + limit);
        const next = after + limit < value.rows.length ? { next: after + limit } : {};
        const body = { made: of, ...asked.as_of, ...value, rows, ...next };
        return isFile(format) ? { ...ok(body), table: valueTable(value) } : ok(body);
      },
    }),
    route({
      ...common,
      path: '/valuation/{item}',
      id: 'getItemValuation',
      says: "An item's value: its layers, its flows, and every step with the movement it comes from",
      params: z.strictObject({ item: idText.meta({ description: 'As in the settings' }) }),
      query: z.strictObject({ at, limit: pageLimit, cursor }),
      result: z.strictObject({ made, as_of_ms: as_of, ...itemTold.shape }),
      problems: { 404: 'There is no such item, or it moved too often to be valued', ...notNow },
      async answer({ params: { item }, query: { at: text, limit = page_rows_default, cursor: after = 0 }, gone }) {
        const asked = moment(text, around);
        if (!asked.ok) return no(asked.problem);
        const answer = answered(await books.ask({ kind: 'item', item, after, limit, ...asked.before }, gone), 'item');
        if (!answer.ok) return no(answer.problem);
        return ok({ made: answer.told.made, ...asked.as_of, ...answer.told.item });
      },
    }),
    route({
      ...common,
      path: '/periods',
      id: 'listPeriods',
      says: 'Closed periods, the oldest first, with what the books said of their end; the open one begins after them',
      params: nothing,
      query: nothing,
      result: z.strictObject({
        made,
        periods: z.array(period).readonly(),
        open_from_ms: at_ms.exactOptional().meta({ description: 'Absent while none was closed: it has no beginning' }),
      }),
      problems: { 404: 'The ledger has no settings yet', ...notNow },
      async answer() {
        const answer = answered(await books.ask({ kind: 'periods' }), 'periods');
        if (!answer.ok) return no(answer.problem);
        const { kind: _, ...body } = answer.told;
        return ok(body);
      },
    }),
    route({
      ...common,
      path: '/periods/{period}',
      id: 'getPeriod',
      says: 'A period by the periodic system beside the perpetual one: what it shows as used, and what it hides',
      params: z.strictObject({
        period: z
          .string()
          .regex(/^(open|[1-9]\d{0,5})$/, 'must be the number of a closed period, or `open`')
          .meta({ description: 'Number of a closed period, or `open`: since the last one until now' }),
      }),
      query: z.strictObject({
        method: periodic
          .optional()
          .meta({ description: "By which the closing stock is valued; the item's when absent" }),
      }),
      result: z.strictObject({ made, from_ms: at_ms, until_ms: at_ms, closed: z.boolean(), ...periodTold.shape }),
      problems: { 404: 'There is no such period', ...notNow },
      async answer({ params: { period: named }, query: { method }, gone }) {
        const number = named === 'open' ? {} : { number: Number(named) };
        const asked = { kind: 'period', ...number, ...(method === undefined ? {} : { method }) } as const;
        const answer = answered(await books.ask(asked, gone), 'period');
        if (!answer.ok) return no(answer.problem);
        const { kind: _, period: told, ...rest } = answer.told;
        return ok({ ...rest, ...told });
      },
    }),
    route({
      method: 'post',
      path: '/periods/close',
      id: 'closePeriod',
      says: 'Close the period that is open, for good: nothing is entered into it by hand any more, and what devices tell late is valued after it',
      needs: 'close-periods',
      params: nothing,
      query: nothing,
      body: z.strictObject({
        until: localDay.meta({ description: 'The first local day that is no longer in it, `2026-12-01`' }),
        reason: z.string().min(1).max(200),
      }),
      result: z.strictObject({
        from_ms: at_ms,
        until_ms: at_ms,
        head_seq: z.int(),
        value: amount,
        currency: z.string(),
        notes: z.array(z.string()).readonly(),
      }),
      problems: {
        404: 'The ledger has no settings yet',
        422: 'The period cannot be closed; nothing changed',
        ...notNow,
      },
      async answer({ body: { until, reason }, by }) {
        const until_ms = localDayStart(Date.parse(`${until}T00:00:00Z`) / 86_400_000, around.zone());
        const known = answered(await books.ask({ kind: 'periods' }), 'periods');
        if (!known.ok) return no(known.problem);
        const from_ms = known.told.open_from_ms ?? 0;
        if (until_ms > around.now_ms()) return no(unclosed('must not be still to come'));
        if (until_ms <= from_ms)
          return no(unclosed(`must be after ${new Date(from_ms).toISOString()}, where the last closed period ends`));
        const ask = { kind: 'value', by: 'class', before_ms: until_ms, exact: true } as const;
        const valued = answered(await books.ask(ask), 'value');
        if (!valued.ok) return no(valued.problem);
        const { total: value, currency, notes } = valued.told.value;
        const { head_seq } = valued.told.made;
        const outcome = await carryOut(by, { kind: 'close-period', until_ms, head_seq, value, currency, reason });
        if (outcome.ok) return ok({ from_ms, until_ms, head_seq, value, currency, notes });
        return no(unclosed(outcome.says));
      },
    }),
  ];
}

const localDay = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as 2026-12-01')
  .refine((text) => new Date(`${text}T00:00:00Z`).toJSON()?.startsWith(text) === true, 'must be a day that there is');

function unclosed(rule: string): Problem {
  const errors = [{ in: 'body', field: 'until', rule }] as const;
  return { status: 422, title: 'Not possible', code: 'period-not-closed', detail: `until: ${rule}`, errors };
}

type Kind = BooksAnswer['kind'];

type AnswerOf<Name extends Kind> = Extract<BooksAnswer, { kind: Name }>;

function isOf<Name extends Kind>(answer: { readonly kind: string }, kind: Name): answer is AnswerOf<Name> {
  return answer.kind === kind;
}

/** The answer of the kind that was asked for, or the problem to answer with. */
export function answered<Name extends Kind>(
  reply: BooksReply,
  kind: Name,
): { readonly ok: true; readonly told: AnswerOf<Name> } | { readonly ok: false; readonly problem: Problem } {
  if (!reply.ok) {
    const says = { status: 503, title: 'Not possible now', code: 'reporting-silent', detail: reply.says } as const;
    return { ok: false, problem: { ...says, retry_after_s: 5 } };
  }
  const { answer } = reply;
  if (isOf(answer, kind)) return { ok: true, told: answer };
  return { ok: false, problem: notFound(answer.kind === 'none' ? answer.says : `There is no ${kind}.`) };
}

type Moment =
  | {
      readonly ok: true;
      readonly before: { readonly before_ms?: number };
      readonly as_of: { readonly as_of_ms?: number };
    }
  | { readonly ok: false; readonly problem: Problem };

/** What took effect at that very instant counts. */
function moment(text: string | undefined, { zone, now_ms }: BooksAround): Moment {
  if (text === undefined) return { ok: true, before: {}, as_of: {} };
  const parsed = parseTime(text, zone());
  const rule = !parsed.ok ? parsed.says : parsed.at_ms > now_ms() ? 'must not be still to come' : undefined;
  if (!parsed.ok || rule !== undefined) {
    return { ok: false, problem: badRequest([{ in: 'query', field: 'at', rule: rule ?? '' }]) };
  }
  return { ok: true, before: { before_ms: parsed.at_ms + 1 }, as_of: { as_of_ms: parsed.at_ms } };
}

const columns = [
  'item',
  'class',
  'location',
  'name',
  'unit',
  'method',
  'quantity',
  'value',
  'unit_value',
  'unvalued',
  'negative',
  'consigned',
] as const;

function valueTable({ rows, currency }: z.infer<typeof valueTold>): Table {
  const told = rows.some(({ mass_mg }) => mass_mg !== undefined) ? ([...columns, 'mass_mg'] as const) : columns;
  const lines = rows.map((row) => {
    const cells = told.map((column) =>
      column === 'value' || column === 'unit_value' ? amountOf(row[column]) : row[column],
    );
    return [...cells, currency];
  });
  return { header: [...told, 'currency'], lines };
}
