/** How long a gateway takes to be there again after it was killed with a long tail in its journal. */
import type { AckJob, AckResult } from './ack-load.ts';
import { runLoad } from './child.ts';
import { shown, table } from './figures.ts';
import type { Section } from './section.ts';
import { binSite } from './sites.ts';
import { placeOf } from './subject.ts';

export const starting: Section = async ({ isQuick, print }) => {
  // One short of the number at which the gateway writes a checkpoint and the tail begins anew.
  const readings_max = isQuick ? 20_000 : 99_000;
  const place = await placeOf(binSite(10));
  const first = await place.start();
  const times = { warm_ms: 0, measure_ms: 60_000 };
  const load = { broker: first.broker, logins: place.logins, in_flight: 64, readings_max, ...times };
  const { acknowledged } = await runLoad<AckJob, AckResult>('./ack-load.js', load);
  await first.kill();
  const killed = await place.start();
  await killed.stop();
  const clean = await place.start();
  await clean.kill();
  place.remove();
  const replayed_ms = killed.started_ms - clean.started_ms;
  print(
    table(
      ['start', 'ms', 'journal rows replayed/s'],
      [
        ['the first, with an empty ledger', shown(first.started_ms), ''],
        [
          `after SIGKILL, ${shown(acknowledged)} rows since the checkpoint`,
          shown(killed.started_ms),
          shown((acknowledged * 1_000) / replayed_ms),
        ],
        ['after a clean stop', shown(clean.started_ms), ''],
      ],
    ),
  );
};
