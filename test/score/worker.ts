/** A process that plays scenes for the score: a job in, its result out, until there are no more. */
import { baselinesOf } from './baselines/all.ts';
import type { Job } from './job.ts';
import { knownScenarios } from './known-scenarios.ts';
import { scoreScene } from './scene-score.ts';

const scenarios = await knownScenarios();
process.on('message', ({ scenario, seed, scale, with_baselines }: Job) => {
  const found = scenarios.find(({ name }) => name === scenario);
  if (found === undefined) throw new Error(`there is no scenario ${scenario}`);
  process.send?.(scoreScene(found, seed, scale, with_baselines ? (site) => baselinesOf(scenario, site) : () => []));
});
