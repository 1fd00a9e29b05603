/** Waits for a condition of the real world, looking often; the test's own time limit ends what never comes. */
import { setTimeout as pause } from 'node:timers/promises';

export async function eventually(condition: () => boolean): Promise<void> {
  while (!condition()) await pause(2);
}
