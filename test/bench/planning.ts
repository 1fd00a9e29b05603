/** Every item planned from two years of its movements, in the planning thread; and what commits feel of it. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ledger_file } from '../../gateway/ledger/database.ts';
import { newDirectory, removeDirectory, runLoad } from './child.ts';
import { megabytes, shown, table } from './figures.ts';
import type { PlanningJob, PlanningResult } from './planning-child.ts';
import type { Section } from './section.ts';

const mixes = [
  { title: 'a tenth used daily', items: 10_000, often_permille: 100 },
  { title: 'all used daily', items: 10_000, often_permille: 1_000 },
];

export const planning: Section = async ({ isQuick, print }) => {
  const run = (job: PlanningJob) => runLoad<PlanningJob, PlanningResult>('./planning-child.js', job);
  const rows: string[][] = [];
  for (const { title, items: all, often_permille } of isQuick ? mixes.slice(0, 1) : mixes) {
    const items = isQuick ? all / 10 : all;
    const directory = newDirectory();
    const { movements = 0 } = await run({ kind: 'fill', directory, items, often_permille });
    const bytes = statSync(join(directory, ledger_file)).size;
    const planned = await run({ kind: 'plan', directory });
    const alone = await run({ kind: 'commit', directory, beside: false, lasting_ms: isQuick ? 2_000 : 15_000 });
    const beside = await run({ kind: 'commit', directory, beside: true, lasting_ms: 0 });
    removeDirectory(directory);
    const { lasted_ms, cpu_ms, rss_peak_bytes, rss_before_bytes, proposed = 0 } = planned;
    rows.push([
      title,
      shown(items),
      shown(movements),
      megabytes(bytes),
      shown(lasted_ms / 1_000),
      shown(cpu_ms / 1_000),
      `${megabytes(rss_peak_bytes)} (${megabytes(rss_before_bytes)} before)`,
      shown(proposed),
      commitText(alone),
      commitText(beside),
    ]);
  }
  print(
    table(
      [
        'two years of movements',
        'items',
        'movements',
        'ledger',
        'seconds',
        'processor s',
        'peak memory',
        'to order',
        'commit alone p50 / p99 / worst ms',
        'commit while planning',
      ],
      rows,
    ),
  );
  print(
    'Seconds from asking to the plan, thread and connection included, in a process with nothing else to do. A commit is one movement, durable, every 20 ms.',
  );
};

function commitText({ commit_p50_ms = 0, commit_p99_ms = 0, commit_max_ms = 0 }: PlanningResult): string {
  return `${shown(commit_p50_ms)} / ${shown(commit_p99_ms)} / ${shown(commit_max_ms)}`;
}
