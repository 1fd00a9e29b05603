/** A process that plays scenes for the score: a job in, its answer out, until there are no more. */
import { baselinesOf } from './baselines/all.ts';
import { trySeed } from './baselines/search.ts';
import type { Answer, Job } from './job.ts';
import { knownScenarios } from './known-scenarios.ts';
import { scoreScene } from './scene-score.ts';

const scenarios = await knownScenarios();

process.on('message', (job: Job) => {
  process.send?.(answerTo(job));
});

function answerTo({ scenario, seed, scale, what }: Job): Answer {
  const found = scenarios.find(({ name }) => name === scenario);
  if (found === undefined) throw new Error(`there is no scenario ${scenario}`);
  if (what === 'tune') return { what: 'tried', tried: trySeed(found, seed, scale) };
  const result = scoreScene(found, seed, scale, what === 'all' ? (site) => baselinesOf(scenario, site) : () => []);
  return { what: 'scored', result };
}
