import { z } from 'zod';
import type { DeviceDetail } from '../../base/device-detail.ts';
import { limits } from '../../base/limits.ts';
import { atProblems, atTime, momentAt, type TimeSources } from '../at-time.ts';
import type { DeviceNow } from '../device-now.ts';
import { deviceThenView, framesThen } from '../device-then.ts';
import type { DevicePage, FrameSeen } from '../messages.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idParams, no, ok, route } from '../route.ts';
import { activity, advice, at_ms, deviceThen, deviceView, link } from '../schemas.ts';
import type { Explain } from './frames.ts';

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
  was: deviceThen.exactOptional().meta({ description: 'With `at`, in place of all else that changes' }),
  pace: pace.exactOptional(),
  detail: detail.exactOptional().meta({ description: 'Absent until its first frame' }),
  advice: z.array(advice).readonly().meta({ description: 'What to do about it, the worst first' }),
  frames: z.array(frame).readonly().meta({ description: 'The last ones, newest first' }),
});

/** What only the writer knows of a device, and its last frames with their bytes. */
export type Inspect = (
  device: string,
) => Promise<{ readonly detail?: DeviceDetail; readonly frames: readonly FrameSeen[] }>;

const query = z.strictObject({ at: atTime });

export function devicePageRoutes(sources: TimeSources, inspect: Inspect, explain: Explain): AnyRoute[] {
  const { state } = sources;
  return [
    route({
      method: 'get',
      path: '/devices/{id}',
      id: 'getDevice',
      says: 'One device: how it is, what it said last down to the bytes, and what to do about it; or how it was at a past second',
      needs: 'see-devices',
      params: idParams,
      query,
      result: page,
      problems: { 404: `The settings do not have this device; ${atProblems[404].toLowerCase()}` },
      async answer({ params: { id }, query: { at } }) {
        const known = state.device(id);
        if (known === undefined) return no(notFound(`There is no device ${id} in the settings.`));
        if (at !== undefined) return pageThen(sources, explain, known, at);
        const found = await inspect(id);
        // The settings may have changed while the writer was asked.
        const now = state.device(id);
        if (now === undefined) return no(notFound(`There is no device ${id} in the settings.`));
        return ok({ ...now, ...found });
      },
    }),
  ];
}

function pageThen(sources: TimeSources, explain: Explain, now: DeviceNow, at: string) {
  const { reader, state } = sources;
  const asked = momentAt(sources, at);
  if (!asked.ok) return no(asked.problem);
  const { at_ms: then_ms } = asked.moment;
  const { id } = now;
  const found = reader.past.devicesAt({ at_ms: then_ms, devices: [id], frames: limits.device_frames_shown });
  const then = { found, at_ms: then_ms, zone: state.site.time_zone, explain };
  const { activity: _activity, link: _link, pace: _pace, ...standing } = now;
  return ok({ ...standing, advice: [], was: deviceThenView(id, then), frames: framesThen(id, then) });
}
