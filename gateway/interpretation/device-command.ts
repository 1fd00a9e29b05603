/** What devices are told: every command is journaled before it is sent, and so is what became of it. */
import type { Input, Outcome } from './interpretation.ts';
import type { Turn } from './turn.ts';

type CommandInput = Extract<Input, { kind: 'command' }>;

/** A person's command to a device, or why it cannot be. Whether the device's family knows the command was checked before. */
export function tellDevice(turn: Turn, input: CommandInput, device: string): Outcome['refused'] {
  const { command, n } = input;
  if (command.kind !== 'tell') return undefined;
  if (!turn.index.devices.has(device)) return { code: 'unknown-device', says: `there is no device ${device}` };
  turn.commands.push({ n, device, command: command.command });
  return undefined;
}

export function onTold(turn: Turn, { outcome }: Extract<Input, { kind: 'told' }>): void {
  turn.books.counters.add(outcome.ok ? 'commands carried out by devices' : 'commands not carried out by devices');
}
