/** Tags reported many to a frame, each present from its first report, until all are acknowledged. */
import { connectedAll, type Login, speakerOf } from './clients.ts';
import { epcOf, type TagPlan } from './sites.ts';

export interface TagJob {
  readonly broker: string;
  readonly logins: readonly Login[];
  readonly plan: TagPlan;
  readonly tags: number;
}

export interface TagResult {
  readonly lasted_ms: number;
  readonly frames: number;
}

const tags_per_frame = 500;

const job: TagJob = JSON.parse(process.argv[2] ?? '');
const { items, locations, readers } = job.plan;
const antennas = locations / readers;
const clients = await connectedAll(job.broker, job.logins);
const began_ms = performance.now();
let frames = 0;
await Promise.all(
  clients.map(async (client, reader) => {
    const speaker = speakerOf(job.logins[reader]?.id ?? '');
    const share = job.tags / readers;
    for (let sent = 0; sent < share; sent += tags_per_frame) {
      const tags = Array.from({ length: Math.min(tags_per_frame, share - sent) }, (_, i) => {
        const serial = reader * share + sent + i;
        return { epc: epcOf(serial % items, serial), antenna: 1 + (serial % antennas), rssi: -54.5, count: 2 };
      });
      speaker.seq += 1;
      frames += 1;
      const { boot, seq, topic } = speaker;
      await client.publishAsync(topic, JSON.stringify({ tags, seq, boot, at: Date.now() }), { qos: 1 });
    }
  }),
);
const result: TagResult = { lasted_ms: performance.now() - began_ms, frames };
console.log(JSON.stringify(result));
