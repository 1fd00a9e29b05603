/** One post to an upstream, bounded in time and in the size of its answer. */
import type { Clock } from '../base/clock.ts';
import { messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import { type Answer, answerOf, type Batch, idempotencyKeyOf } from './protocol.ts';

export type Fetch = typeof fetch;

/** Never throws: whatever goes wrong on the way is an answer of kind `none`. */
export async function post(
  url: string,
  batch: Batch,
  wires: { readonly clock: Clock; readonly fetch: Fetch; readonly signal: AbortSignal },
): Promise<Answer> {
  // One signal per post: a signal joined from a lasting one would stay in that one's memory.
  const controller = new AbortController();
  const abort = () => controller.abort();
  wires.signal.addEventListener('abort', abort, { once: true });
  let late = false;
  const cancel = wires.clock.after(limits.sync_timeout_ms, () => {
    late = true;
    abort();
  });
  try {
    const response = await wires.fetch(url, {
      method: 'POST',
      headers: {
        'Content-Type': 'application/json',
        Accept: 'application/json',
        'Idempotency-Key': idempotencyKeyOf(batch),
      },
      body: JSON.stringify(batch),
      redirect: 'manual',
      signal: controller.signal,
    });
    const body = await bodyOf(response);
    if (body === undefined) {
      return { kind: 'none', says: `its answer is longer than ${limits.sync_answer_bytes_max} bytes` };
    }
    return answerOf(response.status, body);
  } catch (thrown) {
    if (late) return { kind: 'none', says: `no answer within ${limits.sync_timeout_ms} ms` };
    return { kind: 'none', says: reasonOf(thrown) };
  } finally {
    cancel();
    wires.signal.removeEventListener('abort', abort);
  }
}

/** The whole body as text, or undefined when it is longer than the limit; then the rest is not read. */
async function bodyOf(response: Response): Promise<string | undefined> {
  if (response.body === null) return '';
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.byteLength;
    // Leaving the loop cancels the stream, and with it the connection.
    if (bytes > limits.sync_answer_bytes_max) return undefined;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}

/** `fetch failed` says nothing; the reason is in its cause. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
  if (cause instanceof AggregateError && cause.errors.length > 0) return messageOf(cause.errors[0]);
  return messageOf(cause);
}
