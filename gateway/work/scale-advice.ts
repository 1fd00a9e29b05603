/** What to do about a scale or load cell. */
import type { DeviceCondition, DevicePart } from '../base/device-detail.ts';
import { type Advice, type DeviceFacts, spanWords } from './device-facts.ts';

/** A scale that streams or is asked is heard every few seconds; nodes on MQTT may be set to a minute or more. */
const silent_ms = 60_000;
const silent_on_mqtt_ms = 600_000;

export function scaleAdvice(facts: DeviceFacts): Advice[] {
  const { family, channels, detail } = facts;
  if (family !== 'scale' && channels.length === 0) return [];
  const parts = detail?.parts ?? [];
  return [
    ...stateAdvice(detail?.conditions ?? [], parts),
    ...healthAdvice(parts),
    ...silentAdvice(facts),
    ...unknownAdvice(facts, parts),
  ];
}

const states: Readonly<Record<string, Omit<Advice, 'says'> & { readonly is: string }>> = {
  overload: {
    code: 'overload',
    tone: 'bad',
    is: 'carries more than it can weigh',
    next: 'Take load off. What it holds cannot be told until then; nothing is booked meanwhile.',
  },
  underload: {
    code: 'underload',
    tone: 'bad',
    is: 'is lifted or below its range',
    next: 'Is its platter in place, and does nothing lift or touch it? Then set it to zero, empty.',
  },
  fault: {
    code: 'fault',
    tone: 'bad',
    is: 'reports a fault',
    next: 'Look at the scale itself and at the cable of its load cell.',
  },
};

/** A state holds until the channel gives a weight again. */
function stateAdvice(conditions: readonly DeviceCondition[], parts: readonly DevicePart[]): Advice[] {
  return conditions.flatMap(({ condition, channel, at_ms, says }) => {
    const state = states[condition];
    const weighed_ms = parts
      .filter(({ part }) => (channel === undefined ? part.startsWith('channel ') : part === `channel ${channel}`))
      .map(({ last_at_ms }) => last_at_ms);
    if (state === undefined || weighed_ms.some((later_ms) => later_ms > at_ms)) return [];
    const { is, ...advice } = state;
    const who = channel === undefined ? 'It' : `Channel ${channel}`;
    return [{ ...advice, says: `${who} ${is}${says === undefined ? '' : `: ${says.replace(/\.$/, '')}`}.` }];
  });
}

const ills: Readonly<Record<string, Omit<Advice, 'says'> & { readonly is: string }>> = {
  flat: {
    code: 'channel-flat',
    tone: 'bad',
    is: 'has shown exactly the same for half an hour and used not to',
    next: 'Is its load cell still connected? Press on the plate: the weight must follow.',
  },
  restless: {
    code: 'channel-restless',
    tone: 'warn',
    is: 'has not come to rest for minutes, so nothing of it is booked',
    next: 'Does something lean on it or swing beside it? What lies there is compared with its last rest once it is quiet.',
  },
  noisy: {
    code: 'channel-noisy',
    tone: 'warn',
    is: 'is too noisy for the lightest piece that lies there',
    next: 'Is its cable loose, or does a machine shake it? Otherwise it needs a finer scale, or heavier pieces.',
  },
  drifting: {
    code: 'channel-drifting',
    tone: 'warn',
    is: 'goes by as much as a piece within an hour without anything being moved',
    next: 'Does something leak or dry there, or does the cold reach its cell? Count what lies there now and then.',
  },
};

function healthAdvice(parts: readonly DevicePart[]): Advice[] {
  return parts.flatMap(({ part, health }) => {
    const ill = health === undefined ? undefined : ills[health.state];
    if (health === undefined || ill === undefined) return [];
    const { is, ...advice } = ill;
    return [{ ...advice, says: `C${part.slice(1)} ${is} (${health.says}).` }];
  });
}

function silentAdvice({ link, activity, wire, now_ms }: DeviceFacts): Advice[] {
  if (link?.state !== 'connected') return [];
  const since_ms = Math.max(link.since_ms, link.last_frame_ms ?? 0, activity?.last_at_ms ?? 0);
  const age_ms = now_ms - since_ms;
  if (age_ms < (wire === 'mqtt' ? silent_on_mqtt_ms : silent_ms)) return [];
  return [
    {
      code: 'scale-silent',
      tone: 'warn',
      says: `It is connected and has said nothing for ${spanWords(age_ms)}.`,
      next:
        wire === 'mqtt'
          ? 'Is the node on, and how often is it set to publish? A node that is stuck keeps its connection for a while.'
          : 'Is it on (auto-off)? Does it send by itself or only when asked or when its print key is pressed? Are baud rate and wires right?',
    },
  ];
}

function unknownAdvice({ channels }: DeviceFacts, parts: readonly DevicePart[]): Advice[] {
  if (channels.length === 0) return [];
  const heard = parts.flatMap(({ part }) => (part.startsWith('channel ') ? [part.slice('channel '.length)] : []));
  const unknown = heard.filter((channel) => !channels.includes(channel));
  if (unknown.length === 0) return [];
  const missing = channels.filter((channel) => !heard.includes(channel));
  return [
    {
      code: 'channel-unknown',
      tone: missing.length > 0 ? 'warn' : 'note',
      says: `It weighs on channel ${unknown.join(', ')}, which the settings do not have${
        missing.length > 0 ? `; of channel ${missing.join(', ')}, which they have, nothing has come` : ''
      }.`,
      next: 'Write the channel in the settings as the device calls it, or leave it out where nothing is stored there.',
    },
  ];
}
