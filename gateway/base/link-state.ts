/** The true state of a connection, for the people who have to mend it. */
export interface LinkState {
  readonly connection: string;
  /** The one device it is said of, where a line carries several and each comes and goes by itself. */
  readonly device?: string;
  readonly state: 'stopped' | 'connecting' | 'connected' | 'waiting' | 'refused' | 'unavailable';
  /** One sentence: what is the case and, when something is wrong, what to do. */
  readonly says: string;
  readonly since_ms: number;
  readonly frames: number;
  readonly bytes: number;
  /** Bytes that belonged to no frame. */
  readonly noise_bytes: number;
  readonly connects: number;
  readonly last_frame_ms?: number;
  /** What last went wrong, and when; it stays after the connection is back. */
  readonly last_error?: { readonly at_ms: number; readonly says: string };
}

/** Tells the states of all connections, and of all devices that have one of their own, apart. Ids have no slash. */
export function linkKey({ connection, device }: Pick<LinkState, 'connection' | 'device'>): string {
  return device === undefined ? connection : `${connection}/${device}`;
}

/** The state of a device's own link, or that of the connection it shares with others. */
export function linkOfDevice(
  links: ReadonlyMap<string, LinkState>,
  connection: string,
  device: string,
): LinkState | undefined {
  return links.get(linkKey({ connection, device })) ?? links.get(connection);
}
