/** A command of work from its route to its answer: carried out, and the documents read as they then are. */
import type { z } from 'zod';
import type { DocumentQueries } from '../ledger/documents.ts';
import type { Act } from '../work/act.ts';
import type { DocumentKind } from '../work/document.ts';
import type { Problem } from './problem.ts';
import { type Answer, no, ok } from './route.ts';
import type { CarryOut } from './routes/commands.ts';
import type { worked } from './work-schemas.ts';

export interface WorkSources {
  readonly carryOut: CarryOut;
  readonly documents: DocumentQueries;
}

export interface WorkAsked {
  readonly by: string;
  readonly key?: string;
  readonly act: Act;
  /** The document that the answer is about; the first that it changed when absent. */
  readonly about?: string;
  /** Or the first of this kind. */
  readonly about_kind?: DocumentKind;
  /** The fields of the command that are in the path; `id` when absent. */
  readonly in_path?: readonly string[];
}

export async function doWork(
  { carryOut, documents }: WorkSources,
  { by, key, act, about, about_kind, in_path = ['id'] }: WorkAsked,
): Promise<Answer<z.infer<typeof worked>>> {
  const outcome = await carryOut(by, { kind: 'work', ...(key === undefined ? {} : { key }), act });
  if (!outcome.ok) return no(problemOf(outcome, in_path));
  const changed = (outcome.documents ?? []).flatMap((id) => documents.document(id) ?? []);
  const document = changed.find(({ id, kind }) => id === about || kind === about_kind) ?? changed[0];
  if (document === undefined) {
    const detail = 'It was done before, and what it changed is not kept any more.';
    return no({ status: 404, title: 'Not found', code: 'not-found', detail });
  }
  return ok({
    document,
    documents: changed,
    notes: outcome.notes ?? [],
    ...(outcome.is_repeat === true ? { is_repeat: true as const } : {}),
  });
}

function problemOf(
  {
    code,
    says,
    field,
  }: {
    readonly code: string;
    readonly says: string;
    readonly field?: string;
  },
  in_path: readonly string[],
): Problem {
  const errors =
    field === undefined
      ? {}
      : {
          errors: [
            { in: in_path.includes(field) ? ('path' as const) : ('body' as const), field, rule: ruleIn(says, field) },
          ],
        };
  if (code === 'no-such-document') return { status: 404, title: 'Not found', code, detail: says, ...errors };
  if (code === 'stale' || code === 'key-used') return { status: 409, title: 'Conflict', code, detail: says, ...errors };
  return { status: 422, title: 'Not possible', code, detail: says, ...errors };
}

function ruleIn(says: string, field: string): string {
  return says.startsWith(`${field} `) ? says.slice(field.length + 1) : says;
}
