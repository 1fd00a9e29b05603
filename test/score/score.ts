/**
 * `npm run score [-- OPTION…]`: the product and its baselines over scenes whose truth is known. What is compared with what is in
 * `docs/score.md`. The exit code says whether the stated goals hold.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Scenario } from '../../simulators/scenes/scene.ts';
import { bestOf, type Tried } from './baselines/search.ts';
import { writeTuned } from './baselines/tuned-file.ts';
import { addBands } from './calibration.ts';
import { writeBetween } from './documents.ts';
import { type Goal, goalsOf } from './goals.ts';
import { type Job, playAll } from './job.ts';
import { knownScenarios } from './known-scenarios.ts';
import { missesText } from './misses.ts';
import { type Options, optionsOf, usage } from './options.ts';
import { type ScenarioScore, scenarioScore } from './scenario-score.ts';
import type { SceneResult } from './scene-score.ts';
import { standingText } from './standing.ts';
import { detailTables, goalsTable, mainTable, scenariosTable } from './table.ts';

process.exitCode = await main(process.argv.slice(2));

async function main(words: readonly string[]): Promise<number> {
  const options = optionsOrUndefined(words);
  if (options === undefined) return 2;
  if (options.help) {
    console.log(usage);
    return 0;
  }
  const known = await knownScenarios();
  const names = options.scenarios ?? known.map(({ name }) => name);
  const unknown = names.find((name) => !known.some((each) => each.name === name));
  if (unknown !== undefined) {
    console.error(`There is no scenario ${unknown}. There are: ${known.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  if (options.tune) {
    await tune(options, names);
    return 0;
  }
  const scenarios = known.filter(({ name }) => names.includes(name));
  return report(options, scenarios, await play(options, names));
}

function optionsOrUndefined(words: readonly string[]): Options | undefined {
  try {
    return optionsOf(words);
  } catch (thrown) {
    console.error(`${thrown instanceof Error ? thrown.message : thrown}\n\n${usage}`);
    return undefined;
  }
}

function jobsOf(names: readonly string[], { seeds, scale }: Options, what: Job['what']): readonly Job[] {
  return names.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed, scale, what })));
}

async function play(options: Options, names: readonly string[]): Promise<readonly SceneResult[]> {
  const jobs = jobsOf(names, options, options.baselines ? 'all' : 'product');
  const results = new Map<Job, SceneResult>();
  await playAll(jobs, availableParallelism(), (job, answer) => {
    if (answer.what !== 'scored') return;
    results.set(job, answer.result);
    if (jobs.length > 1) {
      const { counts } = answer.result.score.product;
      const { matched, missed, unmatched } = counts;
      console.error(`${job.scenario}, seed ${job.seed}: ${matched} right, ${missed} missed, ${unmatched} false`);
    }
  });
  return jobs.flatMap((job) => results.get(job) ?? []);
}

async function tune(options: Options, names: readonly string[]): Promise<void> {
  const found = new Map<string, Tried[]>();
  await playAll(jobsOf(names, options, 'tune'), availableParallelism(), ({ scenario, seed }, answer) => {
    if (answer.what !== 'tried') return;
    found.set(scenario, [...(found.get(scenario) ?? []), answer.tried]);
    console.error(`${scenario}, seed ${seed}: tried`);
  });
  const path = writeTuned(new Map([...found].map(([name, all]) => [name, bestOf(all)])));
  console.log(`Written: ${path}. Bring it into form with npm run format.`);
}

function report(options: Options, scenarios: readonly Scenario[], results: readonly SceneResult[]): number {
  const { json, misses, scale, seeds } = options;
  const print = json === '-' ? (text: string) => console.error(text) : (text: string) => console.log(text);
  const scenes = results.map(({ score }) => score);
  const scores = scenarios.map(({ name }) =>
    scenarioScore(
      name,
      scenes.filter(({ scenario }) => scenario === name),
    ),
  );
  for (const { name } of scenarios) {
    const own = results.filter(({ score }) => score.scenario === name);
    if (misses) for (const result of own) print(`\n${missesText(result)}`);
    print(`\n${name}, seeds ${seeds.join(' ')}, scale ${scale}`);
    print(standingText(own.map(({ score }) => score)));
  }
  const bands = addBands(scores.map((each) => each.bands));
  const goals = goalsOf(scores, bands);
  print(`\n${goals.map(({ says, figure, holds }) => `${holds ? 'yes' : 'NO '}  ${says}: ${figure}`).join('\n')}`);
  if (json !== undefined) {
    const text = `${JSON.stringify({ seeds, scale, goals, scenarios: scores, scenes: misses ? results : scenes }, null, 1)}\n`;
    if (json === '-') process.stdout.write(text);
    else writeFileSync(json, text);
  }
  if (options.write_docs) writeDocs(options, scenarios, scores, scenes, goals);
  return goals.every(({ holds }) => holds) ? 0 : 1;
}

function writeDocs(
  { seeds, scale }: Options,
  scenarios: readonly Scenario[],
  scores: readonly ScenarioScore[],
  scenes: readonly SceneResult['score'][],
  goals: readonly Goal[],
): void {
  const root = fileURLToPath(new URL('../../../', import.meta.url));
  const bands = addBands(scores.map((each) => each.bands));
  const main = mainTable(scores, scenes);
  const made = `Seeds ${seeds[0]} to ${seeds.at(-1)}, scale ${scale}.`;
  const pages = [
    ['docs/score.md', 'scenarios', scenariosTable(scenarios)],
    ['docs/score.md', 'score', [made, main, goalsTable(goals), detailTables(scores, bands)].join('\n\n')],
    ['README.md', 'score', main],
  ] as const;
  for (const [path, name, text] of pages) {
    const written = writeBetween(`${root}${path}`, name, text);
    console.log(
      written ? `Written: ${path}, ${name}.` : `${path} has no place for ${name}: <!-- ${name}: begin --> and end.`,
    );
  }
}
