import { z } from 'zod';
import { linkKey, linkOfDevice } from '../../base/link-state.ts';
import type { LedgerReader } from '../../ledger/reader.ts';
import type { LiveState } from '../live-state.ts';
import { type AnyRoute, nothing, ok, route } from '../route.ts';
import { activity, advice, deviceView, link } from '../schemas.ts';

const device = deviceView.extend({
  activity: activity.exactOptional().meta({ description: 'Absent until its first frame' }),
  link: link.exactOptional(),
  advice: z.array(advice).readonly().meta({ description: 'What to do about it, the worst first' }),
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
        const links = new Map(state.links().map((known) => [linkKey(known), known]));
        const devices = state.site_view.devices.map((view) => {
          const its_activity = activities.get(view.id);
          const its_link = linkOfDevice(links, view.connection, view.id);
          return {
            ...view,
            advice: state.device(view.id)?.advice ?? [],
            ...(its_activity === undefined ? {} : { activity: its_activity }),
            ...(its_link === undefined ? {} : { link: its_link }),
          };
        });
        return ok({ devices });
      },
    }),
  ];
}
