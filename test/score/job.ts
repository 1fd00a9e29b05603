/** Scenes to be scored, spread over the cores: results come in the order of the jobs, however they are spread. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { SceneResult } from './scene-score.ts';

export interface Job {
  readonly scenario: string;
  readonly seed: number;
  readonly scale: number;
  readonly with_baselines: boolean;
}

/** `done` is called as results come. Rejects when a scene cannot be played. */
export async function scoreAll(
  jobs: readonly Job[],
  workers: number,
  done: (job: Job, result: SceneResult) => void,
): Promise<readonly SceneResult[]> {
  const results = new Map<Job, SceneResult>();
  const waiting = [...jobs];
  const script = fileURLToPath(new URL('./worker.js', import.meta.url));
  async function work(): Promise<void> {
    if (waiting.length === 0) return;
    const child = fork(script, { serialization: 'advanced' });
    try {
      for (let job = waiting.shift(); job !== undefined; job = waiting.shift()) {
        const result = await answerOf(child, job);
        results.set(job, result);
        done(job, result);
      }
    } finally {
      child.kill();
    }
  }
  await Promise.all(Array.from({ length: Math.min(workers, jobs.length) }, work));
  return jobs.flatMap((job) => results.get(job) ?? []);
}

function answerOf(child: ChildProcess, job: Job): Promise<SceneResult> {
  return new Promise((resolve, reject) => {
    function ended(code: number | null): void {
      reject(new Error(`scenario ${job.scenario}, seed ${job.seed}, cannot be played: its process ended with ${code}`));
    }
    child.once('exit', ended);
    child.once('message', (result: SceneResult) => {
      child.off('exit', ended);
      resolve(result);
    });
    child.send(job);
  });
}
