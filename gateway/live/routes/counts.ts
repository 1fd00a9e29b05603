/** Count sheets: choose what is counted, print it, key it in, count again, approve. */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import { itemName, locationName, siteIndexOf } from '../../stock/site-index.ts';
import type { AbcClass } from '../../stock/work-settings.ts';
import type { Act } from '../../work/act.ts';
import { chooseLines } from '../../work/count-choice.ts';
import { isSamePerson } from '../../work/count-keying.ts';
import type { CountSheet } from '../../work/count-sheet.ts';
import { countTable, type SheetNames } from '../count-csv.ts';
import { countPage } from '../count-page.ts';
import { countSheet } from '../count-schemas.ts';
import { countShown } from '../count-shown.ts';
import type { WorkSources } from '../do-work.ts';
import { rightMissing } from '../gate.ts';
import type { LiveState } from '../live-state.ts';
import { notFound, type Problem } from '../problem.ts';
import { type AnyRoute, fileFormat, idText, isFile, no, nothing, ok, route } from '../route.ts';
import { day, key, numberParams, reason, reference, worked, workProblems } from '../work-schemas.ts';
import { countDeviceRoutes } from './count-devices.ts';
import { countWorkRoutes, shownWork } from './count-work.ts';
import { documentFilter, pageOf } from './documents.ts';
import type { Plans } from './plans.ts';
import { keyed } from './purchase-orders.ts';

export interface CountSources extends WorkSources {
  readonly reader: Pick<LedgerReader, 'levels'>;
  readonly state: Pick<LiveState, 'site'>;
  readonly plans: Plans;
}

const ids = z.array(idText).min(1).max(1_000);
const abc = z.enum(['A', 'B', 'C']);
const assignee = z.string().min(1).max(100);
const format = fileFormat('to be filled in and sent back');

const opening = z.strictObject({
  key,
  zones: ids.exactOptional().meta({ description: 'These and all that is in them' }),
  locations: ids.exactOptional(),
  items: ids.exactOptional(),
  abc: z.array(abc).min(1).max(3).exactOptional().meta({ description: 'As in the settings, else as the plan ranks' }),
  lines: z
    .array(z.strictObject({ location: idText, item: idText }))
    .min(1)
    .max(limits.count_lines_max)
    .exactOptional()
    .meta({ description: 'Exactly these, instead of all of the above' }),
  is_blind: z
    .boolean()
    .exactOptional()
    .meta({ description: 'Levels are not shown to who counts; so when absent. `false` needs `approve-counts`, too' }),
  assignee: assignee
    .exactOptional()
    .meta({ description: 'The only one who counts it; somebody else than who asks needs `approve-counts`, too' }),
  due_day: day.exactOptional(),
  reference: reference.exactOptional(),
  reason: reason.exactOptional(),
});

const changes = { method: 'post', query: nothing, result: worked, problems: workProblems } as const;

export function countRoutes(sources: CountSources): AnyRoute[] {
  const [list, ...reading] = readingRoutes(sources);
  return [
    ...(list === undefined ? [] : [list]),
    openRoute(sources),
    ...reading,
    ...countWorkRoutes(sources),
    ...countDeviceRoutes(sources),
  ];
}

function readingRoutes(sources: CountSources): AnyRoute[] {
  const { documents, state } = sources;
  return [
    route({
      method: 'get',
      path: '/counts',
      id: 'listCounts',
      says: 'Count sheets, newest first',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject(documentFilter),
      result: z.strictObject({ counts: z.array(countSheet), next: z.string().exactOptional() }),
      problems: {},
      answer({ query, visit }) {
        const { found, ...next } = pageOf(documents, query, 'count');
        const counts = found.flatMap(({ document }) =>
          document.kind === 'count' ? [countShown(visit, document)] : [],
        );
        return ok({ counts, ...next });
      },
    }),
    route({
      method: 'get',
      path: '/counts/{id}',
      id: 'getCount',
      says: 'A count sheet; as a file to be filled in',
      needs: 'see-stock',
      params: numberParams,
      query: z.strictObject({ format }),
      result: countSheet,
      alsoCsv: 'sheet',
      problems: { 404: 'There is no such count' },
      answer({ params: { id }, query: { format: as }, visit }) {
        const sheet = sheetOf(sources, id);
        if (sheet === undefined) return no(notFound(`There is no count ${id}.`));
        const shown = countShown(visit, sheet);
        return isFile(as) ? { ...ok(shown), table: countTable(shown, namesFor(sources, shown)) } : ok(shown);
      },
    }),
    route({
      method: 'get',
      path: '/counts/{id}/page',
      id: 'getCountPage',
      says: 'A count sheet to print and to write on; of a recount only the lines that are counted again',
      needs: 'see-stock',
      params: numberParams,
      query: nothing,
      result: z.string().meta({ description: 'An HTML page' }),
      sends: 'text/html',
      problems: { 404: 'There is no such count' },
      answer({ params: { id } }) {
        const sheet = sheetOf(sources, id);
        if (sheet === undefined) return no(notFound(`There is no count ${id}.`));
        const { name, time_zone } = state.site;
        const { html, style } = countPage(sheet, { name, zone: time_zone }, namesFor(sources, sheet));
        return { ...ok(html), style };
      },
    }),
  ];
}

function openRoute(sources: CountSources): AnyRoute {
  return route({
    ...changes,
    path: '/counts',
    id: 'openCount',
    says: 'Make a count sheet of what lies and what belongs at the places that are chosen; of many lines several sheets',
    needs: 'count',
    params: nothing,
    body: opening,
    async answer({ body: { key: given, zones, locations, items, abc: classes, lines, ...head }, by, visit }) {
      const isGiven = head.assignee !== undefined && !isSamePerson(head.assignee, by);
      if ((isGiven || head.is_blind === false) && visit.caller?.rights.has('approve-counts') !== true)
        return no(rightMissing(visit.caller, ['approve-counts']));
      const index = siteIndexOf(sources.state.site);
      const choice = {
        ...(zones === undefined ? {} : { zones }),
        ...(locations === undefined ? {} : { locations }),
        ...(items === undefined ? {} : { items }),
        ...(classes === undefined ? {} : { abc: classes }),
        ...(lines === undefined ? {} : { lines }),
      };
      const ranked = await rankedBy(sources.plans);
      const chosen = chooseLines({ index, levels: sources.reader.levels({}), ranked }, choice);
      if (!chosen.ok) return no(impossible(chosen.field, chosen.rule));
      if (chosen.lines.length > limits.count_lines_max)
        return no(
          impossible(
            'zones',
            `chooses ${chosen.lines.length} lines; at most ${limits.count_lines_max} are opened at once`,
          ),
        );
      const asked = createHash('sha256').update(JSON.stringify(choice)).digest('base64url').slice(0, 22);
      const act: Act = { act: 'open-count', opening: { ...head, chosen: chosen.chosen, asked, lines: chosen.lines } };
      return shownWork(sources, visit, { by, ...keyed(given), act });
    },
  });
}

/** A plan that is not there, or does not answer, ranks nothing. */
export async function rankedBy(plans: Plans): Promise<ReadonlyMap<string, AbcClass>> {
  const reply = await plans.ask({ kind: 'rows', asked: { limit: limits.plan_items_max } });
  const ranked = new Map<string, AbcClass>();
  if (!reply.ok) return ranked;
  for (const { item, abc: rank } of reply.answer.rows ?? []) if (rank !== undefined) ranked.set(item, rank);
  return ranked;
}

function sheetOf({ documents }: CountSources, id: string): CountSheet | undefined {
  const found = documents.document(id);
  return found?.kind === 'count' ? found : undefined;
}

/** Levels stand on a sheet that is not blind; and on no blind one, whoever prints it. */
function namesFor({ reader, state }: CountSources, { is_blind, lines }: CountSheet): SheetNames {
  const index = siteIndexOf(state.site);
  const names: SheetNames = {
    item: (id) => ({ name: itemName(index, id), unit: index.items.get(id)?.unit ?? '' }),
    location: (id) => locationName(index, id),
  };
  if (is_blind) return names;
  const known = new Map<string, number>();
  for (const place of new Set(lines.map(({ location }) => location)))
    for (const { item, location, quantity } of reader.levels({ location: place }))
      known.set(`${location}\n${item}`, quantity);
  return { ...names, level: (item, location) => known.get(`${location}\n${item}`) ?? 0 };
}

function impossible(field: string, rule: string): Problem {
  const detail = `${field} ${rule}`;
  return { status: 422, title: 'Not possible', code: 'not-possible', detail, errors: [{ in: 'body', field, rule }] };
}
