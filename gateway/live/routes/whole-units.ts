import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { saidOfLot } from '../lot-schemas.ts';
import { type AnyRoute, idText, nothing, route } from '../route.ts';
import { at_ms } from '../schemas.ts';
import { packaging, sscc } from '../unit-schemas.ts';
import { key, numberParams, quantity, version, worked, workProblems } from '../work-schemas.ts';
import { keyed } from './purchase-orders.ts';

const announced = z.strictObject({
  sscc,
  packaging: packaging.exactOptional(),
  inside: sscc.exactOptional().meta({ description: 'SSCC of another one of them, that it stands in' }),
  lines: z
    .array(
      z.strictObject({
        item: idText,
        quantity,
        lot: z.strictObject(saidOfLot).exactOptional().meta({ description: 'Of an item that is tracked' }),
      }),
    )
    .min(1)
    .max(limits.document_lines_max)
    .exactOptional(),
});

/** Handling units as parts of deliveries, put-aways, shipments and transfers: each goes whole. */
export function wholeUnitRoutes(sources: WorkSources): AnyRoute[] {
  const changes = {
    method: 'post',
    query: nothing,
    params: numberParams,
    result: worked,
    problems: workProblems,
  } as const;
  const taken = z.strictObject({ key, sscc, version: version.exactOptional() });
  const to = idText.exactOptional();
  return [
    route({
      ...changes,
      path: '/receipts/{id}/units',
      id: 'announceHandlingUnits',
      says: 'The advance notice of a delivery: which handling units come, and what is in each',
      needs: 'receive-goods',
      body: z.strictObject({
        key,
        version: version.exactOptional(),
        units: z.array(announced).min(1).max(limits.handling_units_nested_max),
      }),
      answer: ({ params: { id }, body: { key: given, ...notice }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'announce-units', notice: { id, ...notice } } }),
    }),
    route({
      ...changes,
      path: '/receipts/{id}/receive-unit',
      id: 'receiveHandlingUnit',
      says: 'An announced handling unit has come: everything in it is taken in sound',
      needs: 'receive-goods',
      body: z.strictObject({
        key,
        sscc,
        at_ms: at_ms.exactOptional().meta({ description: 'When it came, where that was before now' }),
        is_unasked: z.boolean().exactOptional().meta({ description: 'Also what the order does not have' }),
      }),
      answer: ({ params: { id }, body: { key: given, ...came }, by }) =>
        doWork(sources, { by, ...keyed(given), about: id, act: { act: 'receive-unit', receiving: { id, ...came } } }),
    }),
    route({
      ...changes,
      path: '/put-aways/{id}/put-unit',
      id: 'putHandlingUnitAway',
      says: 'A handling unit is in its place, whole',
      needs: 'move-stock',
      body: taken.extend({ to: to.meta({ description: 'The place proposed for the first of its goods when absent' }) }),
      answer: ({ params: { id }, body: { key: given, ...unit }, by }) =>
        doWork(sources, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'take-unit', taking: { kind: 'put-away', id, ...unit } },
        }),
    }),
    route({
      ...changes,
      path: '/shipments/{id}/pick-unit',
      id: 'pickHandlingUnit',
      says: 'A handling unit is brought to where the shipment is gathered, whole',
      needs: 'ship-goods',
      body: taken,
      answer: ({ params: { id }, body: { key: given, ...unit }, by }) =>
        doWork(sources, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'take-unit', taking: { kind: 'shipment', id, ...unit } },
        }),
    }),
    route({
      ...changes,
      path: '/shipments/{id}/put-unit-back',
      id: 'putHandlingUnitBack',
      says: 'A handling unit that was picked goes back to a place, whole',
      needs: 'ship-goods',
      body: taken.extend({ to: idText }),
      answer: ({ params: { id }, body: { key: given, ...unit }, by }) =>
        doWork(sources, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'take-unit', taking: { kind: 'shipment', id, ...unit } },
        }),
    }),
    route({
      ...changes,
      path: '/transfers/{id}/carry-unit',
      id: 'carryHandlingUnit',
      says: 'A handling unit is sent, or has arrived, whole: by where it stands',
      needs: 'ship-goods',
      body: taken,
      answer: ({ params: { id }, body: { key: given, ...unit }, by }) =>
        doWork(sources, {
          by,
          ...keyed(given),
          about: id,
          act: { act: 'take-unit', taking: { kind: 'transfer', id, ...unit } },
        }),
    }),
  ];
}
