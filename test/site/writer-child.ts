/** A process that does nothing but write settings, to be killed in the act. Tells each write before and after. */
import { systemClock } from '../../gateway/base/clock.ts';
import { openSite } from '../../gateway/site/site-file.ts';

const path = process.argv[2] ?? '';
const log = { info() {}, warn() {}, error() {}, debug() {} };
const site = await openSite(path, { knownDrivers: [], clock: systemClock, log });
for (let at = 0; ; at += 1) {
  process.stdout.write(`begin ${at}\n`);
  const written = await site.write({ ...site.current, journal: { days: 1 + (at % 3_000), bytes: 4_000_000_000 } });
  if (!written.ok) throw new Error(JSON.stringify(written.problems));
  process.stdout.write(`done ${at}\n`);
}
