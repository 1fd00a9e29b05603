/** Settings of kanban loops. */
import { z } from 'zod';
import { limits } from '../base/limits.ts';
import { id, words } from './schema-values.ts';

const cards_max = limits.kanban_cards_max;
const units = z.int().min(1).max(1_000_000_000);

export const kanbanLoop = z.strictObject({
  id: id.describe('The code on its cards has it: `TG-CARD.<id>.<number>`'),
  name: words.exactOptional().describe('For people'),
  item: id.describe('What goes round'),
  bins: z
    .array(id)
    .min(1)
    .max(cards_max)
    .describe('Where it is used: one location with all containers, or one for each card'),
  supplier: id.exactOptional().describe('Who fills the containers: this supplier'),
  from: id.exactOptional().describe('Or this location of the site'),
  is_made: z
    .literal(true)
    .exactOptional()
    .describe('Or they are filled by making the item, which has one of `bills`; one of the three'),
  container_units: units.describe('What a full container holds'),
  cards: z
    .union([z.int().min(1).max(cards_max), z.literal('sized')])
    .describe('How many containers go round; `"sized"`: as many as the formula says for `demand_per_day`'),
  demand_per_day: z
    .number()
    .gt(0)
    .max(1_000_000_000)
    .exactOptional()
    .describe('What the loop is sized for, units a day; needed for `"sized"`'),
  safety_permille: z
    .int()
    .min(0)
    .max(10_000)
    .default(0)
    .describe('So much more than the demand over the lead time, thousandths'),
  lead_time_days: z
    .number()
    .gt(0)
    .max(365)
    .describe('From the empty container to the full one, waiting included; a card that is out for longer is an alert'),
  empty_at_units: z
    .int()
    .min(0)
    .max(1_000_000_000)
    .default(0)
    .describe('With so many units left in it a container counts as empty'),
  signals: z
    .enum(['level', 'card'])
    .default('level')
    .describe('`level`: the empty bin is the signal; `card`: only the code of the card, or a person'),
  settle_s: z.int().min(0).max(86_400).default(30).describe('A level must stay low for so long to be a signal'),
  is_ordered_by_itself: z
    .boolean()
    .default(true)
    .describe('Whether a signal opens what fills the container; `false`: a person orders. Of suppliers alone'),
});
