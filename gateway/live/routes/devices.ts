import { z } from 'zod';
import type { LedgerReader } from '../../ledger/reader.ts';
import type { LiveState } from '../live-state.ts';
import { type AnyRoute, nothing, ok, route } from '../route.ts';
import { activity, link, serving } from '../schemas.ts';
import { siteViewOf } from '../site-view.ts';

const device = z.strictObject({
  id: z.string(),
  name: z.string(),
  driver: z.string(),
  connection: z.string(),
  wire: z.enum(['mqtt', 'serial', 'tcp', 'tcp-server', 'hid', 'http']),
  serves: z.array(serving).readonly(),
  scans: z.boolean().meta({ description: 'A person scans codes with it and waits for an answer' }),
  activity: activity.exactOptional().meta({ description: 'Absent until its first frame' }),
  link: link.exactOptional(),
});

export function deviceRoutes(reader: LedgerReader, state: LiveState): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/devices',
      id: 'listDevices',
      says: 'The devices of the settings with their links and what they have said',
      params: nothing,
      query: nothing,
      result: z.strictObject({ devices: z.array(device) }),
      problems: {},
      answer() {
        const activities = new Map(reader.devices().map((known) => [known.device, known]));
        const links = new Map(state.links().map((known) => [known.connection, known]));
        const devices = siteViewOf(state.site).devices.map((view) => {
          const its_activity = activities.get(view.id);
          const its_link = links.get(view.connection);
          return {
            ...view,
            ...(its_activity === undefined ? {} : { activity: its_activity }),
            ...(its_link === undefined ? {} : { link: its_link }),
          };
        });
        return ok({ devices });
      },
    }),
  ];
}
