/**
 * A serial line without hardware: a pseudo-terminal whose one end is the configured path and whose other end is ours. Made
 * by `socat`, or where that is not installed by `script` of util-linux. Either ends by itself when this process is gone.
 */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { lstatSync, mkdirSync, readlinkSync, rmSync, symlinkSync } from 'node:fs';
import { dirname } from 'node:path';
import type { SimulatorClock } from './clock.ts';

export type PtyMaker = 'socat' | 'script';

export interface PtyOptions {
  /** Where the gateway opens the port. Its folder is made; a simulated line left there is replaced, anything else is not. */
  readonly path: string;
  readonly clock: SimulatorClock;
  /** What the gateway wrote. */
  heard(chunk: Uint8Array): void;
  /** Said when the line broke without being stopped. */
  broke(says: string): void;
  /** In this order; both by default. */
  readonly makers?: readonly PtyMaker[];
}

export interface Pty {
  readonly path: string;
  readonly maker: PtyMaker;
  /** False when the line is broken, or nobody has read for so long that no more fits into it: then the bytes are lost. */
  write(bytes: Uint8Array): boolean;
  stop(): Promise<void>;
}

const ready_ms_max = 5_000;
const look_ms = 20;
const unread_bytes_max = 65_536;

/** Opens the line. Rejects with a sentence when neither program is there, or the path is something else. */
export async function openPty(options: PtyOptions): Promise<Pty> {
  clear(options.path);
  mkdirSync(dirname(options.path), { recursive: true });
  for (const maker of options.makers ?? ['socat', 'script']) {
    const child = await started(maker, options.path);
    if (child === undefined) continue;
    const pty = ptyOf(child, maker, options);
    try {
      await (maker === 'socat' ? linked(options) : linkedTo(await nameOf(child), options.path));
    } catch (thrown) {
      await pty.stop();
      throw thrown;
    }
    child.stdout.on('data', options.heard);
    return pty;
  }
  throw new Error('A simulated serial line needs socat or script (util-linux). Install one: apt-get install socat');
}

function ptyOf(child: ChildProcessWithoutNullStreams, maker: PtyMaker, { path, broke }: PtyOptions): Pty {
  let isStopping = false;
  const gone = new Promise<void>((resolve) => {
    child.once('exit', () => {
      if (!isStopping) broke(`${maker} ended, and with it the serial line ${path}.`);
      resolve();
    });
  });
  // A line that breaks while something is written to it is told by the end of its program.
  child.stdin.on('error', () => {});
  return {
    path,
    maker,
    write(bytes) {
      if (child.exitCode !== null || child.stdin.writableLength > unread_bytes_max) return false;
      child.stdin.write(bytes);
      return true;
    },
    async stop() {
      isStopping = true;
      // `script` asks its shell to end and waits for two seconds; without it the terminal and all on it end at once.
      child.kill(maker === 'socat' ? 'SIGTERM' : 'SIGKILL');
      await gone;
      clear(path);
    },
  };
}

/** Undefined when the program is not installed. In a process group of its own: Ctrl-C is for us, and we end it in order. */
function started(maker: PtyMaker, path: string): Promise<ChildProcessWithoutNullStreams | undefined> {
  const stay = `tty; stty raw -echo; while kill -0 ${process.pid} 2>/dev/null; do sleep 1; done`;
  const args = maker === 'socat' ? [`pty,raw,echo=0,link=${path}`, 'stdio'] : ['-qfc', stay, '/dev/null'];
  return new Promise((resolve, reject) => {
    const child = spawn(maker, args, { stdio: 'pipe', detached: true, env: { ...process.env, SHELL: '/bin/sh' } });
    child.once('spawn', () => resolve(child));
    child.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') resolve(undefined);
      else reject(error);
    });
  });
}

/** The terminal's name is the first thing that `script` lets out. */
function nameOf(child: ChildProcessWithoutNullStreams): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = '';
    const listen = (chunk: Buffer) => {
      said += chunk.toString('latin1');
      const name = /^(\/dev\/[a-z0-9/]{1,40})\r?\n/.exec(said.slice(0, 100))?.[1];
      if (name === undefined) return;
      child.stdout.off('data', listen);
      resolve(name);
    };
    child.stdout.on('data', listen);
    child.once('exit', () => reject(new Error(`script made no terminal: ${said.slice(0, 200)}`)));
  });
}

function linkedTo(terminal: string, path: string): void {
  symlinkSync(terminal, path);
}

/** Resolves when `socat` has made its link. */
async function linked({ path, clock }: PtyOptions): Promise<void> {
  for (let waited_ms = 0; waited_ms < ready_ms_max; waited_ms += look_ms) {
    if (isLink(path)) return;
    await new Promise<void>((resolve) => clock.after(look_ms, resolve));
  }
  throw new Error(`socat made no serial line at ${path} within ${ready_ms_max / 1_000} s.`);
}

function isLink(path: string): boolean {
  try {
    return readlinkSync(path) !== '';
  } catch {
    // Nothing there, or no link.
    return false;
  }
}

/** Removes the link of a line left behind. A real port is not ours to replace, nor is a stable name that leads to one. */
function clear(path: string): void {
  const there = lstatSync(path, { throwIfNoEntry: false });
  if (there === undefined) return;
  if (!there.isSymbolicLink() || !readlinkSync(path).startsWith('/dev/pts/')) {
    throw new Error(`${path} is there and is no simulated line; it is left alone.`);
  }
  rmSync(path);
}
