/** What the command was asked. */
import { parseArgs } from 'node:util';

export const usage = `npm run score -- [--scenario NAME]… [--seed N]… [--seeds 1-8] [--held-out] [--scale 1]
                 [--misses] [--no-baselines] [--json FILE] [--write-docs] [--tune]

  --scenario NAME  only this one; may be given several times
  --seed, --seeds  development seeds are 1 to 8, and are the default
  --held-out       seeds 101 to 112; nothing may be tuned on them
  --scale          length of the scenes; 1 is the public score
  --misses         list what was missed and what is false, with the product's own words
  --no-baselines   only the product
  --json FILE      everything as JSON; - is standard output, and then nothing else is printed there
  --write-docs     write the tables into docs/score.md and README.md; with --held-out at scale 1
  --tune           search the baselines' settings on these seeds and write test/score/baselines/tuned.ts

The exit code is 0 when every stated goal holds, 1 when one does not, 2 when the score could not be made.`;

export interface Options {
  readonly scenarios: readonly string[] | undefined;
  readonly seeds: readonly number[];
  readonly held_out: boolean;
  readonly scale: number;
  readonly misses: boolean;
  readonly baselines: boolean;
  readonly json: string | undefined;
  readonly write_docs: boolean;
  readonly tune: boolean;
  readonly help: boolean;
}

export const development_seeds = seedsFrom(1, 8);
export const held_out_seeds = seedsFrom(101, 112);

/** Throws an Error in words when an option is unknown or is no number. */
export function optionsOf(words: readonly string[]): Options {
  const { values } = parseArgs({
    args: [...words],
    options: {
      scenario: { type: 'string', multiple: true },
      seed: { type: 'string', multiple: true },
      seeds: { type: 'string' },
      'held-out': { type: 'boolean', default: false },
      scale: { type: 'string', default: '1' },
      misses: { type: 'boolean', default: false },
      'no-baselines': { type: 'boolean', default: false },
      json: { type: 'string' },
      'write-docs': { type: 'boolean', default: false },
      tune: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const scale = Number(values.scale);
  if (!(scale > 0)) throw new Error(`--scale must be a number above 0, not ${values.scale}`);
  const seeds = seedsOf(values.seed, values.seeds) ?? (values['held-out'] ? held_out_seeds : development_seeds);
  if (
    values['write-docs'] &&
    !(values['held-out'] && scale === 1 && values.scenario === undefined && !values['no-baselines'])
  ) {
    throw new Error(
      '--write-docs writes the public table: of --held-out seeds, at scale 1, of all scenarios, with the baselines',
    );
  }
  if (values['held-out'] && seeds.some((seed) => !held_out_seeds.includes(seed))) {
    throw new Error('the held-out seeds are 101 to 112');
  }
  if (values.tune && seeds.some((seed) => !development_seeds.includes(seed))) {
    throw new Error('the baselines are tuned on development seeds, 1 to 8, and on no others');
  }
  return {
    scenarios: values.scenario,
    seeds,
    held_out: values['held-out'],
    scale,
    misses: values.misses,
    baselines: !values['no-baselines'],
    json: values.json,
    write_docs: values['write-docs'],
    tune: values.tune,
    help: values.help,
  };
}

function seedsOf(single: readonly string[] | undefined, range: string | undefined): readonly number[] | undefined {
  if (single === undefined && range === undefined) return undefined;
  const [first, last = first] = (range ?? '').split('-').map(Number);
  const ranged = range === undefined || first === undefined || last === undefined ? [] : seedsFrom(first, last);
  const seeds = [...(single ?? []).map(Number), ...ranged];
  if (seeds.length === 0 || seeds.some((seed) => !Number.isSafeInteger(seed) || seed < 0)) {
    throw new Error('seeds are whole numbers: --seed 3, or --seeds 1-8');
  }
  return seeds;
}

function seedsFrom(first: number, last: number): readonly number[] {
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => first + at);
}
