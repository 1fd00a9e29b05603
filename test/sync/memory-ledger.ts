/** The part of a ledger that sync sees, in memory: dense movements and durable cursors. */
import type { StoredMovement } from '../../gateway/ledger/commit.ts';
import type { OutboxWires } from '../../gateway/sync/outbox.ts';

export interface MemoryLedger {
  readonly reader: OutboxWires['reader'];
  readonly movements: StoredMovement[];
  readonly cursors: Map<string, number>;
  advance(target: string, seq: number): Promise<void>;
  /** Appends movements of the items, in turn. */
  append(count: number, item?: string): void;
}

export function memoryLedger(ledger_id = 'ledger-1'): MemoryLedger {
  const movements: StoredMovement[] = [];
  const cursors = new Map<string, number>();
  return {
    movements,
    cursors,
    reader: {
      gateway_id: 'gateway-1',
      ledger_id,
      head: () => movements.length,
      movementsAfter: (seq, limit) => movements.slice(seq, seq + limit),
      cursor: (target) => cursors.get(target) ?? 0,
    },
    advance(target, seq) {
      if (seq <= (cursors.get(target) ?? 0) || seq > movements.length)
        throw new Error(`the cursor may not go to ${seq}`);
      cursors.set(target, seq);
      return Promise.resolve();
    },
    append(count, item = 'bolt') {
      for (let at = 0; at < count; at += 1) movements.push(movementOf(movements.length + 1, item));
    },
  };
}

function movementOf(seq: number, item: string): StoredMovement {
  return {
    seq,
    id: `m-${seq}`,
    kind: 'taken',
    item,
    quantity: 1 + (seq % 7),
    from: 'bin-1',
    to: 'production',
    at_ms: 1_000 * seq,
    arrived_ms: 1_000 * seq + 5,
    confidence_permille: 973,
    rule: 'fusion@6',
    settings_revision: 1,
    why: 'the weight fell by that much',
    evidence: [{ n: seq, index: 0, device: 'scale-1', at_ms: 1_000 * seq, says: 'channel 1: 538.2 g at rest' }],
  };
}
