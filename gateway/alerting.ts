/** Wiring: alerts of a running gateway, from what its screens know, through its one writer. */
import { AlertDesk } from './alert-desk.ts';
import type { Clock } from './base/clock.ts';
import type { Counters } from './base/counters.ts';
import { limits } from './base/limits.ts';
import type { Log } from './base/log.ts';
import type { Random } from './base/random.ts';
import type { Intake } from './intake/intake.ts';
import { peopleReader } from './ledger/people.ts';
import type { LedgerReader } from './ledger/reader.ts';
import type { LiveState } from './live/live-state.ts';
import { openUnits } from './live/open-units.ts';
import type { Alerts } from './live/routes/alerts.ts';
import type { SiteFile } from './site/site-file.ts';
import type { LotRecord } from './stock/lots/lot-record.ts';
import type { CardLateFact } from './work/card-findings.ts';
import type { CountDueFact } from './work/count-findings.ts';
import { lastExpiry } from './work/lot-findings.ts';
import { type PackedLevel, packedLevels } from './work/packed-levels.ts';

export interface AlertingParts {
  readonly intake: Pick<Intake, 'people'>;
  readonly ledger: Pick<LedgerReader, 'ledger_id' | 'gateway_id' | 'lots' | 'documents' | 'levels'>;
  readonly state: Pick<LiveState, 'facts' | 'applyAlerts'>;
  readonly siteFile: Pick<SiteFile, 'current'>;
  /** Open count sheets and programmes. */
  readonly countsDue: () => readonly CountDueFact[];
  /** Kanban cards that are late. */
  readonly cardsLate: () => readonly CardLateFact[];
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly counters: Counters;
}

/** Looks from now on. */
export function startAlerting(data_dir: string, parts: AlertingParts): Alerts & { stop(): Promise<void> } {
  const { intake, ledger, state, siteFile, countsDue, cardsLate, ...base } = parts;
  const reader = peopleReader(data_dir);
  const expiring = nowAndThen(base.clock, () => expiringLots(ledger, siteFile, base.clock));
  const due = nowAndThen(base.clock, countsDue);
  const late = nowAndThen(base.clock, cardsLate);
  const overpacked = nowAndThen(base.clock, () => overpackedLevels(ledger));
  const desk = new AlertDesk({
    reader: reader.alerts,
    ledger_id: ledger.ledger_id,
    gateway_id: ledger.gateway_id,
    write: (writes) => intake.people(writes),
    site: () => siteFile.current,
    facts: () => ({ ...state.facts(), lots: expiring(), counts: due(), cards: late(), overpacked: overpacked() }),
    tell: (view) => state.applyAlerts(view),
    ...base,
  });
  desk.start();
  return {
    reader: reader.alerts,
    channels: () => desk.channels(),
    acknowledge: (number, said) => desk.acknowledge(number, said),
    silence: (number, until_ms, said) => desk.silence(number, until_ms, said),
    async stop() {
      await desk.stop();
      reader.close();
    },
  };
}

/** Asked of the ledger no more often than needs be: neither a lot nor a day is over from one moment to the next. */
function nowAndThen<Value>(clock: Clock, ask: () => readonly Value[]): () => readonly Value[] {
  let known: readonly Value[] = [];
  let due_ms = 0;
  return () => {
    if (clock.monotonic_ms() < due_ms) return known;
    due_ms = clock.monotonic_ms() + limits.alert_lots_look_ms;
    known = ask();
    return known;
  };
}

/** Units and levels as the ledger has them at once: what the screens know of levels may be newer. */
export function overpackedLevels(ledger: Pick<LedgerReader, 'documents' | 'levels'>): readonly PackedLevel[] {
  const levelOf = (item: string, location: string) => ledger.levels({ item, location })[0]?.quantity ?? 0;
  return packedLevels(openUnits(ledger), levelOf).filter(({ loose }) => loose < 0);
}

function expiringLots(
  { lots }: AlertingParts['ledger'],
  siteFile: AlertingParts['siteFile'],
  clock: Clock,
): readonly LotRecord[] {
  const expires_by = lastExpiry(siteFile.current, clock.now_ms());
  return expires_by === undefined ? [] : lots.list({ expires_by, here: true, limit: limits.alerts_open_max });
}
