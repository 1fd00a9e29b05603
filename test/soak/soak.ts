/**
 * `npm run soak -- [--class NAME] [--days N] [--seed N]`: plates at rest with noise, drift, spikes and hands, and no stock change at
 * all. Prints what was booked and asked all the same, for each class; the exit code is 1 when anything was booked.
 */
import { parseArgs } from 'node:util';
import { plateClasses } from './plate-classes.ts';
import { type SoakResult, soak } from './run.ts';

const channels = 20;

process.exitCode = main();

function main(): number {
  const { values } = parseArgs({
    options: { class: { type: 'string' }, days: { type: 'string' }, seed: { type: 'string', default: '1' } },
  });
  const chosen = plateClasses.filter(({ name }) => values.class === undefined || values.class === name);
  if (chosen.length === 0) {
    console.error(`There is no such class. There are: ${plateClasses.map(({ name }) => name).join(', ')}`);
    return 2;
  }
  console.log(
    'class | channel-days | readings | touches | false movements | a channel-day, 95 % below | false questions | a channel-day, 95 % below | seed | s',
  );
  let booked = 0;
  for (const kind of chosen) {
    const count = kind.group > 1 ? kind.group : channels;
    const days = values.days === undefined ? kind.days : Number(values.days);
    const began_ms = Date.now();
    const result = soak(kind, Number(values.seed), count, days / count);
    booked += result.movements;
    console.log(lineOf(kind.name, result, values.seed, Date.now() - began_ms));
    for (const each of result.says) console.log(`    ${each}`);
  }
  return booked > 0 ? 1 : 0;
}

function lineOf(name: string, result: SoakResult, seed: string, took_ms: number): string {
  const { channel_days, readings, touches, movements, questions } = result;
  return [
    name,
    channel_days.toFixed(1),
    readings,
    touches,
    movements,
    (upperBound(movements) / channel_days).toFixed(5),
    questions,
    (upperBound(questions) / channel_days).toFixed(5),
    seed,
    (took_ms / 1_000).toFixed(1),
  ].join(' | ');
}

/** The greatest mean of a Poisson number that shows so few in one of twenty cases, found by halving. */
function upperBound(seen: number): number {
  let low = seen;
  let high = seen + 10 + 4 * Math.sqrt(seen + 1);
  for (let step = 0; step < 60; step += 1) {
    const middle = (low + high) / 2;
    if (atMost(seen, middle) > 0.05) low = middle;
    else high = middle;
  }
  return high;
}

/** Chance of at most `seen` where `mean` are to be expected. */
function atMost(seen: number, mean: number): number {
  let term = Math.exp(-mean);
  let sum = term;
  for (let count = 1; count <= seen; count += 1) {
    term *= mean / count;
    sum += term;
  }
  return sum;
}
