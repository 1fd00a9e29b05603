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

/** Whole lines of a stream of chunks, without their ends. */
export async function* linesOf(chunks: AsyncIterable<string | Uint8Array>): AsyncGenerator<string> {
  let rest = '';
  const decoder = new TextDecoder();
  for await (const chunk of chunks) {
    rest += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    const lines = rest.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  rest += decoder.decode();
  if (rest !== '') yield rest;
}
