/** What planners know and no history tells: overrides of the forecast of an item, kept with who and why, and withdrawn with a reason. */
import { z } from 'zod';
import { doWork, type WorkSources } from '../do-work.ts';
import { forecastOverride, overrideHow } from '../override-schemas.ts';
import { type AnyRoute, idText, nothing, ok, route } from '../route.ts';
import { day, key, numberParams, reason, version, worked, workProblems } from '../work-schemas.ts';
import { documentFilter, pageOf } from './documents.ts';
import { keyed } from './purchase-orders.ts';

const why = reason.min(1);

export function forecastOverrideRoutes(work: WorkSources): AnyRoute[] {
  const changes = {
    method: 'post',
    needs: 'override-forecasts',
    query: nothing,
    result: worked,
    problems: workProblems,
  } as const;
  return [
    route({
      method: 'get',
      path: '/forecast-overrides',
      id: 'listForecastOverrides',
      says: 'Overrides of forecasts, the newest first; plans use no closed one, and none whose days are over',
      needs: 'see-plans',
      params: nothing,
      query: z.strictObject(documentFilter),
      result: z.strictObject({ overrides: z.array(forecastOverride), next: z.string().exactOptional() }),
      problems: {},
      answer({ query }) {
        const { found, ...next } = pageOf(work.documents, query, 'forecast-override');
        return ok({
          overrides: found.flatMap(({ document }) => (document.kind === 'forecast-override' ? [document] : [])),
          ...next,
        });
      },
    }),
    route({
      ...changes,
      path: '/forecast-overrides',
      id: 'overrideForecast',
      says: "Say what the forecast of an item is over some days, in place of the method's or on top of it; the next plan uses it, both numbers are kept",
      params: nothing,
      body: z.strictObject({
        key,
        item: idText,
        how: overrideHow,
        value: z.number().meta({ description: 'Units, or the factor; below 0 only for `add`' }),
        from_day: day,
        to_day: day.meta({ description: 'Included; today at the earliest' }),
        until_day: day.exactOptional().meta({ description: 'The last local day on which plans use it' }),
        reason: why,
      }),
      answer: ({ body: { key: given, ...override }, by }) =>
        doWork(work, { by, ...keyed(given), act: { act: 'override-forecast', override } }),
    }),
    route({
      ...changes,
      path: '/forecast-overrides/{id}/withdraw',
      id: 'withdrawForecastOverride',
      says: 'Plans use an override no more; what it said, and what was forecast with it, stays',
      params: numberParams,
      body: z.strictObject({ key, version, reason: why }),
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(work, { by, ...keyed(given), about: id, act: { act: 'withdraw-override', ending: { id, ...said } } }),
    }),
  ];
}
