/** What the documents say of the product is true: links, commands, settings, readings, captures, tables, shown output. */
import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { understand } from '../../devices/driver.ts';
import { native } from '../../devices/native/native.ts';
import { drivers } from '../../devices/registry.ts';
import { limits } from '../../gateway/base/limits.ts';
import { decode } from '../../gateway/cli/decode.ts';
import { replay } from '../../gateway/cli/replay.ts';
import { parseLine } from '../../gateway/intake/capture.ts';
import { siteOfJson } from '../../gateway/main.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import { root } from '../source-files.ts';
import { type Block, namesIn, pages, proseOf, quotedIn, tableAfter, tablesAfter, textOf } from './pages.ts';

const all = pages();
const manifest: {
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
} = JSON.parse(textOf('package.json'));
const commands = [...textOf('gateway/cli/tallygate.ts').matchAll(/^ {2}(\w+): \{(?: says:|$)/gm)].map(
  ([, name]) => name,
);

function page(path: string) {
  const found = all.find((each) => each.path === path);
  if (found === undefined) throw new Error(`there is no page ${path}`);
  return found;
}

function blocks(info: string): Block[] {
  return all.flatMap((each) => each.blocks).filter((each) => each.info === info);
}

describe('links', () => {
  test('and pictures lead to files that are there', () => {
    const broken = all.flatMap((each) =>
      [...proseOf(each).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, target = '']) => target)
        .filter((target) => !/^[a-z]+:/.test(target))
        .map((target) => target.replace(/#.*$/, ''))
        .filter((target) => target !== '' && !existsSync(join(root, dirname(each.path), target)))
        .map((target) => `${each.path} -> ${target}`),
    );
    expect(broken).toEqual([]);
  });

  test('in backticks, where they are paths, too', () => {
    const isPath = /^(?:devices|gateway|dashboard|simulators|test|scripts|docs)\/[\w./*-]*$/;
    const broken = all.flatMap((each) =>
      quotedIn(each)
        .filter((quoted) => isPath.test(quoted))
        .filter((quoted) => !existsSync(join(root, quoted.replace(/[^/]*\*.*$/, ''))))
        .map((quoted) => `${each.path}: ${quoted}`),
    );
    expect(broken).toEqual([]);
  });

  test('reach every page from the README', () => {
    const seen = new Set<string>();
    const follow = (path: string): void => {
      if (seen.has(path) || !path.endsWith('.md')) return;
      seen.add(path);
      for (const [, target = ''] of proseOf(page(path)).matchAll(/\]\(([^)\s#]+)/g)) {
        if (target.endsWith('/')) for (const name of readdirSync(join(root, target))) follow(`${target}${name}`);
        else if (!/^[a-z]+:/.test(target)) follow(join(dirname(path), target));
      }
    };
    follow('README.md');
    expect(all.map(({ path }) => path).filter((path) => !seen.has(path) && path !== 'CHANGELOG.md')).toEqual([]);
  });
});

describe('commands', () => {
  /** Each line of code in the pages, with the place it stands at. */
  const lines = all.flatMap((each) => [
    ...quotedIn(each).map((line) => ({ place: each.path, line })),
    ...each.blocks.flatMap(({ place, info, body }) =>
      /^(?:sh|console|text)$/.test(info) ? body.split('\n').map((line) => ({ place, line })) : [],
    ),
  ]);

  test('of tallygate are those there are, with options they have', () => {
    expect(commands).toContain('start');
    const wrong = lines.flatMap(({ place, line }) =>
      [...line.matchAll(/(?:\btallygate|npm run(?= (?:demo|start) --)) ([a-z]+)([^|#]*)/g)].flatMap(
        ([whole, command = '', rest = '']) => {
          if (!commands.includes(command)) return [`${place}: ${whole}`];
          const source = textOf(`gateway/cli/${command}.ts`);
          const options = [...rest.matchAll(/ --([a-z][a-z-]*)/g)].map(([, option = '']) => option);
          return options
            .filter((option) => !source.includes(`--${option}`))
            .map((option) => `${place}: ${command} --${option}`);
        },
      ),
    );
    expect(wrong).toEqual([]);
  });

  test('of npm are scripts', () => {
    const wrong = lines.flatMap(({ place, line }) =>
      [...line.matchAll(/npm run ([\w:-]+)/g)]
        .filter(([, script = '']) => manifest.scripts[script] === undefined)
        .map(([whole]) => `${place}: ${whole}`),
    );
    expect(wrong).toEqual([]);
  });

  test('are all in the README', () => {
    const named = new Set(quotedIn(page('README.md')).map((quoted) => /^tallygate ([a-z]+)/.exec(quoted)?.[1]));
    expect(commands.filter((command) => !named.has(command))).toEqual([]);
  });

  test('of REST are routes', () => {
    const sources = readdirSync(join(root, 'gateway/live/routes')).map((name) => textOf(`gateway/live/routes/${name}`));
    const known = [...sources, textOf('gateway/live/http.ts')].join('\n');
    const named = all.flatMap(({ path, text }) =>
      // The one path that is a reader's own.
      [...text.matchAll(/\/api\/v1\/(?!data\/stream)([\w.]+)/g)].map(([, name]) => ({ path, name })),
    );
    expect(named.length).toBeGreaterThan(0);
    expect(named.filter(({ name }) => !known.includes(`/${name}`))).toEqual([]);
  });

  const shown = blocks('console').flatMap(({ place, body }) =>
    body
      .split(/^\$ npx tallygate /m)
      .slice(1)
      .map((each) => {
        const [line = '', ...output] = each.trimEnd().split('\n');
        return { place, line, output };
      }),
  );

  test.each(shown)('give what $place shows: $line', async ({ line, output }) => {
    const [command, ...argv] = [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, word]) => quoted ?? word ?? '');
    const run = { decode, replay }[command ?? ''];
    if (run === undefined) throw new Error(`only decode and replay are run here, not ${command}`);
    const out: string[] = [];
    const given = argv.map((word) => (word.includes('/') && existsSync(join(root, word)) ? join(root, word) : word));
    await run(given, {
      out: (each) => out.push(each),
      err() {},
      stdin: (async function* () {})(),
      ended: () => new Promise(() => {}),
    });
    expect(out).toEqual(output);
  });
});

describe('examples', () => {
  const first: Readonly<Record<string, unknown>> = JSON.parse(textOf('docs/examples/first-site.json'));

  /** A part of settings stands for what is added to the first site: lists grow, all else is replaced. */
  function withPart(part: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
    const whole: Record<string, unknown> = { ...first };
    for (const [key, value] of Object.entries(part)) {
      const before = whole[key];
      whole[key] = Array.isArray(before) && Array.isArray(value) ? [...before, ...value] : value;
    }
    return whole;
  }

  test.each(blocks('json site'))('the settings at $place are sound', ({ body }) => {
    expect(parseSite(JSON.parse(body), drivers)).toMatchObject({ ok: true });
    expect(siteOfJson(JSON.parse(body))).toBeDefined();
  });

  test.each(blocks('json site part'))('the part of settings at $place is sound with the first site', ({ body }) => {
    expect(parseSite(withPart(JSON.parse(body)), drivers)).toMatchObject({ ok: true });
  });

  test('the first site is the one that the start page explains', () => {
    const [shown] = page('docs/start.md').blocks.filter(({ info }) => info === 'json site');
    expect(shown?.body).toBe(textOf('docs/examples/first-site.json').trimEnd());
  });

  test.each(blocks('json native'))('the native message at $place is understood', ({ body }) => {
    const context = { retained: false, topic: 'tallygate/node-1/reading' };
    for (const line of body.split('\n')) {
      const understood = understand(native, new TextEncoder().encode(line), context);
      expect(understood).toMatchObject({ ok: true });
      expect(understood.ok && understood.value.length).toBeGreaterThan(0);
    }
  });

  test.each(blocks('jsonl capture'))('the lines of a capture at $place are read', ({ body }) => {
    let after: Parameters<typeof parseLine>[2];
    for (const [i, line] of body.split('\n').entries()) {
      const parsed = parseLine(line, i + 1, after);
      expect(parsed).toMatchObject({ ok: true });
      if (parsed.ok && parsed.kind === 'row') after = parsed.row;
    }
  });

  const excerpts = all.flatMap((each) => each.blocks).filter(({ info }) => info.startsWith('ts '));

  test.each(excerpts)('the code at $place stands in its file', ({ info, body }) => {
    expect(textOf(info.slice(3))).toContain(body);
  });

  test('every block says what it is', () => {
    const known =
      /^(?:sh|text|console|json|json site|json site part|json native|jsonl capture|csv import|ts [\w./-]+)$/;
    const strange = all.flatMap((each) => each.blocks).filter(({ info }) => !known.test(info));
    expect(strange.map(({ place, info }) => `${place} ${info}`)).toEqual([]);
  });
});

describe('tables', () => {
  test('the drivers in the README are those of the registry', () => {
    const told = tableAfter(page('README.md'), 'drivers').map((cells) => cells.slice(0, 3));
    expect(told.toSorted()).toEqual(
      drivers.map(({ id, title, wires }) => [`\`${id}\``, title, wires.join(', ')]).toSorted(),
    );
  });

  test('the topics are those of the drivers', () => {
    const ofDevice = (filters: readonly string[] = []) =>
      filters.map((each) => each.replaceAll('{device}', '<device>'));
    const known = drivers
      .filter(({ wires }) => wires.includes('mqtt'))
      .map(({ id, topics, ignored_topics, command_topics }) => [
        [id],
        ...[topics, ignored_topics, command_topics].map(ofDevice),
      ]);
    expect(tableAfter(page('docs/mqtt.md'), 'topics').map((cells) => cells.map(namesIn))).toEqual(known);
  });

  test('the limits are those of the code, each told once', () => {
    const rows = ['docs/mqtt.md', 'docs/limits.md'].flatMap((path) => tablesAfter(page(path), 'limits'));
    const told = rows.filter(([name = '']) => name.startsWith('`'));
    const values = told.map(([name, value = '']) => [namesIn(name)[0], Number(value.replaceAll(',', ''))]);
    expect(values.toSorted()).toEqual(Object.entries(limits).toSorted());
    expect(told.filter(([, , policy = '']) => policy === '')).toEqual([]);
  });

  test('the rooms are those of the architecture test', () => {
    const rules = /const may[^{]*\{([\s\S]*?)\n\};/.exec(textOf('test/architecture.test.ts'))?.[1] ?? '';
    const known = [...rules.matchAll(/^ {2}'?([\w/]+)'?: \[([\s\S]*?)\]/gm)].map(([, room = '', others = '']) => [
      room,
      [...others.matchAll(/'([^']+)'/g)].map(([, other]) => other),
    ]);
    const told = tableAfter(page('docs/architecture.md'), 'rooms').map(([room, , others = '']) => [
      namesIn(room)[0],
      others === 'everything' ? ['*'] : namesIn(others),
    ]);
    expect(told).toEqual(known);
  });

  test('the packages of the rooms are those of the architecture test', () => {
    const rules = /const packages[^{]*\{([\s\S]*?)\n\};/.exec(textOf('test/architecture.test.ts'))?.[1] ?? '';
    const known = [...rules.matchAll(/^ {2}'?([@\w./-]+)'?: \[([\s\S]*?)\]/gm)].flatMap(([, name = '', rooms = '']) =>
      [...rooms.matchAll(/'([^']+)'/g)]
        .map(([, room = '']) => `${room}: ${name}`)
        .filter((each) => !each.startsWith('test:')),
    );
    const told = tableAfter(page('docs/architecture.md'), 'rooms').flatMap(([room = '', , , names = '']) =>
      names === '' || room === '`test`' ? [] : names.split(', ').map((name) => `${namesIn(room)[0]}: ${name}`),
    );
    expect(known.length).toBeGreaterThan(10);
    expect(told.toSorted()).toEqual(known.toSorted());
  });

  test('the libraries are those of package.json, and each has its reason', () => {
    const rows = tableAfter(page('docs/decisions/0008-libraries.md'), 'dependencies');
    expect(Object.fromEntries(rows.map(([name, version]) => [name, version]))).toEqual(manifest.dependencies);
    expect(rows.filter(([, , room = '', why = '']) => room === '' || why === '')).toEqual([]);
  });
});
