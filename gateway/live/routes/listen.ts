/** Listening at a found serial port before it is adopted: is this the driver, and is the line set right? */
import { z } from 'zod';
import { limits } from '../../base/limits.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idParams, idText, no, nothing, ok, route } from '../route.ts';
import { at_ms } from '../schemas.ts';
import { type Refusal, refused, serial } from './discovered.ts';

const seconds_max = limits.port_hearing_ms_max / 1_000;

const asked = z.strictObject({
  driver: idText,
  serial: serial.exactOptional(),
  unit: z.enum(['g', 'kg', 'lb', 'oz']).exactOptional(),
  seconds: z.int().min(1).max(seconds_max).default(seconds_max),
});

export type ListenAsked = z.infer<typeof asked>;

const heard = z.strictObject({
  answered: z.boolean().meta({
    description: "False: not there, busy, not allowed, or silent in this driver's language; `says` tells which",
  }),
  says: z.string(),
  frames: z
    .array(
      z.strictObject({
        at_ms,
        bytes: z.int(),
        hex: z.string().meta({ description: `Its first ${limits.port_hearing_frame_bytes_max} bytes` }),
        says: z.array(z.string()).readonly().meta({ description: 'Its readings, in words' }),
        fault: z.string().exactOptional().meta({ description: 'Why the driver does not understand it' }),
      }),
    )
    .readonly(),
  left_off: z.int().meta({ description: 'Frames that came after these' }),
  noise_bytes: z.int().meta({ description: 'Bytes that belong to no frame: often a wrong baud rate' }),
});

export type HeardAtPort = z.infer<typeof heard>;

export type ListenOutcome =
  | { readonly ok: true; readonly heard: HeardAtPort }
  | { readonly ok: false; readonly refusals: readonly Refusal[] };

export interface Listener {
  /** Undefined when nothing is found (any more) under this id. */
  listen(id: string, asked: ListenAsked): Promise<ListenOutcome | undefined>;
}

export function listenRoute(listener: Listener): AnyRoute {
  return route({
    method: 'post',
    path: '/discovered/{id}/listen',
    id: 'listenAtPort',
    says: 'Opens a found serial port with a driver for some seconds and tells what comes; nothing is kept or booked',
    needs: 'adopt-devices',
    params: idParams,
    query: nothing,
    body: asked,
    result: heard,
    problems: {
      403: 'Another page of the browser asks',
      413: 'The body is too large',
      415: 'The body is not application/json',
      404: 'It was not found, or not lately',
      422: 'Not listened to, with the reason',
    },
    async answer({ params: { id }, body }) {
      const outcome = await listener.listen(id, body);
      if (outcome === undefined) return no(notFound('This device was not found, or too long ago: search once more.'));
      return outcome.ok ? ok(outcome.heard) : no(refused('Not listened to', outcome.refusals));
    },
  });
}
