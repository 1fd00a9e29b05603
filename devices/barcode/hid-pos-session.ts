/** The talk with a USB scanner of the point-of-sale class: switched on where it must be, its reports gathered to codes. */
import type { DeviceCommand, Session, SessionSettings, SessionStep } from '../driver.ts';
import { gatheringOf } from './gathering.ts';
import { continues } from './hid-report.ts';

/** Makers whose scanners say nothing before feature report 254 is set to 1: Honeywell, Youjie. */
const silent_vendors: ReadonlySet<number> = new Set([0x0c2e, 0x23d0]);
const switch_on = Uint8Array.of(0xfe, 0x01);

/** After a report that promises another and is not followed by one: some promise it whenever a report is full. */
const quiet_ms = 200;

/** Report 4 of scanners that have it: prevent a read, begin a read, sound the error beep, sound the good-read beep. */
const trigger_report = { id: 4, error_beep: 0x04, good_beep: 0x08 } as const;

export function hidPosSession(bytes_max: number, { layout, vendor_id, answer }: SessionSettings): Session {
  const gathering = gatheringOf(bytes_max);
  const nothing: SessionStep = { send: [], deliver: false };

  function step(frame: Uint8Array | undefined, send: readonly Uint8Array[] = []): SessionStep {
    return {
      send,
      deliver: false,
      ...(frame === undefined ? {} : { gathered: [frame] }),
      ...(gathering.isEmpty ? {} : { wake_in_ms: quiet_ms }),
    };
  }

  return {
    opened: () => ({
      ...nothing,
      ...(vendor_id !== undefined && silent_vendors.has(vendor_id) ? { feature: [switch_on] } : {}),
      status: { state: 'ready', says: 'Opened.' },
    }),
    heard: (report) => step(gathering.add(report, !continues(report, layout))),
    waited: () => step(gathering.flush()),
    told(command, number) {
      const isError = isErrorOf(command);
      const outcome =
        answer === 'trigger-report'
          ? {
              number,
              ok: true,
              says: isError === undefined ? 'Nothing to sound.' : 'Sent; the scanner does not confirm.',
            }
          : { number, ok: false, says: 'The settings do not say that this scanner can be told (scanner.answer).' };
      const bits = isError === true ? trigger_report.error_beep : trigger_report.good_beep;
      const isSent = outcome.ok && isError !== undefined;
      const sent = isSent ? [Uint8Array.of(trigger_report.id, bits)] : [];
      return { ...step(undefined, sent), outcomes: [outcome] };
    },
  };
}

/** Undefined where silence is the answer: the scanner has beeped already when it read the code. */
function isErrorOf(command: DeviceCommand): boolean | undefined {
  if (command.kind === 'beep') return command.tone === 'error';
  if (command.kind !== 'feedback' || command.tone === 'ok') return undefined;
  return command.tone === 'error' || command.tone === 'duplicate';
}
