import { z } from 'zod';
import type { AuditTrail } from '../../access/audit-trail.ts';
import { limits } from '../../base/limits.ts';
import { type AnyRoute, idText, nothing, ok, page_rows_default, pageLimit, route, wholeNumber } from '../route.ts';
import { at_ms } from '../schemas.ts';

const outcome = z.enum(['done', 'refused', 'failed']);
const time = wholeNumber(0, Number.MAX_SAFE_INTEGER).optional();

const row = z.strictObject({
  number: z.int(),
  at_ms,
  by: z.string().meta({
    description:
      'A login name; `api:NAME` a program; `console` whoever has the machine itself; `settings-file` an edited file; `nobody` somebody unknown',
  }),
  what: z.string().meta({ description: 'The operation, as this document names it' }),
  subject: z.string(),
  why: z.string(),
  outcome,
  detail: z.unknown().meta({ description: 'Whatever else is known: address, session, what was asked' }),
  chain: z.string().meta({ description: 'SHA-256 over the row and the chain before it' }),
});

const query = z.strictObject({
  by: idText.optional(),
  what: idText.optional(),
  subject: idText.optional(),
  outcome: outcome.optional(),
  since_ms: time.meta({ description: 'Milliseconds since 1970' }),
  until_ms: time.meta({ description: 'Milliseconds since 1970' }),
  limit: pageLimit,
  cursor: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: '`next` of the page before' }),
});

export function auditRoutes(trail: AuditTrail): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/audit',
      id: 'listAudit',
      says: 'Who did what, when and why, the newest first',
      needs: 'see-audit-trail',
      audit: 'refusals',
      params: nothing,
      query,
      result: z.strictObject({
        audit: z.array(row),
        rows: z.int().meta({ description: 'How many there are in all; none is ever removed' }),
        is_large: z.boolean().meta({ description: `There are more than ${limits.audit_rows_noted}` }),
        next: z.string().exactOptional().meta({ description: 'The cursor of the next page; absent on the last' }),
      }),
      problems: {},
      answer({ query: { limit = page_rows_default, cursor, ...rest } }) {
        const { by, what, subject, outcome: wanted, since_ms, until_ms } = rest;
        const found = trail.list({
          ...(by === undefined ? {} : { by }),
          ...(what === undefined ? {} : { what }),
          ...(subject === undefined ? {} : { subject }),
          ...(wanted === undefined ? {} : { outcome: wanted }),
          ...(since_ms === undefined ? {} : { since_ms }),
          ...(until_ms === undefined ? {} : { until_ms }),
          ...(cursor === undefined ? {} : { before: cursor }),
          limit: limit + 1,
        });
        const audit = found.slice(0, limit).map(({ detail, chain, ...each }) => {
          const told: unknown = JSON.parse(detail);
          return { ...each, detail: told, chain: Buffer.from(chain).toString('hex') };
        });
        const last = audit.at(-1);
        const { rows } = trail;
        const page = { audit, rows, is_large: rows > limits.audit_rows_noted };
        return ok(last !== undefined && found.length > limit ? { ...page, next: String(last.number) } : page);
      },
    }),
  ];
}
