/** The gateway's REST interface, as far as the screen needs what the live channel does not tell. */

import { useEffect, useState } from 'preact/hooks';
import type { StoredMovement } from '../gateway/live/messages.ts';

export interface MovementPage {
  readonly movements: readonly StoredMovement[];
  readonly next?: string;
}

/** A frame down to its bytes. */
export interface FrameView {
  readonly device: string;
  readonly at_ms: number;
  readonly topic?: string;
  readonly hex: string;
  readonly text?: string;
  readonly readings: readonly unknown[];
  readonly fault?: string;
}

export interface QuarantineView {
  readonly n: number;
  readonly at_ms: number;
  readonly device?: string;
  readonly topic?: string;
  readonly reason: string;
  readonly bytes: number;
  readonly hex: string;
}

export type Loaded<Body> =
  | { readonly state: 'loading' }
  | { readonly state: 'there'; readonly body: Body }
  | { readonly state: 'failed'; readonly says: string };

export async function read<Body>(path: string): Promise<Loaded<Body>> {
  try {
    const answer = await fetch(`/api/v1${path}`);
    if (!answer.ok) return { state: 'failed', says: await detailOf(answer) };
    const body: Body = await answer.json();
    return { state: 'there', body };
  } catch {
    // The gateway is away or was stopped in mid-answer.
    return { state: 'failed', says: 'The gateway does not answer.' };
  }
}

/** Undefined when it is done, else the sentence that says why not. */
export async function command(
  body: { readonly kind: string } & Readonly<Record<string, unknown>>,
): Promise<string | undefined> {
  try {
    const answer = await fetch('/api/v1/commands', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    return answer.ok ? undefined : await detailOf(answer);
  } catch {
    // As above: nothing is known of what became of it.
    return 'The gateway does not answer.';
  }
}

/** Reads when the component appears and whenever `path` or `version` changes; keeps showing what it had meanwhile. */
export function useRead<Body>(path: string, version = 0): Loaded<Body> {
  const [held, hold] = useState<{ readonly path: string; readonly version: number; readonly loaded: Loaded<Body> }>();
  useEffect(() => {
    let wanted = true;
    void read<Body>(path).then((loaded) => {
      if (wanted) hold({ path, version, loaded });
    });
    return () => {
      wanted = false;
    };
  }, [path, version]);
  return held?.path === path ? held.loaded : { state: 'loading' };
}

async function detailOf(answer: Response): Promise<string> {
  try {
    const problem: { readonly detail?: unknown } = await answer.json();
    return typeof problem.detail === 'string' ? problem.detail : answer.statusText;
  } catch {
    // Not a problem of ours, e.g. of a proxy in between.
    return `${answer.status} ${answer.statusText}`;
  }
}
