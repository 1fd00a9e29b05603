/** The talk with a scanner that sends lines: nothing is asked, and it is told what became of a scan where the settings say how. */
import type { DeviceCommand, Session, SessionSettings, SessionStep } from '../driver.ts';

const bell = Uint8Array.of(0x07);
const nothing: SessionStep = { send: [], deliver: false };

export function lineSession({ answer }: SessionSettings): Session {
  return {
    opened: () => ({ ...nothing, status: { state: 'ready', says: 'Connected.' } }),
    heard: () => ({ send: [], deliver: true }),
    waited: () => nothing,
    told(command, number) {
      if (answer !== 'text' && answer !== 'bell') {
        const says = 'The settings do not say that this scanner can be told (scanner.answer).';
        return { ...nothing, outcomes: [{ number, ok: false, says }] };
      }
      const bytes = answer === 'bell' ? bellFor(command) : lineFor(command);
      const outcome = { number, ok: true, says: 'Sent; the scanner does not confirm.' };
      return { send: bytes === undefined ? [] : [bytes], deliver: false, outcomes: [outcome] };
    },
  };
}

/** One beep where a person has to look up. */
function bellFor(command: DeviceCommand): Uint8Array | undefined {
  const isNeeded =
    command.kind === 'beep' ||
    (command.kind === 'feedback' && (command.tone === 'error' || command.tone === 'duplicate'));
  return isNeeded ? bell : undefined;
}

/** `tone: sentence`, printable ASCII, with CR and LF; what is no ASCII becomes a question mark. */
function lineFor(command: DeviceCommand): Uint8Array | undefined {
  const text =
    command.kind === 'feedback'
      ? `${command.tone}: ${command.says}`
      : command.kind === 'beep'
        ? `${command.tone}: beep`
        : undefined;
  if (text === undefined) return undefined;
  const printable = text.slice(0, 200).replace(/[^\x20-\x7e]/g, '?');
  return Uint8Array.from(`${printable}\r\n`, (character) => character.charCodeAt(0));
}
