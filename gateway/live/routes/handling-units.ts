import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import { goodsIn, type HandlingUnit } from '../../work/handling-unit.ts';
import { type PackedLevel, packedLevels } from '../../work/packed-levels.ts';
import { doWork, type WorkSources } from '../do-work.ts';
import { saidOfLot } from '../lot-schemas.ts';
import { massSaid } from '../mass-schemas.ts';
import { openUnits } from '../open-units.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, route } from '../route.ts';
import { goods, handlingUnit, packaging, sscc } from '../unit-schemas.ts';
import { key, quantity, reason, version, worked, workProblems } from '../work-schemas.ts';
import { documentFilter, pageOf } from './documents.ts';
import { keyed } from './purchase-orders.ts';

const many = limits.document_lines_max;
const params = z.strictObject({ sscc });
const { party: _party, ...filter } = documentFilter;
const listed = z.strictObject({ handling_units: z.array(handlingUnit), next: z.string().exactOptional() });
const whole = z.strictObject({
  handling_unit: handlingUnit,
  inner: z.array(handlingUnit).meta({ description: 'All that stand in it, also in one another' }),
  goods: z.array(goods).meta({ description: 'All that is in it and in those, the same goods together' }),
});
const packed = z.strictObject({
  packed: z.array(
    z.strictObject({
      item: z.string(),
      location: z.string(),
      level: z.int().meta({ description: 'All there is' }),
      packed: z.int().meta({ description: 'Of that, in handling units' }),
      loose: z.int().meta({ description: 'The rest; below zero where units hold more than there is' }),
    }),
  ),
});
const massOfMoved =
  'What all of them weigh together, whole milligrams, of an item with catch weight; only of what goes to another place';
const line = z.strictObject({
  item: idText,
  quantity,
  lot: z.strictObject(saidOfLot).exactOptional().meta({ description: 'Of an item that is tracked' }),
  from: idText.exactOptional().meta({ description: 'Where it lies; where the unit stands when absent' }),
  mass_mg: massSaid.exactOptional().meta({ description: massOfMoved }),
});

/** Handling units as they are known, packed, unpacked, moved and closed. */
export function handlingUnitRoutes(sources: WorkSources & { readonly reader: LedgerReader }): AnyRoute[] {
  const { documents, reader } = sources;
  const shown = { method: 'get', needs: 'see-stock' } as const;
  const changes = {
    method: 'post',
    needs: 'move-stock',
    query: nothing,
    result: worked,
    problems: workProblems,
  } as const;
  const unitOf = (number: string): HandlingUnit | undefined => {
    const [found] = documents.documents({ kinds: ['handling-unit'], reference: number, limit: 1 });
    return found?.document.kind === 'handling-unit' ? found.document : undefined;
  };
  const about = (number: string) => {
    const id = unitOf(number)?.id;
    return { in_path: ['sscc'], ...(id === undefined ? {} : { about: id }) };
  };
  return [
    route({
      ...shown,
      path: '/handling-units',
      id: 'listHandlingUnits',
      says: 'Cases and pallets with what is in them, newest first; a page may hold fewer than its limit',
      params: nothing,
      query: z.strictObject(filter),
      result: listed,
      problems: {},
      answer({ query }) {
        const { found, ...next } = pageOf(documents, query, 'handling-unit');
        const { location } = query;
        const units = found.flatMap(({ document }) => (document.kind === 'handling-unit' ? [document] : []));
        // Places that it was at before are about it too.
        const handling_units = units.filter((each) => location === undefined || each.location === location);
        return ok({ handling_units, ...next });
      },
    }),
    route({
      ...shown,
      path: '/handling-units/{sscc}',
      id: 'getHandlingUnit',
      says: 'One handling unit, the newest with this SSCC, with all that is in it',
      params,
      query: nothing,
      result: whole,
      problems: { 404: 'There is no such handling unit' },
      answer({ params: { sscc: number } }) {
        const handling_unit = unitOf(number);
        if (handling_unit === undefined) return no(notFound(`There is no handling unit ${number}.`));
        const all = [handling_unit];
        for (const each of all)
          for (const inner of each.units) all.push(...[unitOf(inner)].flatMap((one) => one ?? []));
        return ok({ handling_unit, inner: all.slice(1), goods: [...goodsIn(all)] });
      },
    }),
    route({
      ...shown,
      path: '/packed-levels',
      id: 'listPackedLevels',
      says: 'Of each level, what is in handling units and what lies loose; levels of which nothing is packed are left out',
      params: nothing,
      query: z.strictObject({ item: idText.optional(), location: idText.optional() }),
      result: packed,
      problems: {},
      answer({ query: { item, location } }) {
        const about = { ...(item === undefined ? {} : { item }), ...(location === undefined ? {} : { location }) };
        const all = packedLevels(
          openUnits(sources, about),
          (of, at) => reader.levels({ item: of, location: at })[0]?.quantity ?? 0,
        );
        const isAsked = (each: PackedLevel) =>
          each.item === (item ?? each.item) && each.location === (location ?? each.location);
        return ok({ packed: all.filter(isAsked) });
      },
    }),
    route({
      ...changes,
      path: '/handling-units',
      id: 'openHandlingUnit',
      says: 'Begin a case or a pallet, with the number on its label or with one of our own',
      params: nothing,
      body: z.strictObject({
        key,
        sscc: sscc.exactOptional().meta({ description: 'SSCC of its label; one of our own when absent' }),
        packaging: packaging.exactOptional(),
        location: idText.exactOptional().meta({ description: "Where it stands; the shipment's place when absent" }),
        shipment: idText.exactOptional().meta({ description: 'It is packed of what was picked for this shipment' }),
        reason: reason.exactOptional(),
      }),
      answer: ({ body: { key: given, ...opening }, by }) =>
        doWork(sources, { by, ...keyed(given), in_path: [], act: { act: 'open-unit', opening } }),
    }),
    route({
      ...changes,
      path: '/handling-units/{sscc}/pack',
      id: 'packHandlingUnit',
      says: 'Goods and other handling units are put into it; what lies where it stands moves nowhere',
      params,
      body: z.strictObject({
        key,
        version: version.exactOptional(),
        lines: z.array(line).min(1).max(many).exactOptional(),
        units: z.array(sscc).min(1).max(many).exactOptional().meta({ description: 'SSCCs, from wherever they stand' }),
      }),
      answer: ({ params: { sscc: number }, body: { key: given, ...put }, by }) =>
        doWork(sources, {
          by,
          ...keyed(given),
          ...about(number),
          act: { act: 'pack-unit', packing: { sscc: number, ...put } },
        }),
    }),
    route({
      ...changes,
      path: '/handling-units/{sscc}/unpack',
      id: 'unpackHandlingUnit',
      says: 'Goods and handling units come out of it; everything, when nothing is named, and then it is done with',
      params,
      body: z.strictObject({
        key,
        version: version.exactOptional(),
        lines: z
          .array(
            z.strictObject({
              line: z.int().min(1),
              quantity,
              mass_mg: massSaid.exactOptional().meta({ description: massOfMoved }),
            }),
          )
          .min(1)
          .max(many)
          .exactOptional(),
        units: z.array(sscc).min(1).max(many).exactOptional(),
        to: idText.exactOptional().meta({ description: 'Where it goes; it stays where the unit stands when absent' }),
        reason: reason.exactOptional(),
      }),
      answer: ({ params: { sscc: number }, body: { key: given, ...out }, by }) =>
        doWork(sources, {
          by,
          ...keyed(given),
          ...about(number),
          act: { act: 'unpack-unit', unpacking: { sscc: number, ...out } },
        }),
    }),
    route({
      ...changes,
      path: '/handling-units/{sscc}/move',
      id: 'moveHandlingUnit',
      says: 'It goes to another place with all that is in it',
      params,
      body: z.strictObject({ key, version: version.exactOptional(), to: idText, reason: reason.exactOptional() }),
      answer: ({ params: { sscc: number }, body: { key: given, ...move }, by }) =>
        doWork(sources, {
          by,
          ...keyed(given),
          ...about(number),
          act: { act: 'move-unit', move: { sscc: number, ...move } },
        }),
    }),
    route({
      ...changes,
      path: '/handling-units/{sscc}/close',
      id: 'closeHandlingUnit',
      says: 'It is packed; packing or unpacking opens it again',
      params,
      body: z.strictObject({ key, version: version.exactOptional() }),
      answer: ({ params: { sscc: number }, body: { key: given, ...closing }, by }) =>
        doWork(sources, {
          by,
          ...keyed(given),
          ...about(number),
          act: { act: 'close-unit', closing: { sscc: number, ...closing } },
        }),
    }),
  ];
}
