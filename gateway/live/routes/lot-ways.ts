/** The way of a lot through production: what it was made of, and what was made of it, over all levels. */
import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import type { LotLink, LotProduction } from '../../ledger/lot-production.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, route } from '../route.ts';

const text = z.string();
const whole = z.int();

const link = z.strictObject({
  level: whole.meta({ description: '1: next to the lot that was asked for' }),
  of: z
    .strictObject({ item: text, lot: text })
    .meta({ description: 'The lot on the way that it was used for, or that it was made of' }),
  document: text.meta({ description: 'The production order' }),
  report: whole,
  seq: whole.meta({ description: 'The movement that used it or made it' }),
  item: text,
  lot: text.exactOptional().meta({ description: 'Absent of an item that is not tracked: there the way ends' }),
  quantity: whole,
  known: text.exactOptional().meta({ description: 'How it was known which lot it was' }),
});
const way = z.strictObject({
  links: z.array(link),
  is_cut: z.literal(true).exactOptional().meta({ description: 'There is more than is told' }),
});
type Way = z.infer<typeof way>;

const params = z.strictObject({
  item: idText,
  lot: idText.meta({ description: 'The serial, for an item tracked by serial' }),
});

export function lotWayRoutes(reader: LedgerReader): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/lots/{item}/{lot}/production',
      id: 'getLotProduction',
      says: 'What a lot was made of and what was made of it, level by level; pieces of one report belong together',
      needs: 'see-stock',
      params,
      query: nothing,
      result: z.strictObject({ made_of: way, made_into: way }),
      problems: { 404: 'There is no such lot' },
      answer({ params: { item, lot } }) {
        if (reader.lots.record(item, lot) === undefined) return no(notFound(`There is no lot ${lot} of item ${item}.`));
        return reader.past.inOneView(() =>
          ok({
            made_of: wayFrom(reader.lots, 'madeOf', item, lot),
            made_into: wayFrom(reader.lots, 'madeInto', item, lot),
          }),
        );
      },
    }),
  ];
}

/** Breadth first; each lot is gone on from once. */
function wayFrom(lots: LotProduction, towards: keyof LotProduction, item: string, lot: string): Way {
  const links: Way['links'] = [];
  const seen = new Set([JSON.stringify([item, lot])]);
  let next: { readonly item: string; readonly lot: string }[] = [{ item, lot }];
  for (let level = 1; next.length > 0; level += 1) {
    const here = next;
    next = [];
    for (const of of here) {
      for (const found of lots[towards](of.item, of.lot)) {
        if (links.length === limits.lot_ways_max) return { links, is_cut: true };
        links.push({ level, of, ...found });
        const goesOn = onFrom(found);
        if (goesOn === undefined || seen.has(JSON.stringify([goesOn.item, goesOn.lot]))) continue;
        seen.add(JSON.stringify([goesOn.item, goesOn.lot]));
        next.push(goesOn);
      }
    }
  }
  return { links };
}

/** Of what nobody named nobody knows where it came from. */
function onFrom({ item, lot }: LotLink): { readonly item: string; readonly lot: string } | undefined {
  return lot === undefined || lot === 'unknown' ? undefined : { item, lot };
}
