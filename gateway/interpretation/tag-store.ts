/**
 * Tags by their EPC. Those that are present, or were heard lately, are at hand; one that nobody has heard for long is filed as a line of text
 * (`filed-tag.ts`) and is at hand again as soon as somebody asks for it.
 */
import { fileTag, glanceAt, unfiledTag } from './filed-tag.ts';
import { heldPlace, isOnWayOut, type Tag } from './tag.ts';

/** What a tag that was silent for so long sounded like tells nothing any more. */
const files_after_ms = 180_000;
/** At one read at most one tag comes to be at hand: more than one that is filed makes up for those that waited. */
const filed_at_once = 2;

export interface SavedTagStore {
  readonly absent: readonly string[];
  /** Absent while none is. */
  readonly filed?: readonly (readonly [epc: string, text: string])[];
}

export class TagStore {
  readonly #near = new Map<string, Tag>();
  /** Those at hand that are present nowhere, the longest unheard first. */
  readonly #absent = new Set<string>();
  /** Filed first, the longest unheard. */
  readonly #filed = new Map<string, string>();

  get size(): number {
    return this.#near.size + this.#filed.size;
  }

  has(epc: string): boolean {
    return this.#near.has(epc) || this.#filed.has(epc);
  }

  /** The tag itself: whoever changes it changes what is remembered. */
  get(epc: string): Tag | undefined {
    const near = this.#near.get(epc);
    if (near !== undefined) return near;
    const text = this.#filed.get(epc);
    if (text === undefined) return undefined;
    const tag = unfiledTag(epc, text);
    this.#filed.delete(epc);
    this.#near.set(epc, tag);
    this.#absent.add(epc);
    return tag;
  }

  /** Only where it is at hand, as all are that are present or on their way out. */
  atHand(epc: string): Tag | undefined {
    return this.#near.get(epc);
  }

  /** To look at, by whoever asks at any time: what is remembered stays as it is. */
  look(epc: string): Readonly<Tag> | undefined {
    const text = this.#filed.get(epc);
    return text === undefined ? this.#near.get(epc) : unfiledTag(epc, text);
  }

  /** A tag that was not known. */
  add(tag: Tag): void {
    this.#near.set(tag.epc, tag);
  }

  notePresent(epc: string): void {
    this.#absent.delete(epc);
  }

  /** It was heard while it is present nowhere, or has just left. */
  noteAbsent(epc: string): void {
    this.#absent.delete(epc);
    this.#absent.add(epc);
  }

  /**
   * Files those at hand that nobody has heard for long. Whoever holds a tag that is present nowhere must let go of it before.
   *
   * @param now_ms arrival time
   */
  file(now_ms: number): void {
    for (let filed = 0; filed < filed_at_once; filed += 1) {
      const [epc] = this.#absent;
      const tag = epc === undefined ? undefined : this.#near.get(epc);
      if (tag === undefined || tag.last_arrived_ms + files_after_ms > now_ms) return;
      if (isOnWayOut(tag)) {
        this.noteAbsent(tag.epc);
        continue;
      }
      this.#absent.delete(tag.epc);
      this.#near.delete(tag.epc);
      this.#filed.set(tag.epc, fileTag(tag));
    }
  }

  /** False where all tags are present. */
  forgetLongestAbsent(): boolean {
    const [filed] = this.#filed.keys();
    if (filed !== undefined) return this.#filed.delete(filed);
    const [absent] = this.#absent;
    if (absent === undefined) return false;
    this.#absent.delete(absent);
    return this.#near.delete(absent);
  }

  /** Those at hand: all that are present are among them. */
  near(): Iterable<Tag> {
    return this.#near.values();
  }

  /** The items that tags stand for. */
  items(): ReadonlySet<string> {
    const items = new Set<string>();
    for (const { item } of this.#near.values()) if (item !== undefined) items.add(item);
    for (const text of this.#filed.values()) {
      const { item } = glanceAt(text);
      if (item !== undefined) items.add(item);
    }
    return items;
  }

  /** Those that stand for something and that the ledger has at these places, to look at; what was sold may be at its point of sale. */
  *heldAt(locations: ReadonlySet<string>): Iterable<Readonly<Tag>> {
    const isHeld = (tag: Tag) => locations.has(heldPlace(tag) ?? '');
    for (const tag of this.#near.values()) if (isHeld(tag)) yield tag;
    for (const [epc, text] of this.#filed) {
      const { item, known } = glanceAt(text);
      if (item === undefined || (known !== undefined && !locations.has(known))) continue;
      const tag = unfiledTag(epc, text);
      if (isHeld(tag)) yield tag;
    }
  }

  save(): SavedTagStore & { readonly tags: readonly Tag[] } {
    const filed = this.#filed.size === 0 ? {} : { filed: [...this.#filed] };
    return { tags: [...this.#near.values()], absent: [...this.#absent], ...filed };
  }

  /** After its tags at hand have been added. */
  restore({ absent, filed = [] }: SavedTagStore): void {
    for (const epc of absent) this.#absent.add(epc);
    for (const [epc, text] of filed) this.#filed.set(epc, text);
  }
}
