import { chmod, lstat, mkdir, mkdtemp, readFile, rename, rm, rmdir, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Clock, systemClock } from '../../gateway/base/clock.ts';
import { GatewayFault } from '../../gateway/base/faults.ts';
import { silentLog } from '../../gateway/base/log.ts';
import type { Problem } from '../../gateway/site/problem.ts';
import { openSite, readSite, type SiteFile } from '../../gateway/site/site-file.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { knownDrivers } from './known-drivers.ts';

const store = '{\n  "name": "Store",\n  "time_zone": "UTC",\n  "currency": "EUR"\n}\n';

let directory = '';
let path = '';
let opened: SiteFile[] = [];

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'tallygate-site-'));
  path = join(directory, 'site.json');
  opened = [];
});

afterEach(async () => {
  for (const site of opened) await site.close();
  await rm(directory, { recursive: true });
});

async function open(from = path): Promise<SiteFile> {
  const site = await openSite(from, { knownDrivers, clock: systemClock, log: silentLog });
  opened.push(site);
  return site;
}

async function faultOf(opening: Promise<unknown>): Promise<GatewayFault> {
  const thrown: unknown = await opening.then(
    () => undefined,
    (reason) => reason,
  );
  if (thrown instanceof GatewayFault) return thrown;
  throw new Error(`no fault of the gateway: ${String(thrown)}`);
}

function nextChange(site: SiteFile): Promise<Site> {
  return new Promise((resolve) => site.onChange(resolve));
}

function nextProblems(site: SiteFile): Promise<readonly Problem[]> {
  return new Promise((resolve) => site.onProblems(resolve));
}

describe('a settings file that cannot be used stops the start', () => {
  it('when it is not there', async () => {
    const fault = await faultOf(open());
    expect([fault.code, fault.message]).toEqual(['settings-unreadable', `there is no settings file ${path}`]);
  });

  it('when it is a directory', async () => {
    expect((await faultOf(open(directory))).code).toBe('settings-unreadable');
  });

  it('when it is not JSON, naming line and column', async () => {
    await writeFile(path, '{\n  "name": "Store",\n  "currency" "EUR"\n}');
    const fault = await faultOf(open());
    expect(fault.code).toBe('settings-unreadable');
    expect(fault.message).toBe(`${path} is not JSON: line 3, column 14: a colon is expected after the key`);
  });

  it('when it is not UTF-8', async () => {
    await writeFile(path, Buffer.from([0x7b, 0xff, 0x7d]));
    expect((await faultOf(open())).message).toBe(`${path} is not UTF-8 text`);
  });

  it('when it is invalid, listing every problem', async () => {
    await writeFile(
      path,
      '{ "name": "Store", "time_zone": "Moon", "currency": "EUR", "upstream": [{ "id": "a", "url": "" }] }',
    );
    const fault = await faultOf(readSite(path, knownDrivers));
    expect(fault.code).toBe('settings-invalid');
    expect(fault.message).toBe(
      `${path} cannot be used:\n  time_zone must be a time zone by its IANA name, for example Europe/Berlin\n  upstream[0].url must be a whole URL with scheme and host`,
    );
  });
});

describe('an edit of the settings file', () => {
  it('is taken over, when the editor writes in place', async () => {
    await writeFile(path, store);
    const site = await open();
    const change = nextChange(site);
    await writeFile(path, store.replace('Store', 'Cellar'));
    expect((await change).name).toBe('Cellar');
    expect(site.current.name).toBe('Cellar');
  });

  it('is taken over, when the editor replaces the file, again and again', async () => {
    await writeFile(path, store);
    const site = await open();
    for (const name of ['Cellar', 'Attic']) {
      const change = nextChange(site);
      await writeFile(join(directory, 'edit~'), store.replace('Store', name));
      await rename(join(directory, 'edit~'), path);
      expect((await change).name).toBe(name);
    }
  });

  it('is taken over through a link', async () => {
    const link = join(directory, 'link.json');
    await writeFile(path, store);
    await symlink(path, link);
    const site = await open(link);
    const change = nextChange(site);
    await writeFile(path, store.replace('Store', 'Cellar'));
    expect((await change).name).toBe('Cellar');
  });

  it('with a byte order mark at its start is read like one without', async () => {
    await writeFile(path, `\ufeff${store}`);
    expect((await open()).current.name).toBe('Store');
  });

  it('that is invalid changes nothing, is told, and its mending is told too', async () => {
    await writeFile(path, store);
    const site = await open();
    let changes = 0;
    site.onChange(() => {
      changes += 1;
    });
    let told = nextProblems(site);
    await writeFile(path, store.replace('UTC', 'Moon'));
    expect(await told).toEqual([
      { path: 'time_zone', rule: 'must be a time zone by its IANA name, for example Europe/Berlin' },
    ]);
    expect(site.problems).toHaveLength(1);
    expect(site.current.time_zone).toBe('UTC');
    told = nextProblems(site);
    await writeFile(path, store);
    expect(await told).toEqual([]);
    expect(changes).toBe(0);
  });

  it('that removes the file or breaks its JSON changes nothing and is told', async () => {
    await writeFile(path, store);
    const site = await open();
    let told = nextProblems(site);
    await rm(path);
    expect(await told).toEqual([{ path: '', rule: `cannot be used: there is no settings file ${path}` }]);
    told = nextProblems(site);
    await writeFile(path, '{');
    expect(await told).toEqual([
      {
        path: '',
        rule: `cannot be used: ${path} is not JSON: line 1, column 2: a key in double quotes is expected here`,
      },
    ]);
    expect(site.current.name).toBe('Store');
  });
});

describe('writing settings', () => {
  it('changes only the lines it has to', async () => {
    await writeFile(path, store);
    const site = await open();
    expect(await site.write({ ...site.current, journal: { days: 3, bytes: 4_000_000_000 } })).toEqual({ ok: true });
    expect(await readFile(path, 'utf8')).toBe(
      '{\n  "name": "Store",\n  "time_zone": "UTC",\n  "currency": "EUR",\n  "journal": {\n    "days": 3\n  }\n}\n',
    );
    expect(site.current.journal.days).toBe(3);
  });

  it('is one change for those who listen, and not a second one when the file system tells it', async () => {
    await writeFile(path, store);
    const site = await open();
    const names: string[] = [];
    site.onChange(({ name }) => names.push(name));
    await site.write({ ...site.current, name: 'Cellar' });
    // The edit after it is seen by the same watch, so by then an echo of the write would have been told.
    const change = nextChange(site);
    await writeFile(path, store.replace('Store', 'Attic'));
    await change;
    expect(names).toEqual(['Cellar', 'Attic']);
  });

  it('is refused when the settings would not be read back', async () => {
    await writeFile(path, store);
    const site = await open();
    const written = await site.write({ ...site.current, currency: 'euro' });
    expect(written).toEqual({
      ok: false,
      problems: [{ path: 'currency', rule: 'must be the three capital letters of ISO 4217, for example EUR' }],
    });
    expect(await readFile(path, 'utf8')).toBe(store);
  });

  it('is refused over an edit that is not taken over yet, which is then taken over', async () => {
    await writeFile(path, store);
    const looks: (() => void)[] = [];
    const clock: Clock = {
      ...systemClock,
      after(_wait_ms, then) {
        looks.push(then);
        return () => undefined;
      },
    };
    const site = await openSite(path, { knownDrivers, clock, log: silentLog });
    opened.push(site);
    const change = nextChange(site);
    await writeFile(path, store.replace('Store', 'Edited'));
    expect(await site.write({ ...site.current, name: 'Cellar' })).toEqual({
      ok: false,
      problems: [
        { path: '', rule: 'was edited meanwhile and that edit is not taken over yet; look at it and try again' },
      ],
    });
    for (const look of looks) look();
    expect((await change).name).toBe('Edited');
  });

  it('keeps a link a link and the permissions of the file', async () => {
    const link = join(directory, 'link.json');
    await writeFile(path, store);
    await chmod(path, 0o600);
    await symlink(path, link);
    const site = await open(link);
    await site.write({ ...site.current, name: 'Cellar' });
    expect((await lstat(link)).isSymbolicLink()).toBe(true);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await readSite(path, knownDrivers)).name).toBe('Cellar');
  });

  it('takes its turn: of two writes at once both happen, the second last', async () => {
    await writeFile(path, store);
    const site = await open();
    const both = [site.write({ ...site.current, name: 'First' }), site.write({ ...site.current, name: 'Second' })];
    expect(await Promise.all(both)).toEqual([{ ok: true }, { ok: true }]);
    expect((await readSite(path, knownDrivers)).name).toBe('Second');
  });

  it('fails with the file as it was when the directory cannot take it, and works again after', async () => {
    await writeFile(path, store);
    const site = await open();
    // A directory in place of the fresh file stops the write for every user, also for root.
    const obstacle = join(directory, '.site.json.tmp');
    await mkdir(obstacle);
    expect((await faultOf(site.write({ ...site.current, name: 'Cellar' }))).code).toBe('settings-unwritable');
    expect([await readFile(path, 'utf8'), site.current.name]).toEqual([store, 'Store']);
    await rmdir(obstacle);
    expect(await site.write({ ...site.current, name: 'Cellar' })).toEqual({ ok: true });
  });
});
