/** What a message on MQTT gives away of a device that nobody has named yet. It offers; a person decides. */
import type { ConfiguredUnit } from '../driver.ts';

export interface Announcement {
  /** The convention it follows, for people: `Tasmota discovery`. */
  readonly by: string;
  /** Fit to be a device's id in the settings; what its driver's own topics are made with. */
  readonly suggested_id: string;
  /** What the device calls itself. */
  readonly name: string;
  /** Drivers that may understand it, likeliest first; some may not be in the registry. */
  readonly drivers: readonly string[];
  /** Where it publishes, when its driver's own topics with the suggested id are not that. */
  readonly topics?: readonly string[];
  /** The unit it says it shows, where its readings come without one. */
  readonly unit?: ConfiguredUnit;
  /** What else is worth knowing: model, address, firmware; one short text each. */
  readonly facts: readonly string[];
}

/** A convention of announcing: where it is published, and what a message there says. */
export interface Convention {
  readonly filters: readonly string[];
  /** Undefined for what is none of its announcements, or of no device that says anything of stock. Never throws. */
  recognise(topic: string, payload: Uint8Array): Announcement | undefined;
}

/** Beyond it an announcement is not looked into. */
export const announcement_bytes_max = 8_192;

const fact_length_max = 80;

/** A device's own text, fit to be shown: no control characters, a sentence at most. Undefined when nothing is left. */
export function shown(text: string | undefined): string | undefined {
  const clean = text
    ?.slice(0, fact_length_max)
    .replace(/\p{Cc}/gu, ' ')
    .trim();
  return clean === '' ? undefined : clean;
}

/** A text as an id of the settings: letters, digits, dots, dashes, underscores, at most 64. Undefined when nothing is left. */
export function idOf(text: string): string | undefined {
  const id = text
    .slice(0, 64)
    .replace(/[^A-Za-z0-9._-]/g, '-')
    .replace(/^[._-]{1,64}/, '');
  return id === '' ? undefined : id;
}

/** Whether a text is an id of the settings as it stands, so that topics made with it are the device's own. */
export function isId(text: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text);
}
