import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { lstat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SerialPort } from 'serialport';
import { afterAll, describe, expect, test } from 'vitest';
import { systemClock } from '../../simulators/clock.ts';
import { openPty, type Pty, type PtyMaker } from '../../simulators/pty.ts';

const folder = mkdtempSync(join(tmpdir(), 'tallygate-pty-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function opened(maker: PtyMaker, path: string) {
  const heard: Uint8Array[] = [];
  const broke: string[] = [];
  const pty = await openPty({
    path,
    clock: systemClock,
    makers: [maker],
    heard: (chunk) => heard.push(chunk),
    broke: (says) => broke.push(says),
  });
  return { pty, broke, heard: () => Buffer.concat(heard).toString('latin1') };
}

async function portAt({ path }: Pty) {
  const port = new SerialPort({ path, baudRate: 9_600, autoOpen: false });
  const heard: Uint8Array[] = [];
  port.on('data', (chunk: Uint8Array) => heard.push(chunk));
  await new Promise<void>((resolve, reject) => port.open((error) => (error ? reject(error) : resolve())));
  return { port, heard: () => Buffer.concat(heard).toString('latin1') };
}

const close = (port: SerialPort) => new Promise<void>((resolve) => port.close(() => resolve()));

const isThere = { socat: works('socat', '-V'), script: works('script', '--version') };

function works(program: string, argument: string): boolean {
  return spawnSync(program, [argument], { stdio: 'ignore' }).status === 0;
}

for (const maker of ['socat', 'script'] as const) {
  const without = isThere[maker] ? '' : ` (skipped: ${maker} is not installed)`;
  describe.skipIf(!isThere[maker])(`a serial line made by ${maker}${without}`, () => {
    test('carries every byte both ways, and again when the port is opened anew', async () => {
      const line = await opened(maker, join(folder, maker, 'line'));
      for (const round of ['one', 'two']) {
        const { port, heard } = await portAt(line.pty);
        port.write(`ask ${round}\r\n`);
        await expect.poll(line.heard).toContain(`ask ${round}\r\n`);
        line.pty.write(Uint8Array.from([0x00, 0x03, 0x04, 0x11, 0x13, 0x1d, 0x7f, 0xff, 0x0d, 0x0a]));
        await expect.poll(heard).toBe('\x00\x03\x04\x11\x13\x1d\x7f\xff\r\n');
        await close(port);
      }
      await line.pty.stop();
      expect(line.broke).toEqual([]);
    });

    test('takes its name away when it is stopped', async () => {
      const path = join(folder, maker, 'short');
      const line = await opened(maker, path);
      expect((await lstat(path)).isSymbolicLink()).toBe(true);
      await line.pty.stop();
      await expect(lstat(path)).rejects.toThrow('ENOENT');
    });

    test('replaces a link that was left behind', async () => {
      const path = join(folder, `left-${maker}`);
      symlinkSync('/dev/pts/nobody', path);
      const line = await opened(maker, path);
      const { port } = await portAt(line.pty);
      await close(port);
      await line.pty.stop();
    });
  });
}

test('what is no simulated line is left alone, and the reason is told', async () => {
  const [file, name] = [join(folder, 'file'), join(folder, 'usb-scale-1')];
  writeFileSync(file, 'mine');
  symlinkSync('../../ttyUSB0', name);
  for (const path of [file, name]) {
    await expect(opened('socat', path)).rejects.toThrow('is there and is no simulated line');
  }
  expect((await lstat(name)).isSymbolicLink()).toBe(true);
});
