/** Whether a ledger is true: its own journal, levels and audit trail are asked. */
import { GatewayFault, messageOf } from './base/faults.ts';
import type { Surroundings } from './intake/deriver.ts';
import { unreadable, type Verdict, verify } from './intake/verify.ts';
import { rules_text } from './interpretation/interpret.ts';
import { checkLedger, type LedgerCheck } from './ledger/ledger-check.ts';

/** Throws GatewayFault when there is no ledger; one too damaged to be read is a verdict. */
export function verifyLedgerWith(data_dir: string, surroundings: Surroundings): Verdict {
  let check: LedgerCheck | undefined;
  try {
    check = checkLedger(data_dir, rules_text);
    return verify(check, surroundings);
  } catch (thrown) {
    if (thrown instanceof GatewayFault) throw thrown;
    return unreadable(messageOf(thrown));
  } finally {
    check?.close();
  }
}
