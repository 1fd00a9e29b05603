/** The gateway's REST interface, as far as the screen needs what the live channel does not tell. */

import { useEffect, useState } from 'preact/hooks';
import type {
  DeviceThenView,
  Evidence,
  ItemView,
  LocationView,
  StoredAssociation,
  StoredMovement,
  StoredQuestion,
  WireKind,
} from '../gateway/live/messages.ts';
import { ask } from './fetching.ts';

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
  readonly says?: string;
  readonly fault?: string;
}

/** A reading behind a movement, with its bytes where they are kept. */
export type WhyReadingView =
  | {
      readonly evidence: Evidence;
      readonly kept: true;
      readonly topic?: string;
      readonly bytes: number;
      readonly hex: string;
      readonly text?: string;
      readonly says?: string;
      readonly fault?: string;
    }
  | { readonly evidence: Evidence; readonly kept: false; readonly says: string };

export interface WhyStepView {
  readonly movement: StoredMovement;
  readonly change: number;
  readonly notes: readonly string[];
  readonly readings: readonly WhyReadingView[];
  readonly more_readings: number;
}

export interface WhyPlaceView {
  readonly location: LocationView;
  readonly quantity: number;
  readonly says: string;
  readonly anchor: {
    readonly kind: 'count' | 'beginning' | 'carried';
    readonly quantity: number;
    readonly says: string;
    readonly at_ms?: number;
    readonly why?: string;
    readonly readings: readonly WhyReadingView[];
  };
  readonly groups: readonly { readonly kind: string; readonly quantity: number; readonly says: string }[];
  readonly steps: readonly WhyStepView[];
  readonly more_movements: number;
  readonly questions: readonly StoredQuestion[];
  readonly notes: readonly string[];
}

/** Why a level is what it is. */
export interface WhyView {
  readonly item: ItemView;
  readonly quantity: number;
  readonly says: string;
  readonly places: readonly WhyPlaceView[];
  readonly more_places: readonly { readonly location: string; readonly quantity: number }[];
}

/** The devices as they were at a past second. */
export interface DevicesPast {
  readonly devices: readonly { readonly id: string; readonly was?: DeviceThenView }[];
}

/** An item, and what confirmed picks have told of its mass. */
export interface ItemDetail {
  readonly unit_mass_mg?: number;
  readonly unit_mass_sd_mg?: number;
  readonly learned_mass?: {
    readonly mean_mg: number;
    readonly sd_mg: number;
    readonly picks: number;
    readonly is_doubtful: boolean;
    readonly changed?: { readonly at_ms: number; readonly from_mg: number };
  };
}

/** A movement that only was derived, not booked. */
export type DerivedMovement = Omit<StoredMovement, 'seq'>;

export type DifferenceView =
  | { readonly kind: 'only-live'; readonly live: DerivedMovement }
  | { readonly kind: 'only-shadow'; readonly shadow: DerivedMovement }
  | { readonly kind: 'changed'; readonly live: DerivedMovement; readonly shadow: DerivedMovement }
  | { readonly kind: 'question-only-live'; readonly live: AskedView }
  | { readonly kind: 'question-only-shadow'; readonly shadow: AskedView };

export interface AskedView {
  readonly id: string;
  readonly at_ms: number;
  readonly question: string;
}

/** Rules that run beside the ones that hold. */
export interface ShadowView {
  readonly state: 'off' | 'running' | 'stopped';
  readonly says: string;
  readonly can_go_back: boolean;
  readonly tried?: string;
  readonly started_ms?: number;
  readonly from_ms?: number;
  readonly until_ms?: number;
  readonly rows?: number;
  readonly behind_rows?: number;
  readonly counts?: {
    readonly movements_live: number;
    readonly movements_shadow: number;
    readonly same: number;
    readonly changed: number;
    readonly only_live: number;
    readonly only_shadow: number;
    readonly questions_live: number;
    readonly questions_shadow: number;
    readonly questions_only_live: number;
    readonly questions_only_shadow: number;
  };
  readonly differences?: readonly { readonly number: number; readonly difference: DifferenceView }[];
  readonly waiting?: readonly DifferenceView[];
  readonly differences_dropped?: number;
  readonly levels?: readonly {
    readonly item: string;
    readonly location: string;
    readonly live: number;
    readonly shadow: number;
  }[];
  readonly levels_beyond?: number;
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
  readonly wire: WireKind;
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
    const answer = await ask(path);
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
    const answer = await ask(path, {
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
    const answer = await ask(path, {
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
