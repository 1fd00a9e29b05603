/** Who asks: a person with a session, a program with a token, or the visitor of the demo. */
import type { Right, Role } from './rights.ts';

export interface Caller {
  /** As journal and trail name them: a login name, or `api:` and the name of a program. */
  readonly by: string;
  /** For people. */
  readonly name: string;
  readonly roles: readonly Role[];
  readonly rights: ReadonlySet<Right>;
  /** A browser sends a session, and is a visitor, by itself: what pages of others make it ask has to be told from its own. */
  readonly how: 'session' | 'token' | 'visitor';
  /** Of the session or token, in hexadecimal; empty for the visitor. */
  readonly key: string;
  /** What the session may be called aloud. */
  readonly session?: string;
}

/** What a person or program may know of who asks. */
export interface Asking {
  readonly address: string;
  /** The browser or program, as it says itself. */
  readonly agent: string;
}
