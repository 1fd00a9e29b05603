/** A capture as it is written, beside the ledger and after it: it never says more than the ledger, and never stops it. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { GatewayFault, messageOf } from '../base/faults.ts';
import type { Log } from '../base/log.ts';
import type { JournalRow } from '../ledger/reader.ts';
import { printRow } from './capture.ts';

export interface CaptureFile {
  /** Begins the file anew. Throws `capture-invalid` when it cannot be written. */
  open(header: string): void;
  /** Appends rows after their commit. When that fails the capture ends there, which is logged, and the gateway goes on. */
  add(committed: { readonly rows: readonly JournalRow[] }): void;
  /** Says up to when nothing more came: after row `n`. */
  end(n: number, at_ms: number): void;
}

export function captureInto(file: string, log: Log): CaptureFile {
  let isBroken = false;
  function append(text: string): void {
    if (isBroken || text === '') return;
    try {
      appendFileSync(file, text);
    } catch (thrown) {
      isBroken = true;
      log.error({ file, reason: messageOf(thrown) }, 'The capture cannot be written any more and ends here.');
    }
  }
  return {
    open(header) {
      try {
        writeFileSync(file, `${header}\n`);
      } catch (thrown) {
        throw new GatewayFault(
          'capture-invalid',
          `The capture ${file} cannot be written: ${messageOf(thrown)}`,
          thrown,
        );
      }
    },
    add: ({ rows }) => append(rows.map((row) => `${printRow(row)}\n`).join('')),
    end(n, at_ms) {
      append(`${JSON.stringify({ n: n + 1, at: new Date(at_ms).toISOString(), event: 'end' })}\n`);
    },
  };
}
