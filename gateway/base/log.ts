/** Structured logs behind a small type of ours, so that no room depends on the logger. */
import { pino } from 'pino';

export interface Log {
  info(what: object, says: string): void;
  warn(what: object, says: string): void;
  error(what: object, says: string): void;
  debug(what: object, says: string): void;
}

export type LogLevel = 'debug' | 'info' | 'warn' | 'error' | 'silent';

/** Logs to standard error as JSON lines; secrets are left out by name. */
export function logOf(level: LogLevel): Log {
  return pino(
    { level, base: null, redact: ['secret', '*.secret', 'password', '*.password', 'token', '*.token'] },
    pino.destination({ dest: 2, sync: true }),
  );
}

export const silentLog: Log = { info() {}, warn() {}, error() {}, debug() {} };
