/** Commands about handling units, by their names. */
import type { Desk, WorkRefusal } from './desk.ts';
import { closeUnit, openUnit, type UnitClosing, type UnitOpening, unitClosing, unitOpening } from './handling-unit.ts';
import type { Shape } from './shape.ts';
import { moveUnit, takeUnit, type UnitMove, type UnitTaking, unitMove, unitTaking } from './unit-moving.ts';
import {
  packUnit,
  type UnitPacking,
  type UnitUnpacking,
  unitPacking,
  unitUnpacking,
  unpackUnit,
} from './unit-packing.ts';
import {
  announceUnits,
  receiveUnit,
  type UnitNotice,
  type UnitReceiving,
  unitNotice,
  unitReceiving,
} from './unit-receiving.ts';

export type UnitAct =
  | { readonly act: 'open-unit'; readonly opening: UnitOpening }
  | { readonly act: 'pack-unit'; readonly packing: UnitPacking }
  | { readonly act: 'unpack-unit'; readonly unpacking: UnitUnpacking }
  | { readonly act: 'close-unit'; readonly closing: UnitClosing }
  | { readonly act: 'move-unit'; readonly move: UnitMove }
  | { readonly act: 'take-unit'; readonly taking: UnitTaking }
  | { readonly act: 'announce-units'; readonly notice: UnitNotice }
  | { readonly act: 'receive-unit'; readonly receiving: UnitReceiving };

/** The member that each brings beside its name. */
export const unitShapes: { readonly [Name in UnitAct['act']]: readonly [string, Shape<unknown>] } = {
  'open-unit': ['opening', unitOpening],
  'pack-unit': ['packing', unitPacking],
  'unpack-unit': ['unpacking', unitUnpacking],
  'close-unit': ['closing', unitClosing],
  'move-unit': ['move', unitMove],
  'take-unit': ['taking', unitTaking],
  'announce-units': ['notice', unitNotice],
  'receive-unit': ['receiving', unitReceiving],
};

export function carryOutUnit(desk: Desk, given: UnitAct): WorkRefusal | undefined {
  switch (given.act) {
    case 'open-unit':
      return openUnit(desk, given.opening);
    case 'pack-unit':
      return packUnit(desk, given.packing);
    case 'unpack-unit':
      return unpackUnit(desk, given.unpacking);
    case 'close-unit':
      return closeUnit(desk, given.closing);
    case 'move-unit':
      return moveUnit(desk, given.move);
    case 'take-unit':
      return takeUnit(desk, given.taking);
    case 'announce-units':
      return announceUnits(desk, given.notice);
    case 'receive-unit':
      return receiveUnit(desk, given.receiving);
  }
}
