/** Files of movements and counts in the API: what is sent, and the document that is left of one. */
import { z } from 'zod';
import { limits } from '../base/limits.ts';
import { causes } from '../work/count-sheet.ts';
import type { Import } from '../work/import.ts';
import { type ImportRow, importKinds } from '../work/import-row.ts';
import { documentHead } from './document-head.ts';
import { saidOfLot } from './lot-schemas.ts';
import { massSaid } from './mass-schemas.ts';
import { idText } from './route.ts';
import { at_ms, components } from './schemas.ts';

const text = z.string();
const whole = z.int();

export const importDocument: z.ZodType<Import> = z
  .strictObject({
    kind: z.literal('import'),
    ...documentHead,
    state: z.literal('imported'),
    party: text.exactOptional(),
    location: text.exactOptional(),
    reference: text.meta({ description: 'The name of the file' }),
    content: text.meta({ description: 'A hash of what stands in it' }),
    lines: z.array(
      z.strictObject({
        line: whole,
        row: whole.meta({ description: 'Its line in the file' }),
        what: z.enum(importKinds),
        item: text,
        quantity: whole.min(0).meta({ description: 'In the smallest unit; of a count what was counted' }),
        from: text.exactOptional(),
        to: text.exactOptional(),
        location: text.exactOptional().meta({ description: 'Of a count' }),
        at_ms: at_ms.meta({ description: 'When it happened' }),
      }),
    ),
  })
  .register(components, { id: 'Import', description: 'A file of movements and counts that was taken over' });

const given = z.strictObject({
  kind: z.enum(importKinds),
  item: idText,
  quantity: whole.min(0).max(1_000_000_000_000),
  unit: z.string().min(1).max(200).exactOptional(),
  from: idText.exactOptional(),
  to: idText.exactOptional(),
  location: idText.exactOptional(),
  at_ms: at_ms.min(0).max(253_402_300_799_999).exactOptional().meta({ description: 'Now when absent' }),
  lot: z.strictObject(saidOfLot).exactOptional(),
  mass_mg: massSaid.exactOptional(),
  unit_cost: z
    .string()
    .regex(/^\d{1,15}(\.\d{1,6})?$/)
    .exactOptional(),
  party: z.string().min(1).max(100).exactOptional(),
  cause: z.enum(causes).exactOptional(),
  reason: z.string().min(1).max(200).exactOptional(),
});

export interface ImportBody {
  readonly rows: readonly ImportRow[];
}

/** Rows are numbered from 1 where no file gives them a line. */
export const importBody: z.ZodType<ImportBody> = z
  .strictObject({ rows: z.array(given).min(1).max(limits.import_rows_max) })
  .transform(({ rows }) => ({ rows: rows.map((each, i) => ({ row: i + 1, ...each })) }));
