/** What the detail of a journaled event says, checked: a capture may have been edited by hand. */
import type { CommandOutcome } from '../../devices/driver.ts';

/** Until when, as journaled; undefined when an edited capture says something else. */
export function leapEndOf(detail: unknown): number | undefined {
  if (typeof detail !== 'object' || detail === null || !('to_ms' in detail)) return undefined;
  return Number.isSafeInteger(detail.to_ms) ? Number(detail.to_ms) : undefined;
}

/** What a command is: its kind, of work the act; undefined when an edited capture says something else. */
export function commandNameOf(detail: unknown): string | undefined {
  const command = memberOf(detail, 'command');
  const kind = memberOf(command, 'kind');
  const name = kind === 'work' ? memberOf(memberOf(command, 'act'), 'act') : kind;
  return typeof name === 'string' ? name : undefined;
}

function memberOf(json: unknown, name: string): unknown {
  return typeof json === 'object' && json !== null
    ? new Map<string, unknown>(Object.entries(json)).get(name)
    : undefined;
}

/** What became of a command, as journaled; undefined when an edited capture says something else. */
export function toldOf(detail: unknown): { readonly command_n: number; readonly outcome: CommandOutcome } | undefined {
  if (typeof detail !== 'object' || detail === null || !('command_n' in detail && 'ok' in detail)) return undefined;
  const { command_n, ok } = detail;
  if (typeof command_n !== 'number' || typeof ok !== 'boolean') return undefined;
  const says = 'says' in detail && typeof detail.says === 'string' ? detail.says : '';
  const unsure = 'is_unsure' in detail && detail.is_unsure === true ? { is_unsure: true as const } : {};
  return { command_n, outcome: { ok, says, ...unsure } };
}
