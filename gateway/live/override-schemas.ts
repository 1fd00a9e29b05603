/** Overrides of forecasts in the API's answers. */
import { z } from 'zod';
import { type ForecastOverride, overrideKinds } from '../work/forecast-override.ts';
import { documentHead as head } from './document-head.ts';
import { at_ms, components } from './schemas.ts';

const text = z.string();

export const overrideHow = z.enum(overrideKinds).meta({
  description:
    '`set`: so many units over its days together; `add`: so many more, or fewer; `times`: each day multiplied',
});

const told = {
  item: text,
  how: overrideHow,
  value: z.number(),
  from_day: text.meta({ description: 'Local day' }),
  to_day: text.meta({ description: 'Local day, included' }),
  until_day: text.exactOptional().meta({ description: 'The last local day on which plans use it' }),
  reason: text,
};

/** As a plan has used it. */
export const usedOverride = z.strictObject({ id: text, ...told, by: text, at_ms });

export const forecastOverride: z.ZodType<ForecastOverride> = z
  .strictObject({
    kind: z.literal('forecast-override'),
    ...head,
    state: z.enum(['holding', 'withdrawn', 'expired']),
    party: text.exactOptional(),
    location: text.exactOptional(),
    lines: z.array(z.strictObject({ line: z.int(), item: text.exactOptional(), quantity: z.int() })).max(0),
    ...told,
  })
  .register(components, { id: 'ForecastOverride', description: "A planner's word on the forecast of an item" });
