/** `tallygate verify [--data DIR]`: levels = fold of the movements = replay of the journal, or where they differ. */
import { parseArgs } from 'node:util';
import { verifyLedger } from '../main.ts';
import type { CommandIo, ExitCode } from './io.ts';

const help = `Usage: tallygate verify [--data DIR] [--json]

Checks that the levels are the sum of the movements and that the journal derives the same movements again.
May run beside a running gateway. Exit code 0: true; 1: not true, with the first place.

  --data DIR   the gateway's data directory (default: data)
  --json       one JSON object`;

export function verify(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      data: { type: 'string', default: 'data' },
      json: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return Promise.resolve(0);
  }
  const verdict = verifyLedger(values.data);
  io.out(values.json ? JSON.stringify(verdict) : verdict.says);
  return Promise.resolve(verdict.ok ? 0 : 1);
}
