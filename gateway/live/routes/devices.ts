import { z } from 'zod';
import { linkKey, linkOfDevice } from '../../base/link-state.ts';
import { asOf, atProblems, atTime, momentAt, type TimeSources } from '../at-time.ts';
import { deviceThenView } from '../device-then.ts';
import { type AnyRoute, no, nothing, ok, route } from '../route.ts';
import { activity, advice, deviceThen, deviceView, link } from '../schemas.ts';
import type { Explain } from './frames.ts';

const device = deviceView.extend({
  activity: activity.exactOptional().meta({ description: 'Absent until its first frame' }),
  link: link.exactOptional(),
  was: deviceThen.exactOptional().meta({ description: 'With `at`, in place of its activity, link and advice' }),
  advice: z.array(advice).readonly().meta({ description: 'What to do about it, the worst first' }),
});

const query = z.strictObject({ at: atTime });

export function deviceRoutes(sources: TimeSources, explain: Explain): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/devices',
      id: 'listDevices',
      says: 'The devices of the settings with their links and what they have said, now or at a past second',
      needs: 'see-devices',
      params: nothing,
      query,
      result: z.strictObject({ devices: z.array(device), as_of: asOf }),
      problems: atProblems,
      answer({ query: { at } }) {
        return at === undefined ? ok({ devices: devicesNow(sources) }) : devicesThen(sources, explain, at);
      },
    }),
  ];
}

function devicesNow({ reader, state }: TimeSources) {
  const activities = new Map(reader.devices().map((known) => [known.device, known]));
  const links = new Map(state.links().map((known) => [linkKey(known), known]));
  return state.site_view.devices.map((view) => {
    const its_activity = activities.get(view.id);
    const its_link = linkOfDevice(links, view.connection, view.id);
    return {
      ...view,
      advice: state.device(view.id)?.advice ?? [],
      ...(its_activity === undefined ? {} : { activity: its_activity }),
      ...(its_link === undefined ? {} : { link: its_link }),
    };
  });
}

function devicesThen(sources: TimeSources, explain: Explain, at: string) {
  const { reader, state } = sources;
  const asked = momentAt(sources, at);
  if (!asked.ok) return no(asked.problem);
  const { moment } = asked;
  const views = state.site_view.devices;
  const found = reader.past.devicesAt({ at_ms: moment.at_ms, devices: views.map(({ id }) => id), frames: 1 });
  const then = { found, at_ms: moment.at_ms, zone: state.site.time_zone, explain };
  const devices = views.map((view) => ({ ...view, advice: [], was: deviceThenView(view.id, then) }));
  return ok({ devices, as_of: moment });
}
