import { createReadStream } from 'node:fs';
import { fileTrouble, GatewayFault } from '../base/faults.ts';

/** What a command has to do with: two outputs and an input, passed in so that tests run commands in-process. */
export interface CommandIo {
  out(line: string): void;
  err(line: string): void;
  readonly stdin: AsyncIterable<string | Uint8Array>;
  /** Resolves when the person or the system asks the process to end. */
  ended(): Promise<void>;
}

/** Exit codes: 0 done, 1 the answer is no (a check failed, some lines were refused), 2 the call was wrong or could not run. */
export type ExitCode = 0 | 1 | 2;

/** The lines of a capture; `-` is what comes in. Throws `capture-invalid` while reading when the file cannot be read. */
export function captureLines(file: string, io: CommandIo): AsyncIterable<string> {
  return linesOf(file === '-' ? io.stdin : chunksOf(file));
}

async function* chunksOf(file: string): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file);
  } catch (thrown) {
    throw new GatewayFault('capture-invalid', `The capture ${file} cannot be read: ${fileTrouble(thrown)}`, thrown);
  }
}

/** Whole lines of a stream of chunks, without their ends. */
export async function* linesOf(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  // The parts of a line are joined at its end only: a line may be long and come in thousands of chunks.
  let parts: string[] = [];
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    const [first = '', ...more] = (typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true })).split(
      '\n',
    );
    parts.push(first);
    for (const next of more) {
      yield lineOf(parts);
      parts = [next];
    }
  }
  parts.push(decoder.decode());
  const rest = lineOf(parts);
  if (rest !== '') yield rest;
}

function lineOf(parts: readonly string[]): string {
  const line = parts.join('');
  return line.endsWith('\r') ? line.slice(0, -1) : line;
}
