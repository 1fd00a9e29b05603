/** Builds what runs: the gateway, devices and simulators with tsc, the dashboard with vite. `--server` leaves the dashboard out. */
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));

function run(script, args) {
  const { status } = spawnSync(process.execPath, [script, ...args], { cwd: root, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

run('node_modules/typescript/bin/tsc', ['-p', 'tsconfig.build.json']);
const command = `${root}dist/gateway/cli/tallygate.js`;
if (existsSync(command)) chmodSync(command, 0o755);
if (!process.argv.includes('--server')) {
  run('node_modules/vite/bin/vite.js', ['build', '--config', 'dashboard/vite.config.ts', '--logLevel', 'warn']);
}
