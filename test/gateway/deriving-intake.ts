/** An intake that does what the writer does with each frame, without a ledger: derive, and keep what follows. */
import { driverOf } from '../../devices/registry.ts';
import { systemClock } from '../../gateway/base/clock.ts';
import { Deriver } from '../../gateway/intake/deriver.ts';
import type { JournalRow } from '../../gateway/ledger/reader.ts';
import type { Movement } from '../../gateway/stock/movement.ts';
import type { Site } from '../../gateway/stock/site.ts';
import type { IntakePort } from '../../gateway/transport/arrival.ts';

export function derivingIntake(site: Site) {
  const deriver = new Deriver({ driverOf, siteOf: () => site });
  const movements: Movement[] = [];
  let n = 0;
  function take(row: Pick<JournalRow, 'kind'> & Partial<JournalRow>): void {
    n += 1;
    deriver.take({ n, at_ms: Math.max(systemClock.now_ms(), deriver.tick_at_ms), retained: false, qos: 0, ...row });
    movements.push(...deriver.takeDerived().movements);
  }
  take({ kind: 'event', event: 'settings', detail: 'null' });
  const port: IntakePort = {
    waiting: 0,
    offer({ device, data }, settled) {
      take({ kind: 'frame', device, data });
      queueMicrotask(() => settled('committed'));
    },
    note: (device, event) => take({ kind: 'event', device, event }),
    whenRoom: (then) => then(),
  };
  const pass = () => {
    deriver.tickTo(systemClock.now_ms());
    movements.push(...deriver.takeDerived().movements);
  };
  /** Pieces in the bin of a scale: what came, less what went. */
  const levelOf = (id: string) =>
    movements.reduce((sum, { from, to, quantity }) => {
      const bin = `bin-${id}`;
      return sum + (to === bin ? quantity : 0) - (from === bin ? quantity : 0);
    }, 0);
  return { port, pass, levelOf, movements, counters: () => deriver.counters() };
}
