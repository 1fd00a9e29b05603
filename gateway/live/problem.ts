/** What goes wrong over HTTP, in the form of RFC 9457 (`application/problem+json`). */
import type { Response } from 'express';
import type { z } from 'zod';

/** One thing wrong with what was asked: where, which field, and the rule it breaks. */
export interface Misfit {
  readonly in: 'path' | 'query' | 'body';
  /** Dotted path; empty when the whole is meant. */
  readonly field: string;
  readonly rule: string;
}

export interface Problem {
  readonly status: number;
  readonly title: string;
  /** For programs: stable, kebab-case. */
  readonly code: string;
  readonly detail: string;
  readonly errors?: readonly Misfit[];
  /** When to try again; also told as `Retry-After`. */
  readonly retry_after_s?: number;
}

export function sendProblem(response: Response, problem: Problem): void {
  const body = JSON.stringify({ type: 'about:blank', ...problem });
  response.status(problem.status).setHeader('Content-Type', 'application/problem+json; charset=utf-8');
  response.setHeader('Cache-Control', 'no-store');
  if (problem.retry_after_s !== undefined) response.setHeader('Retry-After', String(problem.retry_after_s));
  response.end(body);
}

export function notFound(detail: string): Problem {
  return { status: 404, title: 'Not found', code: 'not-found', detail };
}

/** A command that was understood and refused: which field of it breaks which rule, where it is one of its fields. */
export function notPossible(
  { code, says, field }: { readonly code: string; readonly says: string; readonly field?: string },
  params: readonly string[] = [],
): Problem {
  const place = field !== undefined && params.includes(field) ? 'path' : 'body';
  const errors = field === undefined ? {} : { errors: [{ in: place, field, rule: says }] as const };
  return { status: 422, title: 'Not possible', code, detail: says, ...errors };
}

export function misfitsOf(where: Misfit['in'], error: z.ZodError): Misfit[] {
  return error.issues.flatMap((issue): Misfit[] => {
    const field = issue.path.map(String).join('.');
    if (issue.code !== 'unrecognized_keys') return [{ in: where, field, rule: issue.message }];
    const prefix = field === '' ? '' : `${field}.`;
    return issue.keys.map((key) => ({ in: where, field: `${prefix}${key}`, rule: 'is not known here' }));
  });
}

export function badRequest(errors: readonly Misfit[]): Problem {
  const [first] = errors;
  const detail =
    first === undefined ? 'The request cannot be understood.' : `${first.in} ${first.field}: ${first.rule}`;
  return { status: 400, title: 'Bad request', code: 'bad-request', detail, errors };
}
