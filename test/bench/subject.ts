/** What is measured: a gateway as built, or the baseline; each a process of its own behind one address. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { enrolConnection } from '../../gateway/enrolment.ts';
import { openPeopleDesk } from '../../gateway/people-desk.ts';
import { type Child, newDirectory, removeDirectory, startChild } from './child.ts';
import type { Login } from './clients.ts';

export interface Subject extends Child {
  readonly broker: string;
  /** Empty for the baseline. */
  readonly dashboard: string;
  /** Time from the start of the process to its addresses. */
  readonly started_ms: number;
}

interface Settings {
  readonly connections: readonly { readonly id: string }[];
}

/** A data directory with its settings and a secret for every connection. */
export interface Place {
  readonly directory: string;
  readonly logins: readonly Login[];
  /** What programs ask with. */
  readonly token: string;
  start(env?: NodeJS.ProcessEnv): Promise<Subject>;
  remove(): void;
}

export async function placeOf(settings: Settings): Promise<Place> {
  const directory = newDirectory();
  const data = join(directory, 'data');
  const site = join(directory, 'site.json');
  writeFileSync(site, JSON.stringify(settings));
  const logins: Login[] = [];
  for (const { id } of settings.connections) logins.push({ id, secret: await enrolConnection(data, id) });
  const desk = openPeopleDesk(data);
  const made = await desk.makeToken('bench', ['administrator']);
  desk.close();
  if (!made.ok) throw new Error(made.says);
  return {
    directory,
    logins,
    token: made.value,
    start: (env = {}) =>
      subjectOf(() =>
        startChild(
          '../../gateway/cli/tallygate.js',
          ['start', '--json', '--log', 'error', '--data', data, '--site', site],
          env,
        ),
      ),
    remove: () => removeDirectory(directory),
  };
}

/** The same broker library and the same store without the product, see `baseline.ts`. */
export function startBaseline(directory: string): Promise<Subject> {
  return subjectOf(() => startChild('./baseline.js', [directory]));
}

async function subjectOf(start: () => Child): Promise<Subject> {
  const began_ms = performance.now();
  const child = start();
  const addresses: { broker: string; dashboard: string } = JSON.parse(await child.line());
  const started_ms = performance.now() - began_ms;
  // An answer comes a turn later than the addresses; from then on a SIGTERM is heard and not just suffered.
  await child.look();
  return { ...child, ...addresses, started_ms };
}
