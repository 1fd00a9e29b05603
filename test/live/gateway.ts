/** The live side as a whole, over real sockets, with a ledger in memory. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../gateway/base/clock.ts';
import { type Counters, countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { LiveState } from '../../gateway/live/live-state.ts';
import type { CommandResult, PersonCommand } from '../../gateway/live/routes/commands.ts';
import type { Explain } from '../../gateway/live/routes/frames.ts';
import { type Live, startLive } from '../../gateway/live/server.ts';
import { MemoryLedger } from './memory-ledger.ts';
import { smallSite } from './small-site.ts';

export interface TestGateway {
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
  readonly epoch?: string;
  readonly host?: string;
  readonly port?: number;
  readonly explain?: Explain;
  readonly answer?: (command: PersonCommand) => Promise<CommandResult>;
}

export async function startTestGateway(options: TestGatewayOptions = {}): Promise<TestGateway> {
  const { clock = systemClock, ledger = new MemoryLedger(), epoch = 'e1', host = '127.0.0.1', port = 0 } = options;
  const counters = countersOf();
  const assets_dir = mkdtempSync(join(tmpdir(), 'tallygate-live-'));
  mkdirSync(join(assets_dir, 'assets'));
  writeFileSync(join(assets_dir, 'index.html'), '<!doctype html><title>Tallygate</title>');
  writeFileSync(join(assets_dir, 'assets', 'main-0a1b2c3d.js'), 'export {};');
  const state = new LiveState({ epoch, clock, reader: ledger, site: smallSite, counters });
  const commands: [string, PersonCommand][] = [];
  const live = await startLive({
    host,
    port,
    reader: ledger,
    state,
    command(person, command) {
      commands.push([person, command]);
      return options.answer?.(command) ?? Promise.resolve({ ok: true });
    },
    explain: options.explain ?? (() => undefined),
    readings: (_device, _request, response) => response.writeHead(503).end(),
    assets_dir,
    clock,
    log: silentLog,
    counters,
  });
  state.start();
  return {
    live,
    ledger,
    state,
    counters,
    commands,
    async stop() {
      state.stop();
      await live.stop();
      rmSync(assets_dir, { recursive: true });
    },
  };
}
