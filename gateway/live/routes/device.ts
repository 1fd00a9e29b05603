import { z } from 'zod';
import type { DeviceDetail } from '../../base/device-detail.ts';
import type { LiveState } from '../live-state.ts';
import type { DevicePage, FrameSeen } from '../messages.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idParams, no, nothing, ok, route } from '../route.ts';
import { activity, advice, at_ms, deviceView, link } from '../schemas.ts';

const part = z.strictObject({
  part: z.string().meta({ description: 'A load cell or antenna, e.g. `antenna 2`' }),
  readings: z.int(),
  last_at_ms: at_ms,
  last_says: z.string(),
  health: z
    .strictObject({
      state: z.enum(['new', 'well', 'flat', 'restless', 'noisy', 'drifting', 'overloaded', 'underloaded', 'faulty']),
      says: z.string().meta({ description: 'Its noise, drift and tare in a few words' }),
      drift_mg_per_day: z.int().exactOptional(),
      tared_mg: z.int().exactOptional().meta({ description: 'So much less than its load it shows since it was tared' }),
    })
    .exactOptional()
    .meta({ description: 'How a channel of a scale does, as far as its readings tell' }),
});

const condition = z.strictObject({
  condition: z.string(),
  channel: z.string().exactOptional(),
  at_ms,
  says: z.string().exactOptional().meta({ description: "The device's own words" }),
  times: z.int(),
});

const detail: z.ZodType<DeviceDetail> = z.strictObject({
  device: z.string(),
  parts: z.array(part).readonly(),
  conditions: z
    .array(condition)
    .readonly()
    .meta({ description: 'When it last said each; what it said later may have made it untrue' }),
  beyond: z.int().meta({ description: 'Readings and conditions of parts that are beyond the limit' }),
  last_fault: z.strictObject({ n: z.int(), at_ms, reason: z.string() }).exactOptional(),
});

const frame: z.ZodType<FrameSeen> = z.strictObject({
  n: z.int(),
  at_ms,
  topic: z.string().exactOptional(),
  bytes: z.int(),
  hex: z.string().meta({ description: 'The first bytes; all of them are at `/frames/{n}`' }),
  text: z.string().exactOptional(),
  readings: z.array(z.unknown()).readonly(),
  says: z.string().meta({ description: 'The readings in a few words' }),
  fault: z.string().exactOptional(),
});

const pace = z
  .strictObject({ frames: z.number(), readings: z.number(), bytes: z.number(), noise_bytes: z.number() })
  .meta({ description: 'A second, within the last five' });

const page: z.ZodType<DevicePage> = deviceView.extend({
  title: z.string(),
  family: z.enum(['rfid', 'barcode', 'scale', 'native']),
  activity: activity.exactOptional(),
  link: link.exactOptional(),
  pace: pace.exactOptional(),
  detail: detail.exactOptional().meta({ description: 'Absent until its first frame' }),
  advice: z.array(advice).readonly().meta({ description: 'What to do about it, the worst first' }),
  frames: z.array(frame).readonly().meta({ description: 'The last ones, newest first' }),
});

/** What only the writer knows of a device, and its last frames with their bytes. */
export type Inspect = (
  device: string,
) => Promise<{ readonly detail?: DeviceDetail; readonly frames: readonly FrameSeen[] }>;

export function devicePageRoutes(state: LiveState, inspect: Inspect): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/devices/{id}',
      id: 'getDevice',
      says: 'One device: how it is, what it said last down to the bytes, and what to do about it',
      params: idParams,
      query: nothing,
      result: page,
      problems: { 404: 'The settings do not have this device' },
      async answer({ params: { id } }) {
        if (state.device(id) === undefined) return no(notFound(`There is no device ${id} in the settings.`));
        const found = await inspect(id);
        // The settings may have changed while the writer was asked.
        const now = state.device(id);
        if (now === undefined) return no(notFound(`There is no device ${id} in the settings.`));
        return ok({ ...now, ...found });
      },
    }),
  ];
}
