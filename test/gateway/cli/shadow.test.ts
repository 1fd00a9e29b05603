/** Goal: what other rules would have booked of a capture is told before anyone switches to them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { GatewayFault } from '../../../gateway/base/faults.ts';
import { shadow } from '../../../gateway/cli/shadow.ts';
import { runCommand } from '../process.ts';

const start_ms = 1_795_420_800_000;
const nut = '9521141000021';
const shirt = '3034257BF7194E4000001A85';

const site = {
  name: 'Shadow',
  time_zone: 'UTC',
  currency: 'EUR',
  items: [
    { id: 'nut', gtins: [nut], unit_mass_mg: 12_000 },
    { id: 'shirt', gtins: ['80614141123458'] },
  ],
  locations: [
    { id: 'hall', kind: 'site', taken_to: 'production', filled_from: 'supplier' },
    { id: 'B1', kind: 'bin', in: 'hall', item: 'nut' },
    { id: 'S1', kind: 'shelf', in: 'hall' },
  ],
  connections: [
    { id: 'scale', wire: { kind: 'mqtt' } },
    { id: 'reader', wire: { kind: 'mqtt' } },
  ],
  devices: [
    { id: 'scale', driver: 'native', channels: [{ channel: '1', location: 'B1' }] },
    { id: 'reader', driver: 'native', antennas: [{ antenna: 1, role: 'shelf', location: 'S1' }] },
  ],
};

let directory: string;
const pathOf = (name: string) => join(directory, name);

/** Plates of 100 nuts, then of 95; a shirt heard twice in a second, gone for 20 s, and back. */
function captureLines(): string[] {
  const lines: string[] = [];
  const say = (second: number, device: string, payload: object) =>
    lines.push(
      JSON.stringify({
        at: new Date(start_ms + second * 1_000).toISOString(),
        device,
        topic: `tallygate/${device}/reading`,
        qos: 0,
        text: JSON.stringify(payload),
      }),
    );
  for (let tenth = 0; tenth < 600; tenth += 2) {
    const second = tenth / 10;
    say(second, 'scale', { weight: { channel: '1', grams: second < 20 ? 1_200 : 1_140 } });
    if (tenth % 10 === 0 && (second < 10 || second >= 30)) {
      say(second, 'reader', { tags: [{ epc: shirt, antenna: 1, rssi: -50 }] });
    }
  }
  return lines;
}

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-shadow-'));
  writeFileSync(pathOf('site.json'), JSON.stringify(site));
  writeFileSync(pathOf('capture.jsonl'), `${captureLines().join('\n')}\n`);
});
afterAll(() => rmSync(directory, { recursive: true }));

function shadowed(rules: unknown, ...flags: string[]) {
  writeFileSync(pathOf('rules.json'), JSON.stringify(rules));
  const args = ['shadow', pathOf('capture.jsonl'), '--site', pathOf('site.json'), '--rules', pathOf('rules.json')];
  return runCommand([...args, ...flags], '');
}

test('the same rules differ in nothing', async () => {
  const { out, code } = await shadowed({});
  expect(out).toContain('changed 0, only live 0, only shadow 0');
  expect(code).toBe(0);
});

test('a more patient rule does not see a tag leave that comes back, and says where the sums end', async () => {
  const { out, code } = await shadowed({ tags: { absent_ms: 60_000 } }, '--json');
  const lines = out
    .trimEnd()
    .split('\n')
    .map((line): { difference?: string } => JSON.parse(line));
  expect(lines).toMatchObject([
    { difference: 'only-live', live: { kind: 'left', item: 'shirt', from: 'S1', to: 'production' } },
    { difference: 'only-live', live: { kind: 'arrived', item: 'shirt', from: 'production', to: 'S1' } },
    {
      sums: { movements_live: 4, movements_shadow: 2, same: 2, changed: 0, only_live: 2, only_shadow: 0 },
      levels: [],
    },
  ]);
  expect(code).toBe(1);
});

test('a step that is no movement any more is a question instead, and the level shows it', async () => {
  const { out } = await shadowed({ weight: { confidence_min_permille: 1_000 } });
  expect(out).toContain('- 2026-11-23T08:00:20.000Z taken 5 nut B1 → production');
  expect(out).toContain('level of nut at B1: live -5, shadow 0');
  expect(out).toContain('+ ? B1 changed by what nothing explains well enough');
});

test('rules that are not valid are refused with where and why', async () => {
  const { err, code } = await shadowed({ tags: { absent_ms: -1 } });
  expect(err).toContain('rules.tags.absent_ms');
  expect(code).toBe(2);
});

test('each bad input is refused with its place and the rule it breaks', async () => {
  const [capture, settings, rules] = ['capture.jsonl', 'site.json', 'rules.json'].map(pathOf);
  const good = { capture, settings, rules };
  const refused = async (given: Partial<typeof good>): Promise<string> => {
    const { capture: from = '', settings: site_file = '', rules: tried = '' } = { ...good, ...given };
    const said: string[] = [];
    const io = { out() {}, err: (line: string) => said.push(line), stdin: silence(), ended: () => Promise.resolve() };
    try {
      expect(await shadow([from, '--site', site_file, '--rules', tried], io)).toBe(2);
    } catch (thrown) {
      if (!(thrown instanceof GatewayFault)) throw thrown;
      said.push(thrown.message);
    }
    return said.join('\n').replaceAll(directory, '.');
  };
  writeFileSync(pathOf('rules.json'), '{}');
  writeFileSync(pathOf('broken.json'), '{ "tags": { absent_ms: 5 } }');
  writeFileSync(pathOf('unknown.json'), '{ "weight": { "rest": 5 }, "tags": { "absent_ms": -5 } }');
  writeFileSync(pathOf('broken.jsonl'), '{"at":"soon"}\n');
  expect(await refused({ capture: pathOf('none.jsonl') })).toBe(
    'The capture ./none.jsonl cannot be read: there is no such file',
  );
  // Not one line of it can be read.
  expect(await refused({ capture: pathOf('broken.jsonl') })).toMatch(
    /^The capture \.\/broken\.jsonl cannot be replayed: line 1: at /,
  );
  expect(await refused({ settings: pathOf('none.json') })).toBe('there is no settings file ./none.json');
  expect(await refused({ rules: pathOf('none.json') })).toBe(
    'The rules ./none.json cannot be read: there is no such file',
  );
  expect(await refused({ rules: directory })).toBe('The rules . cannot be read: it is a directory');
  expect(await refused({ rules: pathOf('broken.json') })).toMatch(
    /^The rules \.\/broken\.json are not JSON: line 1, column 13: /,
  );
  expect(await refused({ rules: pathOf('unknown.json') })).toBe(
    'The rules ./unknown.json are not valid. rules.weight.rest: is not a setting; rules.tags.absent_ms: must be at least 1',
  );
});

async function* silence(): AsyncGenerator<string> {}
