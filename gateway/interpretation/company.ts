/**
 * Tags that came in together, as on one pallet: they passed a portal within a moment. Such a company is somewhere as a whole until its
 * tags say otherwise, so that what many are heard to do speaks for the few that are hardly heard (`company-follow.ts`). Who is booked
 * on its own way leaves the company.
 */
import { limits } from '../base/limits.ts';
import { addDeadline, type Deadlines, deadlinesOf } from './deadlines.ts';
import type { ReadingRef } from './turn.ts';

/** Where the company stands: its own word is the middle of what its tags say. */
export interface PutDown {
  readonly location: string;
  /** Effective time. */
  at_ms: number;
  /** Arrival time at which it was known. */
  readonly known_ms: number;
  /** Those that were hardly heard have been booked with the others. */
  is_followed: boolean;
}

/** Some of it went out by a portal. */
export interface Gone {
  readonly known_ms: number;
  readonly who: { readonly epc: string; readonly device: string; readonly at_ms: number }[];
}

export interface Company {
  readonly id: string;
  /** Through which portal, and when (effective). */
  readonly device: string;
  came_ms: number;
  readonly epcs: Set<string>;
  /** Who was put down where since the company last moved, and when. */
  settled: { readonly epc: string; readonly location: string; readonly at_ms: number }[];
  put_down: PutDown | undefined;
  /** The newest read of any of them where the company stands, and its arrival. */
  heard: ReadingRef | undefined;
  heard_arrived_ms: number;
  gone: Gone | undefined;
}

export interface Companies {
  readonly by_id: Map<string, Company>;
  /** Id of each tag's company. */
  readonly of: Map<string, string>;
  /** The newest ones, oldest first. */
  readonly lately: string[];
  readonly deadlines: Deadlines;
}

type Saved = Omit<Company, 'epcs' | 'put_down' | 'heard' | 'gone'> &
  Partial<Pick<Company, 'put_down' | 'heard' | 'gone'>> & { readonly epcs: readonly string[] };

export interface SavedCompanies {
  readonly companies: readonly Saved[];
  readonly lately: readonly string[];
}

/** A pallet's length at walking speed: who crosses this long after the first of them comes along. */
const together_ms = 2_500;
const lately_max = 32;
/** So many, and so large a share of them, make known where the whole is. */
const known_min = 3;
const known_share = 0.3;
/** Tags of a company that are put down at one place are so within this time. */
export const put_down_within_ms = 10_000;

export function companiesOf(): Companies {
  return { by_id: new Map(), of: new Map(), lately: [], deadlines: deadlinesOf() };
}

export function saveCompanies({ by_id, lately }: Companies): SavedCompanies {
  return { companies: [...by_id.values()].map((each) => ({ ...each, epcs: [...each.epcs] })), lately };
}

export function restoreCompanies(companies: Companies, saved: SavedCompanies | undefined): void {
  for (const each of saved?.companies ?? []) {
    const { put_down, heard, gone } = each;
    companies.by_id.set(each.id, { ...each, put_down, heard, gone, epcs: new Set(each.epcs) });
    for (const epc of each.epcs) companies.of.set(epc, each.id);
    // Too early is not too late: it is looked at again.
    addDeadline(companies.deadlines, each.id, 0);
  }
  companies.lately.push(...(saved?.lately ?? []));
}

export function companyOf({ by_id, of }: Companies, epc: string): Company | undefined {
  const id = of.get(epc);
  return id === undefined ? undefined : by_id.get(id);
}

/** The companies that came in last, the newest first. */
export function latelyCame({ by_id, lately }: Companies): readonly Company[] {
  return lately.flatMap((id) => by_id.get(id) ?? []).reverse();
}

/** A tag came in through a portal: with those that did so at the same time, or as the first of them. */
export function cameIn(companies: Companies, epc: string, device: string, at_ms: number): void {
  leaveCompany(companies, epc);
  const company = latelyCame(companies).find(
    (each) =>
      each.device === device &&
      Math.abs(each.came_ms - at_ms) <= together_ms &&
      each.put_down === undefined &&
      each.epcs.size < limits.company_tags_max,
  );
  if (company !== undefined) {
    company.came_ms += (at_ms - company.came_ms) / (company.epcs.size + 1);
    join(companies, company, epc);
    return;
  }
  const fresh: Company = {
    id: `${device}/${epc}/${at_ms}`,
    device,
    came_ms: at_ms,
    epcs: new Set(),
    settled: [],
    put_down: undefined,
    heard: undefined,
    heard_arrived_ms: 0,
    gone: undefined,
  };
  companies.by_id.set(fresh.id, fresh);
  companies.lately.push(fresh.id);
  if (companies.lately.length > lately_max) companies.lately.shift();
  join(companies, fresh, epc);
  if (companies.by_id.size <= limits.companies_max) return;
  const [oldest] = companies.by_id.values();
  if (oldest !== undefined) for (const each of [...oldest.epcs]) leaveCompany(companies, each);
}

export function join({ of }: Companies, company: Company, epc: string): void {
  company.epcs.add(epc);
  of.set(epc, company.id);
}

export function leaveCompany({ by_id, of }: Companies, epc: string): void {
  const id = of.get(epc);
  const company = id === undefined ? undefined : by_id.get(id);
  if (company === undefined) return;
  of.delete(epc);
  company.epcs.delete(epc);
  company.settled = company.settled.filter((each) => each.epc !== epc);
  if (company.epcs.size === 0) by_id.delete(company.id);
}

/** A tag of it was put down, effective `at_ms`; `now_ms` is arrival. */
export function noteSettled(
  companies: Companies,
  epc: string,
  { location, at_ms, ref }: { readonly location: string; readonly at_ms: number; readonly ref: ReadingRef },
  now_ms: number,
): void {
  const company = companyOf(companies, epc);
  if (company === undefined) return;
  company.settled = company.settled.filter((each) => each.epc !== epc);
  company.settled.push({ epc, location, at_ms });
  const times = company.settled.filter((each) => each.location === location).map((each) => each.at_ms);
  const { put_down } = company;
  if (put_down !== undefined) {
    if (put_down.location === location) heardAt(company, ref, now_ms);
    return;
  }
  if (times.length < Math.max(known_min, known_share * company.epcs.size)) return;
  company.put_down = { location, at_ms: middleOf(times), known_ms: now_ms, is_followed: false };
  heardAt(company, ref, now_ms);
  addDeadline(companies.deadlines, company.id, now_ms);
}

/** A tag of it is heard where it is. */
export function heardAt(company: Company, ref: ReadingRef, now_ms: number): void {
  company.heard_arrived_ms = now_ms;
  if (company.heard === undefined || ref.at_ms >= company.heard.at_ms) company.heard = ref;
}

/** A tag of it went out by a portal. */
export function wentOut(companies: Companies, epc: string, device: string, at_ms: number, now_ms: number): void {
  const company = companyOf(companies, epc);
  if (company === undefined) return;
  company.gone ??= { known_ms: now_ms, who: [] };
  company.gone.who.push({ epc, device, at_ms });
  addDeadline(companies.deadlines, company.id, now_ms);
}

/** That was wrong. */
export function notGone(companies: Companies, epc: string): void {
  const gone = companyOf(companies, epc)?.gone;
  const at = gone?.who.findLastIndex((each) => each.epc === epc) ?? -1;
  if (at >= 0) gone?.who.splice(at, 1);
}

/** All of it moves from now on. */
export function pickedUp(company: Company): void {
  company.settled = [];
  company.put_down = undefined;
  company.heard = undefined;
}

export function middleOf(times: readonly number[]): number {
  return times.toSorted((a, b) => a - b)[Math.floor((times.length - 1) / 2)] ?? 0;
}
