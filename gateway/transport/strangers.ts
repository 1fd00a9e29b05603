/** What a broker hears of devices that the settings do not have; whoever listens keeps it within bounds. */

export interface RefusedLogin {
  /** Cut to what a user name may have. */
  readonly user: string;
  readonly client_id: string;
  readonly address: string;
  /** Why, for people. */
  readonly says: string;
}

export interface ForeignMessage {
  /** The connection of the settings that sent it; absent where only the broker knows. */
  readonly connection?: string;
  readonly topic: string;
  readonly payload: Uint8Array;
}

export interface Strangers {
  login(login: RefusedLogin): void;
  message(message: ForeignMessage): void;
}
