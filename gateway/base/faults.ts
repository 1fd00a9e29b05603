/**
 * Trouble of the environment (port gone, disk full, address in use): thrown, with a code from the one table below that
 * says what the caller should do. What the world sends wrongly is a returned value instead, see each room's own types.
 */
const table = {
  'data-directory-held': 'stop',
  'data-directory-unusable': 'stop',
  'ledger-unusable': 'stop',
  'ledger-commit-failed': 'stop',
  'ledger-newer': 'stop',
  'binding-missing': 'stop',
  'port-in-use': 'stop',
  'address-refused': 'stop',
  'settings-invalid': 'stop',
  'settings-unreadable': 'stop',
  'settings-unwritable': 'ask',
  'capture-invalid': 'stop',
  'library-missing': 'ask',
  'device-unreachable': 'retry',
  'device-refused': 'retry',
  'upstream-unreachable': 'retry',
} as const;

export type FaultCode = keyof typeof table;
/** `retry`: wait and try again; `stop`: end with the message; `ask`: go on without it and tell a person the cure. */
export type Advice = (typeof table)[FaultCode];

export class GatewayFault extends Error {
  override readonly name = 'GatewayFault';
  readonly code: FaultCode;

  constructor(code: FaultCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }

  get advice(): Advice {
    return table[this.code];
  }
}

/** The words of whatever was thrown. */
/** Why a file cannot be read, for the person who named it. */
export function fileTrouble(thrown: unknown): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined;
  if (code === 'ENOENT') return 'there is no such file';
  if (code === 'EISDIR') return 'it is a directory';
  if (code === 'EACCES' || code === 'EPERM') return 'this user may not read it';
  return messageOf(thrown);
}

export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
