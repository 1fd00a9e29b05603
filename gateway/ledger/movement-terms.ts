/** Terms of SQL about a row of `movement`, as planning reads it; in a ledger of an earlier version, what it did not keep. */
import type { Database } from 'better-sqlite3';
import { prefixes } from '../work/document.ts';
import { keepsOwners } from './owners.ts';

/**
 * Its pieces without those of owners that are not listed. The one parameter is the list as JSON text; with NULL
 * for it all pieces count.
 */
export function piecesOfListed(database: Database): string {
  if (!keepsOwners(database)) return 'iif(? IS NULL, quantity, quantity)';
  return `quantity - iif(owners IS NULL, 0, (SELECT coalesce(sum(json_extract(part.value, '$.quantity')), 0) FROM json_each(owners) AS part, (SELECT ? AS list)
      WHERE list IS NOT NULL AND json_extract(part.value, '$.owner') NOT IN (SELECT value FROM json_each(list))))`;
}

/** 1 where it was used up to pack a shipment; 0 or NULL elsewhere. */
export function packedShipment(database: Database): string {
  if (!keepsOwners(database)) return '0';
  return `(to_location = 'production' AND work IS NOT NULL AND json_extract(work, '$.document') GLOB '${prefixes.shipment}-*')`;
}
