/** Settings as a thread of its own reads them back from the journal. */
import { drivers } from '../devices/registry.ts';
import { parseSite } from './site/parse-site.ts';
import type { Site } from './stock/site.ts';

/** They were checked before they were journaled, and are checked again; undefined when they are not valid. */
export function siteOfJson(json: unknown): Site | undefined {
  const parsed = parseSite(json, drivers);
  return parsed.ok ? parsed.site : undefined;
}
