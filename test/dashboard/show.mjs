/** Shows the built dashboard with a living depot behind it, no gateway needed: `node test/dashboard/show.mjs [PORT]`. */
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { module } = await runnerImport(`${root}test/dashboard/depot-server.ts`, { configFile: false, root });
const depot = await module.startDepot(`${root}dist/dashboard`, Number(process.argv[2] ?? 0));
console.log(depot.url);
process.once('SIGINT', () => depot.stop());
process.once('SIGTERM', () => depot.stop());
