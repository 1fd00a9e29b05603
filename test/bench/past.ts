/** A ledger of a million movements asked what was known at random seconds, and why. */
import { statSync } from 'node:fs';
import { join } from 'node:path';
import { ledger_file } from '../../gateway/ledger/database.ts';
import { newDirectory, removeDirectory, runLoad } from './child.ts';
import { megabytes, shown, table } from './figures.ts';
import type { PastJob, PastResult, Times } from './past-child.ts';
import type { Section } from './section.ts';

const bins = 5_000;

export const past: Section = async ({ isQuick, print }) => {
  const movements = isQuick ? 50_000 : 1_000_000;
  const times = isQuick ? 50 : 500;
  const directory = newDirectory();
  const run = (job: PastJob) => runLoad<PastJob, PastResult>('./past-child.js', job);
  const filled = await run({ kind: 'fill', directory, bins, movements });
  const bytes = statSync(join(directory, ledger_file)).size;
  const asked = await run({ kind: 'ask', directory, bins, times });
  const migrated = await run({ kind: 'migrate', directory });
  const again = await run({ kind: 'ask', directory, bins, times });
  removeDirectory(directory);
  const row = (what: string, figures: Times | undefined) => [
    what,
    shown(figures?.p50_ms ?? Number.NaN),
    shown(figures?.p99_ms ?? Number.NaN),
    shown(figures?.max_ms ?? Number.NaN),
    shown(figures?.cpu_p50_ms ?? Number.NaN),
    shown(figures?.cpu_p99_ms ?? Number.NaN),
  ];
  print(
    table(
      [`${shown(times)} random seconds and places each`, 'p50 ms', 'p99 ms', 'worst ms', 'processor p50', 'p99'],
      [
        row('the whole state at a second', asked.state),
        row('levels of one item at a second', asked.level),
        row('why at a second, down to the bytes', asked.why),
        row('why now, down to the bytes', asked.whyNow),
        row('the whole state, after the migration', again.state),
        row('why at a second, never counted, after the migration', again.why),
      ],
    ),
  );
  print(
    `${movements.toLocaleString('en-US')} movements at ${shown(bins)} bins, ${megabytes(bytes)} with their journal, written in ${shown(filled.lasted_ms / 1_000)} s. ` +
      `Peak memory of the asking process ${megabytes(Math.max(asked.rss_peak_bytes, again.rss_peak_bytes))}. ` +
      `Bringing the ledger up from the table version before took ${shown(migrated.lasted_ms / 1_000)} s and ${megabytes(migrated.rss_peak_bytes)} at its peak. Without HTTP.`,
  );
};
