import { z } from 'zod';
import type { LedgerReader } from '../../ledger/reader.ts';
import type { LiveState } from '../live-state.ts';
import type { DeviceOrder } from '../messages.ts';
import { notFound, notPossible, type Problem } from '../problem.ts';
import {
  type AnyRoute,
  idParams,
  idText,
  no,
  nothing,
  ok,
  page_rows_default,
  pageLimit,
  route,
  wholeNumber,
} from '../route.ts';
import { telling } from '../schemas.ts';
import type { CarryOut } from './commands.ts';

/** Readers send between 0 and 33 dBm; what lies beyond is a slip of the hand. */
const power_cdbm_max = 3_300;

const channel = idText.exactOptional().meta({ description: 'All channels of the scale when absent' });
const command: z.ZodType<DeviceOrder> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tare'), channel }),
  z.strictObject({ kind: z.literal('zero'), channel }),
  z.strictObject({ kind: z.literal('beep'), tone: z.enum(['ok', 'error']) }),
  z.strictObject({ kind: z.literal('light'), on: z.boolean() }),
  z.strictObject({
    kind: z.literal('antenna-power'),
    antenna: z.int().min(1).max(65_535),
    power_cdbm: z.int().meta({ description: `Hundredths of a dBm, 0 to ${power_cdbm_max}` }),
  }),
  z.strictObject({ kind: z.literal('announce') }),
]);

const answered = z.strictObject({
  outcome: z.enum(['done', 'refused', 'unknown']).meta({
    description: 'unknown: sent, and nobody knows whether it was carried out',
  }),
  says: z.string(),
  n: z.int().meta({ description: 'Its row in the journal' }),
});

const page = z.strictObject({
  commands: z.array(telling),
  next: z.string().exactOptional().meta({ description: 'The cursor of the next page; absent on the last' }),
});

export function deviceCommandRoutes(reader: LedgerReader, state: LiveState, carryOut: CarryOut): AnyRoute[] {
  return [
    route({
      method: 'post',
      path: '/devices/{id}/commands',
      id: 'commandDevice',
      says: 'Tell a device something; answered with what became of it, or after ten seconds',
      needs: 'command-devices',
      params: idParams,
      query: nothing,
      body: z.strictObject({ command, reason: z.string().min(1).max(200) }),
      result: answered,
      problems: {
        403: 'Another page of the browser asks',
        404: 'There is no such device',
        413: 'The body is too large',
        415: 'The body is not application/json',
        422: 'The device cannot be told this; nothing was sent',
      },
      async answer({ params: { id }, body: { command: order, reason }, by }) {
        const problem = refuse(state, id, order);
        if (problem !== undefined) return no(problem);
        const given = await carryOut(by, { kind: 'tell', device: id, command: order, reason });
        if (!given.ok) return no(notPossible(given, ['id']));
        const { n = 0 } = given;
        const told = await state.tellings.outcomeOf(n);
        if (told === undefined) {
          return ok({ outcome: 'unknown' as const, says: 'Sent; the device has not answered yet.', n });
        }
        const { ok: isDone, says, is_unsure } = told;
        const outcome = is_unsure === true ? ('unknown' as const) : isDone ? ('done' as const) : ('refused' as const);
        return ok({ outcome, says, n });
      },
    }),
    route({
      method: 'get',
      path: '/devices/{id}/commands',
      id: 'listDeviceCommands',
      says: 'What people told the device, newest first, and what became of it',
      needs: 'see-devices',
      params: idParams,
      query: z.strictObject({
        limit: pageLimit,
        cursor: wholeNumber(1, Number.MAX_SAFE_INTEGER).optional().meta({ description: '`next` of the page before' }),
      }),
      result: page,
      problems: { 404: 'There is no such device' },
      answer({ params: { id }, query: { limit = page_rows_default, cursor } }) {
        if (state.site.devices.every((device) => device.id !== id)) return no(notFound(`There is no device ${id}.`));
        const found = reader.tellings(id, limit + 1, cursor);
        const commands = found.slice(0, limit);
        const last = commands.at(-1);
        return ok(last !== undefined && found.length > limit ? { commands, next: String(last.n) } : { commands });
      },
    }),
  ];
}

/** What the settings and the driver already say against it. */
function refuse(state: LiveState, id: string, order: DeviceOrder): Problem | undefined {
  const settings = state.site.devices.find((device) => device.id === id);
  if (settings === undefined) return notFound(`There is no device ${id}.`);
  const { name, driver, channels, antennas } = settings;
  const no422 = (code: string, detail: string): Problem => ({ status: 422, title: 'Not possible', code, detail });
  const kinds = state.commandsOf(driver);
  if (!kinds.includes(order.kind)) {
    const can = kinds.length === 0 ? 'nothing' : kinds.join(', ');
    return no422('not-told', `${name} cannot be told to ${order.kind}: the driver ${driver} can be told ${can}.`);
  }
  if ((order.kind === 'tare' || order.kind === 'zero') && order.channel !== undefined) {
    if (channels.every((each) => each.channel !== order.channel))
      return no422('unknown-channel', `${name} has no channel ${order.channel} in the settings.`);
  }
  if (order.kind !== 'antenna-power') return undefined;
  if (antennas.every(({ antenna }) => antenna !== order.antenna))
    return no422('unknown-antenna', `${name} has no antenna ${order.antenna} in the settings.`);
  if (order.power_cdbm < 0 || order.power_cdbm > power_cdbm_max)
    return no422('power-out-of-range', `The power must be from 0 to ${power_cdbm_max} hundredths of a dBm.`);
  return undefined;
}
