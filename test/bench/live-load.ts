/** Readings at a fixed rate that each make a visible change, and a screen that sees them: both in one process, by one clock. */
import { io } from 'socket.io-client';
import type { Change, ServerMessages } from '../../gateway/live/messages.ts';
import { connectedAll, type Login, paced, type Speaker, speakerOf } from './clients.ts';
import { percentile } from './figures.ts';
import { epcOf, gtinOfItem } from './sites.ts';

export interface LiveJob {
  readonly broker: string;
  readonly dashboard: string;
  readonly token: string;
  readonly logins: readonly Login[];
  /** `tags`: every reading is a tag that arrives. `scans`: every scan books the receipt scanned before it. */
  readonly kind: 'tags' | 'scans';
  readonly per_second: number;
  readonly warm_ms: number;
  readonly measure_ms: number;
}

export interface LiveResult {
  readonly readings: number;
  readonly ack_p50_ms: number;
  readonly ack_p99_ms: number;
  readonly shown_p50_ms: number;
  readonly shown_p99_ms: number;
  readonly shown_max_ms: number;
  /** Changes published that no frame showed. */
  readonly unseen: number;
  readonly frames: number;
}

const job: LiveJob = JSON.parse(process.argv[2] ?? '');
/** When the reading was published that books a movement, by the reading its id begins with. */
const awaited = new Map<string, number>();
const shown_ms: number[] = [];
const acked_ms: number[] = [];
let frames = 0;
let tellEmpty: (() => void) | undefined;

function see(change: Change): void {
  const now_ms = performance.now();
  frames += 1;
  for (const { id } of change.movements ?? []) {
    const reading = id.slice(0, id.lastIndexOf(':'));
    const published_ms = awaited.get(reading);
    if (published_ms === undefined) continue;
    awaited.delete(reading);
    shown_ms.push(now_ms - published_ms);
  }
  if (awaited.size === 0) tellEmpty?.();
}

/** What the speaker says next, and the reading whose movement that books. */
function nextOf(speaker: Speaker, i: number): { readonly says: object; readonly books: number | undefined } {
  if (job.kind === 'tags') {
    return { says: { tags: [{ epc: epcOf(i % 100, i), antenna: 1 + (i % 10) }] }, books: speaker.seq };
  }
  if (speaker.seq === 1) return { says: { scan: { code: 'TG-CMD.RECEIVE' } }, books: undefined };
  return { says: { scan: { code: gtinOfItem(i % 100) } }, books: speaker.seq === 2 ? undefined : speaker.seq - 1 };
}

const clients = await connectedAll(job.broker, job.logins);
const speakers = job.logins.map(({ id }) => speakerOf(id));

function publish(i: number, isMeasured: boolean): void {
  const speaker = speakers[i % speakers.length];
  if (speaker === undefined) return;
  speaker.seq += 1;
  const { boot, seq } = speaker;
  const { says, books } = nextOf(speaker, i);
  const published_ms = performance.now();
  if (isMeasured && books !== undefined) awaited.set(`${speaker.id}:${boot}:${books}`, published_ms);
  const message = JSON.stringify({ ...says, seq, boot, at: Date.now() });
  clients[i % clients.length]?.publish(speaker.topic, message, { qos: 1 }, (error) => {
    if (error) throw error;
    if (isMeasured) acked_ms.push(performance.now() - published_ms);
  });
}

const screen = io(job.dashboard, {
  transports: ['websocket'],
  reconnection: false,
  extraHeaders: { authorization: `Bearer ${job.token}` },
});
await new Promise<void>((resolve, reject) => {
  const hear = <Name extends keyof ServerMessages>(name: Name, listener: ServerMessages[Name]) =>
    screen.on<string>(name, listener);
  hear('snapshot', () => resolve());
  hear('change', see);
  screen.on('connect_error', reject);
  screen.on('disconnect', (why) => {
    throw new Error(`the screen was disconnected: ${why}`);
  });
});
let published = 0;
await paced(job.per_second, job.warm_ms, () => publish(published++, false));
frames = 0;
await paced(job.per_second, job.measure_ms, () => publish(published++, true));
const frames_shown = frames;
if (awaited.size > 0) {
  await new Promise<void>((resolve) => {
    tellEmpty = resolve;
    setTimeout(resolve, 3_000);
  });
}
const result: LiveResult = {
  readings: acked_ms.length,
  ack_p50_ms: percentile(acked_ms, 0.5),
  ack_p99_ms: percentile(acked_ms, 0.99),
  shown_p50_ms: percentile(shown_ms, 0.5),
  shown_p99_ms: percentile(shown_ms, 0.99),
  shown_max_ms: percentile(shown_ms, 1),
  unseen: awaited.size,
  frames: frames_shown,
};
console.log(JSON.stringify(result));
