import { z } from 'zod';
import type { Access } from '../../access/access.ts';
import type { Done } from '../../access/people-store.ts';
import { type Right, type Role, rightNames, roleNames } from '../../access/rights.ts';
import { limits } from '../../base/limits.ts';
import type { Problem } from '../problem.ts';
import { type Answer, type AnyRoute, idText, no, nothing, ok, route } from '../route.ts';
import { at_ms } from '../schemas.ts';

export const password = z.string().min(1).max(limits.password_chars_max);
export const token = z.string().min(1).max(200).meta({ description: 'As it was shown' });
export const displayName = z.string().trim().min(1).max(100).meta({ description: 'What people call them' });
export const roleList: z.ZodType<readonly Role[]> = z.array(z.enum(roleNames)).min(1).max(roleNames.length).readonly();
const right: z.ZodType<Right> = z.enum(rightNames);

const whoIs = z.strictObject({
  signed_in: z.boolean(),
  /** Absent until somebody is. */
  person: z
    .strictObject({
      by: z.string().meta({ description: 'As journal and trail name them' }),
      name: z.string(),
      how: z.enum(['session', 'token', 'visitor']).meta({
        description: "`visitor`: the demo's, which asks nobody on this machine who they are",
      }),
      roles: roleList,
      rights: z.array(right).readonly(),
      session: z.string().exactOptional(),
    })
    .exactOptional(),
  is_set_up: z.boolean().meta({ description: 'False: nobody has an account yet; the setup token makes the first one' }),
  password_chars_min: z.int(),
});

export const wrong = {
  403: 'Another page of the browser asks, or the right is missing',
  413: 'The body is too large',
  415: 'The body is not application/json',
};
export const triedProblems = {
  ...wrong,
  401: 'The name, the password or the token is wrong; which one is not told',
  422: 'Breaks a rule, which is told; nothing changed',
  429: 'Too many wrong tries, or too many at once; `Retry-After` says when to try again',
};

const session = z.strictObject({ signed_in: z.literal(true) });

/** Signing in and out, choosing a password: what everybody may, to have what they may. */
export function sessionRoutes(access: Access): AnyRoute[] {
  const { accounts, sessions } = access;
  const common = { method: 'post', params: nothing, query: nothing, audit: 'own' } as const;
  return [
    route({
      method: 'get',
      path: '/session',
      id: 'getSession',
      says: 'Who is asking, and what they may do',
      needs: 'everyone',
      params: nothing,
      query: nothing,
      result: whoIs,
      problems: {},
      answer({ visit: { caller } }) {
        const common = { is_set_up: accounts.isSetUp, password_chars_min: limits.password_chars_min };
        if (caller === undefined) return ok({ signed_in: false, ...common });
        const { by, name, how, roles, rights, session: id } = caller;
        const person = { by, name, how, roles, rights: [...rights], ...(id === undefined ? {} : { session: id }) };
        return ok({ signed_in: true, person, ...common });
      },
    }),
    route({
      ...common,
      path: '/session',
      id: 'signIn',
      says: 'Sign in: a session in a cookie',
      needs: 'everyone',
      body: z.strictObject({ login: z.string().min(1).max(256), password }),
      result: session,
      problems: triedProblems,
      answer: async ({ body, visit }) => begun(await sessions.signIn(body.login, body.password, visit.asking)),
    }),
    route({
      ...common,
      path: '/session/end',
      id: 'signOut',
      says: 'Sign out: the session ends, and its open screens with it',
      needs: 'signed-in',
      body: nothing,
      result: z.strictObject({ done: z.literal(true) }),
      problems: wrong,
      async answer({ by, visit }) {
        const { caller } = visit;
        if (caller?.session !== undefined) {
          await sessions.end(by, { by, what: 'signOut', subject: by }, caller.session);
        }
        return { ...ok({ done: true as const }), session: 'none' };
      },
    }),
    route({
      ...common,
      path: '/setup',
      id: 'setUp',
      says: 'Make the first administrator, with the token that the start printed',
      needs: 'everyone',
      body: z.strictObject({ token, login: idText, name: displayName, password }),
      result: session,
      problems: triedProblems,
      async answer({ body, visit }) {
        return begun(await accounts.setUp({ ...body, roles: ['administrator'] }, visit.asking));
      },
    }),
    route({
      ...common,
      path: '/invitations/accept',
      id: 'acceptInvitation',
      says: 'Choose a password with the token of an invitation',
      needs: 'everyone',
      body: z.strictObject({ token, password }),
      result: session,
      problems: triedProblems,
      answer: async ({ body, visit }) => begun(await accounts.accept(body.token, body.password, visit.asking)),
    }),
    route({
      ...common,
      path: '/password',
      id: 'changePassword',
      says: 'Change your own password; your other sessions end',
      needs: 'signed-in',
      body: z.strictObject({ before: password, password }),
      result: session,
      problems: triedProblems,
      async answer({ body, visit: { caller, asking } }) {
        if (caller === undefined) return no(problemOf({ ok: false, code: 'sign-in-failed', says: 'Sign in first.' }));
        return begun(await accounts.changePassword(caller, body.before, body.password, asking));
      },
    }),
    route({
      method: 'get',
      path: '/sessions',
      id: 'listOwnSessions',
      says: 'Your own sessions, the oldest first',
      needs: 'signed-in',
      params: nothing,
      query: nothing,
      result: z.strictObject({ sessions: sessionList }),
      problems: {},
      answer: ({ by }) => ok({ sessions: sessionsShown(access, by) }),
    }),
    route({
      ...common,
      path: '/sessions/{id}/end',
      id: 'endOwnSession',
      audit: 'with-change',
      says: 'End one of your own sessions',
      needs: 'signed-in',
      params: z.strictObject({ id: idText }),
      body: nothing,
      result: z.strictObject({ done: z.literal(true) }),
      problems: { ...wrong, 404: 'There is no such session' },
      async answer({ params: { id }, by }) {
        return doneOf(await sessions.end(by, { by, what: 'endOwnSession', subject: by }, id));
      },
    }),
  ];
}

export const sessionList = z
  .array(z.strictObject({ id: z.string(), begun_ms: at_ms, seen_ms: at_ms, address: z.string(), agent: z.string() }))
  .readonly();

export function sessionsShown({ sessions }: Access, login: string): z.infer<typeof sessionList> {
  return sessions
    .list(login)
    .map(({ id, begun_ms, seen_ms, address, agent }) => ({ id, begun_ms, seen_ms, address, agent }));
}

function begun(outcome: Done<string>): Answer<{ readonly signed_in: true }> {
  return outcome.ok ? { ...ok({ signed_in: true as const }), session: outcome.value } : no(problemOf(outcome));
}

export function doneOf(outcome: Done<unknown>): Answer<{ readonly done: true }> {
  return outcome.ok ? ok({ done: true as const }) : no(problemOf(outcome));
}

const statuses = {
  'sign-in-failed': 401,
  'token-refused': 401,
  'too-many-tries': 429,
  busy: 429,
  'breaks-a-rule': 422,
  'not-known': 404,
  'not-possible': 422,
} as const;

export function problemOf({ code, says, field, wait_ms }: Extract<Done<unknown>, { ok: false }>): Problem {
  const detail = field === undefined ? says : `${field} ${says}`;
  return {
    status: statuses[code],
    title: code === 'not-known' ? 'Not found' : 'Not done',
    code,
    detail,
    ...(field === undefined ? {} : { errors: [{ in: 'body' as const, field, rule: says }] }),
    ...(wait_ms === undefined ? {} : { retry_after_s: Math.ceil(wait_ms / 1_000) }),
  };
}
