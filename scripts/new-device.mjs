/**
 * Begins a driver: `npm run new-device -- scales/acme-x --wire serial --framing line`. Writes the driver, its examples and a
 * test, puts it into the registry, and writes the documents that are made from the registry. It passes the contract suite
 * at once; docs/adding-a-device.md goes on from there.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { families } from './new-device/families.mjs';
import { framings, skeletonOf } from './new-device/skeletons.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const registry = join(root, 'devices/registry.ts');
const folders = Object.keys(families).join(', ');
const name_rule = 'two or more small letters or digits, words joined by single dashes, at most 40, a letter first';

const usage = `Usage: npm run new-device -- FOLDER/NAME --wire WIRE[,WIRE] --framing FRAMING [--title TEXT] [--no-docs]

  FOLDER      ${folders}
  NAME        the driver's name in the settings: ${name_rule}
  --wire      serial, tcp, tcp-server, hid, mqtt, http, http-stream
  --framing   ${Object.entries(framings)
    .map(([framing, { says, wires }]) => `${framing.padEnd(10)} ${says} (${wires.join(', ')})`)
    .join('\n              ')}
  --title     what people call it (default: made of the name)
  --no-docs   leave the documents as they are; npm run docs writes them`;

function refuse(says) {
  console.error(`${says}\n\n${usage}`);
  process.exit(2);
}

function callOf() {
  let call;
  try {
    call = parseArgs({
      allowPositionals: true,
      options: {
        wire: { type: 'string' },
        framing: { type: 'string' },
        title: { type: 'string' },
        'no-docs': { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (thrown) {
    return refuse(thrown.message);
  }
  const { values, positionals } = call;
  if (values.help) {
    console.log(usage);
    process.exit(0);
  }
  const [folder, id, ...more] = (positionals[0] ?? '').split('/');
  if (positionals.length !== 1 || id === undefined || more.length > 0)
    return refuse('Name one device, as FOLDER/NAME.');
  if (!Object.hasOwn(families, folder)) return refuse(`There is no folder ${folder}: ${folders}.`);
  if (id.length > 40 || id.length < 2 || !/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(id)) {
    return refuse(`"${id}" is no name for a driver: ${name_rule}.`);
  }
  if (!Object.hasOwn(framings, values.framing ?? '')) {
    return refuse(`--framing is one of: ${Object.keys(framings).join(', ')}.`);
  }
  const wires = (values.wire ?? '').split(',').filter((wire) => wire !== '');
  const fitting = framings[values.framing].wires;
  const strange = wires.find((wire) => !fitting.includes(wire));
  if (wires.length === 0 || strange !== undefined) {
    return refuse(`With --framing ${values.framing}, --wire takes of: ${fitting.join(', ')}.`);
  }
  const words = id.split('-').map((word) => `${word.charAt(0).toUpperCase()}${word.slice(1)}`);
  const title = values.title ?? `${words.join(' ')} ${families[folder].noun}`;
  if (!/^[^\n|`]{2,120}$/.test(title)) return refuse('--title takes 2 to 120 characters, no | or backtick among them.');
  return { folder, id, title, wires, framing: values.framing, docs: !values['no-docs'] };
}

/** Where a driver of this id stands already; undefined when there is none. */
function takenBy(id) {
  return readdirSync(join(root, 'devices'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .find((name) => readFileSync(join(root, 'devices', name), 'utf8').includes(`\n  id: '${id}',`));
}

/** Its import in order, and its line after the last one of its folder. */
function registered(text, { folder, id, variable }) {
  const own = `import { ${variable} } from './${folder}/${id}.ts';`;
  const imports = [...text.matchAll(/^import \{ (\w+) \} from '\.\/([\w-]+)\/[\w-]+\.ts';$/gm)];
  const before = imports.find(([line]) => pathIn(line) > pathIn(own));
  const last = imports.at(-1)?.[0] ?? '';
  const withImport =
    before === undefined ? text.replace(last, `${last}\n${own}`) : text.replace(before[0], `${own}\n${before[0]}`);
  const siblings = new Set(imports.filter(([, , where]) => where === folder).map(([, name]) => name));
  const [list] = /^export const drivers[^=]*= \[\n[\s\S]*?^\];$/m.exec(withImport) ?? [];
  const lines = list?.split('\n') ?? [];
  const at = lines.findLastIndex((line) => siblings.has(line.trim().replace(/,$/, '')));
  if (at < 0) throw new Error('devices/registry.ts does not look as expected; add the driver by hand');
  const longer = [...lines.slice(0, at + 1), `  ${variable},`, ...lines.slice(at + 1)].join('\n');
  return withImport.replace(list, longer);
}

function pathIn(line) {
  return /'([^']+)'/.exec(line)[1];
}

function run(script, args) {
  const { status } = spawnSync(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: root,
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  return status === 0;
}

const call = callOf();
const { variable, files } = skeletonOf(call);
const taken = takenBy(call.id);
if (taken !== undefined) refuse(`There is a driver ${call.id} already, in devices/${taken}.`);
const there = Object.keys(files).find((path) => existsSync(join(root, path)));
if (there !== undefined) refuse(`${there} is there already and is left alone.`);

const text = registered(readFileSync(registry, 'utf8'), { ...call, variable });
for (const [path, source] of Object.entries(files)) {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), source);
}
writeFileSync(registry, text);
const written = [...Object.keys(files), 'devices/registry.ts'];
if (!run('@biomejs/biome/bin/biome', ['check', '--write', ...written])) {
  console.error('Biome could not bring the new files into form: see npm run lint.');
}
if (call.docs && !run('vitest/vitest.mjs', ['run', 'test/docs/devices.test.ts', '-u'])) {
  console.error('The documents could not be written: see npm run docs.');
}
console.log(`${written.join('\n')}

The skeleton passes the contract suite:
  npx vitest run test/devices/contract.test.ts -t '${call.id} '
Next: put real frames into devices/${call.folder}/${call.id}-examples.ts and watch them fail; docs/adding-a-device.md goes on from here.
npm test names what it still lacks: a simulator, and a test from its wire to a movement.`);
