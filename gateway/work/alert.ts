/**
 * The life of an alert: raised, acknowledged, silenced until a time, cleared; raised anew when its silence is over and it still
 * holds. There is one alert for a subject at a time. What swings about a threshold is one alert and not many: a finding has a
 * state between, in which nothing is raised and nothing cleared, and both wait until it has lasted.
 */
import type { AlertKind, AlertSettings } from '../stock/alert-settings.ts';

/** What an alert is about. */
export interface AlertSubject {
  /** The kind and what it is about, `low/a1-01/bolt-m6`: there is one open alert of it at most. */
  readonly key: string;
  readonly kind: AlertKind;
  readonly item?: string;
  readonly location?: string;
  readonly device?: string;
  /** An upstream target. */
  readonly target?: string;
}

/** Something that is the case now. `between`: it is not any more, but not by enough to call it over. */
export interface Finding extends AlertSubject {
  readonly state: 'on' | 'between';
  /** One sentence for people. */
  readonly says: string;
  /** Its own threshold is a time already: it does not have to last once more. */
  readonly isTimed?: true;
}

export interface Alert extends AlertSubject {
  /** Dense, from 1. */
  readonly number: number;
  readonly state: 'raised' | 'acknowledged' | 'cleared';
  readonly says: string;
  readonly raised_ms: number;
  /** How often it was raised: more than once after silences. */
  readonly times: number;
  readonly acknowledged?: { readonly at_ms: number; readonly by: string; readonly why: string };
  readonly silenced?: { readonly at_ms: number; readonly until_ms: number; readonly by: string; readonly why: string };
  readonly cleared_ms?: number;
}

/** What happened to an alert; none is ever taken back. */
export interface AlertEvent {
  readonly kind: 'raised' | 'raised-anew' | 'acknowledged' | 'silenced' | 'cleared';
  readonly at_ms: number;
  /** Who did it, where somebody did. */
  readonly by?: string;
  readonly why?: string;
}

export interface AlertChange {
  readonly alert: Alert;
  readonly event: AlertEvent;
}

export interface AlertRefusal {
  readonly field: string;
  readonly rule: string;
}

/** All open alerts, and since when what is the case. `look` changes it in place. */
export interface AlertBook {
  /** By key. */
  readonly open: Map<string, Alert>;
  /** Of findings that are no alert yet: since when. */
  readonly coming: Map<string, number>;
  /** Of alerts whose finding is gone: since when. */
  readonly going: Map<string, number>;
  /** Until when a subject is silent whose alert was cleared meanwhile. */
  readonly silent: Map<string, NonNullable<Alert['silenced']>>;
  next_number: number;
}

export function alertBook(open: readonly Alert[], next_number: number): AlertBook {
  return {
    open: new Map(open.map((alert) => [alert.key, alert])),
    coming: new Map(),
    going: new Map(),
    silent: new Map(),
    next_number,
  };
}

/** What is found now, in place of what was found before. Gives the changes in order; `beyond`: further ones than may be open. */
export function look(
  book: AlertBook,
  findings: readonly Finding[],
  at_ms: number,
  settings: AlertSettings & { readonly open_max: number },
): { readonly changes: readonly AlertChange[]; readonly beyond: number } {
  const changes: AlertChange[] = [];
  const found = new Map(findings.filter(({ kind }) => settings.kinds.includes(kind)).map((each) => [each.key, each]));
  // What is over is cleared first: it makes room.
  for (const alert of [...book.open.values()]) {
    if (found.has(alert.key)) book.going.delete(alert.key);
    else if (lasted(book.going, alert.key, at_ms) >= settings.clear_after_ms) changes.push(clear(book, alert, at_ms));
  }
  for (const key of book.coming.keys()) if (found.get(key)?.state !== 'on') book.coming.delete(key);
  for (const [key, { until_ms }] of book.silent) if (until_ms <= at_ms) book.silent.delete(key);
  let beyond = 0;
  for (const finding of found.values()) {
    const alert = book.open.get(finding.key);
    if (alert !== undefined) {
      const change = goOn(book, alert, finding, at_ms);
      if (change !== undefined) changes.push(change);
      continue;
    }
    if (finding.state !== 'on') continue;
    const wait_ms = finding.isTimed === true ? 0 : settings.raise_after_ms;
    if (lasted(book.coming, finding.key, at_ms) < wait_ms) continue;
    if (book.open.size >= settings.open_max) beyond += 1;
    else changes.push(raise(book, finding, at_ms));
  }
  return { changes, beyond };
}

/** How long it has lasted; begins now when it is new, or when the clock was put back. */
function lasted(since: Map<string, number>, key: string, at_ms: number): number {
  const began_ms = Math.min(since.get(key) ?? at_ms, at_ms);
  since.set(key, began_ms);
  return at_ms - began_ms;
}

function raise(book: AlertBook, finding: Finding, at_ms: number): AlertChange {
  const { state: _, isTimed: __, ...about } = finding;
  const silenced = book.silent.get(finding.key);
  const alert: Alert = {
    ...about,
    number: book.next_number,
    state: 'raised',
    raised_ms: at_ms,
    times: 1,
    ...(silenced === undefined ? {} : { silenced }),
  };
  book.next_number += 1;
  book.coming.delete(alert.key);
  book.silent.delete(alert.key);
  book.open.set(alert.key, alert);
  return { alert, event: { kind: 'raised', at_ms } };
}

/** The same alert, in the words of now; raised anew when its silence is over. */
function goOn(book: AlertBook, alert: Alert, finding: Finding, at_ms: number): AlertChange | undefined {
  const says = finding.state === 'on' ? finding.says : alert.says;
  if (alert.silenced === undefined || alert.silenced.until_ms > at_ms) {
    if (says !== alert.says) book.open.set(alert.key, { ...alert, says });
    return undefined;
  }
  const { silenced: _, acknowledged: __, ...rest } = alert;
  const anew: Alert = { ...rest, says, state: 'raised', raised_ms: at_ms, times: alert.times + 1 };
  book.open.set(alert.key, anew);
  return { alert: anew, event: { kind: 'raised-anew', at_ms } };
}

function clear(book: AlertBook, alert: Alert, at_ms: number): AlertChange {
  book.open.delete(alert.key);
  book.going.delete(alert.key);
  if (isSilent(alert, at_ms) && alert.silenced !== undefined) book.silent.set(alert.key, alert.silenced);
  return { alert: { ...alert, state: 'cleared', cleared_ms: at_ms }, event: { kind: 'cleared', at_ms } };
}

/** Nobody is told of it. */
export function isSilent({ silenced }: Alert, at_ms: number): boolean {
  return silenced !== undefined && silenced.until_ms > at_ms;
}

interface Said {
  readonly by: string;
  readonly why: string;
  readonly at_ms: number;
}

/** Somebody takes care of it. Refused when somebody does already, or when it is over. */
export function acknowledge(book: AlertBook, number: number, { by, why, at_ms }: Said): AlertChange | AlertRefusal {
  const alert = openAlert(book, number);
  if (alert === undefined) return over;
  if (alert.acknowledged !== undefined) {
    return { field: 'id', rule: `was acknowledged by ${alert.acknowledged.by} already` };
  }
  const next: Alert = { ...alert, state: 'acknowledged', acknowledged: { at_ms, by, why } };
  book.open.set(next.key, next);
  return { alert: next, event: { kind: 'acknowledged', at_ms, by, why } };
}

/** Nobody is told of its subject until then. A later silence takes the place of an earlier one. */
export function silence(
  book: AlertBook,
  number: number,
  { by, why, at_ms, until_ms, ms_max }: Said & { readonly until_ms: number; readonly ms_max: number },
): AlertChange | AlertRefusal {
  const alert = openAlert(book, number);
  if (alert === undefined) return over;
  if (until_ms <= at_ms) return { field: 'until_ms', rule: 'must be after now' };
  if (until_ms > at_ms + ms_max) {
    return { field: 'until_ms', rule: `must be within ${Math.floor(ms_max / 86_400_000)} days` };
  }
  const next: Alert = { ...alert, silenced: { at_ms, until_ms, by, why } };
  book.open.set(next.key, next);
  return { alert: next, event: { kind: 'silenced', at_ms, by, why } };
}

const over: AlertRefusal = { field: 'id', rule: 'must be the number of an alert that is open' };

function openAlert(book: AlertBook, number: number): Alert | undefined {
  return [...book.open.values()].find((alert) => alert.number === number);
}
