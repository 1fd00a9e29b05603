/** MQTT clients of the loads, and what they send. */
import mqtt, { type MqttClient } from 'mqtt';

export interface Login {
  readonly id: string;
  readonly secret: string;
}

/** Keepalive in seconds, as MQTT has it. */
export function connected(broker: string, { id, secret }: Login, keepalive_s = 60): Promise<MqttClient> {
  return mqtt.connectAsync(broker, {
    clientId: id,
    username: id,
    password: secret,
    clean: true,
    keepalive: keepalive_s,
    reconnectPeriod: 0,
  });
}

/** A few at a time: the broker closes a login that takes too long. */
export async function connectedAll(broker: string, logins: readonly Login[]): Promise<MqttClient[]> {
  const clients: MqttClient[] = [];
  for (const login of logins) clients.push(await connected(broker, login));
  return clients;
}

/** One device and its counter. */
export interface Speaker {
  readonly id: string;
  readonly topic: string;
  readonly boot: string;
  seq: number;
}

export function speakerOf(id: string): Speaker {
  return { id, topic: `tallygate/${id}/reading`, boot: Date.now().toString(36), seq: 0 };
}

const piece_g = 25;
const rest_ms = 1_500;
const most_pieces = 8;

/** A bin that someone takes a piece from, or fills, every one and a half seconds; the cell's noise is well within its band. */
export function weightMessage(speaker: Speaker): string {
  const at_ms = Date.now();
  const pieces = Math.floor((at_ms + speaker.id.charCodeAt(speaker.id.length - 1) * 131) / rest_ms) % most_pieces;
  const noise_g = (speaker.seq % 5) / 10;
  speaker.seq += 1;
  const grams = (500 + pieces * piece_g + noise_g).toFixed(1);
  return `{"weight":{"channel":"1","grams":${grams},"stable":true},"seq":${speaker.seq},"boot":"${speaker.boot}","at":"${new Date(at_ms).toISOString()}"}`;
}

/** Calls `publish` `rate` times a second, evenly, catching up where the timer was late, for `lasting_ms`. */
export function paced(rate: number, lasting_ms: number, publish: (i: number) => void): Promise<void> {
  const began_ms = performance.now();
  let done = 0;
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      const passed_ms = performance.now() - began_ms;
      for (const due = Math.floor((Math.min(passed_ms, lasting_ms) * rate) / 1_000); done < due; done += 1)
        publish(done);
      if (passed_ms < lasting_ms) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
}
