/** The product under the score: a deriver fed with the scene's rows exactly as `tallygate replay` feeds it. */
import { Deriver, type Surroundings } from '../../gateway/intake/deriver.ts';
import type { JournalRow } from '../../gateway/ledger/reader.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { type Asked, askedOf, type Booked, bookedOf } from './booked.ts';
import { type Sensing, siteWith, unheardWith } from './senses.ts';

export interface Subject {
  readonly sensing: Sensing;
  readonly movements: readonly Booked[];
  /** Every time a question was raised, also when it was open already. */
  readonly questions: readonly Asked[];
  take(row: JournalRow): void;
  /** Time goes on to here; then everything is told. */
  end(at_ms: number): void;
  counters(): Readonly<Record<string, number>>;
}

/** What follows is fetched after so many rows; it changes nothing but the memory needed. */
const rows_per_look = 512;

export function subjectOf(site: Site, sensing: Sensing, around: Surroundings): Subject {
  const deriver = new Deriver(around);
  const own = siteWith(site, sensing);
  const unheard = unheardWith(site, sensing);
  const movements: Booked[] = [];
  const questions: Asked[] = [];
  let rows = 0;

  function look(): void {
    const derived = deriver.takeDerived();
    for (const movement of derived.movements) movements.push(bookedOf(movement));
    for (const change of derived.questions) if (change.kind === 'raised') questions.push(askedOf(change.question));
  }
  return {
    sensing,
    movements,
    questions,
    take(row) {
      if (row.device !== undefined && unheard.has(row.device)) return;
      if (deriver.site === undefined) deriver.take(settingsRow(own, row));
      deriver.take(row);
      rows += 1;
      if (rows % rows_per_look === 0) look();
    },
    end(at_ms) {
      deriver.tickTo(at_ms);
      look();
    },
    counters: () => deriver.counters(),
  };
}

/** The settings as if they had been journaled just before the first row. */
function settingsRow(site: Site, { at_ms }: JournalRow): JournalRow {
  return { n: 0, at_ms, kind: 'event', retained: false, qos: 0, event: 'settings', detail: JSON.stringify(site) };
}
