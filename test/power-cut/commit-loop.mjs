/** Commits batch after batch as the writer's thread does, and says after each what is acknowledged. Runs the built gateway. */
import { openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { silentLog } from '../../dist/gateway/base/log.js';
import { Batch } from '../../dist/gateway/intake/batch.js';
import { siteOfJson, surroundings } from '../../dist/gateway/main.js';

const [directory, site_json, batches, seed] = process.argv.slice(2);
const site = siteOfJson(JSON.parse(site_json));
const acknowledged = openSync(join(directory, 'acknowledged'), 'a');
const batch = new Batch(directory, surroundings, site.journal, silentLog);
// A second connection checkpoints the WAL now and then, so that cuts also fall into that.
const other = new Database(join(directory, 'ledger.sqlite'));

let state = Number(seed);
const chance = (below) => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state % below;
};
let at_ms = 1_700_000_000_000;
let seq = 0;

function scan(code) {
  const data = Buffer.from(JSON.stringify({ scan: { code }, seq, boot: 'b' }));
  seq += 1;
  return { kind: 'frame', at_ms, device: 'scanner', topic: 'tallygate/scanner/reading', retained: false, qos: 1, data };
}

batch.run([
  { kind: 'settings', at_ms, site },
  { kind: 'started', at_ms },
]);
batch.run(['TG-CMD.RECEIVE', 'TG-LOC.D1'].map(scan));
writeSync(acknowledged, `${JSON.stringify({ n: batch.state(at_ms).journal.last_n, seq })}\n`);
for (let i = 0; i < Number(batches); i += 1) {
  at_ms += 1 + chance(400);
  batch.run(Array.from({ length: 1 + chance(8) }, () => scan('9521141000014')));
  writeSync(acknowledged, `${JSON.stringify({ n: batch.state(at_ms).journal.last_n, seq })}\n`);
  if (chance(25) === 0) other.pragma('wal_checkpoint(TRUNCATE)');
}
