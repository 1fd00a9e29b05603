/** Keys that clients give their commands of work, so that one that is sent again books once. */
import { createHash } from 'node:crypto';
import { limits } from '../base/limits.ts';
import type { Act } from '../work/act.ts';

interface Known {
  /** Of the command: another one under the same key is a mistake. */
  readonly hash: string;
  readonly n: number;
  readonly documents: readonly string[];
}

export type SavedWorkKeys = readonly (readonly [string, Known])[];

export class WorkKeys {
  readonly #known: Map<string, Known>;
  forgotten = 0;

  constructor(saved?: SavedWorkKeys) {
    this.#known = new Map(saved);
  }

  /** What a key was used for; `other` when by another command. Each person has keys of their own. */
  find(person: string, key: string, act: Act): Known | 'other' | undefined {
    const known = this.#known.get(nameOf(person, key));
    return known === undefined || known.hash === hashOf(act) ? known : 'other';
  }

  keep(
    person: string,
    key: string,
    done: { readonly act: Act; readonly n: number; readonly documents: readonly string[] },
  ): void {
    this.#known.set(nameOf(person, key), { hash: hashOf(done.act), n: done.n, documents: done.documents });
    if (this.#known.size <= limits.work_keys_max) return;
    for (const oldest of this.#known.keys()) {
      this.#known.delete(oldest);
      this.forgotten += 1;
      return;
    }
  }

  save(): SavedWorkKeys {
    return [...this.#known];
  }
}

function nameOf(person: string, key: string): string {
  return `${person} ${key}`;
}

function hashOf(act: Act): string {
  // What is on a sheet may follow from what was asked for and from what the ledger knew: asked again, it is the same command.
  const isChosen = act.act === 'open-count' && act.opening.asked !== undefined;
  const asked = isChosen ? { ...act, opening: { ...act.opening, lines: [] } } : act;
  return createHash('sha256').update(JSON.stringify(asked)).digest('base64url').slice(0, 22);
}
