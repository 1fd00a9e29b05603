import { z } from 'zod';
import type { Access } from '../../access/access.ts';
import { isRole, rights, rightsOf, roleNames, roles } from '../../access/rights.ts';
import { notFound } from '../problem.ts';
import { type AnyRoute, idText, no, nothing, ok, route } from '../route.ts';
import { at_ms } from '../schemas.ts';
import { displayName, doneOf, problemOf, roleList, sessionList, sessionsShown, wrong } from './session.ts';

const reason = z.string().max(200).default('').meta({ description: 'Why, for the record' });
const login = z.strictObject({ id: idText.meta({ description: 'The login name' }) });
const done = z.strictObject({ done: z.literal(true) });

const person = z.strictObject({
  login: z.string(),
  name: z.string(),
  roles: z.array(z.string()).readonly(),
  active: z.boolean(),
  has_password: z.boolean(),
  invited_until_ms: at_ms.exactOptional().meta({ description: 'Until when an invitation waits to be used' }),
  made_ms: at_ms,
  made_by: z.string(),
  sessions: z.int().meta({ description: 'That hold now' }),
});

const invitation = z.strictObject({
  token: z.string().meta({ description: 'Shown this once; lets them choose a password, once' }),
  expires_ms: at_ms,
});

const apiToken = z.strictObject({
  name: z.string(),
  roles: z.array(z.string()).readonly(),
  made_ms: at_ms,
  made_by: z.string(),
  revoked_ms: at_ms.exactOptional(),
});

const problems = {
  ...wrong,
  404: 'There is nobody of this name',
  422: 'Breaks a rule, which is told; nothing changed',
};

/** Looking after people: inviting them, what they may, letting them in anew, locking them out. */
export function peopleRoutes(access: Access): AnyRoute[] {
  const { accounts, sessions } = access;
  const common = { method: 'post', query: nothing, needs: 'manage-people', audit: 'with-change', problems } as const;
  return [
    route({
      method: 'get',
      path: '/roles',
      id: 'listRoles',
      says: 'The roles, and which rights each of them has',
      needs: 'signed-in',
      params: nothing,
      query: nothing,
      result: z.strictObject({
        roles: z.array(
          z.strictObject({ role: z.string(), title: z.string(), says: z.string(), rights: z.array(z.string()) }),
        ),
        rights: z.record(z.string(), z.string()).readonly().meta({ description: 'What each of them allows' }),
      }),
      problems: {},
      answer() {
        const table = roleNames.map((role) => {
          const { title, says } = roles[role];
          return { role, title, says, rights: [...rightsOf([role])] };
        });
        return ok({ roles: table, rights });
      },
    }),
    route({
      method: 'get',
      path: '/people',
      id: 'listPeople',
      says: 'Everybody who has or had an account',
      needs: 'manage-people',
      audit: 'refusals',
      params: nothing,
      query: nothing,
      result: z.strictObject({ people: z.array(person) }),
      problems: {},
      answer() {
        const people = accounts.list().map(({ password, ...rest }) => ({
          ...rest,
          has_password: password !== undefined,
          sessions: sessions.list(rest.login).length,
        }));
        return ok({ people });
      },
    }),
    route({
      ...common,
      path: '/people',
      id: 'invitePerson',
      says: 'Make an account and an invitation to it',
      params: nothing,
      body: z.strictObject({ login: idText, name: displayName, roles: roleList, reason }),
      result: invitation,
      async answer({ body, by }) {
        const outcome = await accounts.invite(body, by, body.reason);
        return outcome.ok ? ok(outcome.value) : no(problemOf(outcome));
      },
    }),
    route({
      ...common,
      path: '/people/{id}/reset',
      id: 'resetPerson',
      says: 'A new invitation in place of the password, for somebody who lost it; their sessions end',
      params: login,
      body: z.strictObject({ reason }),
      result: invitation,
      async answer({ params: { id }, body, by }) {
        const outcome = await accounts.reset(id, by, body.reason);
        return outcome.ok ? ok(outcome.value) : no(problemOf(outcome));
      },
    }),
    route({
      ...common,
      path: '/people/{id}/roles',
      id: 'setRoles',
      says: 'Give somebody other roles; their sessions end, and they sign in anew',
      params: login,
      body: z.strictObject({ roles: roleList, reason }),
      result: done,
      answer: async ({ params: { id }, body, by }) => doneOf(await accounts.setRoles(id, body.roles, by, body.reason)),
    }),
    route({
      ...common,
      path: '/people/{id}/active',
      id: 'setActive',
      says: 'Lock somebody out, or let them in again; what they did stays theirs',
      params: login,
      body: z.strictObject({ active: z.boolean(), reason }),
      result: done,
      answer: async ({ params: { id }, body, by }) =>
        doneOf(await accounts.setActive(id, body.active, by, body.reason)),
    }),
    route({
      method: 'get',
      path: '/people/{id}/sessions',
      id: 'listSessions',
      says: 'The sessions of a person, the oldest first',
      needs: 'manage-people',
      audit: 'refusals',
      params: login,
      query: nothing,
      result: z.strictObject({ sessions: sessionList }),
      problems: { 404: 'There is nobody of this name' },
      answer({ params: { id } }) {
        if (accounts.list().every((each) => each.login !== id)) return no(notFound(`There is nobody called ${id}.`));
        return ok({ sessions: sessionsShown(access, id) });
      },
    }),
    route({
      ...common,
      path: '/people/{id}/sessions/end',
      id: 'endSessions',
      says: 'End the sessions of a person, or one of them; their open screens close',
      params: login,
      body: z.strictObject({ session: idText.exactOptional(), reason }),
      result: done,
      async answer({ params: { id }, body: { session, reason: why }, by }) {
        return doneOf(await sessions.end(id, { by, what: 'endSessions', subject: id, why }, session));
      },
    }),
  ];
}

/** Programs that ask by themselves: a name, roles and a secret each. */
export function tokenRoutes({ tokens }: Access): AnyRoute[] {
  return [
    route({
      method: 'get',
      path: '/tokens',
      id: 'listTokens',
      says: 'The tokens of programs, also those revoked, the newest first',
      needs: 'enrol-credentials',
      audit: 'refusals',
      params: nothing,
      query: nothing,
      result: z.strictObject({ tokens: z.array(apiToken) }),
      problems: {},
      answer: () => ok({ tokens: tokens.list().map(({ hash: _, ...rest }) => rest) }),
    }),
    route({
      method: 'post',
      path: '/tokens',
      id: 'makeToken',
      says: 'Make a token for a program; it is shown this once',
      needs: 'enrol-credentials',
      audit: 'with-change',
      params: nothing,
      query: nothing,
      body: z.strictObject({ name: idText, roles: roleList, reason }),
      result: z.strictObject({ name: z.string(), token: z.string() }),
      problems: { ...wrong, 422: 'Breaks a rule, which is told; nothing changed' },
      async answer({ body: { name, roles: given, reason: why }, by, visit }) {
        const beyond = [...rightsOf(given)].filter((right) => visit.caller?.rights.has(right) !== true);
        if (beyond.length > 0) {
          const says = `would have rights that you do not have: ${beyond.join(', ')}`;
          return no(problemOf({ ok: false, code: 'breaks-a-rule', says, field: 'roles' }));
        }
        const outcome = await tokens.make(name, given.filter(isRole), by, why);
        return outcome.ok ? ok({ name, token: outcome.value }) : no(problemOf(outcome));
      },
    }),
    route({
      method: 'post',
      path: '/tokens/{id}/revoke',
      id: 'revokeToken',
      says: 'Take a token back: it no longer lets anybody in, and what it has open closes',
      needs: 'enrol-credentials',
      audit: 'with-change',
      params: z.strictObject({ id: idText.meta({ description: 'Its name' }) }),
      query: nothing,
      body: z.strictObject({ reason }),
      result: done,
      problems: { ...wrong, 404: 'There is no such token' },
      answer: async ({ params: { id }, body, by }) => doneOf(await tokens.revoke(id, by, body.reason)),
    }),
  ];
}
