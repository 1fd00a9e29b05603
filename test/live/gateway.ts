/** The live side as a whole, over real sockets, with a ledger in memory. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Access } from '../../gateway/access/access.ts';
import { type Clock, systemClock } from '../../gateway/base/clock.ts';
import { type Counters, countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { labelAnswer } from '../../gateway/labels.ts';
import { LiveState } from '../../gateway/live/live-state.ts';
import type { Alerts } from '../../gateway/live/routes/alerts.ts';
import type { CommandResult, PersonCommand } from '../../gateway/live/routes/commands.ts';
import type { CountProgrammes } from '../../gateway/live/routes/count-programmes.ts';
import type { Inspect } from '../../gateway/live/routes/device.ts';
import type { Finder } from '../../gateway/live/routes/discovered.ts';
import type { Explain } from '../../gateway/live/routes/frames.ts';
import type { TryImport } from '../../gateway/live/routes/imports.ts';
import type { InspectItem } from '../../gateway/live/routes/items.ts';
import type { Kanban } from '../../gateway/live/routes/kanban.ts';
import type { Listener } from '../../gateway/live/routes/listen.ts';
import type { Plans } from '../../gateway/live/routes/plans.ts';
import type { Shadows } from '../../gateway/live/routes/shadow.ts';
import type { Books } from '../../gateway/live/routes/valuation.ts';
import type { InspectWalks } from '../../gateway/live/routes/walks.ts';
import { type Live, startLive } from '../../gateway/live/server.ts';
import type { TlsProxy } from '../../gateway/stock/site.ts';
import { whyOfLedger } from '../../gateway/why.ts';
import { type House, houseOf } from '../access/house.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { smallSite } from './small-site.ts';

export interface TestGateway {
  readonly access: Access;
  readonly live: Live;
  readonly ledger: MemoryLedger;
  readonly state: LiveState;
  readonly counters: Counters;
  /** What people commanded, with who. */
  readonly commands: [string, PersonCommand][];
  stop(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly clock?: Clock;
  readonly ledger?: MemoryLedger;
  /** Who may come in; without it anybody from this machine, as an administrator called `local`. */
  readonly house?: House;
  readonly tls_proxy?: TlsProxy;
  readonly epoch?: string;
  readonly host?: string;
  readonly port?: number;
  readonly explain?: Explain;
  readonly inspect?: Inspect;
  readonly inspectItem?: InspectItem;
  readonly inspectWalks?: InspectWalks;
  readonly tryImport?: TryImport;
  readonly finder?: Finder & Listener;
  readonly shadow?: Shadows;
  readonly plans?: Plans;
  readonly books?: Books;
  readonly alerts?: Alerts;
  readonly answer?: (command: PersonCommand) => Promise<CommandResult>;
}

/** Nothing is there, and nothing can be adopted. */
export const nothingFound: Finder & Listener = {
  list: () => [],
  search: () => Promise.resolve({ ok: true, found: 0, says: 'Nothing is here.' }),
  adopt: () => Promise.resolve(undefined),
  letGo: () => Promise.resolve(undefined),
  listen: () => Promise.resolve(undefined),
};

/** Nothing is tried, and nothing can be. */
const off = () => Promise.resolve({ ok: false, code: 'shadow-off', says: 'No rules are being tried.' } as const);
export const noShadow: Shadows = {
  read: () => Promise.resolve({ state: 'off', says: '', can_go_back: false }),
  start: off,
  stop: off,
  switchTo: off,
  goBack: off,
};

/** Reporting that has nothing to tell. */
export const noBooks: Books = {
  reports: () => [],
  ask: () => Promise.resolve({ ok: true, answer: { kind: 'none', says: 'Nothing is known.' } }),
};

/** Nothing is the case. */
export const noAlerts: Alerts = {
  reader: { list: () => [], alert: () => undefined, events: () => [], deliveries: () => [], tally: () => [] },
  channels: () => [],
  acknowledge: () => Promise.resolve({ field: 'id', rule: 'must be the number of an alert that is open' }),
  silence: () => Promise.resolve({ field: 'id', rule: 'must be the number of an alert that is open' }),
};

/** Planning that never answers anything but that it has no plan. */
export const noPlans: Plans = {
  begin: () => Promise.resolve({ ok: true, answer: { state: {} } }),
  ask: () => Promise.resolve({ ok: true, answer: { state: {} } }),
};

/** Nothing is counted by itself. */
export const noKanban: Kanban = { tell: (id) => Promise.resolve(id === undefined ? [] : undefined), left: () => [] };
export const noProgrammes: CountProgrammes = {
  tell: () => Promise.resolve([]),
  open: () => Promise.resolve({ ok: false, code: 'no-such-programme', says: 'There is none.' }),
};

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { clock = systemClock, ledger = new MemoryLedger(), epoch = 'e1', host = '127.0.0.1', port = 0 } = options;
  const counters = countersOf();
  const local = { by: 'local', name: 'Local', roles: ['administrator'] } as const;
  const house = options.house ?? houseOf({ clock, counters, visitor: local });
  const assets_dir = mkdtempSync(join(tmpdir(), 'tallygate-live-'));
  mkdirSync(join(assets_dir, 'assets'));
  writeFileSync(join(assets_dir, 'index.html'), '<!doctype html><title>Tallygate</title>');
  writeFileSync(join(assets_dir, 'assets', 'main-0a1b2c3d.js'), 'export {};');
  const commandsOf = (driver: string) => (driver === 'mt-sics' ? (['tare', 'zero'] as const) : []);
  const state = new LiveState({ epoch, clock, reader: ledger, site: smallSite, commandsOf, counters });
  const commands: [string, PersonCommand][] = [];
  const live = await startLive({
    host,
    port,
    ...(options.tls_proxy === undefined ? {} : { tls_proxy: options.tls_proxy }),
    access: house.access,
    reader: ledger,
    state,
    command(person, command) {
      commands.push([person, command]);
      return options.answer?.(command) ?? Promise.resolve({ ok: true });
    },
    explain: options.explain ?? (() => undefined),
    inspect: options.inspect ?? (() => Promise.resolve({ frames: [] })),
    tryImport: options.tryImport ?? (() => Promise.resolve(undefined)),
    inspectWalks: options.inspectWalks ?? (() => Promise.resolve({ zones: [], zones_beyond: 0 })),
    inspectItem: options.inspectItem ?? (() => Promise.resolve(undefined)),
    finder: options.finder ?? nothingFound,
    print: (query) => labelAnswer(smallSite, query),
    why: whyOfLedger({
      reader: ledger,
      site: () => smallSite,
      now_ms: () => clock.now_ms(),
      explain: (n) => options.explain?.(n),
    }),
    shadow: options.shadow ?? noShadow,
    plans: options.plans ?? noPlans,
    programmes: noProgrammes,
    kanban: noKanban,
    books: options.books ?? noBooks,
    alerts: options.alerts ?? noAlerts,
    readings: (_device, _request, response) => response.writeHead(503).end(),
    assets_dir,
    clock,
    log: silentLog,
    counters,
  });
  state.start();
  return {
    access: house.access,
    live,
    ledger,
    state,
    counters,
    commands,
    async stop() {
      state.stop();
      await live.stop();
      if (options.house === undefined) house.close();
      rmSync(assets_dir, { recursive: true });
    },
  };
}
