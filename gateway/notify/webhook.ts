/** Tells alerts by an HTTP post, signed. Any answer of 200 to 299 means that they were taken. */
import { readFileSync } from 'node:fs';
import type { Clock } from '../base/clock.ts';
import { fileTrouble, messageOf } from '../base/faults.ts';
import { limits } from '../base/limits.ts';
import type { WebhookChannel } from '../stock/alert-settings.ts';
import { bodyOf, type Channel } from './notice.ts';
import { signatureOf } from './signature.ts';

const key_chars_min = 32;

export function webhook({ url, secret_file }: WebhookChannel, clock: Clock): Channel {
  return {
    async send(notices, sender, signal) {
      const key = keyIn(secret_file);
      if (!key.ok) return key;
      const body = bodyOf(notices, sender);
      try {
        const response = await fetch(url, {
          method: 'POST',
          headers: {
            'Content-Type': 'application/json',
            'User-Agent': 'Tallygate',
            'Tallygate-Signature': signatureOf(key.key, Math.floor(clock.now_ms() / 1_000), body),
          },
          body,
          redirect: 'manual',
          signal,
        });
        await leave(response);
        if (response.ok) return { ok: true };
        return { ok: false, says: `it answers ${response.status}` };
      } catch (thrown) {
        if (signal.aborted) return { ok: false, says: 'it does not answer in time' };
        return { ok: false, says: reasonOf(thrown) };
      }
    },
  };
}

function keyIn(
  file: string,
): { readonly ok: true; readonly key: string } | { readonly ok: false; readonly says: string } {
  try {
    const key = readFileSync(file, 'utf8').trim();
    if (key.length >= key_chars_min) return { ok: true, key };
    return { ok: false, says: `the key in ${file} has fewer than ${key_chars_min} characters` };
  } catch (thrown) {
    return { ok: false, says: `the key in ${file} cannot be read: ${fileTrouble(thrown)}` };
  }
}

/** Reads no more of the answer than it may have, so that the connection is free again. */
async function leave({ body }: Response): Promise<void> {
  if (body === null) return;
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > limits.alert_answer_bytes_max) return;
  }
}

/** `fetch failed` says nothing; the reason is in its cause. */
function reasonOf(thrown: unknown): string {
  const cause = thrown instanceof Error && thrown.cause !== undefined ? thrown.cause : thrown;
  if (cause instanceof AggregateError && cause.errors.length > 0) return messageOf(cause.errors[0]);
  return messageOf(cause);
}
