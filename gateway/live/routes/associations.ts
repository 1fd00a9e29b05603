import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { LedgerReader, StoredAssociation } from '../../ledger/reader.ts';
import { type AssociationDraft, epcFault, faultsOf } from '../../stock/association.ts';
import { csvHeader, csvLine, type LineFault, parseCsv, plainEpc } from '../association-csv.ts';
import type { LiveState } from '../live-state.ts';
import { notPossible, type Problem } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, page_rows_default, pageLimit, route } from '../route.ts';
import { association } from '../schemas.ts';
import type { CarryOut } from './commands.ts';

const reason = z.string().max(200).default('').meta({ description: 'Why, for the record' });
const cell = z.string().min(1).max(200);
const epc = z
  .string()
  .min(1)
  .max(200)
  .transform(plainEpc)
  .meta({ description: 'Contents of the EPC bank in hexadecimal; case, blanks, colons and hyphens do not matter' });

const draft = z.strictObject({
  epc,
  item: cell.exactOptional(),
  quantity: z.number().exactOptional().meta({ description: 'Pieces that the tag stands for; 1 when absent' }),
  lot: cell.exactOptional(),
  expiry: cell.exactOptional().meta({ description: 'A day such as 2027-05-31' }),
  handling_unit: cell.exactOptional().meta({ description: 'SSCC, in place of an item' }),
});

/** What is to be associated; `lines` of the file it came from. */
interface Import {
  readonly associations: readonly AssociationDraft[];
  readonly reason: string;
  readonly lines?: readonly number[];
}

const body: z.ZodType<Import> = z.strictObject({
  associations: z.array(draft).min(1).max(limits.associations_import_rows_max),
  reason,
});

/** The journal row of a page's last association, and its EPC. */
const cursor = z
  .string()
  .regex(/^\d{1,16}:[0-9A-F]{1,124}$/)
  .transform((text) => {
    const [n = '', last = ''] = text.split(':');
    return { n: Number(n), epc: last };
  });

const query = z.strictObject({
  epc: epc.optional(),
  item: idText.optional(),
  ended: z.enum(['true', 'false']).optional().meta({ description: 'Also those that have ended' }),
  limit: pageLimit,
  cursor: cursor.optional().meta({ description: '`next` of the page before' }),
});

const done = z.strictObject({
  done: z.literal(true),
  warnings: z.array(z.string()).readonly().meta({ description: 'What the tags themselves say otherwise' }),
});

const problems = {
  403: 'Another page of the browser asks',
  413: 'The body is too large',
  415: 'The body is neither application/json nor text/csv',
  422: 'Understood, but not possible; nothing changed',
};

export function associationRoutes(reader: LedgerReader, state: LiveState, carryOut: CarryOut): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/associations',
      id: 'listAssociations',
      says: 'What people said that tags stand for, newest first',
      needs: 'see-stock',
      params: nothing,
      query,
      result: z.strictObject({
        associations: z.array(association),
        next: z.string().exactOptional().meta({ description: 'The cursor of the next page; absent on the last' }),
      }),
      problems: {},
      answer({ query: { epc: tag, item, ended, limit = page_rows_default, cursor: before } }) {
        const found = reader.associations({
          ...(tag === undefined ? {} : { epc: tag }),
          ...(item === undefined ? {} : { item }),
          ...(before === undefined ? {} : { before }),
          ended: ended === 'true',
          limit: limit + 1,
        });
        const associations = found.slice(0, limit);
        const last = associations.at(-1);
        const more = last !== undefined && found.length > limit;
        return ok(more ? { associations, next: `${last.n}:${last.epc}` } : { associations });
      },
    }),
    route({
      method: 'get',
      path: '/associations.csv',
      id: 'exportAssociations',
      says: 'The same as a file that can be imported again',
      needs: 'export-data',
      audit: 'reading',
      params: nothing,
      query: nothing,
      result: z.string(),
      sends: 'text/csv',
      problems: {},
      answer: async () => ok(await exported(reader)),
    }),
    route({
      method: 'post',
      path: '/associations',
      id: 'postAssociations',
      says: 'Say what tags stand for, all of them or none; answered when it is durable',
      needs: 'associate-tags',
      params: nothing,
      query: nothing,
      body,
      body_bytes_max: limits.associations_import_bytes_max,
      fromCsv: imported,
      result: done,
      problems,
      async answer({ body: { associations, reason: why, lines }, by }) {
        const items = new Set(state.site.items.map(({ id }) => id));
        const faults = faultsOf(associations, (id) => items.has(id)).map(({ row, column, rule }) => ({
          line: lines?.[row - 1] ?? row,
          column,
          rule: lines === undefined ? rule : ruleWithLine(rule, lines),
        }));
        if (faults.length > 0) return no(rowsRefused(faults, lines === undefined ? 'row' : 'line'));
        const outcome = await carryOut(by, { kind: 'associate', associations, reason: why });
        if (outcome.ok) return ok({ done: true as const, warnings: outcome.notes ?? [] });
        return no(notPossible(outcome));
      },
    }),
    route({
      method: 'post',
      path: '/associations/{epc}/end',
      id: 'endAssociation',
      says: 'End what a tag stands for; its own bits count again',
      needs: 'associate-tags',
      params: z.strictObject({
        epc: epc.refine((text) => epcFault(text) === undefined, 'must be the hexadecimal digits of a tag'),
      }),
      query: nothing,
      body: z.strictObject({ reason }),
      result: z.strictObject({ done: z.literal(true) }),
      problems,
      async answer({ params, body: { reason: why }, by }) {
        const outcome = await carryOut(by, { kind: 'dissociate', epcs: [params.epc], reason: why });
        if (outcome.ok) return ok({ done: true as const });
        return no(notPossible(outcome, ['epc']));
      },
    }),
  ];
}

/** In pieces, so that a hundred thousand rows hold nobody up. */
async function exported(reader: LedgerReader): Promise<string> {
  const parts = [csvHeader()];
  let before: { readonly n: number; readonly epc: string } | undefined;
  for (;;) {
    const page: StoredAssociation[] = reader.associations({
      ...(before === undefined ? {} : { before }),
      limit: limits.page_rows_max,
    });
    parts.push(page.map(csvLine).join(''));
    before = page.at(-1);
    if (page.length < limits.page_rows_max) return parts.join('');
    await new Promise((then) => setImmediate(then));
  }
}

function imported(
  text: string,
): { readonly ok: true; readonly body: Import } | { readonly ok: false; readonly problem: Problem } {
  const parsed = parseCsv(text, limits.associations_import_rows_max);
  if (!parsed.ok) return no(rowsRefused(parsed.faults, 'line'));
  return { ok: true, body: { associations: parsed.drafts, lines: parsed.lines, reason: 'imported' } };
}

function rowsRefused(faults: readonly LineFault[], what: 'row' | 'line'): Problem {
  const [first] = faults;
  const errors = faults.slice(0, limits.associations_faults_max).map(({ line, column, rule }) => ({
    in: 'body' as const,
    field: `${what} ${line}: ${column}`,
    rule,
  }));
  const count = faults.length === 1 ? 'One rule is broken' : `${faults.length} rules are broken`;
  return {
    status: 422,
    title: 'Not possible',
    code: 'rows-refused',
    detail: `${count}, and nothing was taken over. ${what} ${first?.line}: ${first?.column} ${first?.rule}`,
    errors,
  };
}

/** A tag that stands in two rows is named by the line of the first. */
function ruleWithLine(rule: string, lines: readonly number[]): string {
  return rule.replace(
    /^is the tag of row (\d{1,6}) too$/,
    (_, row: string) => `is the tag of line ${lines[Number(row) - 1]} too`,
  );
}
