/**
 * No text that comes from outside can make a regular expression of ours run long. Every one in the product's sources is found by
 * parsing them, and proven by `recheck` to take time linear in its input; and the input of every room that has one is bounded.
 */
import { checkSync } from 'recheck';
import { parseSync } from 'vite';
import { describe, expect, test } from 'vitest';
import { code_characters_max } from '../devices/barcode/scanned-code.ts';
import { drivers } from '../devices/registry.ts';
import { limits } from '../gateway/base/limits.ts';
import { sourceFiles } from './source-files.ts';

interface Expression {
  /** File and line. */
  readonly place: string;
  readonly pattern: string;
  readonly flags: string;
}

const sources = sourceFiles().filter(({ path }) => /^(devices|gateway)\//.test(path));

/** Every node of a syntax tree. */
function* nodesOf(tree: unknown): Generator<object> {
  if (typeof tree !== 'object' || tree === null) return;
  if (!Array.isArray(tree)) yield tree;
  for (const child of Object.values(tree)) yield* nodesOf(child);
}

function member(node: object, name: string): unknown {
  return Reflect.get(node, name);
}

function placeOf(path: string, text: string, node: object): string {
  return `${path}:${text.slice(0, Number(member(node, 'start'))).split('\n').length}`;
}

const trees = sources.map(({ path, text }) => ({ path, text, parsed: parseSync(path, text) }));

const expressions = trees.flatMap(({ path, text, parsed }) =>
  [...nodesOf(parsed.program)].flatMap((node): Expression[] => {
    const regex = member(node, 'type') === 'Literal' ? member(node, 'regex') : undefined;
    if (typeof regex !== 'object' || regex === null) return [];
    const [pattern, flags] = [member(regex, 'pattern'), member(regex, 'flags')];
    return [{ place: placeOf(path, text, node), pattern: String(pattern), flags: String(flags) }];
  }),
);

/** The folder whose inputs the file sees; the gateway's own files are a room too. */
function roomOf(place: string): string {
  const [first = '', second = ''] = place.split('/');
  return first === 'devices' || !place.slice(first.length + 1).includes('/') ? first : `${first}/${second}`;
}

/** Generous: what is asked is whether, not how fast, and other tests run beside this one. */
const patience = { timeout: 600_000, incubationTimeout: null, attackTimeout: null } as const;

describe('regular expressions on what comes from outside', () => {
  test('are found by parsing, and are many', () => {
    expect(trees.flatMap(({ path, parsed }) => parsed.errors.map(({ message }) => `${path}: ${message}`))).toEqual([]);
    expect(expressions.length).toBeGreaterThan(100);
    expect(expressions.map(({ place }) => place.split(':')[0])).toContain('devices/scales/mt-sics.ts');
  });

  test('are written down, not put together at run time', () => {
    const made = trees.flatMap(({ path, text, parsed }) =>
      [...nodesOf(parsed.program)]
        .filter((node) => ['NewExpression', 'CallExpression'].includes(String(member(node, 'type'))))
        .filter((node) => member(Object(member(node, 'callee')), 'name') === 'RegExp')
        .map((node) => placeOf(path, text, node)),
    );
    expect(made).toEqual([]);
  });

  test('run in time linear in their input', () => {
    const distinct = new Map(expressions.map((each) => [`/${each.pattern}/${each.flags}`, each]));
    const unsafe = [...distinct].flatMap(([shown, { place, pattern, flags }]) => {
      const verdict = checkSync(pattern, flags, patience);
      if (verdict.status === 'safe') return [];
      const why = verdict.status === 'vulnerable' ? verdict.complexity.summary : verdict.error.kind;
      return [`${place} ${shown}: ${verdict.status}, ${why}`];
    });
    expect(unsafe).toEqual([]);
  });

  test('see input of bounded length, in every room that has them', () => {
    // What bounds it: in devices the framing, which refuses longer frames (the contract suite tries it for every driver) and codes;
    // in the gateway the limit of whatever brings the text in. What an operator types at the command line is bounded by the system.
    const bounds: Readonly<Record<string, readonly number[]>> = {
      devices: [code_characters_max, ...drivers.map(({ framing }) => framing.bytes_max)],
      gateway: [limits.settings_bytes_max],
      'gateway/base': [limits.settings_bytes_max],
      'gateway/cli': [limits.settings_bytes_max],
      'gateway/discovery': [limits.mqtt_packet_bytes_max, limits.http_body_bytes_max],
      'gateway/intake': [limits.intake_waiting_bytes_max],
      'gateway/access': [limits.http_body_bytes_max],
      'gateway/interpretation': [code_characters_max],
      'gateway/ledger': [limits.settings_bytes_max],
      'gateway/live': [limits.http_body_bytes_max, limits.live_message_bytes_max, limits.associations_import_bytes_max],
      'gateway/planning': [limits.settings_bytes_max, limits.http_body_bytes_max],
      'gateway/reports': [limits.settings_bytes_max, limits.http_body_bytes_max],
      'gateway/site': [limits.settings_bytes_max],
      'gateway/stock': [limits.http_body_bytes_max, limits.settings_bytes_max],
      'gateway/sync': [limits.sync_answer_bytes_max],
      'gateway/work': [limits.mqtt_packet_bytes_max],
      'gateway/notify': [limits.mqtt_packet_bytes_max],
      'gateway/transport': [limits.mqtt_packet_bytes_max, limits.mqtt_topic_bytes_max],
    };
    const rooms = new Set(expressions.map(({ place }) => roomOf(place)));
    expect([...rooms].filter((room) => bounds[room] === undefined)).toEqual([]);
    expect(bounds.devices?.filter((bytes) => !(bytes > 0 && bytes <= 1_048_576))).toEqual([]);
    for (const bytes of Object.values(bounds).flat())
      expect(bytes).toBeLessThanOrEqual(limits.intake_waiting_bytes_max);
  });
});
