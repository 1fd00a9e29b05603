/** A real intake over a real ledger, its writer's loop in this thread: what a link hands over is decoded, journaled and booked. */
import { systemClock } from '../../gateway/base/clock.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { type Intake, startIntake } from '../../gateway/intake/intake.ts';
import { type FromWriter, unpack } from '../../gateway/intake/messages.ts';
import { startWriterLoop, type WriterLoop } from '../../gateway/intake/writer-loop.ts';
import type { StoredMovement } from '../../gateway/ledger/commit.ts';
import type { JournalRow } from '../../gateway/ledger/reader.ts';
import { readerOf } from '../../gateway/ledger/sqlite-reader.ts';
import { surroundings } from '../../gateway/main.ts';
import type { Site } from '../../gateway/stock/site.ts';

export interface LedgerIntake {
  readonly intake: Intake;
  readonly movements: readonly StoredMovement[];
  /** The whole journal as it is on the disk. */
  journal(): readonly JournalRow[];
}

/** `failed` is told of what the ledger cannot do, which a test does not expect. */
export async function ledgerIntake(
  site: Site,
  directory: string,
  failed: (says: string) => void,
): Promise<LedgerIntake> {
  const movements: StoredMovement[] = [];
  const listeners: ((message: FromWriter) => void)[] = [];
  let loop: WriterLoop | undefined;
  const started = startIntake(
    {
      post(message) {
        if (message.kind === 'stop') loop?.stop();
        else if (message.kind === 'offered') loop?.offer(unpack(message));
      },
      onMessage: (listener) => listeners.push(listener),
      onError() {},
    },
    systemClock,
    { committed: (commit) => movements.push(...commit.movements), failed: (fault) => failed(fault.message) },
  );
  loop = startWriterLoop({
    start: { directory, site, log_level: 'silent' },
    around: surroundings,
    clock: systemClock,
    log: silentLog,
    tell(message) {
      for (const listener of listeners) listener(message);
    },
    soon: (then) => setImmediate(then),
  });
  return {
    intake: await started,
    movements,
    journal() {
      const reader = readerOf(directory);
      const rows: JournalRow[] = [];
      for (let n = 1, row = reader.frame(n); row !== undefined; n += 1, row = reader.frame(n)) rows.push(row);
      reader.close();
      return rows;
    },
  };
}
