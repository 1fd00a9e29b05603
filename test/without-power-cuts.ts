/**
 * No test in this process pulls the plug of the machine, so its ledgers need not wait for the disk at each commit. What a power cut
 * leaves is looked at in `test/power-cut`, in a process that does wait.
 */
import Sqlite from 'better-sqlite3';

const { prototype } = Sqlite;
const pragma = Reflect.get(prototype, 'pragma');

function unsynced(this: unknown, source: string, ...rest: unknown[]): unknown {
  return Reflect.apply(pragma, this, [source === 'synchronous = FULL' ? 'synchronous = OFF' : source, ...rest]);
}

// This is read again for each file of tests, and the library is not.
if (pragma.name !== unsynced.name) Reflect.set(prototype, 'pragma', unsynced);
