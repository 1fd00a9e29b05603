/** Who comes in at the dashboard's port, and what they may do there: over real sockets, with people on disk. */
import { connect } from 'node:net';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isRole, type Right, type Role, rightNames, rightsOf, roleNames } from '../../gateway/access/rights.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { Gate, type Needs } from '../../gateway/live/gate.ts';
import { httpApp } from '../../gateway/live/http.ts';
import { liveNeeds } from '../../gateway/live/live-needs.ts';
import { arrivalOf } from '../../gateway/live/origin.ts';
import type { AnyRoute } from '../../gateway/live/route.ts';
import { apiRoutes } from '../../gateway/live/server.ts';
import { good_password, type House, houseOf } from '../access/house.ts';
import { type Answered, type Asked, ask } from './ask.ts';
import {
  noAlerts,
  noBooks,
  noKanban,
  noPlans,
  noProgrammes,
  noShadow,
  nothingFound,
  startTestGateway,
  type TestGateway,
} from './gateway.ts';

let house: House;
let gateway: TestGateway;
const undo: (() => unknown)[] = [];

beforeAll(async () => {
  house = houseOf();
  gateway = await startTestGateway({ house });
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});
afterAll(async () => {
  await gateway.stop();
  house.close();
});

const json = { 'content-type': 'application/json' };

function own(port = gateway.live.port): Record<string, string> {
  return { ...json, origin: `http://127.0.0.1:${port}`, 'x-tallygate': '1' };
}

function post(path: string, body: unknown, headers: Record<string, string> = own()): Promise<Answered> {
  return ask(gateway.live.port, `/api/v1${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

function cookieOf(token: string): Record<string, string> {
  return { cookie: `other=1; tallygate-${gateway.live.port}=${token}` };
}

/** The beginning of the answer to what is sent as it stands. */
function said(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.1', () => socket.write(request));
  undo.push(() => socket.destroy());
  return new Promise((resolve) => socket.once('data', (chunk: Buffer) => resolve(chunk.toString())));
}

/** Every route as the gateway itself has it. */
function routesOf({ state, ledger, access }: TestGateway): readonly AnyRoute[] {
  const clock = { now_ms: () => 0, monotonic_ms: () => 0, after: () => () => {} };
  return apiRoutes(
    {
      access,
      command: () => Promise.resolve({ ok: true }),
      explain: () => undefined,
      inspect: () => Promise.resolve({ frames: [] }),
      inspectItem: () => Promise.resolve(undefined),
      inspectWalks: () => Promise.resolve({ zones: [], zones_beyond: 0 }),
      tryImport: () => Promise.resolve(undefined),
      finder: nothingFound,
      print: () => Promise.resolve({ ok: false, says: '' }),
      why: () => ({ ok: false, code: 'not-known', says: '' }),
      shadow: noShadow,
      plans: noPlans,
      programmes: noProgrammes,
      kanban: noKanban,
      books: noBooks,
      alerts: noAlerts,
    },
    { reader: ledger, state, clock, clients: () => 0 },
  );
}

function rightsIn(needs: Needs): readonly Right[] {
  if (typeof needs !== 'string') return Object.values(needs.kinds);
  return rightNames.filter((name) => name === needs);
}

describe('what is needed', () => {
  test('is declared by every route, and every right is needed somewhere', () => {
    const routes = routesOf(gateway);
    const undeclared = routes.filter(
      ({ needs }) => rightsIn(needs).length === 0 && needs !== 'everyone' && needs !== 'signed-in',
    );
    expect(undeclared.map(({ id }) => id)).toEqual([]);
    const needed = new Set([...routes.flatMap(({ needs }) => rightsIn(needs)), ...Object.values(liveNeeds)]);
    expect(rightNames.filter((right) => !needed.has(right))).toEqual([]);
    expect(routes.filter(({ needs }) => needs === 'everyone').map(({ id }) => id)).toEqual([
      'getSession',
      'signIn',
      'setUp',
      'acceptInvitation',
    ]);
  });

  test('is declared by everything that is served under /api: nothing is registered beside the table', () => {
    const { live, access } = gateway;
    const gate = new Gate({ access, proxy: undefined, port: () => live.port, counters: countersOf() });
    const routes = routesOf(gateway);
    const app = httpApp({ routes, gate, trail: access.trail, readings() {}, assets_dir: '/nowhere', log: silentLog });
    const registered = app.router.stack.flatMap(({ route }) => (route === undefined ? [] : [String(route.path)]));
    const declared = routes.map(({ path }) => `/api/v1${path.replaceAll('{', ':').replaceAll('}', '')}`);
    const beside = [...new Set(registered)].filter((path) => !declared.includes(path));
    // What the API is, and where devices post with secrets of their own.
    expect(beside).toEqual(['/api/v1/openapi.json', '/api/v1/devices/:id/readings']);
  });

  test('is what the OpenAPI document tells', async () => {
    const { body } = await ask(gateway.live.port, '/api/v1/openapi.json');
    const { paths }: { paths: Record<string, Record<string, { security: object[]; 'x-needs': unknown }>> } = JSON.parse(
      JSON.stringify(body),
    );
    for (const { path, method, needs } of routesOf(gateway)) {
      const told = paths[path]?.[method];
      expect(told?.['x-needs']).toEqual(typeof needs === 'string' ? needs : needs.kinds);
      expect(told?.security).toEqual(needs === 'everyone' ? [] : [{ session: [] }, { token: [] }]);
    }
  });
});

const kinded: Readonly<Record<string, object>> = {
  move: { kind: 'move', item: 'bolt-m6', quantity: 1, from: 'a1-01', to: 'a1-02', reason: 'x' },
  count: { kind: 'count', item: 'bolt-m6', location: 'a1-01', quantity: 1, reason: 'x' },
  settle: { kind: 'settle', question: 'q1', answer: 'x' },
  reverse: { kind: 'reverse', movement: 'm1', reason: 'x' },
};

/** One request for each route, or each kind of one. */
function requests(): readonly {
  readonly name: string;
  readonly needs: string;
  readonly path: string;
  readonly asked: Asked;
}[] {
  return routesOf(gateway).flatMap(({ id, method, path, needs }) => {
    const place = `/api/v1${path.replace(/\{\w+\}/g, 'none')}`;
    const kinds: readonly (readonly [string, string])[] =
      typeof needs === 'string' ? [['', needs]] : Object.entries(needs.kinds);
    return kinds.map(([kind, right]) => ({
      name: kind === '' ? id : `${id} ${kind}`,
      needs: right,
      path: place,
      // A body that is refused once the gate is passed; whole only where the right depends on what it says.
      asked:
        method === 'get' ? {} : { method: 'POST', headers: json, body: JSON.stringify(kinded[kind] ?? { wrong: 1 }) },
    }));
  });
}

describe('every route', () => {
  /** The initials of the roles that may, and `-` for those that may not; in the order of the table of roles. */
  const initials: Readonly<Record<Role, string>> = {
    'inventory-associate': 'a',
    'inventory-controller': 'c',
    'inventory-analyst': 'y',
    'materials-manager': 'm',
    'demand-planner': 'p',
    administrator: 'X',
  };

  test('answers those roles only that have its right, and nobody who is not known', async () => {
    const tokens = new Map<Role, string>();
    for (const role of roleNames) tokens.set(role, await house.program(`matrix-${role}`, [role]));
    const table: Record<string, string> = {};
    for (const { name, needs, path, asked } of requests()) {
      const unknown = await ask(gateway.live.port, path, asked);
      expect([name, unknown.status === 401]).toEqual([name, needs !== 'everyone']);
      let row = '';
      for (const [role, token] of tokens) {
        const headers = { ...asked.headers, authorization: `Bearer ${token}` };
        const { status, body } = await ask(gateway.live.port, path, { ...asked, headers });
        const isMissing = status === 403 && JSON.stringify(body).includes('right-missing');
        expect(status).not.toBe(401);
        row += isMissing ? '-' : initials[role];
      }
      table[needs] ??= row;
      expect([name, row]).toEqual([name, table[needs]]);
    }
    expect(table).toEqual({
      'see-stock': 'acympX',
      'see-devices': 'acym-X',
      'command-devices': '-c---X',
      'associate-tags': 'ac---X',
      'export-data': '-cympX',
      'import-records': '-c-m-X',
      walk: '-c---X',
      'adopt-devices': '-----X',
      'move-stock': 'ac-m-X',
      count: 'ac---X',
      'settle-questions': 'ac-m-X',
      'handle-alerts': 'ac-mpX',
      correct: '-c-m-X',
      'print-labels': 'ac-m-X',
      'run-shadow-rules': '--y--X',
      'change-settings': '-----X',
      everyone: 'acympX',
      'signed-in': 'acympX',
      'manage-people': '-----X',
      'enrol-credentials': '-----X',
      'see-plans': '-cympX',
      'override-forecasts': '---mpX',
      'see-reports': '-cympX',
      'close-periods': '---m-X',
      'approve-counts': '-c-m-X',
      'order-goods': '---m-X',
      'receive-goods': 'ac-m-X',
      'ship-goods': 'ac-m-X',
      'scrap-goods': '-c-m-X',
      'change-owners': '-c-m-X',
      'promise-goods': '-c-m-X',
      'order-production': '-c-m-X',
      'signal-cards': 'ac-m-X',
      'withdraw-cards': '-c-m-X',
      'make-goods': 'ac-m-X',
      'keep-lots': 'ac-m-X',
      'hold-stock': 'ac-m-X',
      'release-holds': '-c-m-X',
      'see-audit-trail': '-cym-X',
    });
  });

  test('a role that is not known gives no right', () => {
    expect([...rightsOf(['king', '__proto__', 'toString'])]).toEqual([]);
    expect(isRole('__proto__')).toBe(false);
  });
});

describe('a session over HTTP', () => {
  test('is a cookie that no script reads and no other site sends, begun anew at each sign-in', async () => {
    await house.person('anna', ['administrator']);
    const first = await post('/session', { login: 'anna', password: good_password });
    const second = await post('/session', { login: 'anna', password: good_password });
    const cookies = [first, second].map(({ headers }) => String(headers['set-cookie']));
    for (const cookie of cookies) {
      expect(cookie.replace(/=[\w-]{43};/, '=…;')).toBe(
        `tallygate-${gateway.live.port}=…; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200`,
      );
    }
    expect(cookies[0]).not.toBe(cookies[1]);
    const cookie = cookies[1]?.split(';')[0] ?? '';
    const session = await ask(gateway.live.port, '/api/v1/session', { headers: { cookie } });
    expect(session.body).toMatchObject({ signed_in: true, person: { by: 'anna', how: 'session' } });
    const ended = await post('/session/end', {}, { ...own(), cookie });
    expect(String(ended.headers['set-cookie'])).toContain('Max-Age=0');
    expect((await ask(gateway.live.port, '/api/v1/levels', { headers: { cookie } })).status).toBe(401);
  });

  test('tells no more than that something was wrong, and when to try again', async () => {
    await house.person('bo', ['administrator']);
    const wrong = await post('/session', { login: 'bo', password: 'wrong' });
    expect(wrong).toMatchObject({ status: 401, body: { detail: 'The name or the password is wrong.' } });
    expect(wrong.headers['set-cookie']).toBeUndefined();
    for (let tries = 0; tries < 4; tries += 1) await post('/session', { login: 'bo', password: 'wrong' });
    const throttled = await post('/session', { login: 'bo', password: good_password });
    expect(throttled).toMatchObject({ status: 429, body: { code: 'too-many-tries' } });
    expect(Number(throttled.headers['retry-after'])).toBeGreaterThan(800);
  });

  test('changes nothing for a page of another site, nor without the header of our own', async () => {
    const cookie = cookieOf(await house.person('cy', ['administrator']));
    const body = { kind: 'move', item: 'bolt-m6', quantity: 1, from: 'a1-01', to: 'scrap', reason: 'x' };
    const before = gateway.commands.length;
    const port = gateway.live.port;
    const refused: Record<string, string>[] = [
      { ...json, ...cookie, origin: 'https://evil.example', 'x-tallygate': '1' },
      { ...json, ...cookie, origin: 'null', 'x-tallygate': '1' },
      { ...json, ...cookie, origin: `http://localhost:${port}`, 'x-tallygate': '1' },
      { ...json, ...cookie, origin: `http://127.0.0.1:${port}` },
      { ...json, ...cookie, 'x-tallygate': '1' },
      { ...json, ...cookie },
    ];
    for (const headers of refused) expect((await post('/commands', body, headers)).status).toBe(403);
    expect(gateway.commands).toHaveLength(before);
    expect((await post('/commands', body, { ...own(), ...cookie })).status).toBe(200);
    expect(gateway.commands.at(-1)?.[0]).toBe('cy');
  });

  test('does not hold for a cookie of another gateway or of TLS, and a wrong token is no reason to look at the cookie', async () => {
    const token = await house.person('di', ['administrator']);
    const status = async (headers: Record<string, string>) =>
      (await ask(gateway.live.port, '/api/v1/levels', { headers })).status;
    expect(await status(cookieOf(token))).toBe(200);
    expect(await status({ cookie: `tallygate-1=${token}` })).toBe(401);
    expect(await status({ cookie: `__Host-tallygate=${token}` })).toBe(401);
    expect(await status({ ...cookieOf(token), authorization: `Bearer ${token}` })).toBe(401);
    expect(await status({ authorization: `Basic ${Buffer.from(`di:${good_password}`).toString('base64')}` })).toBe(401);
  });
});

describe('what is changed', () => {
  test('is in the trail with who, what, why and outcome, and the journal is told the same person', async () => {
    const token = await house.person('ed', ['inventory-associate']);
    const headers = { ...own(), ...cookieOf(token) };
    const count = { kind: 'count', item: 'bolt-m6', location: 'a1-01', quantity: 4, reason: 'weekly' };
    await post('/commands', count, headers);
    await post('/commands', { kind: 'reverse', movement: 'm1', reason: 'wrong' }, headers);
    await post('/shadow/switch', {}, headers);
    expect(gateway.commands.at(-1)).toEqual(['ed', count]);
    const rows = house.reader.audit.list({ by: 'ed', limit: 3 });
    expect(rows.map(({ what, subject, why, outcome }) => [what, subject, why, outcome])).toEqual([
      ['switchRules', '', '', 'refused'],
      ['postCommand', 'm1', 'wrong', 'refused'],
      ['postCommand', 'a1-01', 'weekly', 'done'],
    ]);
    expect(JSON.parse(rows[2]?.detail ?? '')).toMatchObject({ address: '127.0.0.1', body: count });
    // What a client claims of who it is changes nothing: such a field is refused.
    expect((await post('/commands', { ...count, person: 'anna' }, headers)).status).toBe(400);
  });

  test('what a tag is, is said by who may say that, also in an answer', async () => {
    const answer = { kind: 'settle', question: 'unknown-tag/30340000', answer: 'a bolt', item: 'bolt-m6' };
    const bearer = async (name: string, role: Role) => ({
      ...json,
      authorization: `Bearer ${await house.program(name, [role])}`,
    });
    const manager = await bearer('settles', 'materials-manager');
    expect(await post('/commands', answer, manager)).toMatchObject({ status: 403, body: { code: 'right-missing' } });
    const [row] = house.reader.audit.list({ by: 'api:settles', limit: 1 });
    expect(row).toMatchObject({ what: 'postCommand', outcome: 'refused', subject: 'unknown-tag/30340000' });
    const { item: _, ...words } = answer;
    const others = [words, { ...answer, question: 'unknown-code/4006381333931' }];
    for (const each of others) expect((await post('/commands', each, manager)).status).toBe(200);
    const associate = await bearer('associates', 'inventory-associate');
    expect((await post('/commands', answer, associate)).status).toBe(200);
  });

  test('by moving nobody scraps, sends back or adjusts who may not', async () => {
    const rights: Record<string, string> = {};
    for (const [who, role] of [
      ['floor', 'inventory-associate'],
      ['keeper', 'inventory-controller'],
    ] as const) {
      const headers = { ...json, authorization: `Bearer ${await house.program(who, [role])}` };
      for (const [from, to] of [
        ['a1-01', 'scrap'],
        ['scrap', 'a1-01'],
        ['a1-01', 'supplier'],
        ['a1-01', 'count-difference'],
        ['count-difference', 'a1-01'],
        ['supplier', 'a1-01'],
        ['a1-01', 'customer'],
      ] as const) {
        const { body } = await post('/commands', { ...kinded.move, from, to }, headers);
        rights[`${who} ${from} ${to}`] = JSON.stringify(body);
      }
    }
    const refused = Object.entries(rights).filter(([, said]) => said.includes('right-missing'));
    expect(refused.map(([asked, said]) => `${asked}: ${/right ([a-z-]+)/.exec(said)?.[1]}`)).toEqual([
      'floor a1-01 scrap: scrap-goods',
      'floor scrap a1-01: scrap-goods',
      'floor a1-01 supplier: scrap-goods',
      'floor a1-01 count-difference: approve-counts',
      'floor count-difference a1-01: approve-counts',
    ]);
  });

  test('a list is taken out as a file by who may export data, and a refused try is in the trail; a count sheet is for who counts', async () => {
    const authorization = `Bearer ${await house.program('floor-file', ['inventory-associate'])}`;
    const asked = async (path: string) =>
      (await ask(gateway.live.port, `/api/v1${path}`, { headers: { authorization } })).body;
    for (const [path, what] of [
      ['/purchase-orders', 'listPurchaseOrders'],
      ['/lots', 'listLots'],
    ] as const) {
      expect(await asked(path)).not.toMatchObject({ code: 'right-missing' });
      expect(await asked(`${path}?format=csv`)).toMatchObject({
        code: 'right-missing',
        detail: expect.stringContaining('export-data'),
      });
      expect(house.reader.audit.list({ by: 'api:floor-file', limit: 1 })).toMatchObject([{ what, outcome: 'refused' }]);
    }
    expect(await asked('/counts/CT-1?format=csv')).toMatchObject({ code: 'not-found' });
  });

  test('a count is opened for somebody else, or not blind, by who may approve counts', async () => {
    const opened = async (name: string, role: Role, more: object) => {
      const authorization = `Bearer ${await house.program(name, [role])}`;
      return (await post('/counts', { locations: ['a1-01'], ...more }, { ...json, authorization })).body;
    };
    const missing = { code: 'right-missing' };
    for (const [i, more] of [{ assignee: 'anna' }, { is_blind: false }].entries()) {
      expect(await opened(`opens-${i}`, 'inventory-associate', more)).toMatchObject(missing);
      expect(await opened(`gives-${i}`, 'inventory-controller', more)).not.toMatchObject(missing);
    }
    expect(await opened('blind', 'inventory-associate', { is_blind: true })).not.toMatchObject(missing);
    expect(await opened('own', 'inventory-associate', { assignee: 'api:own' })).not.toMatchObject(missing);
  });

  test('and taken out as a file is in the trail, and is read there by who may', async () => {
    const token = await house.program('reports', ['inventory-analyst']);
    const headers = { authorization: `Bearer ${token}` };
    await ask(gateway.live.port, '/api/v1/associations.csv', { headers });
    const page = await ask(gateway.live.port, '/api/v1/audit?what=exportAssociations&limit=1', { headers });
    expect(page.body).toMatchObject({ audit: [{ by: 'api:reports', outcome: 'done' }], is_large: false });
    const all = await ask(gateway.live.port, '/api/v1/audit?limit=2', { headers });
    const { audit, next }: { audit: { number: number }[]; next: string } = JSON.parse(JSON.stringify(all.body));
    const more = await ask(gateway.live.port, `/api/v1/audit?limit=1&cursor=${next}`, { headers });
    expect(more.body).toMatchObject({ audit: [{ number: (audit[1]?.number ?? 0) - 1 }] });
  });

  test.each([
    ['POST', '/people', { login: 'kim', name: 'Kim', roles: ['administrator'] }, 'invitePerson'],
    ['POST', '/people/anna/reset', { reason: '' }, 'resetPerson'],
    ['POST', '/people/anna/roles', { roles: ['administrator'] }, 'setRoles'],
    ['POST', '/people/anna/active', { active: false }, 'setActive'],
    ['POST', '/people/anna/sessions/end', {}, 'endSessions'],
    ['POST', '/tokens', { name: 'mine', roles: ['administrator'] }, 'makeToken'],
    ['POST', '/tokens/reports/revoke', {}, 'revokeToken'],
    ['GET', '/people', undefined, 'listPeople'],
    ['GET', '/people/anna/sessions', undefined, 'listSessions'],
    ['GET', '/tokens', undefined, 'listTokens'],
    ['GET', '/audit', undefined, 'listAudit'],
  ])('%s %s by who may not is in the trail', async (method, path, body, what) => {
    const name = `tries-${what.toLowerCase()}`;
    const headers = { ...json, authorization: `Bearer ${await house.program(name, ['inventory-associate'])}` };
    const sent = body === undefined ? { method, headers } : { method, headers, body: JSON.stringify(body) };
    expect((await ask(gateway.live.port, `/api/v1${path}`, sent)).status).toBe(403);
    expect(house.reader.audit.list({ by: `api:${name}`, limit: 9 })).toMatchObject([
      { what, outcome: 'refused', detail: expect.stringContaining('"code":"right-missing"') },
    ]);
  });

  test('and so is what breaks a rule there, beside what was done', async () => {
    const headers = { ...own(), ...cookieOf(await house.person('lou', ['administrator'])) };
    expect((await post('/people', { login: 'No Name', name: 'No', roles: ['administrator'] }, headers)).status).toBe(
      422,
    );
    expect((await post('/people/nobody-here/roles', { roles: ['administrator'] }, headers)).status).toBe(404);
    expect((await post('/tokens/no-such/revoke', {}, headers)).status).toBe(404);
    expect((await post('/sessions/none/end', {}, headers)).status).toBe(404);
    expect((await post('/tokens', { name: 'made-by-lou', roles: ['demand-planner'] }, headers)).status).toBe(200);
    const rows = house.reader.audit.list({ by: 'lou', limit: 5 });
    expect(rows.map(({ what, subject, outcome }) => [what, subject, outcome])).toEqual([
      ['makeToken', 'made-by-lou', 'done'],
      ['endOwnSession', 'none', 'refused'],
      ['revokeToken', 'no-such', 'refused'],
      ['setRoles', 'nobody-here', 'refused'],
      ['invitePerson', 'No Name', 'refused'],
    ]);
  });

  test('never shows a password or token in the trail', async () => {
    const made = await post(
      '/people',
      { login: 'fay', name: 'Fay', roles: ['demand-planner'] },
      {
        ...own(),
        ...cookieOf(await house.person('gus', ['administrator'])),
      },
    );
    const { token }: { token: string } = JSON.parse(JSON.stringify(made.body));
    await post('/invitations/accept', { token, password: good_password });
    const all = JSON.stringify(house.reader.audit.list({ limit: 1_000 }));
    expect(all).toContain('"fay"');
    expect(all).not.toContain(token);
    expect(all).not.toContain(good_password);
  });
});

describe('the live channel', () => {
  function screen(headers: Record<string, string>) {
    const seen = { snapshots: 0, refused: 0, closed: 0 };
    const socket = io(gateway.live.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: headers,
    });
    socket.on('snapshot', () => (seen.snapshots += 1));
    socket.on('connect_error', () => (seen.refused += 1));
    socket.on('disconnect', () => (seen.closed += 1));
    undo.push(() => socket.disconnect());
    return { socket, seen };
  }

  test('is for those who may see stock, from the page of our own', async () => {
    const token = await house.person('hal', ['inventory-associate']);
    const origin = { origin: `http://127.0.0.1:${gateway.live.port}` };
    const all = [
      screen({}),
      screen(cookieOf('A'.repeat(43))),
      screen({ ...cookieOf(token), origin: 'https://evil.example' }),
      screen({ ...cookieOf(token), ...origin }),
      screen({ authorization: `Bearer ${await house.program('wall', ['demand-planner'])}` }),
    ];
    await expect
      .poll(() => all.map(({ seen }) => [seen.snapshots, seen.refused]))
      .toEqual([
        [0, 1],
        [0, 1],
        [0, 1],
        [1, 0],
        [1, 0],
      ]);
  });

  test('closes when its session ends, its token is revoked, or another process has ended it', async () => {
    const signedIn = screen(cookieOf(await house.person('ida', ['inventory-associate'])));
    const program = screen({ authorization: `Bearer ${await house.program('board', ['demand-planner'])}` });
    const elsewhere = screen({ authorization: `Bearer ${await house.program('board-2', ['demand-planner'])}` });
    const all = [signedIn, program, elsewhere];
    await expect.poll(() => all.map(({ seen }) => seen.snapshots)).toEqual([1, 1, 1]);
    await house.access.accounts.setActive('ida', false, 'anna', '');
    await expect.poll(() => signedIn.seen.closed).toBe(1);
    await house.access.tokens.revoke('board', 'anna', '');
    await expect.poll(() => program.seen.closed).toBe(1);
    expect(elsewhere.seen.closed).toBe(0);
    const other = houseOf({ directory: house.directory });
    await other.access.tokens.revoke('board-2', 'console', '');
    await expect.poll(() => elsewhere.seen.closed).toBe(1);
    other.reader.close();
    expect(gateway.counters.read()['live.clients_signed_out']).toBe(3);
  });

  test('hears nothing that is not in its table', async () => {
    const { socket, seen } = screen({ authorization: `Bearer ${await house.program('odd', ['demand-planner'])}` });
    await expect.poll(() => seen.snapshots).toBe(1);
    socket.emit('open the door');
    await expect.poll(() => gateway.counters.read()['live.messages_refused']).toBe(1);
  });
});

describe('behind a TLS proxy', () => {
  const proxy = { address: '127.0.0.1', name: 'stock.example' };
  const through = { host: 'stock.example', 'x-forwarded-proto': 'https', 'x-forwarded-for': '198.51.100.9, 192.0.2.7' };

  test('people come by its name, the cookie is for TLS and this host only, and the address is what the proxy saw', async () => {
    const behind = await startTestGateway({ house, host: '0.0.0.0', tls_proxy: proxy });
    undo.push(() => behind.stop());
    const { port } = behind.live;
    await house.person('jo', ['administrator']);
    const headers = { ...json, ...through, origin: 'https://stock.example', 'x-tallygate': '1' };
    const body = JSON.stringify({ login: 'jo', password: good_password });
    const done = await ask(port, '/api/v1/session', { method: 'POST', headers, body });
    expect(String(done.headers['set-cookie']).replace(/=[\w-]{43};/, '=…;')).toBe(
      '__Host-tallygate=…; Path=/; HttpOnly; SameSite=Strict; Max-Age=43200; Secure',
    );
    expect(house.access.sessions.list('jo').at(-1)?.address).toBe('192.0.2.7');
    const status = async (more: Record<string, string>) =>
      (await ask(port, '/api/v1/session', { headers: more })).status;
    expect(await status(through)).toBe(200);
    expect(await status({ ...through, host: 'other.example' })).toBe(403);
    expect(await status({ ...through, 'x-forwarded-proto': 'http' })).toBe(403);
    expect(await status({ ...through, origin: 'http://stock.example' })).toBe(403);
    expect(await status({ host: 'stock.example' })).toBe(403);
  });

  test.each([
    [`${'1.2.3.4, '.repeat(5_000)}192.0.2.7`, '192.0.2.7'],
    [`${'x'.repeat(8_000)}, 2001:db8::7`, '2001:db8::7'],
    ['198.51.100.9, 192.0.2.7:50123', '192.0.2.7'],
    ['198.51.100.9,[2001:db8::7]:50123', '2001:db8::7'],
    // Nothing that the proxy can have written: nobody is believed, and all who come so are one.
    ['192.0.2.7, unknown', '127.0.0.1'],
    [`192.0.2.7,${'9'.repeat(8_000)}`, '127.0.0.1'],
  ])('of X-Forwarded-For %.40s only the last entry is believed, however long it is', (all, address) => {
    const arrived = arrivalOf({ peer: '127.0.0.1' }, { ...through, 'x-forwarded-for': all }, proxy);
    expect(arrived).toMatchObject({ ok: true, arrival: { address } });
  });

  test.each([
    ['192.0.2.8', through, 'the dashboard is reached through its TLS proxy only'],
    [
      '127.0.0.1',
      { ...through, 'x-forwarded-proto': undefined },
      'the Host header must name this machine (localhost, 127.0.0.1 or [::1])',
    ],
  ])('from %s with %j nothing is believed', (peer, headers, says) => {
    expect(arrivalOf({ peer }, headers, { address: '10.0.0.5', name: 'stock.example' })).toEqual({ ok: false, says });
  });
});

describe('the demo', () => {
  test('lets in who comes from this machine itself, and nobody who was handed on', async () => {
    const open = houseOf({ visitor: { by: 'demo', name: 'Demo', roles: ['administrator'] } });
    const demo = await startTestGateway({ house: open });
    undo.push(
      () => open.close(),
      () => demo.stop(),
    );
    const session = async (headers: Record<string, string>) =>
      (await ask(demo.live.port, '/api/v1/session', { headers })).body;
    expect(await session({})).toMatchObject({ signed_in: true, person: { by: 'demo', how: 'visitor' } });
    for (const name of [
      'x-forwarded-for',
      'x-forwarded-port',
      'x-forwarded-anything',
      'forwarded',
      'x-real-ip',
      'via',
    ]) {
      expect(await session({ [name]: '192.0.2.7' })).toMatchObject({
        code: 'caller-refused',
        detail: expect.stringContaining(`handed on (the header ${name})`),
      });
    }
    expect(await session({ host: 'stock.example' })).toMatchObject({ code: 'caller-refused' });
    // A tunnel that listens at a port of its own, and nginx as it comes.
    expect(await session({ host: '127.0.0.1:9000' })).toMatchObject({ code: 'caller-refused' });
    expect(
      await said(demo.live.port, `GET /api/v1/levels HTTP/1.0\r\nHost: 127.0.0.1:${demo.live.port}\r\n\r\n`),
    ).toContain('403 Forbidden');
    const socket = io(demo.live.url, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: { via: '1.1 proxy' },
    });
    undo.push(() => socket.disconnect());
    await expect.poll(() => demo.counters.read()['live.origin_refused']).toBe(1);
    expect(arrivalOf({ peer: '192.0.2.7' }, { host: '127.0.0.1' }, undefined)).toMatchObject({ ok: false });
  });

  test('is nothing that another gateway has', async () => {
    expect((await ask(gateway.live.port, '/api/v1/session')).body).toMatchObject({ signed_in: false });
    expect((await ask(gateway.live.port, '/api/v1/levels')).status).toBe(401);
  });
});

test('a body is not read before it is known who sends it', async () => {
  const request = `POST /api/v1/associations HTTP/1.1\r\nHost: 127.0.0.1:${gateway.live.port}\r\nContent-Type: application/json\r\nContent-Length: 1000000\r\n\r\n`;
  expect(await said(gateway.live.port, request)).toContain('401 Unauthorized');
});
