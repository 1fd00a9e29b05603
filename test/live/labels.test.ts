import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { limits } from '../../gateway/base/limits.ts';
import { labelsOfPage, scansOf } from '../reports/reading.ts';
import { startTestGateway, type TestGateway } from './gateway.ts';

let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());

/** A connection each: reading a picture keeps this process busy for longer than the server keeps an idle one. */
function get(path: string): Promise<Response> {
  return fetch(`${gateway.live.url}api/v1/labels/${path}`, { headers: { connection: 'close' } });
}

describe('labels over REST', () => {
  test('are a page that reads as what was asked for', async () => {
    const answer = await get('items?ids=bolt-m6&lot=L1&expiry=2027-12-31&quantity=12&size=a4-8');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(answer.headers.get('content-disposition')).toBe('inline; filename="labels.html"');
    const [label] = labelsOfPage(await answer.text());
    expect(label && (await scansOf(label))).toEqual([']C101095060001343521727123110L1\x1d3012']);
  });

  test('allow their own style and nothing else', async () => {
    const answer = await get('commands?ids=DONE');
    const page = await answer.text();
    const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? '';
    const policy = answer.headers.get('content-security-policy') ?? '';
    expect(policy).toContain(`style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'`);
    expect(policy).toContain("default-src 'none'");
    expect(page).not.toMatch(/ style=|<script|http:\/\/(?!www\.w3\.org\/2000\/svg)|https:/);
  });

  test('of all locations are as many as there are', async () => {
    expect(labelsOfPage(await (await get('locations')).text())).toHaveLength(4);
  });

  test.each([
    ['items?ids=bolt-m6,nothing', 422, 'There is no item nothing.'],
    ['items?ids=nut-m6', 422, 'Item nut-m6 has neither a GTIN nor a code; give it one in the settings.'],
    ['locations?gs1=true', 422, 'The settings give the site no gln, which the GS1 form begins with.'],
    ['items?size=huge', 422, 'There is no size huge: a4-24, a4-21, a4-8, a4-65, 4x6, 4x2, 2x1.'],
    [
      `commands?copies=${limits.labels_page_max}`,
      422,
      'These are 11700 labels; at most 2000 are printed at once. Name some of them.',
    ],
    [
      'commands?copies=20',
      422,
      'These are 780 labels; a page has at most 300. Name some of them, or print them with tallygate labels.',
    ],
  ])('%s: %i', async (path, status, detail) => {
    const answer = await get(path);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      status,
      'application/problem+json; charset=utf-8',
    ]);
    expect(await answer.json()).toMatchObject({ code: 'not-printable', detail });
  });

  test.each(['pigeons', 'items?copies=0', 'items?as=semaphore', 'items?colour=red'])(
    '%s is no question',
    async (path) => {
      expect((await get(path)).status).toBe(400);
    },
  );
});
