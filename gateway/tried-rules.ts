/** Rules that somebody wants to try: a part of `rules` in the settings, checked as the settings' own are. */
import { drivers } from '../devices/registry.ts';
import { parseSite } from './site/parse-site.ts';
import type { Rules, Site } from './stock/site.ts';

export type TriedRules =
  | { readonly ok: true; readonly rules: Rules }
  | { readonly ok: false; readonly problems: readonly string[] };

/** What `partial` leaves out is as the settings have it. */
export function triedRules(site: Site, partial: unknown): TriedRules {
  if (!isObject(partial)) return { ok: false, problems: ['rules: must be an object, like `rules` in the settings'] };
  const parsed = parseSite({ ...site, rules: merged({ ...site.rules }, partial) }, drivers);
  if (parsed.ok) return { ok: true, rules: parsed.site.rules };
  return { ok: false, problems: parsed.problems.map(({ path, rule }) => `${path}: ${rule}`) };
}

function merged(rules: Readonly<Record<string, unknown>>, partial: Readonly<Record<string, unknown>>): object {
  const result: Record<string, unknown> = { ...rules };
  for (const [name, value] of Object.entries(partial)) {
    const before = rules[name];
    result[name] = isObject(value) && isObject(before) ? { ...before, ...value } : value;
  }
  return result;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
