/** What another portal says of a crossing: that it heard it louder, or has told it already. */
import type { Portal } from '../stock/site.ts';
import { portalOf } from '../stock/site-index.ts';
import { type Crossed, hasCrossed } from './convoy.ts';
import { loudAround, type Passage } from './passage.ts';
import { keyOf, type Portals } from './portal-memory.ts';
import type { Tag } from './tag.ts';
import type { Turn } from './turn.ts';

/** Two portals that tell the same crossing of a tag within this time tell one. */
const same_ms = 15_000;
/** About a crossing, where it is heard loudest. */
const near_ms = 2_500;

/**
 * Another portal heard it louder meanwhile, so it passes there, if anywhere. Where both lead to the same places and the other has not told
 * it in the end, it does not matter which.
 */
export function isStray(
  { index }: Turn,
  { passing, gates }: Portals,
  passage: Passage,
  { at_ms }: Crossed,
  isLast: boolean,
): boolean {
  const here_cdbm = loudAround(passage, at_ms, near_ms) ?? passage.peak_cdbm;
  for (const other of gates.keys()) {
    const there = other === passage.device ? undefined : passing.get(keyOf(other, passage.epc));
    if (there === undefined) continue;
    if ((loudAround(there.passage, at_ms, near_ms) ?? Number.NEGATIVE_INFINITY) <= here_cdbm) continue;
    if (!isLast || !isSamePortal(portalOf(index, other), portalOf(index, passage.device))) return true;
  }
  return false;
}

export function isToldElsewhere({ gates }: Portals, { device, epc }: Passage, crossing: Crossed): boolean {
  for (const [other, gate] of gates) if (other !== device && hasCrossed(gate, epc, crossing, same_ms)) return true;
  return false;
}

/** It was about another portal lately: what this one overheard of it has its reason. */
export function isHeardElsewhere({ passing, gates }: Portals, { device, epc, start_ms }: Passage): boolean {
  for (const other of gates.keys()) {
    const there = other === device ? undefined : passing.get(keyOf(other, epc));
    if (there !== undefined && there.passage.end_ms >= start_ms - same_ms) return true;
  }
  return false;
}

/** Its company had gone out by a door, and it with that: what a door tells of it later is the same crossing. */
export function isToldByCompany(tag: Tag | undefined, { way, at_ms }: Crossed): boolean {
  if (way === 'in' || tag?.gone_ms === undefined || tag.place !== undefined) return false;
  return Math.abs(tag.gone_ms - at_ms) < same_ms;
}

function isSamePortal(one: Portal | undefined, other: Portal | undefined): boolean {
  return (
    one?.inside === other?.inside && one?.from_outside === other?.from_outside && one?.to_outside === other?.to_outside
  );
}
