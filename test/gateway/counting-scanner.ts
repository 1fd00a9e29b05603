/** A scanner over MQTT that counts what it has scanned and what was acknowledged, and sends again what was not. */
import mqtt from 'mqtt';

export interface CountingScanner {
  /** Pieces scanned so far, each a reading of its own. */
  readonly scanned: number;
  scan(): void;
  /** Ends the workflow, so that the last line is booked. */
  done(): void;
  allAcknowledged(): Promise<void>;
  close(): Promise<void>;
}

export function countingScanner(options: {
  readonly id: string;
  readonly qos: 1 | 2;
  readonly broker: string;
  readonly secret: string;
}): CountingScanner {
  const { id, qos } = options;
  const client = mqtt.connect(options.broker, {
    clientId: id,
    username: id,
    password: options.secret,
    clean: false,
    reconnectPeriod: 40,
    connectTimeout: 2_000,
  });
  client.on('error', () => {});
  const givenUp: string[] = [];
  client.on('connect', () => {
    for (const payload of givenUp.splice(0)) deliver(payload);
  });
  let seq = 0;
  let scanned = 0;
  let unacknowledged = 0;
  let tellAll: (() => void)[] = [];

  function send(code: string): void {
    unacknowledged += 1;
    deliver(JSON.stringify({ scan: { code }, seq, boot: 'one-life' }));
    seq += 1;
  }

  function deliver(payload: string): void {
    client.publish(`tallygate/${id}/reading`, payload, { qos }, (error) => {
      // The library gives up what it had not sent yet when the connection broke; a scanner would not.
      if (error !== undefined && error !== null) {
        givenUp.push(payload);
        return;
      }
      unacknowledged -= 1;
      if (unacknowledged > 0) return;
      for (const tell of tellAll) tell();
      tellAll = [];
    });
  }

  send('TG-CMD.RECEIVE');
  send(id === 'scanner-1' ? 'TG-LOC.Q1' : 'TG-LOC.Q2');
  return {
    get scanned() {
      return scanned;
    },
    scan() {
      scanned += 1;
      send('9521141000014');
    },
    done: () => send('TG-CMD.DONE'),
    allAcknowledged: () => (unacknowledged === 0 ? Promise.resolve() : new Promise((resolve) => tellAll.push(resolve))),
    close: () => client.endAsync(true),
  };
}
