/** Two ends of a serial line made by socat: ours by path, the device's as a stream of bytes. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { unlink } from 'node:fs/promises';
import { eventually } from './eventually.ts';

const socatFound = spawnSync('socat', ['-V'], { stdio: 'ignore' }).status === 0;

/** For test names: empty, or why the test is skipped. */
export const withoutSocat = socatFound ? '' : ' (skipped: socat is not installed)';

export interface PtyPair {
  /** What the gateway opens. */
  readonly path: string;
  /** The device says this. */
  say(bytes: Uint8Array | string): void;
  /** All the device has heard, as text. */
  heard(): string;
  /** Pulls the plug; resolves when the path is gone. */
  unplug(): Promise<void>;
}

export async function ptyPair(path: string): Promise<PtyPair> {
  const socat: ChildProcess = spawn('socat', [`pty,raw,echo=0,link=${path}`, 'stdio'], {
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  let heard = '';
  socat.stdout?.on('data', (chunk: Buffer) => {
    heard += chunk.toString('latin1');
  });
  socat.stdin?.on('error', () => {});
  await eventually(() => existsSync(path));
  return {
    path,
    say: (bytes) => socat.stdin?.write(bytes),
    heard: () => heard,
    async unplug() {
      if (socat.exitCode !== null || socat.signalCode !== null) return;
      const exited = once(socat, 'exit');
      socat.kill('SIGKILL');
      await exited;
      await unlink(path).catch(() => {});
    },
  };
}
