/** Scenes to be played, spread over the cores: results come in the order of the jobs, however they are spread. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Tried } from './baselines/search.ts';
import type { SceneResult } from './scene-score.ts';

export interface Job {
  readonly scenario: string;
  readonly seed: number;
  readonly scale: number;
  /** `product`: without baselines. `tune`: the baselines alone, with all manners there are to try. */
  readonly what: 'all' | 'product' | 'tune';
}

export type Answer =
  | { readonly what: 'scored'; readonly result: SceneResult }
  | { readonly what: 'tried'; readonly tried: Tried };

/** `done` is called as answers come. Rejects when a scene cannot be played. */
export async function playAll(
  jobs: readonly Job[],
  workers: number,
  done: (job: Job, answer: Answer) => void,
): Promise<void> {
  const waiting = [...jobs];
  const script = fileURLToPath(new URL('./worker.js', import.meta.url));
  async function work(): Promise<void> {
    const child = fork(script, { serialization: 'advanced' });
    try {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) done(job, await answerOf(child, job));
    } finally {
      child.kill();
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, work));
}

function answerOf(child: ChildProcess, job: Job): Promise<Answer> {
  return new Promise((resolve, reject) => {
    function ended(code: number | null): void {
      reject(new Error(`scenario ${job.scenario}, seed ${job.seed}, cannot be played: its process ended with ${code}`));
    }
    child.once('exit', ended);
    child.once('message', (answer: Answer) => {
      child.off('exit', ended);
      resolve(answer);
    });
    child.send(job);
  });
}
