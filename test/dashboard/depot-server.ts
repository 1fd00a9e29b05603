/** Serves the built dashboard with the living depot behind it: the real live side over a ledger in memory. */

import { systemClock } from '../../gateway/base/clock.ts';
import { countersOf } from '../../gateway/base/counters.ts';
import { silentLog } from '../../gateway/base/log.ts';
import { randomOf } from '../../gateway/base/random.ts';
import { labelAnswer } from '../../gateway/labels.ts';
import { LiveState } from '../../gateway/live/live-state.ts';
import type { CommandResult, PersonCommand } from '../../gateway/live/routes/commands.ts';
import { startLive } from '../../gateway/live/server.ts';
import { whyOfLedger } from '../../gateway/why.ts';
import { houseOf } from '../access/house.ts';
import { noAlerts, noBooks, noKanban, noPlans, noProgrammes, noShadow } from '../live/gateway.ts';
import { depot, linksAt } from './depot.ts';
import { depotDriverFacts, depotFinder, depotInspect, detailsAt } from './depot-devices.ts';
import { DepotLife } from './depot-life.ts';

export async function startDepot(assets_dir: string, port: number): Promise<{ url: string; stop(): Promise<void> }> {
  const clock = systemClock;
  const start_ms = clock.now_ms();
  const life = new DepotLife(start_ms);
  const { ledger } = life;
  const counters = countersOf();
  const state = new LiveState({
    epoch: String(start_ms),
    clock,
    reader: ledger,
    site: depot,
    counters,
    driverFacts: depotDriverFacts,
  });
  const target = { target: 'erp', url: 'http://127.0.0.1:9010/movements', since_ms: start_ms - 4_000_000 };

  function command(_: string, asked: PersonCommand): Promise<CommandResult> {
    const known = asked.kind === 'settle' ? ledger.question(asked.question) : undefined;
    if (asked.kind !== 'settle' || known === undefined) {
      return Promise.resolve({ ok: false, code: 'not-here', says: 'This depot only settles questions.' });
    }
    const at_ms = clock.now_ms();
    const settled = { ...known, state: 'settled', settled_ms: at_ms, answer: asked.answer, by: 'local' } as const;
    state.applyCommit(ledger.commit({ at_ms, questions: [settled] }));
    return Promise.resolve({ ok: true });
  }

  const visitor = { by: 'demo', name: 'Demo', roles: ['administrator'] } as const;
  const house = houseOf({ clock, counters, visitor });
  const live = await startLive({
    host: '127.0.0.1',
    port,
    access: house.access,
    reader: ledger,
    state,
    command,
    explain: (n) => life.explain(n),
    inspect: depotInspect(life, clock),
    inspectItem: () => Promise.resolve(undefined),
    tryImport: () => Promise.resolve(undefined),
    inspectWalks: () => Promise.resolve({ zones: [], zones_beyond: 0 }),
    finder: depotFinder(state, clock),
    print: (query) => labelAnswer(depot, query),
    why: whyOfLedger({
      reader: ledger,
      site: () => depot,
      now_ms: () => clock.now_ms(),
      explain: (n) => life.explain(n),
    }),
    shadow: noShadow,
    plans: noPlans,
    programmes: noProgrammes,
    kanban: noKanban,
    books: noBooks,
    alerts: noAlerts,
    readings: (_device, _request, response) => response.writeHead(503).end(),
    assets_dir,
    clock,
    log: silentLog,
    counters,
  });
  state.start();

  const random = randomOf(7);
  let cancel = clock.after(0, beat);
  function beat(): void {
    state.applyCommit(life.step(clock.now_ms()));
    state.applyDetails(detailsAt(clock.now_ms()));
    state.applyLinks(linksAt(start_ms, life.frames));
    state.applySync([{ ...target, acked_seq: ledger.head(), behind: 0, state: 'idle', says: 'has everything' }]);
    cancel = clock.after(random.int(120, 900), beat);
  }
  return {
    url: live.url,
    async stop() {
      cancel();
      state.stop();
      await live.stop();
      house.close();
    },
  };
}
