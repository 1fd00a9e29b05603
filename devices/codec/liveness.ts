/** Devices on MQTT that say in plain text, as their last will, whether they are there. */
import type { Codec } from './codec.ts';

export type Lively<Message> =
  | { readonly kind: 'message'; readonly message: Message }
  | { readonly kind: 'liveness'; readonly online: boolean };

/**
 * The codec of a device whose messages are `messages`, and which also sends one of two bare words. The payload alone
 * decides which it is, so that a site may map either to topics of its own; the words must be no valid message.
 */
export function orLiveness<Message>(
  messages: Codec<Message>,
  words: { readonly online: string; readonly offline: string },
): Codec<Lively<Message>> {
  const online = new TextEncoder().encode(words.online);
  const offline = new TextEncoder().encode(words.offline);
  return {
    decode(bytes, context) {
      if (isSame(bytes, online)) return { ok: true, value: { kind: 'liveness', online: true } };
      if (isSame(bytes, offline)) return { ok: true, value: { kind: 'liveness', online: false } };
      const decoded = messages.decode(bytes, context);
      return decoded.ok ? { ok: true, value: { kind: 'message', message: decoded.value } } : decoded;
    },
    encode(value) {
      if (value.kind === 'message') return messages.encode(value.message);
      return (value.online ? online : offline).slice();
    },
    sample(chance) {
      if (chance.int(0, 4) === 0) return { kind: 'liveness', online: chance.int(0, 1) === 1 };
      return { kind: 'message', message: messages.sample(chance) };
    },
    fields: [
      ...messages.fields,
      { name: `"${words.online}" or "${words.offline}"`, says: 'Alone, as plain text: whether the device is there' },
    ],
  };
}

function isSame(bytes: Uint8Array, text: Uint8Array): boolean {
  return bytes.length === text.length && text.every((byte, at) => bytes[at] === byte);
}
