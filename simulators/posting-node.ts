/** A device that posts what it has to say to the gateway over HTTP, one request after the other. */
import type { MqttNode } from './mqtt-node.ts';
import { postScan } from './network-scanner.ts';

export interface PostingNodeOptions {
  /** Of the gateway. */
  readonly url: string;
  readonly connection: string;
  readonly device: string;
  readonly secret: string;
  /** Changes at every power-up: keys of an earlier one must not come again. */
  readonly boot: string;
  readonly type: 'text/plain' | 'application/json';
  /** Told once for each change: `connected`, or why it is not. */
  changed(says: string): void;
}

const waiting_max = 100;

/**
 * In the shape of a node at a broker, so that the same devices speak through either; topics mean nothing here. A request that
 * fails is lost with what it said: a small device keeps nothing for later. The same bytes published twice in a row are one
 * message sent twice, under one key, as a client does that did not hear the answer.
 */
export function postingNode(options: PostingNodeOptions): MqttNode {
  const { url, connection, device, secret, boot, type, changed } = options;
  let said = '';
  let isStopping = false;
  let waiting = 0;
  let number = 0;
  let last: Uint8Array | undefined;
  let line: Promise<void> = Promise.resolve();
  const tell = (says: string) => {
    if (says !== said && !isStopping) changed(says);
    said = says;
  };
  async function post(payload: Uint8Array, key: string): Promise<void> {
    try {
      const body = new TextDecoder().decode(payload);
      const { status } = await postScan(url, { device, connection, secret }, body, { type, key });
      // 422 is an answer to what a fault has spoilt.
      tell(status === 200 || status === 422 ? 'connected' : `the gateway answers ${status}`);
    } catch {
      // `fetch` rejects when nobody listens there, or the connection broke.
      tell(`the gateway cannot be reached at ${url}`);
    }
  }
  return {
    is_connected: true,
    publish(_topic, payload) {
      if (isStopping || waiting >= waiting_max) return false;
      if (payload !== last) number += 1;
      last = payload;
      const key = `${boot}-${number}`;
      waiting += 1;
      line = line.then(async () => {
        await post(payload, key);
        waiting -= 1;
      });
      return true;
    },
    listen() {},
    ready: () => Promise.resolve(),
    stop() {
      isStopping = true;
      return line;
    },
  };
}
