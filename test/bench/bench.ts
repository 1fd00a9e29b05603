/**
 * `npm run bench [-- quick] [-- SECTION…]`: what the gateway as built can do on this machine, next to a baseline measured in the
 * same run. Every subject is a process of its own on 127.0.0.1; figures are medians of repetitions, interleaved.
 *
 * `npm run bench -- m3 FILE`: not speed but how well demand is forecast, on the data of the M3 competition (see m3-file.ts).
 */
import { acknowledging } from './acknowledging.ts';
import { cleanUpAtExit } from './child.ts';
import { decodeCosts } from './decode-costs.ts';
import { decoding } from './decoding.ts';
import { shown } from './figures.ts';
import { interpreting } from './interpreting.ts';
import { llrpDecoding } from './llrp-decoding.ts';
import { m3 } from './m3.ts';
import { machine } from './machine.ts';
import { past } from './past.ts';
import { planning } from './planning.ts';
import { remembering } from './remembering.ts';
import type { Section } from './section.ts';
import { showing } from './showing.ts';
import { stalling } from './stalling.ts';
import { starting } from './starting.ts';

const sections: readonly { readonly name: string; readonly title: string; readonly run: Section }[] = [
  {
    name: 'acknowledging',
    title: 'QoS 1 readings acknowledged, against the bare broker and store',
    run: acknowledging,
  },
  { name: 'showing', title: 'From publish to a screen', run: showing },
  { name: 'stalling', title: 'A disk that dawdles', run: stalling },
  { name: 'remembering', title: 'Memory of a large site', run: remembering },
  { name: 'past', title: 'A past second and why, of a long ledger', run: past },
  { name: 'planning', title: 'Planning of ten thousand items', run: planning },
  { name: 'starting', title: 'Start', run: starting },
  { name: 'decoding', title: 'Decoding', run: decoding },
  { name: 'costs', title: 'What a frame, a code, an EPC costs', run: decodeCosts },
  { name: 'interpretation', title: 'Interpretation, and its memory', run: interpreting },
  { name: 'llrp', title: 'LLRP reports, against llrpjs', run: llrpDecoding },
];

const asked = process.argv.slice(2);
if (asked[0] === 'm3') {
  const fault = asked[1] === undefined ? 'm3 needs a file: npm run bench -- m3 FILE' : m3(asked[1], console.log);
  if (fault !== undefined) console.error(fault);
  process.exit(fault === undefined ? 0 : 2);
}
const isQuick = asked.includes('quick');
const names = asked.filter((word) => word !== 'quick');
const unknown = names.find((name) => !sections.some((each) => each.name === name));
if (unknown !== undefined) {
  console.error(
    `There is no section ${unknown}. Sections: ${sections.map(({ name }) => name).join(', ')}; or: quick, m3 FILE`,
  );
  process.exit(2);
}
cleanUpAtExit();
const print = (text: string) => console.log(text);
const began_ms = performance.now();
print(machine(isQuick ? 300 : 1_000));
if (isQuick) print('Quick: one short run of each. To see that it works, not to quote.');
for (const { name, title, run } of sections) {
  if (names.length > 0 && !names.includes(name)) continue;
  print(`\n${title} (${name})\n`);
  await run({ isQuick, print });
}
print(`\nDone in ${shown((performance.now() - began_ms) / 1_000)} s.`);
process.exit(0);
