/** Pieces of one code on a wire that carries whole reports: kept until the last has come, or nothing follows for a while. */

/** Holds at most a frame's bytes. What grows beyond is given out one piece too long, so that it is refused as a whole and seen. */
export interface Gathering {
  /** Takes a piece; the frame, when this piece ends it or makes it too long. */
  add(piece: Uint8Array, isLast: boolean): Uint8Array | undefined;
  /** What is held, though its end has not come; undefined when nothing is. */
  flush(): Uint8Array | undefined;
  readonly isEmpty: boolean;
}

export function gatheringOf(bytes_max: number): Gathering {
  let pieces: Uint8Array[] = [];
  let bytes = 0;
  /** The frame has been given out for its length; its rest goes nowhere. */
  let isOver = false;

  function flush(): Uint8Array | undefined {
    const held = pieces;
    pieces = [];
    bytes = 0;
    isOver = false;
    if (held.length === 0) return undefined;
    const frame = new Uint8Array(held.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const piece of held) {
      frame.set(piece, at);
      at += piece.length;
    }
    return frame;
  }

  return {
    add(piece, isLast) {
      if (isOver) {
        if (isLast) isOver = false;
        return undefined;
      }
      pieces.push(piece.slice());
      bytes += piece.length;
      const isTooLong = bytes > bytes_max;
      if (!isLast && !isTooLong) return undefined;
      const frame = flush();
      isOver = isTooLong && !isLast;
      return frame;
    },
    flush,
    get isEmpty() {
      return pieces.length === 0 && !isOver;
    },
  };
}
