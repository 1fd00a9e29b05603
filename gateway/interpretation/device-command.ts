/** What devices are told: every command is journaled before it is sent, and so is what became of it. */
import type { Command, Input, Outcome } from './interpretation.ts';
import type { Turn } from './turn.ts';
import type { Scales } from './weight-channel.ts';
import type { WeightParts } from './weight-pieces.ts';
import { expectJump, onJumpTold, refuseZero } from './weight-tare.ts';

type CommandInput = Extract<Input, { kind: 'command' }>;

/**
 * A person's command to a device, or why it cannot be. Whether the device's family knows the command, and whether the device has
 * such a part, was checked before.
 */
export function tellDevice(
  turn: Turn,
  scales: Scales,
  { n }: CommandInput,
  { device, command }: Extract<Command, { kind: 'tell' }>,
): Outcome['refused'] {
  if (!turn.index.devices.has(device)) {
    return { code: 'unknown-device', field: 'id', says: `there is no device ${device}` };
  }
  if (command.kind === 'tare' || command.kind === 'zero') {
    const refusal = refuseZero(turn, scales, device, command);
    if (refusal !== undefined) return refusal;
    expectJump(turn, scales, n, device, command);
  }
  turn.commands.push({ n, device, command });
  return undefined;
}

export function onTold(turn: Turn, parts: WeightParts, told: Extract<Input, { kind: 'told' }>): void {
  const { outcome, device } = told;
  const what =
    outcome.is_unsure === true
      ? 'commands that devices did not confirm'
      : outcome.ok
        ? 'commands carried out by devices'
        : 'commands not carried out by devices';
  turn.books.counters.add(what);
  onJumpTold(turn, parts, device, told);
}
