import { afterEach, describe, expect, test } from 'vitest';
import { derived, type ScryptCost } from '../../gateway/access/password.ts';
import { limits } from '../../gateway/base/limits.ts';
import { HandClock } from '../live/hand-clock.ts';
import { runsOf } from '../long.ts';
import { good_password, type House, here, houseOf } from './house.ts';

const houses: House[] = [];

afterEach(() => {
  for (const house of houses.splice(0)) house.close();
});

function built(options: Parameters<typeof houseOf>[0] = {}): House {
  const house = houseOf(options);
  houses.push(house);
  return house;
}

describe('a session', () => {
  test('begins with a token of 256 bits, another one each time', async () => {
    const house = built();
    const before = await house.person('anna', ['administrator']);
    const done = await house.access.sessions.signIn('Anna ', good_password, here);
    const token = done.ok ? done.value : '';
    expect(token).toMatch(/^[\w-]{43}$/);
    expect(token).not.toBe(before);
    expect(house.access.sessions.callerOf(token)).toMatchObject({ by: 'anna' });
  });

  test('survives a restart', async () => {
    const house = houseOf();
    const token = await house.person('anna', ['administrator']);
    const again = house.again();
    houses.push(again);
    expect(again.access.sessions.callerOf(token)).toMatchObject({ by: 'anna', roles: ['administrator'] });
  });

  test('ends after half an hour in which nothing is asked, and after twelve hours anyway', async () => {
    const clock = new HandClock();
    const house = built({ clock });
    const { sessions } = house.access;
    const token = await house.person('anna', ['administrator']);
    const { key = '' } = sessions.callerOf(token) ?? {};
    for (let asked = 0; asked < 25; asked += 1) {
      clock.pass(limits.session_idle_ms - 1_000);
      const caller = sessions.callerOf(token);
      // 25 times 29 min 59 s are twelve and a half hours.
      expect(caller === undefined).toBe(asked === 24);
      expect(sessions.stillHolds(key)).toBe(caller !== undefined);
    }
    const other = await sessions.signIn('anna', good_password, here);
    clock.pass(limits.session_idle_ms);
    expect(other.ok && sessions.callerOf(other.value)).toBeUndefined();
    expect(sessions.list('anna')).toEqual([]);
  });

  test('is one of ten at most: at a further one the oldest ends', async () => {
    const clock = new HandClock();
    const house = built({ clock });
    const { sessions } = house.access;
    const tokens = [await house.person('anna', ['administrator'])];
    for (let more = 0; more < 10; more += 1) {
      clock.pass(1_000);
      const done = await sessions.signIn('anna', good_password, here);
      tokens.push(done.ok ? done.value : '');
    }
    expect(tokens.map((token) => sessions.callerOf(token) !== undefined)).toEqual([false, ...Array(10).fill(true)]);
  });

  test('is ended by name, and whoever has sockets open is told', async () => {
    const house = built();
    const { access } = house;
    const over: string[] = [];
    access.onOver((key) => over.push(key));
    const token = await house.person('anna', ['administrator']);
    const { key, session } = access.sessions.callerOf(token) ?? {};
    expect(await access.sessions.end('anna', { by: 'anna', what: 'signOut' }, 'nothing')).toMatchObject({ ok: false });
    expect(await access.sessions.end('anna', { by: 'anna', what: 'signOut' }, session)).toMatchObject({ value: 1 });
    expect([access.sessions.callerOf(token), over]).toEqual([undefined, [key]]);
  });
});

describe('signing in', () => {
  const said = (done: { readonly ok: boolean; readonly says?: string; readonly code?: string }) => [
    done.code,
    done.says,
  ];

  test('tells a wrong name, a wrong password and somebody locked out alike', async () => {
    const house = built();
    const { sessions, accounts } = house.access;
    await house.person('anna', ['administrator']);
    await house.person('bo', ['demand-planner']);
    await accounts.setActive('bo', false, 'anna', '');
    await accounts.invite({ login: 'cy', name: 'Cy', roles: ['demand-planner'] }, 'anna', '');
    const answers = [
      await sessions.signIn('anna', 'wrong', here),
      await sessions.signIn('nobody-here', good_password, here),
      await sessions.signIn('bo', good_password, here),
      await sessions.signIn('cy', good_password, here),
    ].map(said);
    expect(answers).toEqual(Array(4).fill(['sign-in-failed', 'The name or the password is wrong.']));
    expect(house.counters.read()['access.sign_ins_failed']).toBe(4);
    // What was typed as a name may be a password.
    expect(JSON.stringify(house.reader.audit.list({ limit: 99 }))).not.toContain('nobody-here');
  });

  test('many wrong tries are five, for a name that is known and for one that is not; then it may be tried again', async () => {
    const clock = new HandClock();
    const house = built({ clock });
    const { sessions } = house.access;
    const many = runsOf(1_000);
    await house.person('anna', ['administrator']);
    for (const login of ['anna', 'nobody-here']) {
      const codes: Record<string, number> = {};
      for (let tries = 0; tries < many; tries += 1) {
        const address = `10.0.${tries % 200}.${login.length}`;
        const { code = 'none' } = {
          code: undefined,
          ...(await sessions.signIn(login, `wrong ${tries}`, { ...here, address })),
        };
        codes[code] = (codes[code] ?? 0) + 1;
      }
      expect(codes).toEqual({ 'sign-in-failed': 5, 'too-many-tries': many - 5 });
    }
    const { 'access.sign_ins_failed': failed, 'access.sign_ins_throttled': throttled } = house.counters.read();
    expect([failed, throttled]).toEqual([10, 2 * many - 10]);
    const refused = await sessions.signIn('anna', good_password, here);
    expect(refused).toMatchObject({ code: 'too-many-tries', wait_ms: limits.sign_in_window_ms });
    clock.pass(limits.sign_in_window_ms);
    expect(await sessions.signIn('anna', good_password, here)).toMatchObject({ ok: true });
  });

  test('from one address twenty names are tried, and of others nobody is kept away', async () => {
    const house = built();
    const { sessions } = house.access;
    await house.person('anna', ['administrator']);
    const address = '10.0.0.7';
    const codes: unknown[] = [];
    for (let tries = 0; tries < 25; tries += 1) {
      codes.push(said(await sessions.signIn(`name-${tries}`, 'wrong', { ...here, address }))[0]);
    }
    expect(codes.filter((code) => code === 'sign-in-failed')).toHaveLength(20);
    expect(await sessions.signIn('anna', good_password, { ...here, address })).toMatchObject({
      code: 'too-many-tries',
    });
    expect(await sessions.signIn('anna', good_password, here)).toMatchObject({ ok: true });
  });

  test('many tries at once are no more than one after the other', async () => {
    const house = built();
    await house.person('anna', ['administrator']);
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, i) => house.access.sessions.signIn('anna', `wrong ${i}`, here)),
    );
    expect(all.filter((each) => !each.ok && each.code === 'sign-in-failed')).toHaveLength(5);
  });

  test('a try that nobody had the time to look at does not count', async () => {
    const house = built();
    const { sessions, accounts } = house.access;
    const token = await house.person('anna', ['administrator']);
    await house.person('bo', ['demand-planner']);
    const caller = sessions.callerOf(token);
    // Each one from an address of its own, for more names at once than may wait.
    const flood = Array.from({ length: limits.password_checks_waiting_max + 1 }, (_, i) =>
      sessions.signIn(`name-${i}`, 'wrong', { ...here, address: `10.0.0.${i}` }),
    );
    const answers: unknown[] = [];
    for (let tries = 0; tries < 30; tries += 1) {
      answers.push(await sessions.signIn('bo', good_password, here));
      answers.push(caller && (await accounts.changePassword(caller, 'wrong', 'x', here)));
    }
    await Promise.all(flood);
    expect(answers).toEqual(Array(60).fill(expect.objectContaining({ code: 'busy' })));
    expect(await sessions.signIn('bo', good_password, here)).toMatchObject({ ok: true });
    expect(await sessions.signIn('anna', good_password, here)).toMatchObject({ ok: true });
  });

  test('from all addresses of one IPv6 network are as from one address', async () => {
    const house = built();
    const codes: unknown[] = [];
    for (let tries = 0; tries < 25; tries += 1) {
      const address = `2001:db8:0:7:${tries.toString(16)}::1`;
      codes.push(said(await house.access.sessions.signIn(`name-${tries}`, 'wrong', { ...here, address }))[0]);
    }
    expect(codes.filter((code) => code === 'sign-in-failed')).toHaveLength(20);
    const next = { ...here, address: '2001:db8:0:8::1' };
    expect(await house.access.sessions.signIn('name-0', 'wrong', next)).toMatchObject({ code: 'sign-in-failed' });
  });

  test('right tries do not count', async () => {
    const house = built();
    await house.person('anna', ['administrator']);
    for (let tries = 0; tries < 30; tries += 1) {
      expect(await house.access.sessions.signIn('anna', good_password, here)).toMatchObject({ ok: true });
    }
  });

  test('takes as long for a name that is not known', async () => {
    const costs: ScryptCost[] = [];
    const house = built({
      scrypt_cost: { log2_n: 5, r: 8, p: 2 },
      derive(password, salt, cost) {
        costs.push(cost);
        return derived(password, salt, cost);
      },
    });
    const { sessions, accounts } = house.access;
    await house.person('anna', ['administrator']);
    await accounts.invite({ login: 'cy', name: 'Cy', roles: ['demand-planner'] }, 'anna', '');
    // Nearly all of the time is the derivation of a key, and that depends on nothing but its cost.
    for (const login of ['anna', 'nobody', 'cy']) {
      costs.length = 0;
      await sessions.signIn(login, 'wrong', here);
      expect(costs).toEqual([{ log2_n: 5, r: 8, p: 2 }]);
    }
  });
});
