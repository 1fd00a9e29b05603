/** `tallygate simulate --scene`: three files, of which `replay` takes two. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { replay } from '../../../gateway/cli/replay.ts';
import { simulate } from '../../../gateway/cli/simulate.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tallygate-scene-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function run(command: typeof simulate, argv: readonly string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const exit = await command(argv, {
    out: (line) => out.push(line),
    err: (line) => err.push(line),
    stdin: (async function* () {})(),
    ended: () => new Promise(() => {}),
  });
  return { exit, out, err };
}

function linesOf(file: string): string[] {
  return readFileSync(join(folder, 'calm', file), 'utf8')
    .trimEnd()
    .split('\n');
}

const asked = ['--scene', 'calm-shop', '--seed', '3', '--scale', '0.05'] as const;

describe('a scene in files', () => {
  test('replays with its own settings, and its truth stands beside it', async () => {
    const written = await run(simulate, [...asked, '--out', join(folder, 'calm')]);
    expect(written.exit).toBe(0);
    expect(written.out[1]).toContain('npx tallygate replay ');
    expect(linesOf('capture.jsonl')[0]).toMatch(
      /^\{"capture":1,"gateway":"none","site":"[0-9a-f]{64}","state":"empty"\}$/,
    );
    const truth = linesOf('truth.jsonl').map((line): unknown => JSON.parse(line));
    expect(truth[0]).toEqual({
      at: '2026-11-23T08:00:00.000Z',
      place: 'elsewhere',
      item: expect.any(String),
      quantity: expect.any(Number),
      from: 'count-difference',
      to: 'P1',
      deed: 'opening',
    });
    const paths = [join(folder, 'calm', 'capture.jsonl'), '--site', join(folder, 'calm', 'site.json'), '--json'];
    const replayed = await run(replay, paths);
    expect(replayed.exit).toBe(0);
    // The scene's devices send messages again, which the replay tells of.
    expect(replayed.err).toEqual([
      expect.stringMatching(/^\d+ duplicate readings: /),
      expect.stringMatching(/^rows \d+, movements \d+, questions \d+, frames not understood 0$/),
    ]);
    expect(replayed.out.length).toBeGreaterThan(truth.length / 2);
  });

  test('overwrites nothing', async () => {
    await expect(run(simulate, [...asked, '--out', join(folder, 'calm')])).rejects.toThrow(/cannot be written/);
  });

  test('says what there is when it is asked for something else', async () => {
    const wrong = await run(simulate, ['--scene', 'moon', '--out', folder]);
    expect(wrong.exit).toBe(2);
    expect(wrong.err[0]).toContain('There is no scene moon. There are: calm-shop, ');
    expect((await run(simulate, ['--scene', 'calm-shop', '--scale', '3', '--out', folder])).err).toEqual([
      '--scale takes a number above 0, at most 1',
    ]);
    expect((await run(simulate, ['--scene', 'calm-shop'])).err).toEqual(['--scene needs --out DIR']);
  });
});
