/** The load of QoS 1 publishers: a fixed number in flight on every connection, the next as soon as one is acknowledged. */
import type { MqttClient } from 'mqtt';
import { connectedAll, type Login, speakerOf, weightMessage } from './clients.ts';
import { percentile } from './figures.ts';

export interface AckJob {
  readonly broker: string;
  readonly logins: readonly Login[];
  /** Per connection. */
  readonly in_flight: number;
  readonly warm_ms: number;
  readonly measure_ms: number;
  /** Ends before its time with this many. */
  readonly readings_max?: number;
}

export interface AckResult {
  readonly per_second: number;
  readonly p50_ms: number;
  readonly p99_ms: number;
  /** Also before and after the time measured. */
  readonly acknowledged: number;
}

function publishing(job: AckJob, clients: readonly MqttClient[]): Promise<AckResult> {
  const began_ms = performance.now();
  const from_ms = began_ms + job.warm_ms;
  const until_ms = from_ms + job.measure_ms;
  const delays_ms: number[] = [];
  let published = 0;
  let acknowledged = 0;
  return new Promise((resolve, reject) => {
    function finish(now_ms: number): void {
      const lasted_s = (Math.min(now_ms, until_ms) - from_ms) / 1_000;
      resolve({
        per_second: delays_ms.length / lasted_s,
        p50_ms: percentile(delays_ms, 0.5),
        p99_ms: percentile(delays_ms, 0.99),
        acknowledged,
      });
    }
    for (const [i, client] of clients.entries()) {
      const speaker = speakerOf(job.logins[i]?.id ?? '');
      client.on('close', () => reject(new Error(`${speaker.id} was closed`)));
      const publish = () => {
        const published_ms = performance.now();
        if (published_ms >= until_ms || published >= (job.readings_max ?? Number.POSITIVE_INFINITY)) {
          if (published === acknowledged) finish(published_ms);
          return;
        }
        published += 1;
        client.publish(speaker.topic, weightMessage(speaker), { qos: 1 }, (error) => {
          if (error) return reject(error);
          const now_ms = performance.now();
          acknowledged += 1;
          if (published_ms >= from_ms && now_ms <= until_ms) delays_ms.push(now_ms - published_ms);
          publish();
        });
      };
      for (let each = 0; each < job.in_flight; each += 1) publish();
    }
  });
}

const job: AckJob = JSON.parse(process.argv[2] ?? '');
const result = await publishing(job, await connectedAll(job.broker, job.logins));
console.log(JSON.stringify(result));
