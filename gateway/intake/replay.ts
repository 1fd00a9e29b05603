/** A capture, run through the same derivation as the live gateway: same input, same movements, to the byte. */

import type { JournalRow } from '../ledger/reader.ts';
import type { Movement } from '../stock/movement.ts';
import type { Question } from '../stock/question.ts';
import type { Site } from '../stock/site.ts';
import { siteHash } from './capture.ts';
import { CaptureLines, type LinesEnd } from './capture-lines.ts';
import { Deriver, type Surroundings } from './deriver.ts';
import { ReplayNotes } from './replay-notes.ts';

export interface ReplayListener {
  movement(movement: Movement): void;
  question(question: Question): void;
  /** Something a person should know: on standard error, never among the results. */
  note(says: string): void;
}

export type ReplayEnd =
  | {
      readonly ok: true;
      readonly rows: number;
      readonly movements: number;
      readonly questions: number;
      readonly quarantined: number;
      /** Lines passed over; each rule they break was told. */
      readonly refused: number;
    }
  | { readonly ok: false; readonly says: string };

const chunksNeedDriver =
  'it holds chunks of a wire and no frames. See what a driver makes of them with --readings --driver NAME';

/**
 * Replays lines with `site` as the settings. Where the capture was made with the very same settings, its own later settings
 * events apply too; with other settings (a what-if) `site` holds throughout. Questions are told at the end, as they then stand.
 */
export async function replay(
  lines: AsyncIterable<string>,
  site: Site,
  around: Surroundings,
  listener: ReplayListener,
): Promise<ReplayEnd> {
  const deriver = new Deriver(around);
  const questions = new Map<string, Question>();
  const notes = new ReplayNotes();
  const counts = { movements: 0, quarantined: 0 };

  function report(line: number): void {
    const derived = deriver.takeDerived();
    for (const movement of derived.movements) listener.movement(movement);
    for (const change of derived.questions) {
      if (change.kind === 'settled') questions.delete(change.id);
      else {
        const known = questions.get(change.question.id);
        questions.set(change.question.id, {
          ...change.question,
          ...(known === undefined ? {} : { at_ms: known.at_ms, times: known.times + change.question.times }),
        });
      }
    }
    counts.movements += derived.movements.length;
    for (const frame of derived.quarantine) notes.refused(frame, line);
    counts.quarantined += derived.quarantine.length;
  }

  const read = await readCapture(lines, site, around, {
    row(row, line) {
      deriver.take(row);
      report(line);
    },
    note: (says) => listener.note(says),
  });
  if (!read.ok) return read;
  if (!read.is_ended) deriver.endWaits(read.last_at_ms);
  report(0);
  for (const question of questions.values()) listener.question(question);
  notes.tell(deriver, (says) => listener.note(says));
  return { ok: true, rows: read.rows, refused: read.refused, ...counts, questions: questions.size };
}

export type CaptureRead =
  /** `is_ended`: its gateway was stopped at its last row, and decided nothing after it. */
  | {
      readonly ok: true;
      readonly rows: number;
      readonly last_at_ms: number;
      readonly is_ended: boolean;
      readonly refused: LinesEnd['refused'];
    }
  | { readonly ok: false; readonly says: string };

/**
 * Gives the rows of a capture on with their lines, settings first: those of the capture itself where it was made with `site`,
 * else `site`. Lines that cannot be read are passed over and told.
 */
export async function readCapture(
  lines: AsyncIterable<string>,
  site: Site,
  around: Surroundings,
  listener: { row(row: JournalRow, line: number): void; note(says: string): void },
): Promise<CaptureRead> {
  let isSameSite = false;
  let hasSettings = false;
  let rows = 0;
  const taking = new CaptureLines();
  let last: JournalRow | undefined;
  for await (const text of lines) {
    const line = taking.take(text);
    if (line === undefined) continue;
    if (typeof line === 'string') return { ok: false, says: line };
    if (line.kind === 'header') {
      if (line.header.chunks === true) return { ok: false, says: chunksNeedDriver };
      isSameSite = line.header.site === siteHash(site);
      if (!isSameSite) listener.note('the capture was made with other settings; the given ones hold throughout');
      if (line.header.state === 'running')
        listener.note('the capture begins with stock already there; levels count from zero here');
      continue;
    }
    const { row } = line;
    const isSettings = row.kind === 'event' && row.event === 'settings';
    if (!hasSettings && !(isSameSite && isSettings)) listener.row(settingsRow(site, row), line.line);
    hasSettings = true;
    last = row;
    if (isSettings) {
      if (!isSameSite) continue;
      if (around.siteOf(JSON.parse(row.detail ?? 'null')) === undefined)
        return { ok: false, says: `line ${line.line}: these settings are not valid` };
    }
    listener.row(row, line.line);
    rows += 1;
  }
  const end = taking.end((says) => listener.note(says));
  if (typeof end === 'string') return { ok: false, says: end };
  return { ok: true, rows, refused: end.refused, last_at_ms: last?.at_ms ?? 0, is_ended: last?.event === 'end' };
}

/** The given settings as if they had been journaled just before the capture's first row. */
function settingsRow(site: Site, first: JournalRow): JournalRow {
  return {
    n: 0,
    at_ms: first.at_ms,
    kind: 'event',
    retained: false,
    qos: 0,
    event: 'settings',
    detail: JSON.stringify(site),
  };
}
