/** A disk whose every sync takes long: nobody loses a connection, and people are still answered. */
import { execFileSync, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runLoad } from './child.ts';
import { shown, table } from './figures.ts';
import type { Section } from './section.ts';
import { binSite } from './sites.ts';
import type { StallJob, StallResult } from './stall-load.ts';
import { placeOf } from './subject.ts';

const sync_ms = 300;
const keepalive_s = 2;
const source = fileURLToPath(new URL('../../../test/bench/slow-sync.c', import.meta.url));

export const stalling: Section = async ({ isQuick, print }) => {
  if (spawnSync('cc', ['--version']).status !== 0) {
    print('Not measured: the slow disk is a small C library, and there is no C compiler (cc) here.');
    return;
  }
  const place = await placeOf(binSite(20));
  const library = join(place.directory, 'slow-sync.so');
  execFileSync('cc', ['-shared', '-fPIC', '-O1', '-o', library, source, '-ldl']);
  const rows: string[][] = [];
  let lost = 0;
  for (const slow_ms of [0, sync_ms]) {
    const gateway = await place.start(slow_ms === 0 ? {} : { LD_PRELOAD: library, SLOW_SYNC_MS: String(slow_ms) });
    const { broker, dashboard } = gateway;
    const lasting_ms = slow_ms === 0 ? 5_000 : isQuick ? 8_000 : 20_000;
    const job = { broker, dashboard, token: place.token, logins: place.logins, in_flight: 64, keepalive_s, lasting_ms };
    await gateway.look();
    const run = await runLoad<StallJob, StallResult>('./stall-load.js', job);
    const look = await gateway.look();
    await gateway.kill();
    lost += run.lost;
    rows.push([
      slow_ms === 0 ? 'as it is' : `every sync ${slow_ms} ms longer`,
      `${lasting_ms / 1_000}`,
      shown((run.acknowledged * 1_000) / lasting_ms),
      shown(run.ack_p50_ms),
      shown(run.ack_p99_ms),
      String(run.lost),
      String(run.pings),
      shown(run.answer_p50_ms),
      shown(run.answer_p99_ms),
      shown(run.answer_max_ms),
      shown(look.loop_delay_p99_ms),
      shown(look.loop_delay_max_ms),
    ]);
  }
  place.remove();
  const head = [
    'disk',
    'lasting s',
    'readings/s',
    'PUBACK p50 ms',
    'p99',
    'lost',
    'pings',
    'REST p50 ms',
    'p99',
    'max',
    'loop delay p99 ms',
    'max',
  ];
  print(table(head, rows));
  print(
    `10 busy clients (64 in flight each) and 10 silent ones, keepalive ${keepalive_s} s; REST: GET /api/v1/levels.`,
  );
  print(`Target: no keepalive missed, REST answers: ${lost === 0 ? 'met' : `NOT met, ${lost} connections lost`}.`);
};
