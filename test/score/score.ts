/**
 * `npm run score [-- OPTION…]`: the product and its baselines over scenes whose truth is known. What is compared with what is in
 * `docs/score.md`. The exit code says whether the stated goals hold.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { type Job, scoreAll } from './job.ts';
import { knownScenarios } from './known-scenarios.ts';
import { missesText } from './misses.ts';
import { standingText } from './standing.ts';

const usage = `npm run score -- [--scenario NAME]… [--seed N]… [--seeds 1-8] [--held-out] [--scale 1] [--misses] [--no-baselines] [--json FILE]

  --scenario NAME  only this one; may be given several times
  --seed, --seeds  development seeds are 1 to 8, and are the default
  --held-out       seeds 101 to 108; nothing may be tuned on them
  --scale          length of the scenes; 1 is the public score
  --misses         list what was missed and what is false, with the product's own words
  --no-baselines   only the product
  --json FILE      everything as JSON; - is standard output, and then nothing else is printed there`;

const { values } = parseArgs({
  options: {
    scenario: { type: 'string', multiple: true },
    seed: { type: 'string', multiple: true },
    seeds: { type: 'string' },
    'held-out': { type: 'boolean', default: false },
    scale: { type: 'string', default: '1' },
    misses: { type: 'boolean', default: false },
    'no-baselines': { type: 'boolean', default: false },
    json: { type: 'string' },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usage);
  process.exit(0);
}
const known = await knownScenarios();
const names = values.scenario ?? known.map(({ name }) => name);
const unknown = names.find((name) => !known.some((each) => each.name === name));
if (unknown !== undefined) {
  console.error(`There is no scenario ${unknown}. There are: ${known.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}
const scale = Number(values.scale);
const jobs: Job[] = names.flatMap((scenario) =>
  seedsOf().map((seed) => ({ scenario, seed, scale, with_baselines: !values['no-baselines'] })),
);
const print = values.json === '-' ? (text: string) => console.error(text) : (text: string) => console.log(text);
const results = await scoreAll(jobs, availableParallelism(), ({ scenario, seed }, result) => {
  if (jobs.length > 1) console.error(`${scenario} ${seed}: played, ${result.score.rows} rows`);
});
for (const name of names) {
  const own = results.filter(({ score }) => score.scenario === name);
  if (values.misses) for (const result of own) print(`\n${missesText(result)}`);
  print(`\n${name}, seeds ${own.map(({ score }) => score.seed).join(' ')}, scale ${scale}`);
  print(standingText(own.map(({ score }) => score)));
}
if (values.json !== undefined) {
  const text = `${JSON.stringify(values.misses ? results : results.map(({ score }) => score), null, 1)}\n`;
  if (values.json === '-') process.stdout.write(text);
  else writeFileSync(values.json, text);
}

function seedsOf(): readonly number[] {
  if (values.seed !== undefined) return values.seed.map(Number);
  if (values.seeds !== undefined) {
    const [first = 1, last = first] = values.seeds.split('-').map(Number);
    return Array.from({ length: last - first + 1 }, (_, at) => first + at);
  }
  const first = values['held-out'] ? 101 : 1;
  return Array.from({ length: 8 }, (_, at) => first + at);
}
