import { afterEach, describe, expect, test } from 'vitest';
import { HandClock } from '../live/hand-clock.ts';
import { good_password, type House, here, houseOf, light } from './house.ts';

const houses: House[] = [];
const minute_ms = 60_000;

afterEach(() => {
  for (const house of houses.splice(0)) house.close();
});

function built(options: Parameters<typeof houseOf>[0] = {}): House {
  const house = houseOf(options);
  houses.push(house);
  return house;
}

const first = { login: 'anna', name: 'Anna', roles: ['administrator'], password: good_password } as const;

describe('the first setup', () => {
  test('makes an administrator who is signed in, once', async () => {
    let told = 0;
    const { access, reader } = built({ onSetUp: () => (told += 1) });
    expect(access.accounts.isSetUp).toBe(false);
    const { token } = await access.accounts.makeSetupToken();
    const done = await access.accounts.setUp({ ...first, token }, here);
    expect(done.ok && access.sessions.callerOf(done.value)).toMatchObject({ by: 'anna', roles: ['administrator'] });
    expect([access.accounts.isSetUp, told]).toEqual([true, 1]);
    const again = await access.accounts.setUp({ ...first, login: 'eve', token }, here);
    expect(again).toMatchObject({ ok: false, code: 'token-refused' });
    expect(reader.people().map(({ login }) => login)).toEqual(['anna']);
    expect(reader.audit.list({ limit: 9 }).map(({ by, what, outcome }) => [by, what, outcome])).toEqual([
      ['nobody', 'setUp', 'refused'],
      ['anna', 'signIn', 'done'],
      ['anna', 'setUp', 'done'],
    ]);
  });

  test('of two who come at once makes one', async () => {
    const { access, reader } = built();
    const { token } = await access.accounts.makeSetupToken();
    const both = await Promise.all([
      access.accounts.setUp({ ...first, token }, here),
      access.accounts.setUp({ ...first, login: 'eve', token }, here),
    ]);
    expect(both.map(({ ok }) => ok).sort()).toEqual([false, true]);
    expect(reader.people()).toHaveLength(1);
  });

  test('is over after thirty minutes, and with the next token', async () => {
    const clock = new HandClock();
    const { access } = built({ clock });
    const before = await access.accounts.makeSetupToken();
    const { token } = await access.accounts.makeSetupToken();
    expect(await access.accounts.setUp({ ...first, token: before.token }, here)).toMatchObject({
      code: 'token-refused',
    });
    clock.pass(30 * minute_ms);
    expect(await access.accounts.setUp({ ...first, token }, here)).toMatchObject({ code: 'token-refused' });
  });

  test('says which rule a name or password breaks, and its token stays good', async () => {
    const { access } = built();
    const { token } = await access.accounts.makeSetupToken();
    const wrong = { ...first, token };
    expect(await access.accounts.setUp({ ...wrong, login: 'a' }, here)).toMatchObject({ field: 'login' });
    expect(await access.accounts.setUp({ ...wrong, login: 'demo' }, here)).toMatchObject({ field: 'login' });
    expect(await access.accounts.setUp({ ...wrong, password: 'password1234' }, here)).toMatchObject({
      field: 'password',
    });
    expect(await access.accounts.setUp(wrong, here)).toMatchObject({ ok: true });
  });

  test('keeps no token and no password that could be read', async () => {
    const { access, reader } = built();
    const { token } = await access.accounts.makeSetupToken();
    const done = await access.accounts.setUp({ ...first, token }, here);
    const all = JSON.stringify([reader.people(), reader.audit.list({ limit: 99 }), reader.sessionsOf('anna')]);
    for (const secret of [token, good_password, done.ok ? done.value : '']) expect(all).not.toContain(secret);
  });
});

describe('people', () => {
  test('are invited, choose a password once, and have the rights of their roles', async () => {
    const { access } = built();
    const asked = { login: ' Bo ', name: 'Bo', roles: ['inventory-associate'] } as const;
    const invited = await access.accounts.invite(asked, 'anna', 'new here');
    const token = invited.ok ? invited.value.token : '';
    const session = await access.accounts.accept(token, good_password, here);
    const caller = session.ok ? access.sessions.callerOf(session.value) : undefined;
    expect(caller).toMatchObject({ by: 'bo', name: 'Bo', how: 'session' });
    expect([caller?.rights.has('count'), caller?.rights.has('correct')]).toEqual([true, false]);
    expect(await access.accounts.accept(token, good_password, here)).toMatchObject({ code: 'token-refused' });
    expect(await access.accounts.invite(asked, 'anna', '')).toMatchObject({ ok: false, field: 'login' });
  });

  test('who are reset lose their password and their sessions, and choose anew', async () => {
    const { access } = built();
    await access.accounts.setUp({ ...first, token: (await access.accounts.makeSetupToken()).token }, here);
    const house = houses[0];
    const session = (await house?.person('bo', ['inventory-associate'])) ?? '';
    const reset = await access.accounts.reset('bo', 'anna', 'forgot it');
    expect(access.sessions.callerOf(session)).toBeUndefined();
    expect(await access.sessions.signIn('bo', good_password, here)).toMatchObject({ code: 'sign-in-failed' });
    const other = 'another one, much longer';
    expect(await access.accounts.accept(reset.ok ? reset.value.token : '', other, here)).toMatchObject({ ok: true });
    expect(await access.sessions.signIn('bo', other, here)).toMatchObject({ ok: true });
  });

  test('who get other roles sign in anew; who are locked out cannot', async () => {
    const house = built();
    const { access } = house;
    const over: string[] = [];
    access.onOver((key) => over.push(key));
    const session = await house.person('bo', ['inventory-associate']);
    const { key = '' } = access.sessions.callerOf(session) ?? {};
    await access.accounts.setRoles('bo', ['demand-planner'], 'anna', 'other work');
    expect([access.sessions.callerOf(session), over]).toEqual([undefined, [key]]);
    await access.accounts.setActive('bo', false, 'anna', 'has left');
    expect(await access.sessions.signIn('bo', good_password, here)).toMatchObject({ code: 'sign-in-failed' });
    expect(await access.accounts.reset('bo', 'anna', '')).toMatchObject({ code: 'not-possible' });
    await access.accounts.setActive('bo', true, 'anna', 'is back');
    expect(await access.sessions.signIn('bo', good_password, here)).toMatchObject({ ok: true });
  });

  test('the last administrator stays one, and their reset leaves the password until it is used', async () => {
    const house = built();
    const { accounts, sessions } = house.access;
    await house.person('anna', ['administrator']);
    expect(await accounts.setRoles('anna', ['demand-planner'], 'anna', '')).toMatchObject({ code: 'not-possible' });
    expect(await accounts.setActive('anna', false, 'anna', '')).toMatchObject({ code: 'not-possible' });
    expect(await accounts.reset('anna', 'console', '')).toMatchObject({ ok: true });
    expect(await sessions.signIn('anna', good_password, here)).toMatchObject({ ok: true });
    await house.person('bo', ['administrator']);
    expect(await accounts.setActive('anna', false, 'bo', '')).toMatchObject({ ok: true });
  });

  test('change their own password with the one of before; other sessions end', async () => {
    const house = built();
    const { accounts, sessions } = house.access;
    const session = await house.person('bo', ['inventory-associate']);
    const caller = sessions.callerOf(session);
    if (caller === undefined) throw new Error('nobody');
    const other = 'another one, much longer';
    expect(await accounts.changePassword(caller, 'wrong', other, here)).toMatchObject({ field: 'before' });
    const changed = await accounts.changePassword(caller, good_password, other, here);
    expect(sessions.callerOf(session)).toBeUndefined();
    expect(changed.ok && sessions.callerOf(changed.value)).toMatchObject({ by: 'bo' });
    expect(await sessions.signIn('bo', other, here)).toMatchObject({ ok: true });
  });

  test('who are locked out while they change their password stay locked out', async () => {
    const house = built();
    await house.person('anna', ['administrator']);
    const session = await house.person('bo', ['inventory-associate']);
    const { accounts, sessions } = house.access;
    const caller = sessions.callerOf(session);
    if (caller === undefined) throw new Error('nobody');
    const changing = accounts.changePassword(caller, good_password, 'another one, much longer', here);
    expect(await accounts.setActive('bo', false, 'anna', 'left')).toMatchObject({ ok: true });
    expect(await changing).toMatchObject({ ok: false, code: 'not-possible' });
    expect(house.reader.person('bo')).toMatchObject({ active: false });
    expect(house.reader.sessionsOf('bo')).toEqual([]);
  });

  test('whose password was hashed with less work are hashed anew when they sign in', async () => {
    const house = built({ scrypt_cost: { ...light, log2_n: 3 } });
    await house.person('bo', ['inventory-associate']);
    houses.splice(0);
    const stronger = houseOf({ directory: house.directory });
    houses.push(stronger);
    expect(stronger.reader.person('bo')?.password).toMatch(/^scrypt\$3\$/);
    expect(await stronger.access.sessions.signIn('bo', good_password, here)).toMatchObject({ ok: true });
    expect(stronger.reader.person('bo')?.password).toMatch(/^scrypt\$4\$/);
    expect(await stronger.access.sessions.signIn('bo', good_password, here)).toMatchObject({ ok: true });
  });
});

describe('programs', () => {
  test('have a token that is shown once, kept as a hash and revoked at once', async () => {
    const house = built();
    const { tokens } = house.access;
    const token = await house.program('erp', ['inventory-analyst']);
    expect(tokens.callerOf(token)).toMatchObject({ by: 'api:erp', how: 'token', roles: ['inventory-analyst'] });
    expect(JSON.stringify(tokens.list())).not.toContain(token);
    expect(await tokens.make('erp', ['administrator'], 'anna', '')).toMatchObject({ field: 'name' });
    expect(await tokens.revoke('erp', 'anna', 'not needed')).toMatchObject({ ok: true });
    expect(tokens.callerOf(token)).toBeUndefined();
    expect(await tokens.revoke('erp', 'anna', '')).toMatchObject({ code: 'not-known' });
    expect(await tokens.make('erp', ['inventory-analyst'], 'anna', '')).toMatchObject({ ok: true });
  });
});
