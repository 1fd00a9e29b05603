/** The gateway's REST interface, as far as the screen needs what the live channel does not tell. */

import { useEffect, useState } from 'preact/hooks';
import type { StoredAssociation, StoredMovement } from '../gateway/live/messages.ts';

export interface MovementPage {
  readonly movements: readonly StoredMovement[];
  readonly next?: string;
}

export interface AssociationPage {
  readonly associations: readonly StoredAssociation[];
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
  const sent = await send('/commands', body);
  return sent.ok ? undefined : sent.says;
}

export type Sent =
  | { readonly ok: true; readonly warnings: readonly string[] }
  /** `faults`: each rule that is broken, with its place. */
  | { readonly ok: false; readonly says: string; readonly faults: readonly string[] };

/** Text is sent as the file it is, everything else as JSON. */
export async function send(path: string, body: unknown): Promise<Sent> {
  const isFile = typeof body === 'string';
  try {
    const answer = await fetch(`/api/v1${path}`, {
      method: 'POST',
      headers: { 'Content-Type': isFile ? 'text/csv' : 'application/json' },
      body: isFile ? body : JSON.stringify(body),
    });
    if (!answer.ok) return await refusalOf(answer);
    const done: { readonly warnings?: readonly string[] } = await answer.json();
    return { ok: true, warnings: done.warnings ?? [] };
  } catch {
    // As above: nothing is known of what became of it.
    return { ok: false, says: 'The gateway does not answer.', faults: [] };
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
  return (await refusalOf(answer)).says;
}

interface ProblemText {
  readonly detail?: unknown;
  readonly errors?: readonly { readonly field: string; readonly rule: string }[];
}

async function refusalOf(answer: Response): Promise<Extract<Sent, { ok: false }>> {
  try {
    const { detail, errors = [] }: ProblemText = await answer.json();
    const says = typeof detail === 'string' ? detail : answer.statusText;
    return { ok: false, says, faults: errors.map(({ field, rule }) => `${field} ${rule}`) };
  } catch {
    // Not a problem of ours, e.g. of a proxy in between.
    return { ok: false, says: `${answer.status} ${answer.statusText}`, faults: [] };
  }
}
