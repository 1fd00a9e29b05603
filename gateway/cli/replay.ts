/** `tallygate replay CAPTURE --site SITE.json`: the movements of a capture, one a line, then the questions. */
import { createReadStream } from 'node:fs';
import { parseArgs } from 'node:util';
import { GatewayFault, messageOf } from '../base/faults.ts';
import { movementLine, questionLine, replayCapture } from '../main.ts';
import { type CommandIo, type ExitCode, linesOf } from './io.ts';

const help = `Usage: tallygate replay CAPTURE --site SITE.json [--json]

Derives the movements of a capture as a live gateway would: same input, same output, to the byte.
Prints one movement per line, then the open questions as lines with "question".

  --site FILE   the site's settings
  --json        JSON lines (without it, one sentence a line)`;

export async function replay(argv: readonly string[], io: CommandIo): Promise<ExitCode> {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      site: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    io.out(help);
    return 0;
  }
  const [file] = positionals;
  if (file === undefined || values.site === undefined || positionals.length > 1) {
    io.err('replay needs one capture and --site FILE. See: npx tallygate replay --help');
    return 2;
  }
  const end = await replayCapture(linesOf(file === '-' ? io.stdin : chunksOf(file)), values.site, {
    movement: (each) => io.out(values.json ? movementLine(each) : `${new Date(each.at_ms).toISOString()} ${each.why}`),
    question: (each) => io.out(values.json ? questionLine(each) : `? ${each.question}`),
    note: (says) => io.err(says),
  });
  if (!end.ok) {
    io.err(`The capture ${file} cannot be replayed: ${end.says}`);
    return 2;
  }
  io.err(
    `rows ${end.rows}, movements ${end.movements}, questions ${end.questions}, frames not understood ${end.quarantined}`,
  );
  return 0;
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file);
  } catch (thrown) {
    throw new GatewayFault('capture-invalid', `The capture ${file} cannot be read: ${messageOf(thrown)}`, thrown);
  }
}
