/**
 * An upstream that takes movements over HTTP and acknowledges a high-water mark, as `docs/sync.md` says, with the faults
 * real ones have.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Chance } from '../devices/codec/codec.ts';
import { batchOf, type Reply, type UpstreamBook, type UpstreamMovement, upstreamBook } from './upstream-book.ts';

export interface UpstreamFaults {
  /** Answers come this late. */
  readonly slow_ms?: number;
  /** Connections are dropped unheard. */
  readonly down?: boolean;
  /** Batches are applied, and the answer is lost with its connection. */
  readonly forget_answers?: boolean;
  /** Movements of this item are refused with 422; what comes before them in the batch is applied. */
  readonly picky?: string;
  /** Larger batches are refused with 413. */
  readonly movements_max?: number;
  /** So many of a thousand requests fail by chance: answered 503, dropped unheard, or applied and their answer lost. */
  readonly fail_permille?: number;
}

export interface UpstreamOptions {
  readonly host?: string;
  /** 0 or absent: one that is free. */
  readonly port?: number;
  readonly faults?: UpstreamFaults;
  readonly random: Chance;
  /** Calls back once after a time; the returned function takes it back. */
  after(wait_ms: number, then: () => void): () => void;
}

export interface Upstream {
  readonly url: string;
  readonly port: number;
  /** By `<gateway>:<ledger>`: what has been applied, dense from 1. */
  readonly received: ReadonlyMap<string, readonly UpstreamMovement[]>;
  /** How many movements have had an effect. */
  readonly effects: number;
  /** Requests heard, also those that failed. */
  readonly requests: number;
  /** Replaces the faults. */
  set(faults: UpstreamFaults): void;
  /** Forgets what it has beyond `seq`, like one restored from a backup. */
  restore(key: string, seq: number): void;
  stop(): Promise<void>;
}

const path = '/v1/movements';
const body_bytes_max = 16_777_216;

/** Listens; rejects when the address cannot be had. */
export async function startUpstream(options: UpstreamOptions): Promise<Upstream> {
  const host = options.host ?? '127.0.0.1';
  const book = upstreamBook();
  const delays = new Set<() => void>();
  let faults = options.faults ?? {};
  let requests = 0;

  const server = createServer((request, response) => {
    requests += 1;
    void serve(request, response);
  });

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const fate = fateOf(faults, options.random);
    if (fate === 'unheard') return drop(request);
    const text = await textOf(request);
    if (text === undefined) return drop(request);
    const reply = fate === 'busy' ? { status: 503, body: { says: 'busy' } } : replyTo(request, text, book, faults);
    await delay(faults.slow_ms ?? 0);
    if (fate === 'lost') return drop(request);
    response.writeHead(reply.status, { 'Content-Type': 'application/json' }).end(JSON.stringify(reply.body));
  }

  function delay(wait_ms: number): Promise<void> {
    if (wait_ms === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const over = () => {
        delays.delete(over);
        cancel();
        resolve();
      };
      const cancel = options.after(wait_ms, over);
      delays.add(over);
    });
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, resolve);
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://${host}:${port}${path}`,
    port,
    received: book.received,
    get effects() {
      return book.effects;
    },
    get requests() {
      return requests;
    },
    set(changed) {
      faults = changed;
    },
    restore: book.restore,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      for (const over of [...delays]) over();
      server.closeAllConnections();
      await closed;
    },
  };
}

function replyTo(request: IncomingMessage, text: string, book: UpstreamBook, faults: UpstreamFaults): Reply {
  if (request.url !== path) return { status: 404, body: { says: `there is nothing but ${path}` } };
  if (request.method !== 'POST') return { status: 405, body: { says: 'movements are posted' } };
  const batch = batchOf(text);
  if (batch === undefined) return { status: 400, body: { says: 'the body is no batch of movements' } };
  const named = `${batch.gateway_id}:${batch.ledger_id}:${batch.from_seq}-${batch.to_seq}`;
  if (request.headers['idempotency-key'] !== named) {
    return { status: 400, body: { says: `the Idempotency-Key must be ${named}` } };
  }
  if (batch.movements.length > (faults.movements_max ?? Number.POSITIVE_INFINITY)) {
    return { status: 413, body: { says: `at most ${faults.movements_max} movements at once` } };
  }
  return book.apply(batch, faults.picky);
}

/** What will become of a request, before it is read. */
function fateOf(faults: UpstreamFaults, random: Chance): 'heard' | 'unheard' | 'busy' | 'lost' {
  if (faults.down === true) return 'unheard';
  if (faults.forget_answers === true) return 'lost';
  if (random.int(1, 1_000) > (faults.fail_permille ?? 0)) return 'heard';
  const which = random.int(1, 3);
  return which === 1 ? 'unheard' : which === 2 ? 'busy' : 'lost';
}

function drop(request: IncomingMessage): void {
  request.socket.destroy();
}

/** Undefined when it is too long, or the sender went away. */
async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const part of request) {
      if (!Buffer.isBuffer(part)) return undefined;
      bytes += part.byteLength;
      if (bytes > body_bytes_max) return undefined;
      parts.push(part);
    }
  } catch {
    // The sender hung up in the middle.
    return undefined;
  }
  return Buffer.concat(parts).toString('utf8');
}
