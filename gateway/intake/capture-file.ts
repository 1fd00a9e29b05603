/** A capture as it is written, beside the ledger and after it: it never says more than the ledger, and never stops it. */
import { appendFileSync, statSync, writeFileSync } from 'node:fs';
import { join, parse } from 'node:path';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { Log } from '../base/log.ts';
import type { JournalRow } from '../ledger/reader.ts';
import { printRow } from './capture.ts';

export interface CaptureFile {
  /** Begins a file and gives its path, see `freshFile`. Throws `capture-invalid` when it cannot be written. */
  open(header: string): string;
  /** Appends rows after their commit. When that fails the capture ends there, which is logged, and the gateway goes on. */
  add(committed: { readonly rows: readonly JournalRow[] }): void;
  /** Says up to when nothing more came: after row `n`. */
  end(n: number, at_ms: number): void;
}

export function captureInto(file: string, log: Log): CaptureFile {
  let path = file;
  let isBroken = false;
  function append(text: string): void {
    if (isBroken || text === '') return;
    try {
      appendFileSync(path, text);
    } catch (thrown) {
      isBroken = true;
      log.error({ file: path, reason: messageOf(thrown) }, 'The capture cannot be written any more and ends here.');
    }
  }
  return {
    open(header) {
      path = freshFile(file, header);
      return path;
    },
    add: ({ rows }) => append(rows.map((row) => `${printRow(row)}\n`).join('')),
    end: (n, at_ms) => append(`${endLine(n, at_ms)}\n`),
  };
}

/** The line that says up to when nothing more came, after row `n`. */
export function endLine(n: number, at_ms: number): string {
  return JSON.stringify({ n: n + 1, at: new Date(at_ms).toISOString(), event: 'end' });
}

/**
 * Begins a file with this line and gives its path. A file that is there already is an earlier capture and stays as it is:
 * then the new one is `day-2.jsonl` beside `day.jsonl`, and so on. Pipes and devices are written to as they are. Throws
 * GatewayFault `capture-invalid` when nothing can be written there.
 */
export function freshFile(file: string, header: string): string {
  try {
    for (let number = 1; number <= limits.captures_per_name_max; number += 1) {
      const path = number === 1 ? file : numbered(file, number);
      if (begun(path, `${header}\n`)) return path;
    }
  } catch (thrown) {
    throw new GatewayFault('capture-invalid', `The capture ${file} cannot be written: ${messageOf(thrown)}`, thrown);
  }
  throw new GatewayFault(
    'capture-invalid',
    `There are ${limits.captures_per_name_max} captures named ${file}. Move the old ones away, or name another file.`,
  );
}

/** What to tell a person of a capture that could not have the name it was given; nothing when it could. */
export function renamedNote(asked: string | undefined, written: string | undefined): readonly string[] {
  if (asked === undefined || written === undefined || asked === written) return [];
  return [`${asked} is there already and stays as it is; this capture is ${written}.`];
}

/** False when an earlier capture has this path. */
function begun(path: string, text: string): boolean {
  try {
    writeFileSync(path, text, { flag: 'wx' });
    return true;
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'EEXIST')) throw thrown;
  }
  if (statSync(path).isFile()) return false;
  appendFileSync(path, text);
  return true;
}

function numbered(file: string, number: number): string {
  const { dir, name, ext } = parse(file);
  return join(dir, `${name}-${number}${ext}`);
}
