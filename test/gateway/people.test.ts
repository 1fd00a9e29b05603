/** The first account of a gateway as built, and everything that comes after it: set up, restarted, locked out, let in again. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { verifyLedger } from '../../gateway/main.ts';
import { good_password } from '../access/house.ts';
import { eventually } from '../transport/eventually.ts';
import { command, freePort, runCommand, startGatewayProcess } from './process.ts';

let directory: string;
let data: string;
let site: string;
let port: number;
let stopLast: () => Promise<unknown> = () => Promise.resolve();

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tallygate-people-start-'));
  data = join(directory, 'data');
  site = join(directory, 'site.json');
  port = await freePort();
  writeFileSync(site, JSON.stringify(settings('Small')));
});
afterEach(async () => {
  await stopLast();
  rmSync(directory, { recursive: true });
});

function settings(name: string): object {
  const broker = { kind: 'embedded', port: 0 };
  const locations = [{ id: 'A1', kind: 'bin', item: 'bolt' }];
  const network = { dashboard: { port }, broker };
  return { name, time_zone: 'UTC', currency: 'EUR', items: [{ id: 'bolt' }], locations, network };
}

/** As `npm start` runs it; what it said on standard error beside the log. */
async function started(): Promise<{ said(): string; stop(): Promise<void> }> {
  const child = spawn(process.execPath, [command, 'start', '--site', site, '--data', data, '--log', 'silent']);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, 'exit');
  const stop = async () => {
    child.kill('SIGTERM');
    await ended;
  };
  stopLast = stop;
  await eventually(() => out.includes('MQTT') || child.exitCode !== null);
  return { said: () => err, stop };
}

async function asked(
  path: string,
  body?: object,
  cookie = '',
): Promise<{ status: number; body: string; cookie: string }> {
  const origin = `http://127.0.0.1:${port}`;
  const headers = { 'content-type': 'application/json', origin, 'x-tallygate': '1', cookie };
  const answer = await fetch(`${origin}/api/v1${path}`, {
    headers,
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
  });
  const set = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
  return { status: answer.status, body: await answer.text(), cookie: set };
}

describe('a gateway without an account', () => {
  test('prints a setup token at each start until it is used; the session it gives survives a restart', async () => {
    const first = await started();
    await eventually(() => first.said().includes('The next start'));
    const [, old = ''] = /^Token {6}([\w-]{43})$/m.exec(first.said()) ?? [];
    const file = join(data, 'setup-token');
    expect(readFileSync(file, 'utf8')).toBe(`${old}\n`);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await asked('/levels')).status).toBe(401);
    await first.stop();

    const second = await started();
    await eventually(() => second.said().includes('The next start'));
    const [, token = ''] = /^Token {6}([\w-]{43})$/m.exec(second.said()) ?? [];
    const account = { login: 'anna', name: 'Anna', password: good_password };
    expect((await asked('/setup', { ...account, token: old })).status).toBe(401);
    const made = await asked('/setup', { ...account, token });
    expect([made.status, existsSync(file)]).toEqual([200, false]);
    expect((await asked('/setup', { ...account, login: 'eve', token })).status).toBe(401);
    const count = { kind: 'count', item: 'bolt', location: 'A1', quantity: 12, reason: 'opening' };
    expect((await asked('/commands', count, made.cookie)).status).toBe(200);
    await second.stop();

    const third = await started();
    expect((await asked('/levels?location=A1', undefined, made.cookie)).body).toContain('"quantity":12');
    expect((await asked('/movements', undefined, made.cookie)).body).toContain('person:anna');
    const trail = JSON.parse((await asked('/audit', undefined, made.cookie)).body);
    const told = trail.audit.map((row: { by: string; what: string; outcome: string }) => [
      row.by,
      row.what,
      row.outcome,
    ]);
    expect(told).toEqual([
      ['anna', 'postCommand', 'done'],
      ['nobody', 'setUp', 'refused'],
      ['anna', 'signIn', 'done'],
      ['anna', 'setUp', 'done'],
      ['nobody', 'setUp', 'refused'],
    ]);
    writeFileSync(site, JSON.stringify(settings('Renamed')));
    await eventually(() => existsSync(site));
    await expect
      .poll(async () => (await asked('/audit?by=settings-file', undefined, made.cookie)).body)
      .toContain('"parts_changed":["name"]');
    await third.stop();
    expect(third.said()).toBe('');
    expect(verifyLedger(data).problems).toEqual([]);
  });
});

describe('tallygate people', () => {
  const people = (...args: readonly string[]) => runCommand(['people', ...args, '--data', data]);

  test('is the way back in, and locks out at once beside a running gateway', async () => {
    const invited = await people('invite', 'bo', '--name', 'Bo', '--role', 'administrator');
    expect(invited).toMatchObject({ code: 0, err: expect.stringContaining('bo chooses a password') });
    const gateway = await startGatewayProcess(['--site', site, '--data', data]);
    stopLast = () => gateway.stop();
    const joined = await asked('/invitations/accept', { token: invited.out.trim(), password: good_password });
    expect(joined.status).toBe(200);
    const reset = await people('reset', 'bo');
    expect((await asked('/levels', undefined, joined.cookie)).status).toBe(401);
    const again = await asked('/invitations/accept', { token: reset.out.trim(), password: `${good_password} again` });
    expect((await asked('/levels', undefined, again.cookie)).status).toBe(200);
    expect((await people('disable', 'bo')).err).toContain('the last administrator');
    await people('invite', 'cy', '--name', 'Cy', '--role', 'demand-planner');
    expect(await people('disable', 'cy')).toMatchObject({ code: 0 });
    const listed = JSON.parse((await people('--json')).out);
    expect(listed.people).toMatchObject([
      { login: 'bo', roles: ['administrator'], active: true, has_password: true, sessions: 1 },
      { login: 'cy', roles: ['demand-planner'], active: false, has_password: false },
    ]);
    const trail = await asked('/audit?by=console&subject=bo', undefined, again.cookie);
    expect(JSON.parse(trail.body).audit.map(({ what }: { what: string }) => what)).toEqual([
      'resetPerson',
      'invitePerson',
    ]);
  });

  test('gives programs their tokens, and takes them back', async () => {
    const made = JSON.parse((await people('token', 'erp', '--role', 'inventory-analyst', '--json')).out);
    const gateway = await startGatewayProcess(['--site', site, '--data', data]);
    stopLast = () => gateway.stop();
    const status = async () => {
      const headers = { authorization: `Bearer ${made.token}` };
      return (await fetch(`${gateway.dashboard}api/v1/levels`, { headers })).status;
    };
    expect(await status()).toBe(200);
    expect(await people('revoke', 'erp')).toMatchObject({ code: 0 });
    expect(await status()).toBe(401);
  });

  test.each([
    [['token', 'erp', '--role', 'king'], 2, 'There is no role king'],
    [['token', 'erp'], 2, 'It needs --role ROLE'],
    [['invite', 'A B', '--role', 'administrator'], 1, 'login must be 2 to 32 small letters'],
    [['reset', 'nobody-here'], 1, 'There is nobody called nobody-here.'],
    [['dance', 'bo'], 2, 'people cannot dance.'],
    [['reset'], 2, 'people reset needs one name.'],
  ])('%j is refused with a sentence', async (args, code, says) => {
    const answer = await people(...args);
    expect([answer.code, answer.err]).toEqual([code, expect.stringContaining(says)]);
  });
});
