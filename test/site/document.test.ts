import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { documentOf } from '../../gateway/site/document.ts';
import { parseSite } from '../../gateway/site/parse-site.ts';
import type { Site } from '../../gateway/stock/site.ts';
import { knownDrivers } from './known-drivers.ts';

function siteOf(json: unknown): Site {
  const parsed = parseSite(json, knownDrivers);
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.site;
}

const short = { name: 'Store', time_zone: 'UTC', currency: 'EUR' };

describe('the document of a site', () => {
  it('is the file it came from, to the byte, when nothing has changed', () => {
    const text = readFileSync(new URL('../../docs/examples/site.json', import.meta.url), 'utf8');
    const written: unknown = JSON.parse(text);
    expect(JSON.stringify(documentOf(siteOf(written), written))).toBe(JSON.stringify(written));
  });

  it('leaves out what holds anyway', () => {
    const written = {
      ...short,
      connections: [{ id: 'n', wire: { kind: 'mqtt' } }],
      devices: [{ id: 'n', driver: 'native' }],
    };
    expect(documentOf(siteOf(written), {})).toEqual(written);
  });

  it('keeps a default that a person wrote', () => {
    const written = {
      ...short,
      rules: { scan: { duplicate_ms: 500 } },
      items: [{ id: 'a', name: 'a', unit: 'piece' }],
    };
    expect(documentOf(siteOf(written), written)).toEqual(written);
  });

  it('says only what differs from the defaults', () => {
    const site = siteOf(short);
    const changed: Site = { ...site, rules: { ...site.rules, tags: { ...site.rules.tags, absent_ms: 5_000 } } };
    expect(documentOf(changed, short)).toEqual({ ...short, rules: { tags: { absent_ms: 5_000 } } });
  });

  it('has the keys in the order of the schema', () => {
    const site = siteOf({ currency: 'EUR', items: [{ unit: 'kg', id: 'a' }], time_zone: 'UTC', name: 'Store' });
    expect(JSON.stringify(documentOf(site, undefined))).toBe(
      '{"name":"Store","time_zone":"UTC","currency":"EUR","items":[{"id":"a","unit":"kg"}]}',
    );
  });

  it('knows the entries of the file by their ids, wherever they have moved', () => {
    const written = { ...short, items: [{ id: 'a', unit: 'piece' }, { id: 'b' }] };
    const site = siteOf(written);
    expect(documentOf({ ...site, items: [...site.items].reverse() }, written)).toEqual({
      ...short,
      items: [{ id: 'b' }, { id: 'a', unit: 'piece' }],
    });
  });

  it('keeps an item that shares its id with its location', () => {
    const written = { ...short, items: [{ id: 'bolt' }], locations: [{ id: 'bolt', kind: 'bin', item: 'bolt' }] };
    expect(documentOf(siteOf(written), {})).toEqual(written);
  });

  it('means the site it came from, whatever stood in the file before', () => {
    const site = siteOf(JSON.parse(readFileSync(new URL('../../docs/examples/site.json', import.meta.url), 'utf8')));
    fc.assert(
      fc.property(fc.jsonValue(), (previous) => {
        expect(siteOf(documentOf(site, previous))).toEqual(site);
      }),
      { numRuns: 50 },
    );
  });
});
