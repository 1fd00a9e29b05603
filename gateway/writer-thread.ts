/** The writer's thread: a slow disk stalls this one, never sockets and screens. Wiring only, the second half of `main.ts`. */
import { parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import { driverOf, drivers } from '../devices/registry.ts';
import { assert } from './base/assert.ts';
import { systemClock } from './base/clock.ts';
import { GatewayFault } from './base/faults.ts';
import { logOf } from './base/log.ts';
import { type FromWriter, type ToWriter, unpack, type WriterStart } from './intake/messages.ts';
import { startWriterLoop, type WriterLoop } from './intake/writer-loop.ts';
import { parseSite } from './site/parse-site.ts';

assert(parentPort !== null, 'the writer runs as a worker thread');
const port = parentPort;
const start: WriterStart = workerData;

/** Settings that were checked before they were journaled are checked again when read back. */
function siteOf(json: unknown) {
  const parsed = parseSite(json, drivers);
  return parsed.ok ? parsed.site : undefined;
}

function tell(message: FromWriter): void {
  port.postMessage(message);
}

function hear(loop: WriterLoop, message: ToWriter): void {
  if (message.kind === 'offered') loop.offer(unpack(message));
  else if (message.kind === 'inspect') loop.inspect(message.number, message);
  else if (message.kind === 'people') loop.people(message.number, message.writes);
  else {
    loop.stop();
    port.close();
  }
}

function run(): void {
  const loop = startWriterLoop({
    start,
    around: { driverOf, siteOf },
    clock: systemClock,
    log: logOf(start.log_level),
    tell,
    soon(then) {
      setImmediate(() => {
        for (let more = receiveMessageOnPort(port); more !== undefined; more = receiveMessageOnPort(port)) {
          hear(loop, more.message);
        }
        then();
      });
    },
  });
  port.on('message', (message: ToWriter) => hear(loop, message));
}

try {
  run();
} catch (thrown) {
  if (!(thrown instanceof GatewayFault)) throw thrown;
  tell({ kind: 'failed', code: thrown.code, says: thrown.message });
  port.close();
}
