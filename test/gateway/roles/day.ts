/**
 * A day at Harbour Street, the site of the demo: a gateway as built, the simulated devices of the site on their own wires, and people
 * with accounts who sign in as a browser does. What they do they do through REST; what their hands do the devices say.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, vi } from 'vitest';
import { type Role, roles } from '../../../gateway/access/rights.ts';
import { systemClock } from '../../../gateway/base/clock.ts';
import { localDay } from '../../../gateway/base/site-time.ts';
import { enrolConnection } from '../../../gateway/enrolment.ts';
import { verifyLedger } from '../../../gateway/main.ts';
import { demoSettings, noFaults, simulateSite } from '../../../gateway/simulation.ts';
import { good_password } from '../../access/house.ts';
import { eventually } from '../../transport/eventually.ts';
import { command, freePort } from '../process.ts';
import { type Hands, scriptedHands } from './hands.ts';
import { Screen } from './screen.ts';

export const zone = 'Europe/Berlin';
const plan_wait = { timeout: 60_000, interval: 50 };
const mqtt = ['node-a1', 'node-a2', 'tasmota-b1', 'esp-b2', 'rail-reader'];

/** What is there when the day begins. The scales have said it by then; the rail's antenna takes its time. */
const opening = {
  bins: { A1: 30, A2: 40, A3: 20, A4: 24, A5: 30, A6: 18, B1: 16, B2: 36, B3: 10, C1: 18 },
  rails: { R1: ['pump-25-60', 3] },
} as const;

/** Somebody at a browser. */
export interface Person {
  readonly login: string;
  readonly cookie: string;
  /** What comes back; `body` is text where it is no JSON. */
  asks(path: string, body?: unknown): Promise<Answered>;
  /** The body of an answer that must be yes. */
  sees(path: string): Promise<Answered['body']>;
  does(path: string, body: unknown): Promise<Answered['body']>;
}

export interface Answered {
  readonly status: number;
  /** Whatever the API says; the tests say what it must be. */
  readonly body: ReturnType<typeof JSON.parse>;
}

export interface Day {
  readonly data: string;
  readonly site_file: string;
  readonly dashboard: string;
  readonly hands: Hands;
  /** The administrator's, open all day. */
  readonly screen: Screen;
  readonly admin: Person;
  /** Invites somebody, who then chooses a password: signed in. */
  join(login: string, role: Role): Promise<Person>;
  signIn(login: string): Promise<Person>;
  /** Scans one code after the other; each beside what the scanner's person is told in the end of it. */
  scan(steps: readonly (readonly [code: string, says: string])[]): Promise<void>;
  /** Everybody goes home: what the ledger then says of itself. */
  end(): Promise<{ readonly problems: readonly unknown[]; readonly movements: number }>;
  /** Whatever the test came to. */
  stop(): Promise<void>;
}

/** The local day so many days from now, `2026-11-23`. */
export function dayIn(days: number): string {
  return new Date((localDay(systemClock.now_ms(), zone) + days) * 86_400_000).toISOString().slice(0, 10);
}

/**
 * Eight weeks of sealant on bin cards, the days before today: 50 were there at 3.50, 24 came at 3.60 and 24 at 3.80, and 2 were used on each of
 * the 48 days that the site is open. So 2 are left, at 3.80.
 */
export function binCards(): string {
  const rows = ['kind,item,quantity,location,to,at,reason,party,unit_cost'];
  const row = (kind: string, quantity: number, days_ago: number, rest: string, hour = '10') =>
    rows.push(`${kind},sealant-310,${quantity},D1,${rest.replace('@', `${dayIn(-days_ago)} ${hour}:00`)}`);
  row('opening', 50, 56, ',@,cards,,3.50', '07');
  for (let days_ago = 56; days_ago >= 1; days_ago -= 1) {
    if (days_ago === 42) row('receipt', 24, days_ago, ',@,note 7,allgrip,3.60');
    if (days_ago === 21) row('receipt', 24, days_ago, ',@,note 8,allgrip,3.80');
    const isSunday = new Date(dayIn(-days_ago)).getUTCDay() === 0;
    if (!isSunday) row('issue', 2, days_ago, 'production,@,job,,');
  }
  return `${rows.join('\n')}\n`;
}

/** Plans what the ledger knows now; the plan by item. */
export async function planned(person: Person): Promise<Answered['body'][]> {
  await person.does('/plans/run', {});
  const rows = () => person.asks('/plans?limit=1000');
  await vi.waitFor(async () => {
    const { status, body } = await rows();
    expect([status, body.running]).toEqual([200, undefined]);
  }, plan_wait);
  return (await rows()).body.plans;
}

/** What of an item lies where, by location; what is nowhere is not there. */
export async function levelsOf(person: Person, item: string): Promise<Record<string, number>> {
  const { levels } = await person.sees(`/levels?item=${item}&limit=1000`);
  const rows: readonly { location: string; quantity: number }[] = levels;
  return Object.fromEntries(rows.filter(({ quantity }) => quantity !== 0).map((row) => [row.location, row.quantity]));
}

/** What somebody did by the audit trail, the oldest first: `approveCount CT-1 done`. */
export async function trailOf(reader: Person, by: string): Promise<string[]> {
  const { audit } = await reader.sees(`/audit?by=${by}&limit=200`);
  const rows: readonly { what: string; subject: string; outcome: string }[] = audit;
  return rows
    .map(({ what, subject, outcome }) => [what, subject, outcome].filter((word) => word !== '').join(' '))
    .reverse();
}

export async function beginDay(name: string): Promise<Day> {
  const directory = mkdtempSync(join(tmpdir(), `tallygate-${name}-`));
  const data = join(directory, 'data');
  const site_file = join(directory, 'site.json');
  const settings = demoSettings({
    dashboard_port: await freePort(),
    broker_port: await freePort(),
    llrp_port: await freePort(),
    serial_dir: join(directory, 'serial'),
    upstream_url: `http://127.0.0.1:${await freePort()}/v1/movements`,
  });
  // Usually a minute: here nobody waits so long for what is out.
  const alerts = { raise_after_ms: 2_000 };
  writeFileSync(site_file, JSON.stringify({ ...settings, alerts }));
  const secrets = new Map<string, string>();
  for (const connection of mqtt) secrets.set(connection, await enrolConnection(data, connection, site_file));

  const { script, hands } = scriptedHands(opening);
  // Before the gateway, so that it finds its lines open and does not come back to them ever later.
  const pace = { seed: 1, speed: 1, faults: noFaults };
  const warehouse = await simulateSite({ site_file, secrets, ...pace, upstream: true, note() {}, script });
  const process = startProcess(site_file, data);
  let screen: Screen | undefined;
  const goHome = async () => {
    screen?.close();
    await warehouse.stop();
    process.child.kill('SIGTERM');
    await process.ended;
  };
  try {
    const dashboard = await process.dashboard;
    const token = readFileSync(join(data, 'setup-token'), 'utf8').trim();
    const ada = await begun(dashboard, '/setup', { token, login: 'ada', name: 'Ada', password: good_password });
    const admin = personOf(dashboard, 'ada', ada);
    screen = new Screen(dashboard, admin.cookie);
    await inStock(screen);
    return dayOf({ data, site_file, directory, dashboard, hands: hands(), screen, admin, goHome });
  } catch (thrown) {
    await goHome();
    throw thrown;
  }
}

function dayOf(parts: {
  readonly data: string;
  readonly site_file: string;
  readonly directory: string;
  readonly dashboard: string;
  readonly hands: Hands;
  readonly screen: Screen;
  readonly admin: Person;
  goHome(): Promise<void>;
}): Day {
  const { data, dashboard, screen, admin, hands, directory, goHome } = parts;
  return {
    ...parts,
    async join(login, role) {
      const name = `${login} (${roles[role].title})`;
      const { token } = await admin.does('/people', { login, name, roles: [role], reason: 'works here' });
      return personOf(
        dashboard,
        login,
        await begun(dashboard, '/invitations/accept', { token, password: good_password }),
      );
    },
    async signIn(login) {
      return personOf(dashboard, login, await begun(dashboard, '/session', { login, password: good_password }));
    },
    async scan(steps) {
      for (const [code, says] of steps) {
        hands.scan(code);
        expect(await heard(screen, says)).toBe(says);
      }
    },
    async end() {
      await conserved(admin);
      await goHome();
      return verifyLedger(data);
    },
    async stop() {
      await goHome();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** What the scanner is told next: these words, or what went wrong instead. */
async function heard(screen: Screen, says: string): Promise<string> {
  const found = await screen.until(() =>
    screen.unheard.find((told) => told.says === says || told.tone === 'error' || told.tone === 'duplicate'),
  );
  screen.unheard.splice(0, screen.unheard.indexOf(found) + 1);
  return found.says;
}

/** Of every item, what lies here and what lies outside add up to nothing. */
async function conserved(admin: Person): Promise<void> {
  const { levels } = await admin.sees('/levels?limit=1000');
  const sums = new Map<string, number>();
  for (const { item, quantity } of levels) sums.set(item, (sums.get(item) ?? 0) + quantity);
  expect([...sums].filter(([, sum]) => sum !== 0)).toEqual([]);
}

const items = {
  A1: 'bolt-m12',
  A2: 'nut-m16',
  A3: 'bearing-6204',
  A4: 'bushing-25',
  A5: 'relay-24v',
  A6: 'fuse-nh00',
  B1: 'coupling-dn20',
  B2: 'terminal-pe',
  B3: 'grease-400',
  C1: 'valve-1-2',
} as const;

/** Every scale has said what lies in its bin. */
async function inStock(screen: Screen): Promise<void> {
  await screen.until(() => screen.connected.has('scanner-d') && screen.connected.has('dock-reader'));
  await Promise.all(
    Object.entries(opening.bins).map(([bin, pieces]) =>
      screen.until(() => Object.entries(items).some(([id, item]) => id === bin && screen.at(item, id) === pieces)),
    ),
  );
}

/** As `tallygate start` runs it. */
function startProcess(site_file: string, data: string) {
  const args = ['start', '--site', site_file, '--data', data, '--json', '--log', 'error'];
  const child: ChildProcess = spawn(process.execPath, [command, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = once(child, 'exit');
  let out = '';
  let err = '';
  child.stdout?.on('data', (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()));
  async function up(): Promise<string> {
    // The token is written before the addresses are printed.
    await eventually(() => out.includes('\n') || child.exitCode !== null);
    if (!existsSync(join(data, 'setup-token'))) throw new Error(`the gateway did not start: ${err}`);
    const { dashboard }: { dashboard: string } = JSON.parse(out);
    return dashboard;
  }
  return { child, ended, dashboard: up() };
}

/** Begins a session; its cookie. */
async function begun(dashboard: string, path: string, body: object): Promise<string> {
  const answer = await sent(dashboard, path, { body });
  if (answer.status !== 200) throw new Error(`${path} ${answer.status}: ${await answer.text()}`);
  return answer.headers.get('set-cookie')?.split(';')[0] ?? '';
}

function sent(dashboard: string, path: string, { cookie = '', body }: { cookie?: string; body?: unknown }) {
  const { origin } = new URL(dashboard);
  const type = typeof body === 'string' ? 'text/csv' : 'application/json';
  const headers = { 'content-type': type, origin, 'x-tallygate': '1', cookie };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return fetch(`${origin}/api/v1${path}`, { headers, ...(body === undefined ? {} : { method: 'POST', body: text }) });
}

function personOf(dashboard: string, login: string, cookie: string): Person {
  async function asks(path: string, body?: unknown): Promise<Answered> {
    const answer = await sent(dashboard, path, { cookie, body });
    const text = await answer.text();
    return { status: answer.status, body: /^[[{]/.test(text) ? JSON.parse(text) : text };
  }
  async function yes(path: string, body?: unknown): Promise<Answered['body']> {
    const { status, body: told } = await asks(path, body);
    if (status !== 200) throw new Error(`${login} ${path} ${status}: ${JSON.stringify(told)}`);
    return told;
  }
  return { login, cookie, asks, sees: (path) => yes(path), does: yes };
}
