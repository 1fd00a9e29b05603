/** Runs `tallygate decode` in this process. */
import { decode } from '../../../gateway/cli/decode.ts';
import type { ExitCode } from '../../../gateway/cli/io.ts';

export interface Ran {
  readonly code: ExitCode;
  /** Each line, as the object it is where it is one. */
  readonly out: readonly unknown[];
  readonly err: string;
}

export async function run(argv: readonly string[], input: readonly (string | Uint8Array)[] = []): Promise<Ran> {
  const out: string[] = [];
  const err: string[] = [];
  async function* stdin() {
    for (const chunk of input) yield await Promise.resolve(chunk);
  }
  const code = await decode(argv, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    stdin: stdin(),
    ended: () => new Promise(() => {}),
  });
  return {
    code,
    out: out.map((line): unknown => (line.startsWith('{') ? JSON.parse(line) : line)),
    err: err.join('\n'),
  };
}

export async function linesDecoded(
  argv: readonly string[],
  input?: readonly (string | Uint8Array)[],
): Promise<readonly unknown[]> {
  return (await run(argv, input)).out;
}

/** The member at the end of the path, undefined where there is none. */
export function member(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (at, name) => (typeof at === 'object' && at !== null ? Reflect.get(at, name) : undefined),
    value,
  );
}
