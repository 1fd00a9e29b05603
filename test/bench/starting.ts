/** How long a gateway takes to be there again after it was killed with a long tail in its journal. */
import type { AckJob, AckResult } from './ack-load.ts';
import { runLoad } from './child.ts';
import { median, range, shown, table } from './figures.ts';
import type { Section } from './section.ts';
import { binSite } from './sites.ts';
import { type Place, placeOf } from './subject.ts';

export const starting: Section = async ({ isQuick, print }) => {
  // Below the number of rows at which the gateway writes a checkpoint and the tail begins anew.
  const readings_max = isQuick ? 20_000 : 99_000;
  const repetitions = isQuick ? 1 : 3;
  const place = await placeOf(binSite(10));
  const first = await place.start();
  const times = { warm_ms: 0, measure_ms: 60_000 };
  const load = { broker: first.broker, logins: place.logins, in_flight: 64, readings_max, ...times };
  const { acknowledged } = await runLoad<AckJob, AckResult>('./ack-load.js', load);
  await first.kill();
  // A start that is killed at once leaves the tail as it was.
  const killed_ms = await startTimes(place, repetitions);
  await (await place.start()).stop();
  const clean_ms = await startTimes(place, repetitions);
  place.remove();
  const replayed_ms = median(killed_ms) - median(clean_ms);
  print(
    table(
      ['start', 'ms', 'starts', 'journal rows replayed/s'],
      [
        ['the first, with an empty ledger', shown(first.started_ms), '', ''],
        [
          `after SIGKILL, ${shown(acknowledged)} rows since the checkpoint`,
          shown(median(killed_ms)),
          range(killed_ms),
          shown((acknowledged * 1_000) / replayed_ms),
        ],
        ['after a clean stop', shown(median(clean_ms)), range(clean_ms), ''],
      ],
    ),
  );
};

/** Starts as the ledger stands and dies at once, several times. */
async function startTimes(place: Place, repetitions: number): Promise<number[]> {
  const times_ms: number[] = [];
  for (let i = 0; i < repetitions; i += 1) {
    const gateway = await place.start();
    times_ms.push(gateway.started_ms);
    await gateway.kill();
  }
  return times_ms;
}
