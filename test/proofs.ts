/**
 * What is proven of each driver beyond the contract suite, found by reading the tests and simulators: which simulators speak
 * through its tables, and which tests send what it says through a gateway's own links to movements. A test is found by the
 * driver's id in its text, in the helpers it imports, or in a list it imports from the simulators; whether it asserts
 * well is for its readers.
 */
import { readdirSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { drivers } from '../devices/registry.ts';
import { simulated } from '../simulators/wiring.ts';
import { root, type SourceFile, sourceFiles } from './source-files.ts';

export interface Proof {
  readonly driver: string;
  /** The file that declares the driver. */
  readonly file: string;
  /** Simulators that encode through the driver's own tables. */
  readonly simulators: readonly string[];
  /** Wires `tallygate simulate` has it on. */
  readonly simulated_on: readonly string[];
  /** Tests that bring it over a wire into a gateway and look at what is booked. */
  readonly end_to_end: readonly string[];
}

/** Where tests of the whole gateway stand. Those of single commands do not bring devices to movements. */
const proving = (path: string) => /^test\/gateway\/(?!cli\/).*\.test\.ts$/.test(path);
/** Words by which a test starts a gateway or its links on real wires, and by which it looks at what was booked. */
const starts = /\b(?:startLinks|startGateway|startGatewayProcess|streamLinkOf)\b/;
const looks = /\bmovements?\b|\/api\/v1\/levels|\blevelOf\b/i;

export async function proofs(): Promise<readonly Proof[]> {
  const files = new Map(sourceFiles().map((file) => [file.path, file]));
  const named = new Map<string, string[]>();
  for (const file of files.values()) {
    if (!proving(file.path)) continue;
    const texts = withHelpers(file, files);
    const whole = texts.map(({ text }) => text).join('\n');
    if (!starts.test(whole) || !looks.test(whole)) continue;
    for (const id of await idsIn(texts)) named.set(id, [...(named.get(id) ?? []), file.path]);
  }
  return drivers.map(({ id }) => {
    const file = fileOf(id, files);
    return {
      driver: id,
      file,
      simulators: simulatorsOf(file, files),
      simulated_on: simulated[id] ?? [],
      end_to_end: named.get(id) ?? [],
    };
  });
}

/** The test and the files of the test room that it imports, one after the other. */
function withHelpers(test: SourceFile, files: ReadonlyMap<string, SourceFile>): readonly SourceFile[] {
  const taken = new Set([test]);
  for (const file of taken) {
    for (const { to } of file.imports) {
      const helper = to.startsWith('test/') ? files.get(to) : undefined;
      if (helper !== undefined) taken.add(helper);
    }
  }
  return [...taken];
}

async function idsIn(texts: readonly SourceFile[]): Promise<ReadonlySet<string>> {
  const ids = drivers.map(({ id }) => id);
  const whole = texts.map(({ text }) => text).join('\n');
  const found = new Set(ids.filter((id) => new RegExp(`(['"\`])${id}\\1`).test(whole)));
  for (const { path, text } of texts) {
    if (!path.startsWith('test/gateway/')) continue;
    for (const [, names = '', from = ''] of text.matchAll(
      /import \{([^}]*)\} from '(?:\.\.\/){2}(simulators\/[\w-]+\.ts)'/g,
    )) {
      const module: object = await import(pathToFileURL(`${root}/${from}`).href);
      for (const name of names.split(',').map((each) => each.trim())) {
        for (const id of listed(Reflect.get(module, name))) if (ids.includes(id)) found.add(id);
      }
    }
  }
  return found;
}

/** Words of a list, names of a table; nothing of anything else. */
function listed(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.filter((each) => typeof each === 'string');
  return typeof value === 'object' && value !== null ? Object.keys(value) : [];
}

function fileOf(id: string, files: ReadonlyMap<string, SourceFile>): string {
  const declares = new RegExp(`\\bid: '${id}'`);
  const found = [...files.values()].find(
    ({ path, text }) => path.startsWith('devices/') && /^ {2}wires: \[/m.test(text) && declares.test(text),
  );
  if (found === undefined) throw new Error(`no file under devices/ declares the driver ${id} with id: '${id}'`);
  return found.path;
}

/** Simulators that speak through the driver's file or through a table that no other driver has. */
function simulatorsOf(file: string, files: ReadonlyMap<string, SourceFile>): readonly string[] {
  const own = ownFiles(file, files);
  return readdirSync(`${root}/simulators`)
    .map((name) => `simulators/${name}`)
    .filter((path) => files.get(path)?.imports.some(({ to }) => own.has(to)) === true)
    .sort();
}

/** The driver's file, and what it and no other driver is made of. */
function ownFiles(file: string, files: ReadonlyMap<string, SourceFile>): ReadonlySet<string> {
  const others = drivers.map(({ id }) => fileOf(id, files)).filter((each) => each !== file);
  const shared = new Set(others.flatMap((other) => [...madeOf(other, files)]));
  return new Set([...madeOf(file, files)].filter((each) => each === file || !shared.has(each)));
}

function madeOf(file: string, files: ReadonlyMap<string, SourceFile>): ReadonlySet<string> {
  const taken = new Set([file]);
  for (const path of taken) {
    for (const { to } of files.get(path)?.imports ?? []) if (to.startsWith('devices/')) taken.add(to);
  }
  return taken;
}
