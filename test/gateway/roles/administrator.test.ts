/** Goal: an administrator's day: everybody gets an account and no more than their role, a program its token, and whoever leaves is out at once. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { roleNames } from '../../../gateway/access/rights.ts';
import { beginDay, type Day, trailOf } from './day.ts';
import { Screen } from './screen.ts';

let day: Day;
beforeAll(async () => {
  day = await beginDay('administrator');
}, 300_000);
afterAll(() => day.stop());

test('the setup token has made the first account and makes no other', async () => {
  expect(existsSync(join(day.data, 'setup-token'))).toBe(false);
  const again = { token: 'x'.repeat(43), login: 'eve', name: 'Eve', password: 'seven quiet harbours at noon' };
  expect(await day.admin.asks('/setup', again)).toMatchObject({ status: 401 });
  expect(await day.admin.sees('/session')).toMatchObject({
    person: { by: 'ada', how: 'session', roles: ['administrator'] },
  });
});

test('everybody is invited, chooses a password, and is in with the rights of their role', async () => {
  for (const role of roleNames) {
    const person = await day.join(`p-${role}`, role);
    const { person: known } = await person.sees('/session');
    const { rights } = (await person.sees('/roles')).roles.find((each: { role: string }) => each.role === role);
    expect([known.by, known.roles, known.rights]).toEqual([`p-${role}`, [role], rights]);
  }
  const { people } = await day.admin.sees('/people');
  expect(people.map(({ login, has_password }: Record<string, unknown>) => [login, has_password])).toEqual(
    ['ada', ...roleNames.map((role) => `p-${role}`)].sort().map((login) => [login, true]),
  );
});

test('a program gets a token that does what its role may, until it is taken back', async () => {
  const asAnalyst = { name: 'erp', roles: ['inventory-analyst'], reason: 'nightly reports' };
  const { token } = await day.admin.does('/tokens', asAnalyst);
  const asks = (path: string, options: object = {}) =>
    fetch(new URL(`/api/v1${path}`, day.dashboard), { ...options, headers: { authorization: `Bearer ${token}` } });
  expect((await asks('/valuation')).status).toBe(200);
  expect((await asks('/people')).status).toBe(403);
  await day.admin.does('/tokens/erp/revoke', { reason: 'is replaced' });
  expect((await asks('/valuation')).status).toBe(401);
  const [listed] = (await day.admin.sees('/tokens')).tokens;
  expect(listed).toMatchObject({ name: 'erp', made_by: 'ada', revoked_ms: expect.any(Number) });
});

test('a scale is told to tare, and the stock on it stays', async () => {
  const command = { command: { kind: 'tare' }, reason: 'the box was changed' };
  expect(await day.admin.does('/devices/scale-c1/commands', command)).toMatchObject({ outcome: 'done' });
  expect((await day.admin.sees('/devices/scale-c1/commands')).commands).toMatchObject([
    { by: 'ada', outcome: { ok: true, says: 'Tared.' } },
  ]);
  expect(day.screen.at('valve-1-2', 'C1')).toBe(18);
});

test('who edits the settings file is in the trail, and the screens have it', async () => {
  const settings = JSON.parse(readFileSync(day.site_file, 'utf8'));
  writeFileSync(day.site_file, JSON.stringify({ ...settings, name: 'Harbour Street 2' }));
  await expect
    .poll(async () => (await day.admin.sees('/audit?by=settings-file')).audit)
    .toMatchObject([{ what: 'editSettings', outcome: 'done', detail: { parts_changed: ['name'] } }]);
});

test('who leaves is out at once: the session, the open screen, and the password', async () => {
  const login = 'p-inventory-associate';
  const leaver = await day.signIn(login);
  const screen = new Screen(day.dashboard, leaver.cookie);
  await screen.holds('nut-m16', 'A2', 40);
  await day.admin.does(`/people/${login}/active`, { active: false, reason: 'has left' });
  await screen.closed;
  expect(await leaver.asks('/levels')).toMatchObject({ status: 401 });
  await expect(day.signIn(login)).rejects.toThrow('/session 401');
  const last = { active: false, reason: 'x' };
  await day.admin.does('/people/p-administrator/active', last);
  expect(await day.admin.asks('/people/ada/active', last)).toMatchObject({ status: 422 });
});

test('all of it is in the trail in one chain, and the ledger is true', async () => {
  expect(await trailOf(day.admin, 'ada')).toEqual([
    'setUp ada done',
    'signIn done',
    ...roleNames.map((role) => `invitePerson p-${role} done`),
    'makeToken erp done',
    'revokeToken erp done',
    'commandDevice scale-c1 done',
    'setActive p-inventory-associate done',
    'setActive p-administrator done',
    'setActive ada refused',
  ]);
  expect(await trailOf(day.admin, 'api:erp')).toEqual(['listPeople refused']);
  const { audit } = await day.admin.sees('/audit?what=setActive&limit=10');
  expect(audit.map(({ why }: { why: string }) => why)).toEqual(['x', 'x', 'has left']);
  expect(await day.end()).toMatchObject({ problems: [] });
});
