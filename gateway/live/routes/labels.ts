import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { type AnyRoute, idText, no, ok, route, wholeNumber } from '../route.ts';

const kind = z.enum(['items', 'locations', 'commands', 'units', 'cards']);
const symbology = z.enum(['auto', 'code-128', 'data-matrix', 'qr']);

const params = z.strictObject({ kind: kind.meta({ description: 'What is labelled' }) });
const query = z.strictObject({
  ids: z
    .string()
    .max(8_192)
    .optional()
    .meta({ description: 'Which, with commas between; all when absent. For `units` the SSCCs' }),
  size: idText.optional().meta({ description: 'Size of the labels; a sheet of 24 when absent' }),
  as: symbology.optional().meta({ description: 'Kind of code; bars where they fit when absent' }),
  copies: wholeNumber(1, limits.labels_page_max).optional(),
  lot: z.string().max(20).optional().meta({ description: 'For items with a GTIN' }),
  expiry: z.string().max(10).optional().meta({ description: '2027-12-31; for items with a GTIN' }),
  quantity: wholeNumber(1, 99_999_999).optional().meta({ description: 'For items with a GTIN' }),
  gs1: z.enum(['true', 'false']).optional().meta({ description: 'Locations by the GLN of the site' }),
});

/** What a page of labels is asked for with. */
export interface LabelQuery {
  readonly kind: z.infer<typeof kind>;
  readonly ids: readonly string[];
  readonly symbology: z.infer<typeof symbology>;
  readonly copies: number;
  readonly size?: string;
  readonly lot?: string;
  readonly expiry?: string;
  readonly quantity?: number;
  readonly gs1?: boolean;
}

export type LabelAnswer =
  | { readonly ok: true; readonly html: string; readonly style: string }
  | { readonly ok: false; readonly says: string };

export type PrintLabels = (query: LabelQuery) => Promise<LabelAnswer>;

export function labelRoutes(print: PrintLabels): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/labels/{kind}',
      id: 'getLabels',
      says: 'A page of labels for a browser to print',
      needs: 'print-labels',
      params,
      query,
      result: z.string().meta({ description: 'An HTML page at true size, one sheet or label a page' }),
      sends: 'text/html',
      problems: { 422: 'Understood, but cannot be printed; the detail says which and why' },
      async answer({ params: { kind: which }, query: { ids, as = 'auto', copies = 1, gs1, ...rest } }) {
        const named = ids === undefined || ids === '' ? [] : ids.split(',');
        const given = { size: rest.size, lot: rest.lot, expiry: rest.expiry, quantity: rest.quantity };
        const answer = await print({
          kind: which,
          ids: named,
          symbology: as,
          copies,
          ...(gs1 === 'true' ? { gs1: true } : {}),
          ...present(given),
        });
        if (answer.ok) return { ...ok(answer.html), style: answer.style };
        return no({ status: 422, title: 'Not printable', code: 'not-printable', detail: answer.says });
      },
    }),
  ];
}

type Present<Given> = { readonly [Name in keyof Given]?: Exclude<Given[Name], undefined> };

/** Without the members that are undefined: absent is absent. */
function present<Given extends Readonly<Record<string, unknown>>>(given: Given): Present<Given> {
  const kept: Present<Given> = {};
  for (const [name, value] of Object.entries(given)) if (value !== undefined) Reflect.set(kept, name, value);
  return kept;
}
