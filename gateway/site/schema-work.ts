/** Settings of work: where deliveries are taken in, where damaged goods go, what is tolerated. */
import { z } from 'zod';
import { limits } from '../base/limits.ts';
import { programmeKinds } from '../stock/work-settings.ts';
import { kanbanLoop } from './schema-kanban.ts';
import { id } from './schema-values.ts';

const permille = (of: string) => z.int().min(0).max(1_000).describe(`Of class ${of}, thousandths of the level`);
const times = (of: string) => z.int().min(1).max(365).describe(`Of class ${of}`);
const tolerance = z.strictObject({ A: permille('A'), B: permille('B'), C: permille('C') });
const programme = z.strictObject({
  id: id.describe('Its sheets are known by it'),
  name: z.string().min(1).max(100).describe('For people'),
  by: z
    .enum(programmeKinds)
    .describe(
      '`class`: by the class of the item; `zone`: place after place; `empty`: what is empty or low; `doubt`: what is in doubt',
    ),
  zones: z
    .array(id)
    .min(1)
    .max(1_000)
    .exactOptional()
    .describe('These and what is in them; the whole site when absent'),
  abc: z
    .array(z.enum(['A', 'B', 'C']))
    .min(1)
    .max(3)
    .exactOptional()
    .describe('Classes; all when absent'),
  counts_per_year: z
    .int()
    .min(1)
    .max(365)
    .exactOptional()
    .describe('Of `zone`: how often each place is counted; 1 when absent'),
  at_most: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .exactOptional()
    .describe('Of `empty`: at most so many units lie there; 0 when absent'),
  doubt_permille_min: z
    .int()
    .min(1)
    .max(1_000)
    .exactOptional()
    .describe('Of `doubt`: how doubtful a level must be, thousandths; 50 when absent'),
  lines_per_day: z.int().min(1).max(limits.document_lines_max).describe('Lines that are opened in a day at most'),
  assignees: z
    .array(z.string().min(1).max(100))
    .max(20)
    .default([])
    .describe('Who counts, a sheet each; anybody when empty'),
  is_nightly: z.boolean().default(true).describe('Whether its sheets are opened by themselves every night'),
  tolerance_permille: tolerance.exactOptional().describe('As that of all counts when absent'),
});
const counting = z.strictObject({
  tolerance_permille: tolerance
    .exactOptional()
    .describe(
      'How far a count may be off the level and be booked at once: `{ "A": 10, "B": 30, "C": 50 }` when absent',
    ),
  counts_per_year: z
    .strictObject({ A: times('A'), B: times('B'), C: times('C') })
    .exactOptional()
    .describe('How often items are to be counted at each place: `{ "A": 4, "B": 2, "C": 1 }` when absent'),
  programmes: z
    .array(programme)
    .max(50)
    .exactOptional()
    .describe('What is counted by itself, a little every day; see [counting.md](counting.md#programmes)'),
  by_another: z
    .boolean()
    .exactOptional()
    .describe('Who counts again, and who approves, must not be who counted; `false` when absent'),
  sweep_missed_permille_max: z
    .int()
    .min(0)
    .max(500)
    .exactOptional()
    .describe(
      'A line of which a tag is missing counts as swept once the chance that a tag was missed is at most this, thousandths; 50 when absent',
    ),
});

const sscc = z.strictObject({
  company_prefix: z
    .string()
    .regex(/^\d{4,12}$/, 'must be 4 to 12 digits')
    .describe('The GS1 company prefix of the firm'),
  extension: z.int().min(0).max(9).exactOptional().describe('The digit before it, free to use; 0 when absent'),
});

const buffer_units = z.int().min(0).max(1_000_000_000);
const buffer = z.strictObject({
  location: id.describe('Where it waits'),
  item: id.describe('What waits'),
  use_per_hour: z.number().gt(0).max(1_000_000_000).exactOptional().describe('What the step after uses in an hour'),
  interruption_hours: z
    .number()
    .gt(0)
    .max(8_760)
    .exactOptional()
    .describe('For how long the step before may stand still'),
  min_units: buffer_units.exactOptional().describe('Below it the step after may starve'),
  max_units: buffer_units.exactOptional().describe('Above it the step before is blocked'),
});

export const work = z.strictObject({
  receiving: id.exactOptional().describe('Where deliveries are taken in that name no other location'),
  quarantine: id.exactOptional().describe('Where damaged goods go that are kept'),
  staging: id.exactOptional().describe('Where shipments are gathered that name no other location'),
  wip: id
    .exactOptional()
    .describe('Where production orders are worked on that name no other location; of the kind `wip`'),
  finished: id.exactOptional().describe('Where what was made goes, where neither order nor bill say it'),
  over_permille: z
    .int()
    .min(0)
    .max(1_000)
    .exactOptional()
    .describe('How much more than ordered is taken in where the order does not say: 50 is 5 %; nothing when absent'),
  owners: z
    .enum(['own-first', 'consigned-first'])
    .exactOptional()
    .describe(
      'Whose pieces go first where nobody sees it, see [consignment.md](consignment.md); `own-first` when absent',
    ),
  counting: counting.exactOptional().describe('How counts are judged, and how often they are due'),
  put_away: z
    .array(z.enum(['fixed', 'same-item', 'empty']))
    .min(1)
    .max(3)
    .exactOptional()
    .describe(
      'By what goods find their places, the best first: the place made for the item, where it lies already, the first empty one; `["fixed", "same-item"]` when absent',
    ),
  sscc: sscc.exactOptional().describe('What own handling units are numbered with; without it each brings its number'),
  kanban: z
    .array(kanbanLoop)
    .max(limits.kanban_loops_max)
    .exactOptional()
    .describe('Kanban loops, see [kanban.md](kanban.md)'),
  buffers: z
    .array(buffer)
    .max(limits.buffers_max)
    .exactOptional()
    .describe('Where work in process waits between two steps, for the report `buffers` ([reports.md](reports.md))'),
});
