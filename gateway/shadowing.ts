/** Shadow rules, wired: rules to be tried, from a file; what they leave out is as the settings have it. */
import { readFile } from 'node:fs/promises';
import { drivers } from '../devices/registry.ts';
import { GatewayFault, messageOf } from './base/faults.ts';
import { type ShadowEnd, type ShadowListener, shadowCapture } from './intake/shadow.ts';
import { surroundings } from './main.ts';
import { parseSite } from './site/parse-site.ts';
import { readSite } from './site/site-file.ts';
import type { Rules, Site } from './stock/site.ts';

export type { Difference } from './intake/shadow-differences.ts';
export type { Movement } from './stock/movement.ts';

export type TriedRules =
  | { readonly ok: true; readonly rules: Rules }
  | { readonly ok: false; readonly problems: readonly string[] };

/** `partial` is checked as the settings' own `rules` are. */
export function triedRules(site: Site, partial: unknown): TriedRules {
  if (!isObject(partial)) return { ok: false, problems: ['rules: must be an object, like `rules` in the settings'] };
  const parsed = parseSite({ ...site, rules: merged({ ...site.rules }, partial) }, drivers);
  if (parsed.ok) return { ok: true, rules: parsed.site.rules };
  return { ok: false, problems: parsed.problems.map(({ path, rule }) => `${path}: ${rule}`) };
}

/** Derives a capture twice, by the rules of the settings and by others. Throws GatewayFault when either cannot be used. */
export async function shadowOfCapture(
  lines: AsyncIterable<string>,
  site_file: string,
  rules_file: string,
  listener: ShadowListener,
): Promise<ShadowEnd> {
  const site = await readSite(site_file, drivers);
  return shadowCapture(lines, site, await readRules(rules_file, site), surroundings, listener);
}

/** Throws GatewayFault when the file cannot be used. */
export async function readRules(path: string, site: Site): Promise<Rules> {
  let json: unknown;
  try {
    json = JSON.parse(await readFile(path, 'utf8'));
  } catch (thrown) {
    throw new GatewayFault('settings-unreadable', `The rules ${path} cannot be read: ${messageOf(thrown)}`, thrown);
  }
  const tried = triedRules(site, json);
  if (!tried.ok)
    throw new GatewayFault('settings-invalid', `The rules ${path} are not valid. ${tried.problems.join('; ')}`);
  return tried.rules;
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
