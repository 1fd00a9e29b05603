/** Prints the test runner's own totals, read from its log, as one plain line: `N passed, N failed, N skipped`. */
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const log = stripVTControlCharacters(readFileSync(process.argv[2] ?? '', 'utf8'));
const line = log
  .split('\n')
  .reverse()
  .find((each) => /^\s*Tests\s+\d/.test(each));
const count = (word) => Number(new RegExp(`(\\d+) ${word}`).exec(line ?? '')?.[1] ?? 0);
if (line === undefined) {
  process.stderr.write('The test runner printed no totals.\n');
  process.exit(1);
}
process.stdout.write(`${count('passed')} passed, ${count('failed')} failed, ${count('skipped')} skipped\n`);
