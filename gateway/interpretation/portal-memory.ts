/** The tags now at portals, and who crossed them lately. */
import type { EpcMeaning } from '../../devices/reading.ts';
import { type Crossed, type Gate, gateOf } from './convoy.ts';
import { addDeadline, type Deadlines, deadlinesOf } from './deadlines.ts';
import { type Passage, restorePassage, type SavedPassage, type Way } from './passage.ts';

export interface Passing {
  passage: Passage;
  readonly meaning: EpcMeaning | undefined;
  /** The newest crossing that was booked here. */
  crossed: Crossed | undefined;
  /** How that was booked. */
  told: Told | undefined;
  /** Effective time from which on the next read makes it be looked at. */
  look_ms: number;
  /** Since when (effective) it has been sure that it crossed, and how many others had crossed with it at its last look. */
  sure: Sure | undefined;
  /** It was looked at when it went quiet: not again before it is over, whenever its memory was restored. */
  is_quiet: boolean;
  /** It has gone quiet, and what was to be decided has been. */
  is_over: boolean;
  /** Reads of its earlier visits, by side. */
  before_inside: number;
  before_outside: number;
}

export interface Told {
  /** Of the movement. */
  readonly id: string;
  readonly permille: number;
  /** Natural log odds by its own reads alone: what its company says is no evidence against another door. */
  readonly own: number;
  /** The side to which it went had not heard it in this visit. */
  readonly is_unheard: boolean;
}

export interface Sure {
  readonly way: Way;
  readonly since_ms: number;
  readonly along: number;
}

export interface Portals {
  /** By device and EPC. */
  readonly passing: Map<string, Passing>;
  /** Keys of those that are over, the longest silent first. */
  readonly silent: Set<string>;
  /** By device. */
  readonly gates: Map<string, Gate<Passing>>;
  /** When they may have gone quiet. */
  readonly deadlines: Deadlines;
}

type Maybe = 'crossed' | 'told' | 'meaning' | 'sure' | 'is_quiet';

export interface SavedPortals {
  readonly passing: readonly (Omit<Passing, 'passage' | Maybe> &
    Partial<Pick<Passing, Maybe>> & { readonly passage: SavedPassage })[];
  readonly silent: readonly string[];
  readonly gates: readonly (readonly [string, Pick<Gate<Passing>, 'crossed' | 'overheard'>])[];
}

export function portalsOf(): Portals {
  return { passing: new Map(), silent: new Set(), gates: new Map(), deadlines: deadlinesOf() };
}

export function savePortals({ passing, silent, gates }: Portals): SavedPortals {
  return {
    passing: [...passing.values()],
    silent: [...silent],
    gates: [...gates].map(([device, { crossed, overheard }]) => [device, { crossed, overheard }]),
  };
}

export function restorePortals(portals: Portals, saved: SavedPortals): void {
  for (const key of saved.silent) portals.silent.add(key);
  for (const [device, gate] of saved.gates) portals.gates.set(device, { ...gate, active: new Set() });
  for (const { passage, meaning, crossed, told, sure, is_quiet = false, ...rest } of saved.passing) {
    keep(portals, { ...rest, meaning, crossed, told, sure, is_quiet, passage: restorePassage(passage) });
  }
}

export function keep(portals: Portals, passing: Passing): void {
  const { device, epc } = passing.passage;
  portals.passing.set(keyOf(device, epc), passing);
  // Too early is not too late: whoever is due is looked at again.
  if (passing.is_over) return;
  gateAt(portals, device).active.add(passing);
  addDeadline(portals.deadlines, keyOf(device, epc), passing.passage.last_arrived_ms);
}

/** It is heard again. A visit begins where the last one was long ago. */
export function wake(portals: Portals, passing: Passing, fresh: Passage | undefined): void {
  const { device, epc, reads_inside, reads_outside } = passing.passage;
  portals.silent.delete(keyOf(device, epc));
  passing.is_over = false;
  if (fresh === undefined) return;
  passing.before_inside += reads_inside;
  passing.before_outside += reads_outside;
  passing.passage = fresh;
}

/** It is silent, and remembered as one that was here. */
export function layAside(portals: Portals, passing: Passing): void {
  const { device, epc } = passing.passage;
  passing.is_over = true;
  portals.gates.get(device)?.active.delete(passing);
  portals.silent.add(keyOf(device, epc));
}

export function forget(portals: Portals, passing: Passing): void {
  const { device, epc } = passing.passage;
  portals.gates.get(device)?.active.delete(passing);
  portals.passing.delete(keyOf(device, epc));
  portals.silent.delete(keyOf(device, epc));
}

/** Makes room for one more by forgetting who has been silent the longest; false when all are being heard. */
export function makeRoom(portals: Portals): boolean {
  const oldest = portals.silent.values().next();
  if (oldest.done === true) return false;
  portals.silent.delete(oldest.value);
  portals.passing.delete(oldest.value);
  return true;
}

export function gateAt(portals: Portals, device: string): Gate<Passing> {
  const known = portals.gates.get(device);
  if (known !== undefined) return known;
  const gate = gateOf<Passing>();
  portals.gates.set(device, gate);
  return gate;
}

export function keyOf(device: string, epc: string): string {
  return `${device}\u0000${epc}`;
}
