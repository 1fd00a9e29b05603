import { describe, expect, test } from 'vitest';
import { Passwords, passwordFault, scrypt_cost } from '../../gateway/access/password.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { good_password, light } from './house.ts';

describe('a password', () => {
  test.each([
    ['eleven chr.', 'must have at least 12 characters'],
    ['x'.repeat(257), 'must have at most 256 characters'],
    ['anna-is-working-here', 'must not contain the name'],
    ['Miller is here today', 'must not contain the name'],
    ['ababababababab', 'must not be made of so few different characters'],
    ['qwertyuiopasdf', 'must not be characters in the order of a keyboard or the alphabet'],
    ['nmlkjihgfedcba', 'must not be characters in the order of a keyboard or the alphabet'],
    ['password1234', 'is one of those that are guessed first'],
    ['PasswordPassword', 'is one of those that are guessed first'],
    ['Welcome2026!!', 'is one of those that are guessed first'],
    ['ｐａｓｓｗｏｒｄ１２３４', 'is one of those that are guessed first'],
    ['correcthorsebatterystaple', 'is one of those that are guessed first'],
  ])('%s %s', (password, rule) => {
    expect(passwordFault(password, ['anna', 'Miller'])).toBe(rule);
  });

  test.each([good_password, 'no rule about characters', 'ключ от склада', '🔑🔒🚪🪟🧱🧲🔩🪛🔧🔨⚙️🪚'])(
    '%s is one',
    (password) => {
      expect(passwordFault(password, ['anna', 'Miller'])).toBeUndefined();
    },
  );

  test('is kept with its salt and how it was hashed, and never twice alike', async () => {
    const passwords = new Passwords(countersOf(), light);
    const [first, second] = [await passwords.hash(good_password), await passwords.hash(good_password)];
    expect(first).toMatch(/^scrypt\$4\$8\$1\$[\w-]{22}\$[\w-]{43}$/);
    expect(second).not.toBe(first);
    expect(await passwords.verify(good_password, first)).toBe(true);
    expect(await passwords.verify(`${good_password}.`, first)).toBe(false);
    expect(await passwords.verify(good_password, undefined)).toBe(false);
    expect(await passwords.verify(good_password, 'scrypt$4$8$1$x$y')).toBe(false);
  });

  test('is hashed with 32 MB and N = 2^15, r = 8, p = 3 in earnest', async () => {
    expect(scrypt_cost).toEqual({ log2_n: 15, r: 8, p: 3 });
    const passwords = new Passwords(countersOf());
    const kept = await passwords.hash(good_password);
    expect(await passwords.verify(good_password, kept)).toBe(true);
    expect(passwords.isOutdated(kept ?? '')).toBe(false);
    expect(passwords.isOutdated((await new Passwords(countersOf(), light).hash(good_password)) ?? '')).toBe(true);
  });

  test('is one however its letters are typed', async () => {
    const passwords = new Passwords(countersOf(), light);
    const kept = await passwords.hash('caf\u00e9 au lait, deux');
    expect(await passwords.verify('cafe\u0301 au lait, deux', kept)).toBe(true);
  });

  test('is checked one at a time, and when too many wait a further one is refused and counted', async () => {
    const counters = countersOf();
    const passwords = new Passwords(counters, light);
    const kept = await passwords.hash(good_password);
    const answers = await Promise.all(Array.from({ length: 30 }, () => passwords.verify(good_password, kept)));
    expect(answers.filter((answer) => answer === true)).toHaveLength(21);
    expect(answers.filter((answer) => answer === undefined)).toHaveLength(9);
    expect(counters.read()).toEqual({ 'access.password_checks_refused': 9 });
  });
});
