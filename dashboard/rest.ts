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
  readonly says?: string;
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

export interface SerialView {
  readonly baud: number;
  readonly data_bits: 7 | 8;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stop_bits: 1 | 2;
}

/** A device that was found; `device` is what it is called in the settings, where it is there already. */
export interface FoundView {
  readonly id: string;
  readonly kind: 'serial' | 'hid' | 'network' | 'mqtt';
  readonly name: string;
  readonly place: string;
  readonly facts: readonly string[];
  readonly suggestions: readonly {
    readonly driver: string;
    readonly title: string;
    readonly family: 'rfid' | 'barcode' | 'scale' | 'native';
    readonly serial?: SerialView;
  }[];
  readonly certain: boolean;
  readonly hint?: string;
  readonly suggested_id: string;
  readonly wire: 'mqtt' | 'serial' | 'tcp' | 'hid';
  readonly connection?: string;
  readonly needs_secret: boolean;
  readonly unit?: string;
  readonly antennas?: number;
  readonly device?: string;
  readonly seen_ms: number;
  readonly times: number;
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

export interface FieldRefusal {
  /** Dotted path of the field; empty when the whole is meant. */
  readonly field: string;
  readonly rule: string;
}

export type Posted<Body> =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly says: string; readonly refusals: readonly FieldRefusal[] };

export async function post<Body>(path: string, body: unknown): Promise<Posted<Body>> {
  try {
    const answer = await fetch(`/api/v1${path}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (answer.ok) {
      const done: Body = await answer.json();
      return { ok: true, body: done };
    }
    const told: unknown = await answer.json();
    return { ok: false, says: detailIn(told) ?? answer.statusText, refusals: refusalsIn(told) };
  } catch {
    // The gateway is away or was stopped in mid-answer: nothing is known of what became of it.
    return { ok: false, says: 'The gateway does not answer.', refusals: [] };
  }
}

function detailIn(problem: unknown): string | undefined {
  if (typeof problem !== 'object' || problem === null || !('detail' in problem)) return undefined;
  return typeof problem.detail === 'string' ? problem.detail : undefined;
}

/** Fields are told as `a[0].b` by the settings and as `a.0.b` by the interface; here they are the latter. */
function refusalsIn(problem: unknown): FieldRefusal[] {
  if (typeof problem !== 'object' || problem === null || !('errors' in problem)) return [];
  const { errors } = problem;
  if (!Array.isArray(errors)) return [];
  return errors.flatMap((error: unknown): FieldRefusal[] => {
    if (typeof error !== 'object' || error === null || !('field' in error && 'rule' in error)) return [];
    const field = String(error.field).replace(/\[(\d{1,6})\]/g, '.$1');
    return [{ field, rule: String(error.rule) }];
  });
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
