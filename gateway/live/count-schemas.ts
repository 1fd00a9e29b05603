/** The shape of count sheets in the API's answers. */
import { z } from 'zod';
import { countSources } from '../stock/sweep.ts';
import { type CountSheet, causes, type SweepLook, type SweepPass } from '../work/count-sheet.ts';
import { documentHead as head } from './document-head.ts';
import { at_ms, components, evidence } from './schemas.ts';

const text = z.string();
const whole = z.int();
const pieces = whole.min(0);

const thought = text.exactOptional().meta({ description: 'Where the ledger has it; absent where nowhere' });

const sweepLook: z.ZodType<SweepLook> = z
  .strictObject({
    passes: z.array(whole).readonly(),
    tags: pieces.meta({ description: 'Tags of the item that were heard there' }),
    unseen: pieces.meta({ description: 'Tags that the ledger has there and no pass heard anywhere' }),
    unseen_tags: z.array(text).readonly().meta({ description: 'The first of them' }),
    unexpected: pieces.meta({ description: 'Tags that were heard there and that the ledger has elsewhere or nowhere' }),
    unexpected_tags: z.array(z.strictObject({ epc: text, thought })).readonly(),
    missed_permille: whole.meta({
      description: 'The chance that a tag which lies there was heard by none of the passes, thousandths',
    }),
    is_sure: z.boolean().meta({ description: 'No tag is unheard, or it is unlikely enough that it was missed' }),
  })
  .register(components, { id: 'SweepLook', description: 'What the passes of a sweep heard of an item at a place' });

const sweepPass: z.ZodType<SweepPass> = z
  .strictObject({
    number: whole,
    round: whole,
    device: text,
    locations: z.array(text).readonly(),
    began_ms: at_ms,
    by: text,
    ended_ms: at_ms.exactOptional().meta({ description: 'Absent while it goes on' }),
    tags: pieces.exactOptional().meta({ description: 'Tags that it heard' }),
    estimated: z
      .strictObject({ tags: z.number(), sd: z.number() })
      .exactOptional()
      .meta({ description: 'Tags that are there by this pass and those before it (Chapman), and its deviation' }),
    strange: pieces.exactOptional().meta({ description: 'Tags that it heard and that count as nothing' }),
    strange_tags: z
      .array(
        z.strictObject({
          epc: text,
          thought,
          what: z.enum(['unknown', 'elsewhere', 'placeless']),
          item: text.exactOptional(),
        }),
      )
      .readonly()
      .exactOptional(),
  })
  .register(components, { id: 'SweepPass', description: 'One time that a reader goes over places of a count sheet' });

const hidden = 'Not told to who counts blindly while the count is open';

export const countSheet: z.ZodType<CountSheet> = z
  .strictObject({
    kind: z.literal('count'),
    ...head,
    state: z.enum(['open', 'counting', 'recount', 'waiting', 'approved', 'cancelled']),
    party: text.exactOptional(),
    location: text.exactOptional().meta({ description: 'Where all its lines are at one' }),
    chosen: text.meta({ description: 'How its places and items were chosen' }),
    is_blind: z.boolean().meta({ description: 'Levels are not shown to who counts' }),
    round: whole.meta({ description: 'How often it is counted, this time included' }),
    assignee: text.exactOptional().meta({ description: 'The only one who counts it' }),
    programme: text.exactOptional().meta({ description: 'The counting programme that it is of' }),
    sweeps: z.array(sweepPass).exactOptional().meta({ description: 'Each time that a reader went over its places' }),
    lines: z.array(
      z.strictObject({
        line: whole,
        item: text,
        location: text,
        quantity: pieces.meta({ description: `Counted last; 0 before. ${hidden}` }),
        abc: z.enum(['A', 'B', 'C']),
        tries: z
          .array(
            z.strictObject({
              round: whole,
              counted: pieces,
              mass_mg: whole
                .exactOptional()
                .meta({ description: 'What all of it weighs, of an item with catch weight' }),
              at_ms: at_ms.meta({ description: 'When it was counted' }),
              keyed_ms: at_ms,
              by: text,
              level: whole.meta({ description: 'The level of that time, as it was known when it was keyed in' }),
              source: z
                .enum(countSources)
                .exactOptional()
                .meta({ description: 'By which device; by hand when absent' }),
              permille: whole.exactOptional().meta({ description: 'Of a device: how sure it is, thousandths' }),
              evidence: z.array(evidence).exactOptional().meta({ description: 'Of a device: readings behind it' }),
              sweep: sweepLook.exactOptional(),
            }),
          )
          .meta({ description: `One a round. ${hidden}` }),
        again: z.literal(true).exactOptional().meta({ description: 'It is to be counted again' }),
        is_found: z.literal(true).exactOptional().meta({ description: 'It was not on the sheet' }),
        is_left: z.literal(true).exactOptional().meta({ description: 'It stays as it is' }),
        by_hand: text.exactOptional().meta({ description: 'Why no device can count it: somebody has to, by hand' }),
        cause: z.enum(causes).exactOptional(),
        booked: z
          .strictObject({ level: whole, difference: whole })
          .exactOptional()
          .meta({ description: 'The level of the time of counting, as it was known in the end, and what was booked' }),
      }),
    ),
  })
  .register(components, { id: 'CountSheet', description: 'What is to be counted, and what was' });
