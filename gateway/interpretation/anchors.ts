/**
 * A count is an anchor: what happened before it is in it already. A movement effective before the count of its item at its
 * location and arriving after it is booked together with its opposite against the count difference, so that the level stands.
 */
import type { Movement } from '../stock/movement.ts';
import { type Rule, ruleText } from './rule.ts';

export const anchorsRule: Rule = { name: 'anchors', version: 1 };

/** Effective time of the last count by location and item; like levels, bounded by what the site has. */
export type Anchors = Map<string, number>;

export function setAnchor(anchors: Anchors, item: string, location: string, at_ms: number): void {
  const key = keyOf(item, location);
  const before_ms = anchors.get(key);
  if (before_ms === undefined || before_ms < at_ms) anchors.set(key, at_ms);
}

/** A count taken back no longer holds its level. */
export function liftAnchor(anchors: Anchors, item: string, location: string, at_ms: number): void {
  const key = keyOf(item, location);
  if (anchors.get(key) === at_ms) anchors.delete(key);
}

/** What has to be booked with a late movement so that the counts of its two ends stand. Empty as a rule. */
export function oppositesOf(anchors: Anchors, movement: Movement): Movement[] {
  const opposites: Movement[] = [];
  for (const side of ['from', 'to'] as const) {
    const location = movement[side];
    const counted_ms = anchors.get(keyOf(movement.item, location));
    if (counted_ms === undefined || movement.at_ms >= counted_ms) continue;
    opposites.push({
      id: `${movement.id}/${anchorsRule.name}-${side}`,
      kind: 'counted',
      item: movement.item,
      quantity: movement.quantity,
      from: side === 'from' ? 'count-difference' : location,
      to: side === 'from' ? location : 'count-difference',
      at_ms: counted_ms,
      arrived_ms: movement.arrived_ms,
      confidence_permille: movement.confidence_permille,
      rule: ruleText(anchorsRule),
      settings_revision: movement.settings_revision,
      why: `This was counted after it had happened, so the count stands: ${movement.why}`,
      evidence: movement.evidence,
      ...(movement.lots === undefined ? {} : { lots: movement.lots }),
      ...(movement.owners === undefined ? {} : { owners: movement.owners }),
    });
  }
  return opposites;
}

function keyOf(item: string, location: string): string {
  return `${location}\u0000${item}`;
}
