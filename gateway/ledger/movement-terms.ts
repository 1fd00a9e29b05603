/** Terms of SQL about a row of `movement`, as planning reads it; in a ledger of an earlier version, what it did not keep. */
import type { Database } from 'better-sqlite3';
import { prefixes } from '../work/document.ts';
import { keepsOwners } from './owners.ts';

/** 1 where it was used up to pack a shipment; 0 or NULL elsewhere. */
export function packedShipment(database: Database): string {
  if (!keepsOwners(database)) return '0';
  return `(to_location = 'production' AND work IS NOT NULL AND json_extract(work, '$.document') GLOB '${prefixes.shipment}-*')`;
}
