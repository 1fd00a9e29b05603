/** MQTT topic filters (MQTT 3.1.1, section 4.7). */
import { limits } from '../base/limits.ts';

/** The rule a topic filter breaks, or undefined when it is sound. */
export function filterFault(filter: string): string | undefined {
  if (filter === '') return 'must not be empty';
  if (Buffer.byteLength(filter) > limits.mqtt_topic_bytes_max) {
    return `must have at most ${limits.mqtt_topic_bytes_max} bytes`;
  }
  if (filter.includes('\0')) return 'must not contain the character NUL';
  if (filter.startsWith('$')) return 'must not begin with $, which is for the broker itself';
  const levels = filter.split('/');
  if (levels.length > limits.mqtt_topic_levels_max) return `must have at most ${limits.mqtt_topic_levels_max} levels`;
  for (const [at, level] of levels.entries()) {
    if (level.includes('+') && level !== '+') return 'must have + alone between its slashes';
    if (level.includes('#') && (level !== '#' || at !== levels.length - 1)) {
      return 'must have # alone after its last slash';
    }
  }
  return undefined;
}

/** True when some topic matches both filters. */
export function filtersOverlap(one: string, other: string): boolean {
  const left = one.split('/');
  const right = other.split('/');
  for (let at = 0; ; at += 1) {
    const a = left[at];
    const b = right[at];
    // `a/#` also matches `a` itself, so the wildcard wins even where the other filter has ended.
    if (a === '#' || b === '#') return true;
    if (a === undefined || b === undefined) return a === b;
    if (a !== b && a !== '+' && b !== '+') return false;
  }
}
