/** One entry of the API: the schemas that check what is asked are the ones the OpenAPI document is made of. */
import { z } from 'zod';
import type { Table } from '../base/csv.ts';
import { limits } from '../base/limits.ts';
import type { Needs, Visit } from './gate.ts';
import type { Problem } from './problem.ts';

export type Answer<Body> =
  | {
      readonly ok: true;
      readonly body: Body;
      /** The only style of a page, for the policy that allows it by its hash. */
      readonly style?: string;
      /** The same for a spreadsheet, where that was asked for. */
      readonly table?: Table;
      /** Instead of the body, of a route that sends text: its parts, sent as they are made. */
      parts?(): AsyncIterable<string>;
      /** The token of a session that begins, for the cookie; `none` where one ends. */
      readonly session?: string | 'none';
    }
  | { readonly ok: false; readonly problem: Problem };

export interface Asked<Params, Query, Body> {
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  /** Who asks, as journal and trail name them; `nobody` where the route is for everyone. */
  readonly by: string;
  readonly visit: Visit;
  /** Whoever asks has gone away, or has the answer. */
  readonly gone: AbortSignal;
}

export interface Route<Params, Query, Body, Result> {
  readonly method: 'get' | 'post';
  /** Under `/api/v1`, parameters in braces: `/items/{id}`. */
  readonly path: string;
  readonly id: string;
  readonly says: string;
  /** What is needed to ask this; enforced by the gate and told in the OpenAPI document. */
  readonly needs: Needs;
  /**
   * Who writes what was done into the audit trail: the gate of every change (absent), the gate also of this reading
   * (`reading`), the room behind it, together with the change (`with-change`; what was refused is written by the gate), or that room
   * whatever comes of it (`own`: what was asked holds a secret). `refusals`: the gate, of a reading that somebody may not have. `none`:
   * a question that has a body. Whoever has not the right is written down by the gate except for readings and questions, and what is
   * taken out as a file in any case.
   */
  readonly audit?: 'reading' | 'with-change' | 'own' | 'refusals' | 'none';
  readonly params: z.ZodType<Params>;
  readonly query: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** Of the body; `limits.http_body_bytes_max` when absent. */
  readonly body_bytes_max?: number;
  /** Takes a body of text/csv or a workbook, too: what it says as the body that JSON would have been. */
  fromCsv?(
    text: string,
  ): { readonly ok: true; readonly body: Body } | { readonly ok: false; readonly problem: Problem };
  readonly result: z.ZodType<Result>;
  /** What is sent instead of JSON; the result is its text. */
  readonly sends?: 'text/csv' | 'text/html';
  /** Whether it answers a `table` where a file is asked for (`isFile`): for whoever may take data out, or as a sheet that is filled in. */
  readonly alsoCsv?: 'data' | 'sheet';
  /** Statuses besides 200 and 400, with what they mean. */
  readonly problems: Readonly<Record<number, string>>;
  answer(asked: Asked<Params, Query, Body>): Answer<Result> | Promise<Answer<Result>>;
}

export type AnyRoute = Route<unknown, unknown, unknown, unknown>;

/** Declares a route; keeps the types of its schemas together with its answer. */
export function route<Params, Query, Body, Result>(definition: Route<Params, Query, Body, Result>): AnyRoute {
  return definition;
}

export function ok<Body>(body: Body): Extract<Answer<Body>, { readonly ok: true }> {
  return { ok: true, body };
}

export function no(problem: Problem): { readonly ok: false; readonly problem: Problem } {
  return { ok: false, problem };
}

export const nothing = z.strictObject({});
export const idText = z.string().min(1).max(256);
export const idParams = z.strictObject({ id: idText.meta({ description: 'As in the settings or the ledger' }) });

/** Digits in the text of a URL: strict, so that `1e3`, ` 7` and an empty text are no numbers. */
export function wholeNumber(min: number, max: number) {
  const rule = `must be a whole number from ${min} to ${max}`;
  return z
    .string()
    .regex(/^\d{1,15}$/, rule)
    .transform(Number)
    .refine((value) => value >= min && value <= max, rule)
    .meta({ description: `Whole number from ${min} to ${max}` });
}

export const pageLimit = wholeNumber(1, limits.page_rows_max)
  .optional()
  .meta({ description: `Rows of a page, at most ${limits.page_rows_max}; 100 when absent` });
export const page_rows_default = 100;

const fileFormats = ['csv', 'xlsx'] as const;

/** `format` in a query; `says`: what the file is for. */
export function fileFormat(says: string) {
  const description = `\`csv\` or \`xlsx\`: ${says}`;
  return z
    .enum(['json', ...fileFormats])
    .optional()
    .meta({ description });
}

export function isFile(format: unknown): boolean {
  return fileFormats.some((each) => each === format);
}
