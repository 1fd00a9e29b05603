/** Clients with a short keepalive, some busy and some silent, and a person who asks for levels, while the disk dawdles. */
import type { MqttClient } from 'mqtt';
import { connected, type Login, speakerOf, weightMessage } from './clients.ts';
import { percentile } from './figures.ts';

export interface StallJob {
  readonly broker: string;
  readonly dashboard: string;
  readonly token: string;
  /** The first half publishes as fast as it is acknowledged, the other half only says that it is alive. */
  readonly logins: readonly Login[];
  readonly in_flight: number;
  readonly keepalive_s: number;
  readonly lasting_ms: number;
}

export interface StallResult {
  readonly acknowledged: number;
  readonly ack_p50_ms: number;
  readonly ack_p99_ms: number;
  /** Connections that ended before we ended them. */
  readonly lost: number;
  readonly pings: number;
  readonly asked: number;
  readonly answer_p50_ms: number;
  readonly answer_p99_ms: number;
  readonly answer_max_ms: number;
}

const ask_every_ms = 50;

const job: StallJob = JSON.parse(process.argv[2] ?? '');
const until_ms = performance.now() + job.lasting_ms;
const acked_ms: number[] = [];
const answered_ms: number[] = [];
let lost = 0;
let pings = 0;

function keepBusy(client: MqttClient, id: string): void {
  const speaker = speakerOf(id);
  const publish = () => {
    const published_ms = performance.now();
    if (published_ms >= until_ms || !client.connected) return;
    client.publish(speaker.topic, weightMessage(speaker), { qos: 1 }, (error) => {
      if (error) return;
      acked_ms.push(performance.now() - published_ms);
      publish();
    });
  };
  for (let i = 0; i < job.in_flight; i += 1) publish();
}

async function askForLevels(): Promise<void> {
  while (performance.now() < until_ms) {
    const asked_ms = performance.now();
    const answer = await fetch(`${job.dashboard}api/v1/levels`, { headers: { authorization: `Bearer ${job.token}` } });
    await answer.arrayBuffer();
    if (!answer.ok) throw new Error(`the levels were answered with ${answer.status}`);
    answered_ms.push(performance.now() - asked_ms);
    await new Promise((resolve) => setTimeout(resolve, ask_every_ms));
  }
}

const clients: MqttClient[] = [];
for (const [i, login] of job.logins.entries()) {
  const client = await connected(job.broker, login, job.keepalive_s);
  clients.push(client);
  client.on('close', () => {
    lost += 1;
  });
  client.on('packetreceive', ({ cmd }) => {
    if (cmd === 'pingresp') pings += 1;
  });
  if (i < job.logins.length / 2) keepBusy(client, login.id);
}
await askForLevels();
const result: StallResult = {
  acknowledged: acked_ms.length,
  ack_p50_ms: percentile(acked_ms, 0.5),
  ack_p99_ms: percentile(acked_ms, 0.99),
  lost,
  pings,
  asked: answered_ms.length,
  answer_p50_ms: percentile(answered_ms, 0.5),
  answer_p99_ms: percentile(answered_ms, 0.99),
  answer_max_ms: percentile(answered_ms, 1),
};
console.log(JSON.stringify(result));
