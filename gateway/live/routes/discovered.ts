import { z } from 'zod';
import type { Misfit } from '../problem.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idParams, idText, no, nothing, ok, route } from '../route.ts';
import { at_ms, wireKind } from '../schemas.ts';

const text = z.string();

export const serial = z
  .strictObject({
    baud: z.int().min(50).max(4_000_000),
    data_bits: z.union([z.literal(7), z.literal(8)]),
    parity: z.enum(['none', 'even', 'odd']),
    stop_bits: z.union([z.literal(1), z.literal(2)]),
  })
  .meta({ description: 'As the device is set' });

const found = z.strictObject({
  id: text,
  kind: z.enum(['serial', 'hid', 'network', 'mqtt']),
  name: text,
  place: text.meta({ description: 'Where it is, for people' }),
  facts: z.array(text).readonly(),
  suggestions: z
    .array(
      z.strictObject({
        driver: text,
        title: text,
        family: z.enum(['rfid', 'barcode', 'scale', 'native']),
        serial: serial.exactOptional(),
      }),
    )
    .readonly()
    .meta({ description: 'Drivers that may fit, likeliest first' }),
  certain: z.boolean().meta({ description: 'The first suggestion is known and no guess' }),
  hint: text.exactOptional().meta({ description: 'What has to be done before it can be used' }),
  suggested_id: text,
  wire: wireKind,
  connection: text.exactOptional().meta({ description: 'On MQTT: the user name it logs in with' }),
  needs_secret: z.boolean().meta({ description: 'Adopting it makes a secret, which it must be given' }),
  topics: z.array(text).readonly().exactOptional(),
  unit: z.enum(['g', 'kg', 'lb', 'oz']).exactOptional(),
  antennas: z.int().exactOptional(),
  device: text.exactOptional().meta({ description: 'The device of the settings that it is already' }),
  first_ms: at_ms,
  seen_ms: at_ms,
  times: z.int(),
});

export type FoundDevice = z.infer<typeof found>;

const search = z.discriminatedUnion('what', [
  z.strictObject({ what: z.literal('serial').meta({ description: 'Serial ports of this machine; none is opened' }) }),
  z.strictObject({ what: z.literal('hid').meta({ description: 'USB scales and scanners of this machine' }) }),
  z.strictObject({
    what: z.literal('network').meta({ description: 'Readers that can be asked what they are (LLRP)' }),
    address: z
      .string()
      .min(1)
      .max(100)
      .meta({ description: 'An address, a name, or a network of at most 256 addresses, of your own house only' }),
    port: z.int().min(1).max(65_535).exactOptional().meta({ description: '5084 when absent' }),
  }),
]);

export type SearchAsked = z.infer<typeof search>;

/** As in the settings, whose own rules decide; what is wrong comes back with the field it is about. */
const adoption = z.strictObject({
  id: idText,
  name: z.string().min(1).max(200).exactOptional(),
  driver: idText,
  serial: serial.exactOptional(),
  unit: z.enum(['g', 'kg', 'lb', 'oz']).exactOptional(),
  poll_ms: z.int().exactOptional(),
  topics: z.array(z.string().max(256)).min(1).max(16).exactOptional(),
  channels: z
    .array(z.strictObject({ channel: z.string().max(64), location: idText, empty_mass_mg: z.int().exactOptional() }))
    .max(256)
    .exactOptional(),
  antennas: z
    .array(
      z.strictObject({
        antenna: z.int(),
        role: z.enum(['shelf', 'portal-inside', 'portal-outside']),
        location: idText.exactOptional(),
        rssi_floor_cdbm: z.int().exactOptional(),
      }),
    )
    .max(256)
    .exactOptional(),
  portal: z.strictObject({ inside: idText, from_outside: idText, to_outside: idText }).exactOptional(),
  scanner: z.strictObject({ location: idText.exactOptional() }).exactOptional(),
});

export type AdoptionAsked = z.infer<typeof adoption>;

/** `field` is as in what was asked; empty when it is about the whole. */
export type Refusal = { readonly field: string; readonly rule: string };

export interface Finder {
  list(): readonly FoundDevice[];
  search(
    asked: SearchAsked,
  ): Promise<{ readonly ok: true; readonly found: number; readonly says: string } | ({ readonly ok: false } & Refusal)>;
  /** Undefined when nothing is found (any more) under this id. */
  adopt(
    person: string,
    id: string,
    asked: AdoptionAsked,
  ): Promise<
    | { readonly ok: true; readonly device: string; readonly connection: string; readonly secret?: string }
    | { readonly ok: false; readonly refusals: readonly Refusal[] }
    | undefined
  >;
  /** Takes a device out of the settings. Undefined when they do not have it. */
  letGo(
    person: string,
    device: string,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly refusals: readonly Refusal[] } | undefined>;
}

const wrong = {
  403: 'Another page of the browser asks',
  413: 'The body is too large',
  415: 'The body is not application/json',
};

export function discoveredRoutes(finder: Finder): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/discovered',
      id: 'listDiscovered',
      says: 'What was found lately, and which of it the settings have already',
      needs: 'see-devices',
      params: nothing,
      query: nothing,
      result: z.strictObject({ found: z.array(found).readonly() }),
      problems: {},
      answer: () => ok({ found: finder.list() }),
    }),
    route({
      method: 'post',
      path: '/discovered/search',
      id: 'searchDevices',
      says: 'Looks for devices once, where a person says; nothing found is claimed, opened or configured',
      needs: 'adopt-devices',
      params: nothing,
      query: nothing,
      body: search,
      result: z.strictObject({ found: z.int(), says: text }),
      problems: { ...wrong, 422: 'Not searched, with the reason' },
      async answer({ body }) {
        const outcome = await finder.search(body);
        return outcome.ok ? ok({ found: outcome.found, says: outcome.says }) : no(refused('Not searched', [outcome]));
      },
    }),
    route({
      method: 'post',
      path: '/discovered/{id}/adopt',
      id: 'adoptDevice',
      says: 'Takes a found device into the settings; a secret it needs is shown this once',
      needs: 'adopt-devices',
      params: idParams,
      query: nothing,
      body: adoption,
      result: z.strictObject({ device: text, connection: text, secret: text.exactOptional() }),
      problems: {
        ...wrong,
        404: 'It was not found, or not lately',
        422: 'Breaks a rule of the settings; nothing changed',
      },
      async answer({ params: { id }, body, by }) {
        const outcome = await finder.adopt(by, id, body);
        if (outcome === undefined) return no(notFound('This device was not found, or too long ago: search once more.'));
        if (!outcome.ok) return no(refused('Not adopted', outcome.refusals));
        const { device, connection, secret } = outcome;
        return ok({ device, connection, ...(secret === undefined ? {} : { secret }) });
      },
    }),
    route({
      method: 'post',
      path: '/devices/{id}/let-go',
      id: 'letGoDevice',
      says: 'Takes a device out of the settings, and its connection when it carries no other; stock stays as it is',
      needs: 'adopt-devices',
      params: idParams,
      query: nothing,
      body: nothing,
      result: z.strictObject({ done: z.literal(true) }),
      problems: { ...wrong, 404: 'The settings do not have this device', 422: 'Not possible now; nothing changed' },
      async answer({ params: { id }, by }) {
        const outcome = await finder.letGo(by, id);
        if (outcome === undefined) return no(notFound(`There is no device ${id} in the settings.`));
        return outcome.ok ? ok({ done: true as const }) : no(refused('Not let go', outcome.refusals));
      },
    }),
  ];
}

export function refused(title: string, refusals: readonly Refusal[]) {
  const errors = refusals.map(({ field, rule }): Misfit => ({ in: 'body', field, rule }));
  const [first] = refusals;
  const detail = first === undefined ? title : [first.field, first.rule].filter((each) => each !== '').join(' ');
  return { status: 422, title, code: 'refused', detail, errors };
}
