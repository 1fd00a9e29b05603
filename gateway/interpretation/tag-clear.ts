/** When a tag that is nowhere needs no caution: then it arrives by its first reads, as the settings say, and no stay is waited for. */
import type { AntennaPlace } from '../stock/site.ts';
import type { Run, Tag } from './tag.ts';

/** Softer than this, a tag may be overheard from another place; so may one that is hardly above the floor of its antenna. */
const soft_cdbm = -6_500;
const above_floor_cdb = 600;

/** It has been heard at this location alone, was not sold, and its reads are not soft. */
export function isClear(tag: Tag, { location, loud, strength }: Run, { rssi_floor_cdbm }: AntennaPlace): boolean {
  const { place, sold_at, hearings } = tag;
  if (place !== undefined || sold_at !== undefined) return false;
  if (hearings.some((each) => each.location !== location)) return false;
  if (loud === 0) return true;
  const level_cdbm = strength / loud;
  return level_cdbm >= Math.max(soft_cdbm, (rssi_floor_cdbm ?? Number.NEGATIVE_INFINITY) + above_floor_cdb);
}
