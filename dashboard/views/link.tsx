/** The state of a device's connection, in a word and a colour. */

import { computed } from '@preact/signals';
import type { LinkState } from '../../gateway/live/messages.ts';
import { linkOf } from '../screen.ts';
import { links, site } from '../store.ts';

export const words: Readonly<Record<LinkState['state'], string>> = {
  connected: 'connected',
  connecting: 'connecting',
  waiting: 'away',
  refused: 'refused',
  unavailable: 'unavailable',
  stopped: 'stopped',
};

export function LinkPill({ link }: { readonly link: LinkState | undefined }) {
  const state = link?.state ?? 'stopped';
  return (
    <span class="pill" data-link={state}>
      <span class="dot" aria-hidden="true" />
      {link === undefined ? 'not heard of' : words[state]}
    </span>
  );
}

export function isThere(link: LinkState | undefined): boolean {
  return link?.state === 'connected';
}

/** Devices whose connection is not there. */
export const awayCount = computed(
  () => (site.value?.devices ?? []).filter((device) => !isThere(linkOf(links.value, device))).length,
);
