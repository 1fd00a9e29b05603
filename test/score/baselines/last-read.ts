/** Last read: a tag is where it was read last, and gone when nobody read it for `absent_ms`. What most middleware does. */
import type { PresenceRule } from './presence.ts';
import type { TagBook } from './tag-book.ts';

export interface LastReadManner {
  readonly absent_ms: number;
}

export function lastRead(book: TagBook, { absent_ms }: LastReadManner): PresenceRule {
  /** The longest unread first. */
  const present = new Map<string, { readonly at_ms: number; readonly arrived_ms: number }>();
  return {
    read({ epc, location, at_ms, arrived_ms }) {
      present.delete(epc);
      present.set(epc, { at_ms, arrived_ms });
      book.goes(epc, location, at_ms, arrived_ms);
    },
    tick(now_ms) {
      for (const [epc, { at_ms, arrived_ms }] of present) {
        if (now_ms - arrived_ms < absent_ms) return;
        present.delete(epc);
        book.leaves(epc, at_ms, now_ms);
      }
    },
  };
}
