/** What the simulated upstream keeps: movements by gateway, ledger and sequence, so that what comes twice has effect once. */

export interface UpstreamMovement {
  readonly seq: number;
  readonly item: string;
  readonly quantity: number;
  readonly from: string;
  readonly to: string;
}

export interface PostedBatch {
  readonly gateway_id: string;
  readonly ledger_id: string;
  readonly from_seq: number;
  readonly to_seq: number;
  readonly movements: readonly UpstreamMovement[];
}

/** An HTTP answer. */
export interface Reply {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

export interface UpstreamBook {
  /** By `<gateway>:<ledger>`: what has been applied, dense from 1. */
  readonly received: ReadonlyMap<string, readonly UpstreamMovement[]>;
  /** How many movements have had an effect. */
  readonly effects: number;
  /** Applies what is new and in order; stops before a movement of the item `picky`. */
  apply(batch: PostedBatch, picky: string | undefined): Reply;
  /** Forgets what is kept beyond `seq`. */
  restore(key: string, seq: number): void;
}

export function upstreamBook(): UpstreamBook {
  const received = new Map<string, UpstreamMovement[]>();
  let effects = 0;
  return {
    received,
    get effects() {
      return effects;
    },
    apply(batch, picky) {
      const key = `${batch.gateway_id}:${batch.ledger_id}`;
      const kept = received.get(key) ?? [];
      received.set(key, kept);
      for (const movement of batch.movements) {
        const known = kept[movement.seq - 1];
        if (known !== undefined) {
          if (JSON.stringify(known) === JSON.stringify(movement)) continue;
          return refusal(kept, movement, `movement ${movement.seq} is another one here`);
        }
        if (movement.seq !== kept.length + 1) {
          const says = `movement ${kept.length + 1} is missing`;
          return { status: 409, body: { expected_seq: kept.length + 1, says } };
        }
        if (movement.item === picky) return refusal(kept, movement, `there is no item ${movement.item} here`);
        kept.push(movement);
        effects += 1;
      }
      return { status: 200, body: { acked_seq: kept.length } };
    },
    restore(key, seq) {
      received.get(key)?.splice(seq);
    },
  };
}

function refusal(kept: readonly UpstreamMovement[], movement: UpstreamMovement, says: string): Reply {
  const acked_seq = Math.min(kept.length, movement.seq - 1);
  return { status: 422, body: { acked_seq, refused_seq: movement.seq, says } };
}

/** Undefined unless it is a batch whose movements are dense from `from_seq` to `to_seq`. */
export function batchOf(text: string): PostedBatch | undefined {
  const json = jsonOf(text);
  if (!isRecord(json)) return undefined;
  const { gateway_id, ledger_id, from_seq, to_seq, movements } = json;
  if (typeof gateway_id !== 'string' || typeof ledger_id !== 'string') return undefined;
  if (typeof from_seq !== 'number' || typeof to_seq !== 'number' || !Array.isArray(movements)) return undefined;
  if (from_seq < 1 || movements.length === 0 || to_seq !== from_seq + movements.length - 1) return undefined;
  const checked: UpstreamMovement[] = [];
  for (const movement of movements) {
    if (!isMovement(movement) || movement.seq !== from_seq + checked.length) return undefined;
    checked.push(movement);
  }
  return { gateway_id, ledger_id, from_seq, to_seq, movements: checked };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: the caller answers 400.
    return undefined;
  }
}

function isMovement(value: unknown): value is UpstreamMovement {
  if (!isRecord(value)) return false;
  const { seq, item, quantity, from, to } = value;
  const named = typeof item === 'string' && typeof from === 'string' && typeof to === 'string';
  return named && Number.isSafeInteger(seq) && Number.isSafeInteger(quantity);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
