/** What a request did, as the audit trail tells it. */
import type { Deed } from '../access/audit-trail.ts';
import type { Visit } from './gate.ts';
import type { Problem } from './problem.ts';
import type { AnyRoute } from './route.ts';

/** Members of a body or of a path that name what a change is about, the likeliest first. */
const subjects = ['id', 'sscc', 'epc', 'login', 'name', 'device', 'movement', 'question', 'order', 'loop'];
/** Where none of them does and the change made no document either; after them the file that a query names. */
const hints = ['location', 'item', 'supplier', 'kind'];

/** `problem` is why it was not done; absent when it was. `told` is what was answered: it names what was made. */
export function deedOf(
  { id }: AnyRoute,
  { caller, asking }: Visit,
  asked: { readonly params?: unknown; readonly query?: unknown; readonly body?: unknown },
  problem: Problem | undefined,
  told?: unknown,
): Deed {
  const params = membersOf(asked.params);
  const body = membersOf(asked.body);
  const query = membersOf(asked.query);
  const memberOf = (name: string) => params.get(name) ?? body.get(name);
  const made = membersOf(membersOf(told).get('document')).get('id');
  const named = [...subjects.map(memberOf), made, ...hints.map(memberOf), query.get('file')].find(
    (each) => typeof each === 'string' || typeof each === 'number',
  );
  const reason = body.get('reason') ?? query.get('reason');
  return {
    by: caller?.by ?? 'nobody',
    what: id,
    subject: named === undefined ? '' : String(named),
    why: typeof reason === 'string' ? reason : '',
    outcome: problem === undefined ? 'done' : 'refused',
    detail: {
      address: asking.address,
      ...(caller?.session === undefined ? {} : { session: caller.session }),
      ...(params.size === 0 ? {} : { path: asked.params }),
      ...(query.size === 0 ? {} : { query: asked.query }),
      ...(asked.body === undefined ? {} : { body: asked.body }),
      ...(problem === undefined ? {} : { code: problem.code, says: problem.detail }),
    },
  };
}

function membersOf(value: unknown): ReadonlyMap<string, unknown> {
  return typeof value === 'object' && value !== null ? new Map(Object.entries(value)) : new Map();
}
