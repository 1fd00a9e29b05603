/**
 * A handling unit was seen by its tag: it is where it was seen, and what is in it with it. Goods whose pieces carry tags of their own are
 * left to those. Of a unit that stands in another one, and of one that nobody keeps, nothing follows.
 */
import { isOutside } from '../stock/site-index.ts';
import { type Desk, refusal, type WorkRefusal } from './desk.ts';
import { goodsIn, type HandlingUnit, heldFor, membersOf } from './handling-unit.ts';
import { carryGoods, relocate } from './unit-carrying.ts';
import { sentWith, takeUnit } from './unit-moving.ts';
import { receiveUnit } from './unit-receiving.ts';
import { shipWhole } from './unit-shipping.ts';

export interface UnitSeen {
  readonly sscc: string;
  /** Where it is now; a location outside when it went out. */
  readonly to: string;
  /** Items of which a tag in the house, or at the portal, stands for pieces. */
  readonly tagged: ReadonlySet<string>;
}

/** Why nothing follows is for the counters, not for people. */
export function seeUnit(desk: Desk, { sscc, to, tagged }: UnitSeen): WorkRefusal | undefined {
  const unit = desk.unit(sscc);
  if (unit === undefined) return refusal('sscc', 'nobody keeps it', 'no-such-document');
  if (unit.inside !== undefined) return refusal('sscc', 'stands in another one');
  const members = membersOf(desk, unit);
  const untagged = goodsIn(members).filter(({ item }) => !tagged.has(item));
  const isOut = isOutside(desk.index, to);
  if (unit.state === 'announced' || unit.location === undefined) {
    if (isOut) return refusal('sscc', 'is not in the house yet');
    // Its goods are taken in by their own tags, and the receipt by whoever scans it.
    if (untagged.length < goodsIn(members).length) return refusal('sscc', 'came with tagged goods');
    return receiveUnit(desk, { sscc }) ?? goOn(desk, { sscc, to, goods: untagged });
  }
  const { location: from } = unit;
  if (from === to) return refusal('sscc', 'is there already');
  const sent = sentWith(desk, unit);
  if (sent !== undefined) {
    // It was sent before the lorry drove off: it is still ours, and on its way.
    if (isOut) return refusal('sscc', `is on its way with ${sent.id}`);
    if (untagged.length < goodsIn(members).length) return refusal('sscc', 'came with tagged goods');
    return takeUnit(desk, { kind: 'transfer', id: sent.id, sscc }) ?? goOn(desk, { sscc, to, goods: untagged });
  }
  const held = heldFor(desk, unit);
  if (held !== undefined) {
    if (!isOut) return refusal('sscc', `is picked for ${held}`);
    if (untagged.length < goodsIn(members).length) return refusal('sscc', 'went with tagged goods');
    return shipWhole(desk, { id: held, units: [sscc] });
  }
  if (!isOut) return follow(desk, unit, { from, to, goods: untagged });
  carryGoods(desk, untagged, { kind: 'shipped', from, to, says: `seen to leave with ${sscc}`, of: unit });
  for (const each of membersOf(desk, unit))
    desk.put({ ...each, state: 'shipped', closing: 'it was seen to leave' }, { what: 'shipped', detail: { to } });
  return undefined;
}

/** It came in where its document has it, and was seen at another place. */
function goOn(
  desk: Desk,
  { sscc, to, goods }: { readonly sscc: string; readonly to: string; readonly goods: ReturnType<typeof goodsIn> },
): undefined {
  const here = desk.unit(sscc);
  if (here?.location === undefined || here.location === to) return undefined;
  return follow(desk, here, { from: here.location, to, goods });
}

function follow(
  desk: Desk,
  unit: HandlingUnit,
  { from, to, goods }: { readonly from: string; readonly to: string; readonly goods: ReturnType<typeof goodsIn> },
): undefined {
  carryGoods(desk, goods, { kind: 'moved', from, to, says: `seen with ${unit.sscc}`, of: unit });
  relocate(desk, membersOf(desk, unit), { location: to }, { what: 'seen', detail: { from, to } });
  return undefined;
}
