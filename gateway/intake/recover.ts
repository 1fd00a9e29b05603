/** The derived state as the ledger has it: the latest checkpoint, and what the journal's tail derives since. */
import { GatewayFault } from '../base/faults.ts';
import type { Log } from '../base/log.ts';
import type { LedgerWriter } from '../ledger/writer.ts';
import { Deriver, type Surroundings } from './deriver.ts';

/** `n` is the row of the checkpoint. Throws `ledger-unusable` when the tail derives other movements than are stored. */
export function recover(
  ledger: LedgerWriter,
  around: Surroundings,
  log: Log,
): { readonly deriver: Deriver; readonly n: number } {
  const checkpoint = ledger.latestCheckpoint();
  const deriver = new Deriver(around, checkpoint?.state);
  const n = checkpoint?.n ?? 0;
  const derivedIds: string[] = [];
  const derivedVersions: string[] = [];
  const gather = () => {
    const { movements, documents } = deriver.takeDerived();
    for (const movement of movements) derivedIds.push(movement.id);
    for (const { document } of documents) derivedVersions.push(`${document.id}@${document.version}`);
  };
  let rows = 0;
  for (const row of ledger.rowsAfter(n)) {
    deriver.take(row);
    rows += 1;
    gather();
  }
  if (ledger.head.n > 0) deriver.tickTo(ledger.head.tick_ms);
  gather();
  refuseOthers(derivedIds, ledger.movementIdsAfter(checkpoint?.seq ?? 0));
  refuseOthers(derivedVersions, ledger.documentVersionsAfter(checkpoint?.document_events ?? 0));
  if (rows > 0) log.info({ rows, movements: derivedIds.length }, 'replayed the journal since the last checkpoint');
  return { deriver, n };
}

/** Throws where what is derived is not what is stored. */
function refuseOthers(derivedIds: readonly string[], storedIds: readonly string[]): void {
  const at = derivedIds.findIndex((id, i) => id !== storedIds[i]);
  if (at >= 0 || derivedIds.length !== storedIds.length) {
    const place = at >= 0 ? at : derivedIds.length;
    throw new GatewayFault(
      'ledger-unusable',
      `The journal derives ${derivedIds[place] ?? 'nothing more'} where the ledger has ${storedIds[place] ?? 'nothing more'}. ` +
        'The ledger was not stopped cleanly by another version, or it is damaged. Start the version that wrote it once and stop it, or run: npx tallygate verify --data DIR',
    );
  }
}
