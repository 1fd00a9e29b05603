/** Devices count for a sheet: a reader sweeps its places, scales say what lies on them. */
import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { type AnyRoute, idText, nothing, route } from '../route.ts';
import { key, line_number, numberParams, reason, worked, workProblems } from '../work-schemas.ts';
import { type CountWorkSources, shownWork } from './count-work.ts';
import { keyed } from './purchase-orders.ts';

const changes = {
  method: 'post',
  query: nothing,
  result: worked,
  problems: workProblems,
  needs: 'count',
  params: numberParams,
} as const;

export function countDeviceRoutes(sources: CountWorkSources): AnyRoute[] {
  return [
    route({
      ...changes,
      path: '/counts/{id}/sweep',
      id: 'beginSweep',
      says: 'A reader begins to go over places of a count: what it hears from now on is counted when the sweep is ended',
      body: z.strictObject({
        key,
        device: idText.meta({ description: 'A handheld, or a reader with an antenna at each of the places' }),
        locations: z
          .array(idText)
          .min(1)
          .max(limits.document_lines_max)
          .exactOptional()
          .meta({ description: 'All places of the count that it hears when absent' }),
        reason: reason.exactOptional(),
      }),
      answer: ({ params: { id }, body: { key: given, ...begin }, by, visit }) =>
        shownWork(sources, visit, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'begin-sweep', begin: { id, ...begin } },
        }),
    }),
    route({
      ...changes,
      path: '/counts/{id}/sweep-end',
      id: 'endSweep',
      says: 'A sweep is over: lines at its places are counted by the tags that it and those before it in the round have heard',
      body: z.strictObject({
        key,
        pass: z
          .int()
          .min(1)
          .max(limits.sweep_passes_max)
          .exactOptional()
          .meta({ description: 'Its number; needed where several go on' }),
        reason: reason.exactOptional(),
      }),
      answer: ({ params: { id }, body: { key: given, ...end }, by, visit }) =>
        shownWork(sources, visit, { by, ...keyed(given), about: id, act: { act: 'end-sweep', end: { id, ...end } } }),
    }),
    route({
      ...changes,
      path: '/counts/{id}/weigh',
      id: 'weighCount',
      says: 'Lines at places with a scale are counted by what it says now, where it is sure enough; the others ask for a hand count',
      body: z.strictObject({
        key,
        lines: z
          .array(line_number)
          .min(1)
          .max(limits.document_lines_max)
          .exactOptional()
          .meta({ description: 'All that a scale weighs when absent' }),
        location: idText.exactOptional().meta({ description: 'Only at this place' }),
        reason: reason.exactOptional(),
      }),
      answer: ({ params: { id }, body: { key: given, ...weighing }, by, visit }) =>
        shownWork(sources, visit, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'weigh-count', weighing: { id, ...weighing } },
        }),
    }),
  ];
}
