/** MQTT topics and filters (MQTT 3.1.1, section 4.7): which topic meets which filter, and what we take for a topic at all. */
import { limits } from '../base/limits.ts';

/** Whether a topic meets a filter. A filter that begins with a wildcard never meets a topic that begins with `$` (4.7.2-1). */
export function meets(filter: string, topic: string): boolean {
  if (filter === topic) return true;
  const wanted = filter.split('/');
  const levels = topic.split('/');
  if (topic.startsWith('$') && (wanted[0] === '#' || wanted[0] === '+')) return false;
  for (const [at, level] of wanted.entries()) {
    if (level === '#') return levels.length >= at;
    if (at >= levels.length) return false;
    if (level !== '+' && level !== levels[at]) return false;
  }
  return wanted.length === levels.length;
}

/** Whether every topic that meets `requested` also meets `allowed`, so that subscribing to it gives away nothing more. */
export function covers(allowed: string, requested: string): boolean {
  if (allowed === requested) return true;
  const given = allowed.split('/');
  const wanted = requested.split('/');
  if (requested.startsWith('$') && (given[0] === '#' || given[0] === '+')) return false;
  for (const [at, level] of given.entries()) {
    if (level === '#') return wanted.length >= at;
    const asked = wanted[at];
    if (asked === undefined || asked === '#') return false;
    if (level !== '+' && level !== asked) return false;
  }
  return given.length === wanted.length;
}

/** Topics that say how a device is; only these are retained and only these may be a last will. */
const statusLevels: ReadonlySet<string> = new Set(['status', 'LWT', 'availability']);

export function isStatusTopic(topic: string): boolean {
  return statusLevels.has(topic.slice(topic.lastIndexOf('/') + 1));
}

/** Why we do not take this topic from a device; undefined when we do. */
export function topicFault(topic: string): string | undefined {
  if (topic.length === 0) return 'the topic is empty';
  if (Buffer.byteLength(topic) > limits.mqtt_topic_bytes_max) {
    return `the topic is longer than ${limits.mqtt_topic_bytes_max} bytes`;
  }
  let levels = 1;
  for (let at = 0; at < topic.length; at += 1) {
    const unit = topic.charCodeAt(at);
    if (unit === 0x2f) levels += 1;
    if (unit < 0x20 || unit === 0x7f || unit === 0x23 || unit === 0x2b) {
      return 'the topic holds a control character or a wildcard';
    }
  }
  if (levels > limits.mqtt_topic_levels_max) return `the topic has more than ${limits.mqtt_topic_levels_max} levels`;
  return undefined;
}
