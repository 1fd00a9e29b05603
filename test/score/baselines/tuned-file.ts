/** Writes what the search found into the source, beside what it found for scenarios that were not searched now. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Manners } from './manners.ts';
import { tuned } from './tuned.ts';

const head = `/**
 * What the search found for each scenario on development seeds: \`npm run score -- --tune\` writes this file. Scenarios that are not
 * here use the usual manners.
 */
import type { Manners } from './manners.ts';

export const tuned: Readonly<Record<string, Partial<Manners>>> = `;

/** Gives the path. Run as built, it writes beside the source. */
export function writeTuned(found: ReadonlyMap<string, Partial<Manners>>): string {
  const path = fileURLToPath(new URL('../../../../test/score/baselines/tuned.ts', import.meta.url));
  const all = { ...tuned, ...Object.fromEntries(found) };
  writeFileSync(path, `${head}${JSON.stringify(all, null, 2)};\n`);
  return path;
}
