/** Shadow rules, wired: rules to be tried, from a file; what they leave out is as the settings have it. */
import { readFile } from 'node:fs/promises';
import { drivers } from '../devices/registry.ts';
import { fileTrouble, GatewayFault } from './base/faults.ts';
import { type ShadowEnd, type ShadowListener, shadowCapture } from './intake/shadow.ts';
import { surroundings } from './main.ts';
import { jsonFaultOf } from './site/json-text.ts';
import { readSite } from './site/site-file.ts';
import type { Rules, Site } from './stock/site.ts';
import { triedRules } from './tried-rules.ts';

export type { Difference } from './intake/shadow-differences.ts';
export type { Movement } from './stock/movement.ts';
export { triedRules } from './tried-rules.ts';

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
  const text = await readFile(path, 'utf8').catch((thrown: unknown) => {
    throw new GatewayFault('settings-unreadable', `The rules ${path} cannot be read: ${fileTrouble(thrown)}`, thrown);
  });
  const fault = jsonFaultOf(text);
  if (fault !== undefined) {
    const { line, column, rule } = fault;
    const says = `The rules ${path} are not JSON: line ${line}, column ${column}: ${rule}`;
    throw new GatewayFault('settings-unreadable', says);
  }
  const tried = triedRules(site, JSON.parse(text));
  if (!tried.ok)
    throw new GatewayFault('settings-invalid', `The rules ${path} are not valid. ${tried.problems.join('; ')}`);
  return tried.rules;
}
