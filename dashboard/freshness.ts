/** How far what is shown may be trusted to be now. */

export interface Freshness {
  /** `live`: it is now; `quiet`: connected, but nothing heard; `lost`: not connected; `waiting`: nothing to show yet. */
  readonly state: 'live' | 'quiet' | 'lost' | 'waiting';
  readonly says: string;
}

/** The gateway is heard at least every second; twice that is silence. */
export const quiet_ms = 2_000;

export function freshnessOf(now: {
  readonly connected: boolean;
  /** Since the last frame; undefined when there was none yet. */
  readonly age_ms: number | undefined;
  /** The time of what is shown, in words. */
  readonly shown: string;
}): Freshness {
  if (now.age_ms === undefined) return { state: 'waiting', says: now.connected ? 'loading…' : 'connecting…' };
  if (!now.connected) return { state: 'lost', says: `reconnecting… showing ${now.shown}` };
  const age = `${(now.age_ms / 1_000).toFixed(1)} s`;
  if (now.age_ms > quiet_ms) return { state: 'quiet', says: `no news for ${age}, showing ${now.shown}` };
  return { state: 'live', says: `live · ${age} ago` };
}
