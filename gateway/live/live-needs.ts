/** The right that each message of the live channel needs: who lacks it is not told, and not heard. */
import type { Right } from '../access/rights.ts';
import type { ClientMessages, ServerMessages } from './messages.ts';

export type LiveEvent = keyof ServerMessages | keyof ClientMessages;

export const liveNeeds: Readonly<Record<LiveEvent, Right>> = {
  snapshot: 'see-stock',
  change: 'see-stock',
  resync: 'see-stock',
};

export function isLiveEvent(name: unknown): name is LiveEvent {
  return typeof name === 'string' && Object.hasOwn(liveNeeds, name);
}
