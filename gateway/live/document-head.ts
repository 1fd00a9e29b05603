/** What all documents have at their head, in the API's answers. */
import { z } from 'zod';
import { at_ms } from './schemas.ts';

const text = z.string();
const whole = z.int();

export const head = {
  id: text,
  version: whole,
  reference: text.exactOptional(),
  due_day: text.exactOptional(),
  of: text.exactOptional().meta({ description: 'The document that it came of' }),
  opened: z.strictObject({ at_ms, by: text }),
  closed: z.strictObject({ at_ms, by: text, reason: text }).exactOptional().meta({ description: 'Absent while open' }),
};
