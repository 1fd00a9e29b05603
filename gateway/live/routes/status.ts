import { z } from 'zod';
import type { Clock } from '../../base/clock.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import type { LiveState } from '../live-state.ts';
import { type AnyRoute, nothing, ok, route } from '../route.ts';
import { journal, link, syncState } from '../schemas.ts';

const result = z.strictObject({
  gateway_id: z.string(),
  ledger_id: z.string(),
  epoch: z.string().meta({ description: 'New at every start of the gateway' }),
  now_ms: z.int(),
  started_ms: z.int(),
  troubles: z
    .array(z.string())
    .readonly()
    .meta({ description: 'What a person should know now; empty when all is well' }),
  movements: z.int().meta({ description: 'The last movement of the ledger' }),
  journal: journal.exactOptional(),
  links: z.array(link).readonly(),
  sync: z.array(syncState).readonly(),
  live_clients: z.int(),
  counters: z.record(z.string(), z.number()).readonly(),
});

export interface StatusSources {
  readonly reader: LedgerReader;
  readonly state: LiveState;
  readonly clock: Clock;
  readonly clients: () => number;
}

export function statusRoutes({ reader, state, clock, clients }: StatusSources): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/status',
      id: 'getStatus',
      says: 'How the gateway is: links, journal, upstream targets and everything it counts',
      needs: 'see-devices',
      params: nothing,
      query: nothing,
      result,
      problems: {},
      answer() {
        return ok({
          ...state.gateway,
          epoch: state.epoch,
          now_ms: clock.now_ms(),
          movements: reader.head(),
          live_clients: clients(),
          ...state.status(),
        });
      },
    }),
  ];
}
