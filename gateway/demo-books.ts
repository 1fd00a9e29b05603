/** What the demo's people had in their books before its devices say anything: eight weeks of bin cards, and what is open today. */
import { demoCards } from '../simulators/demo-cards.ts';
import { systemClock } from './base/clock.ts';
import { localDay } from './base/site-time.ts';

const zone = 'Europe/Berlin';

/**
 * Tells a demo whose ledger is empty, as whoever sits at the machine could: over its own API. One that has movements already is left alone.
 * Throws where the gateway refuses what the demo itself has written.
 */
export async function keepDemoBooks(dashboard: string): Promise<void> {
  const { origin } = new URL(dashboard);
  const known: { readonly movements: readonly unknown[] } = JSON.parse(await asked(origin, '/movements?limit=1'));
  if (known.movements.length > 0) return;
  const reason = encodeURIComponent('bin cards of eight weeks');
  await asked(origin, `/movements/import?file=bin-cards.csv&reason=${reason}`, demoCards(dayAgo));
  for (const [path, body] of openWork()) await asked(origin, path, JSON.stringify(body));
}

/** The local day so many days before today; below 0 it is still to come. */
function dayAgo(days: number): string {
  return new Date((localDay(systemClock.now_ms(), zone) - days) * 86_400_000).toISOString().slice(0, 10);
}

function openWork(): readonly (readonly [path: string, body: object])[] {
  const bolts = { item: 'bolt-m12', quantity: 20, unit_cost: '0.39' };
  const relays = { item: 'relay-24v', quantity: 12, unit_cost: '6.65' };
  const late = { supplier: 'nordbolt', reference: 'HS-1041', due_day: dayAgo(2), lines: [bolts] };
  const due = { supplier: 'hansa-electric', reference: 'HS-1044', due_day: dayAgo(-3), lines: [relays] };
  const stations = { customer: 'Quayside Heating', due_day: dayAgo(-30), is_backorder: true };
  return [
    ['/purchase-orders', late],
    ['/purchase-orders', due],
    ['/reservations', { ...stations, lines: [{ item: 'pump-station', quantity: 3 }] }],
    ['/plans/run', {}],
  ];
}

async function asked(origin: string, path: string, body?: string): Promise<string> {
  const type = path.startsWith('/movements/import') ? 'text/csv' : 'application/json';
  const headers = { 'content-type': type, origin, 'x-tallygate': '1' };
  const sent = body === undefined ? {} : { method: 'POST', body };
  const answer = await fetch(`${origin}/api/v1${path}`, { headers, ...sent });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`The demo's own books are refused (${path}): ${text}`);
  return text;
}
