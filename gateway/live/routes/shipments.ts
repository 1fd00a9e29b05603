import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { saidOfLot } from '../lot-schemas.ts';
import { massSaid } from '../mass-schemas.ts';
import { type AnyRoute, idText, nothing, ok, route } from '../route.ts';
import { sscc } from '../unit-schemas.ts';
import {
  day,
  key,
  line_number,
  numberParams,
  quantity,
  reason,
  reference,
  shipment,
  version,
  worked,
  workProblems,
} from '../work-schemas.ts';
import { documentFilter, pageOf } from './documents.ts';
import { keyed } from './purchase-orders.ts';

const many = limits.document_lines_max;
const seen = version.exactOptional().meta({ description: 'Need not be said: what is carried adds up' });
const carried = z.strictObject({
  key,
  version: seen,
  lines: z
    .array(
      z.strictObject({
        line: line_number,
        quantity,
        place: idText.meta({ description: 'From where, or back to where' }),
        mass_mg: massSaid.exactOptional(),
        lot: z.strictObject(saidOfLot).exactOptional().meta({ description: 'Of an item that is tracked' }),
      }),
    )
    .min(1)
    .max(many),
});

export function shipmentRoutes(sources: WorkSources): AnyRoute[] {
  const shared = { method: 'post', query: nothing, result: worked, problems: workProblems } as const;
  const promises = { ...shared, needs: 'promise-goods' } as const;
  const ships = { ...shared, needs: 'ship-goods', params: numberParams } as const;
  return [
    route({
      method: 'get',
      path: '/shipments',
      id: 'listShipments',
      says: 'What customers are to get, newest first',
      needs: 'see-stock',
      params: nothing,
      query: z.strictObject(documentFilter),
      result: z.strictObject({ shipments: z.array(shipment), next: z.string().exactOptional() }),
      problems: {},
      answer({ query }) {
        const { found, ...next } = pageOf(sources.documents, query, 'shipment');
        return ok({
          shipments: found.flatMap(({ document }) => (document.kind === 'shipment' ? [document] : [])),
          ...next,
        });
      },
    }),
    route({
      ...promises,
      path: '/shipments',
      id: 'openShipment',
      says: 'Say what a customer is to get',
      params: nothing,
      body: z.strictObject({
        key,
        customer: idText,
        reference: reference.exactOptional(),
        due_day: day.exactOptional(),
        location: idText.exactOptional().meta({ description: 'Where it is gathered; as in the settings when absent' }),
        lines: z
          .array(z.strictObject({ item: idText, quantity }))
          .min(1)
          .max(many),
        reservation: idText.exactOptional().meta({ description: 'The reservation that it takes the place of' }),
        reason: reason.exactOptional(),
      }),
      answer: ({ body: { key: given, ...draft }, by }) =>
        doWork(sources, { by, ...keyed(given), act: { act: 'open-shipment', draft } }),
    }),
    route({
      ...ships,
      path: '/shipments/{id}/pick',
      id: 'pick',
      says: 'Goods go from their places to where the shipment is gathered',
      body: carried,
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'pick', picking: { id, ...said } } }),
    }),
    route({
      ...ships,
      path: '/shipments/{id}/put-back',
      id: 'unpick',
      says: 'What was picked and is not shipped goes back to a place',
      body: carried,
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'unpick', picking: { id, ...said } } }),
    }),
    route({
      ...ships,
      path: '/shipments/{id}/pack',
      id: 'pack',
      says: 'What is picked is packed; the material it took is used up',
      body: z.strictObject({
        key,
        version: seen,
        materials: z
          .array(z.strictObject({ item: idText, quantity, from: idText }))
          .min(1)
          .max(many)
          .exactOptional(),
      }),
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'pack', packing: { id, ...said } } }),
    }),
    route({
      ...ships,
      path: '/shipments/{id}/ship',
      id: 'ship',
      says: 'What is picked goes to the customer; the last of it closes the shipment',
      body: z.strictObject({
        key,
        version: seen,
        lines: z
          .array(z.strictObject({ line: line_number, quantity, mass_mg: massSaid.exactOptional() }))
          .min(1)
          .max(many)
          .exactOptional()
          .meta({ description: 'All that is picked when absent' }),
        units: z
          .array(sscc)
          .min(1)
          .max(many)
          .exactOptional()
          .meta({ description: 'SSCCs of handling units that go whole; all that stand ready when absent' }),
        is_last: z
          .boolean()
          .exactOptional()
          .meta({ description: 'Nothing more follows, also where something is missing' }),
      }),
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'ship', shipping: { id, ...said } } }),
    }),
    route({
      ...promises,
      path: '/shipments/{id}/close',
      id: 'closeShipment',
      says: 'Nothing more is shipped',
      params: numberParams,
      body: z.strictObject({ key, version, reason: reason.min(1) }),
      answer: ({ params: { id }, body: { key: given, ...said }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'close-shipment', ending: { id, ...said } } }),
    }),
  ];
}
