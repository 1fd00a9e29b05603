/** What all documents have in the API's answers, besides their kind, state and lines. */
import { z } from 'zod';
import { at_ms } from './schemas.ts';

const text = z.string();

export const documentHead = {
  id: text,
  version: z.int(),
  reference: text.exactOptional(),
  due_day: text.exactOptional(),
  of: text.exactOptional().meta({ description: 'The document that it came of' }),
  opened: z.strictObject({ at_ms, by: text }),
  closed: z.strictObject({ at_ms, by: text, reason: text }).exactOptional().meta({ description: 'Absent while open' }),
};
