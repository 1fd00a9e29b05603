/** What whoever receives a webhook does, as docs/alerts.md shows it. */
import { createHmac, timingSafeEqual } from 'node:crypto';

export function isGenuine(header: string, body: string, key: string, now_ms: number): boolean {
  const [, at = '', given = ''] = /^t=(\d{1,12}),v1=([0-9a-f]{64})$/.exec(header) ?? [];
  if (given === '' || Math.abs(now_ms / 1_000 - Number(at)) > 300) return false;
  const expected = createHmac('sha256', key).update(`${at}.${body}`).digest();
  return timingSafeEqual(expected, Buffer.from(given, 'hex'));
}
