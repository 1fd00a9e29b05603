/** Resident memory of a gateway that knows a large site with tags everywhere. */
import { runLoad } from './child.ts';
import { megabytes, shown, table } from './figures.ts';
import type { Look } from './probe.ts';
import type { Section } from './section.ts';
import { tagSite } from './sites.ts';
import { placeOf, type Subject } from './subject.ts';
import type { TagJob, TagResult } from './tag-load.ts';

const settle_ms = 4_000;

async function settled(gateway: Subject, isQuick: boolean): Promise<Look> {
  await new Promise((resolve) => setTimeout(resolve, isQuick ? 1_000 : settle_ms));
  return gateway.look();
}

async function movementsOf(gateway: Subject, token: string): Promise<number> {
  const answer = await fetch(`${gateway.dashboard}api/v1/status`, { headers: { authorization: `Bearer ${token}` } });
  const { movements }: { movements: number } = JSON.parse(await answer.text());
  return movements;
}

export const remembering: Section = async ({ isQuick, print }) => {
  const plan = { items: 10_000, locations: 5_000, readers: 50 };
  const tags = 100_000;
  const place = await placeOf(tagSite(plan, 2));
  const empty = await place.start();
  const before = await settled(empty, isQuick);
  const fed = await runLoad<TagJob, TagResult>('./tag-load.js', {
    broker: empty.broker,
    logins: place.logins,
    plan,
    tags,
  });
  const after = await settled(empty, isQuick);
  const present = await movementsOf(empty, place.token);
  const stop_ms = performance.now();
  await empty.stop();
  const stopped_ms = performance.now() - stop_ms;
  const again = await place.start();
  const back = await settled(again, isQuick);
  await again.stop();
  place.remove();
  const row = (when: string, look: Look, start: string) => [
    when,
    megabytes(look.rss_bytes),
    megabytes(look.rss_peak_bytes),
    start,
  ];
  print(
    table(
      ['gateway process, both threads', 'resident', 'peak', 'start ms'],
      [
        row('site known, no tag yet', before, shown(empty.started_ms)),
        row(`${shown(present)} tags present`, after, ''),
        row('the same after a restart', back, shown(again.started_ms)),
      ],
    ),
  );
  print(
    `${shown(plan.items)} items, ${shown(plan.locations)} locations, ${shown(tags)} tags in ${fed.frames} frames: all arrived, booked and ` +
      `acknowledged in ${shown(fed.lasted_ms / 1_000)} s. Stopping with a checkpoint of it took ${shown(stopped_ms / 1_000)} s.`,
  );
};
