/**
 * The bare baseline: the gateway's broker library and its store, opened the same way, and nothing in between but what a
 * reading needs to be stored: parsed, checked by hand, inserted once, acknowledged after the commit it is in.
 */
import { createServer } from 'node:net';
import { Aedes } from 'aedes';
import { openForWriting } from '../../gateway/ledger/database.ts';

interface Reading {
  readonly mass_mg: number;
  readonly seq: number;
  readonly boot: string;
  readonly at_ms: number;
}

interface Waiting {
  readonly topic: string;
  readonly reading: Reading;
  readonly settled: (error?: Error | null) => void;
}

const database = openForWriting(process.argv[2] ?? '');
database.exec(
  'CREATE TABLE reading (n INTEGER PRIMARY KEY, topic TEXT, boot TEXT, seq INTEGER, at_ms INTEGER, mass_mg INTEGER)',
);
const insert = database.prepare('INSERT INTO reading (topic, boot, seq, at_ms, mass_mg) VALUES (?, ?, ?, ?, ?)');
let waiting: Waiting[] = [];

function commit(): void {
  const batch = waiting;
  waiting = [];
  database.exec('BEGIN IMMEDIATE');
  for (const { topic, reading } of batch) {
    insert.run(topic, reading.boot, reading.seq, reading.at_ms, reading.mass_mg);
  }
  database.exec('COMMIT');
  for (const { settled } of batch) settled(null);
}

function readingOf(payload: Buffer): Reading | undefined {
  const given: unknown = JSON.parse(payload.toString('utf8'));
  if (typeof given !== 'object' || given === null || !('weight' in given)) return undefined;
  const { weight } = given;
  if (typeof weight !== 'object' || weight === null || !('channel' in weight && 'grams' in weight)) return undefined;
  if (typeof weight.channel !== 'string' || weight.channel.length > 32 || typeof weight.grams !== 'number')
    return undefined;
  if (!('seq' in given && 'boot' in given && 'at' in given)) return undefined;
  const { seq, boot, at } = given;
  if (typeof seq !== 'number' || !Number.isSafeInteger(seq) || typeof boot !== 'string' || boot.length > 64)
    return undefined;
  const at_ms = typeof at === 'string' ? Date.parse(at) : Number.NaN;
  return Number.isNaN(at_ms) ? undefined : { mass_mg: Math.round(weight.grams * 1_000), seq, boot, at_ms };
}

const aedes = await Aedes.createBroker({
  concurrency: 0,
  authorizePublish(_client, packet, settled) {
    const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
    const reading = readingOf(payload);
    if (reading === undefined) return settled(new Error('not a reading'));
    waiting.push({ topic: packet.topic, reading, settled });
    if (waiting.length === 1) setImmediate(commit);
  },
});
const server = createServer({ noDelay: true }, aedes.handle);
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  console.log(JSON.stringify({ broker: `mqtt://127.0.0.1:${port}`, dashboard: '' }));
});
