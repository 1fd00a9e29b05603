/** Rows of the journal that say more than `see-stock` shows elsewhere, and the right that shows them. */
import type { Right } from '../access/rights.ts';
import type { Visit } from './gate.ts';

/** By what the row is: costs and people, the value of a period, what others counted. */
const kept: ReadonlyMap<string, Right> = new Map([
  ['settings', 'change-settings'],
  ['close-period', 'see-reports'],
  ['key-count', 'approve-counts'],
  ['finish-count', 'approve-counts'],
  ['count-again', 'approve-counts'],
  ['approve-count', 'approve-counts'],
]);

export function maySeeRow({ caller }: Visit, row_is: string): boolean {
  const needed = kept.get(row_is);
  return needed === undefined || caller?.rights.has(needed) === true;
}
