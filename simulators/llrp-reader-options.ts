/** How a simulated LLRP reader is set up. */
import type { ReaderPersonality } from './llrp-personality.ts';
import type { ReaderRefusal } from './llrp-reader-memory.ts';

/** Time, passed in. */
export interface ReaderClock {
  now_ms(): number;
  /** Calls back once; the returned function takes it back. */
  after(wait_ms: number, then: () => void): () => void;
}

export interface LlrpReaderOptions {
  readonly host: string;
  /** 0 lets the system choose; see `LlrpReader.port`. */
  readonly port: number;
  readonly clock: ReaderClock;
  /** Of no particular maker when absent. */
  readonly personality?: ReaderPersonality;
  /** What it will not do, though others of its kind would. */
  readonly refuses?: readonly ReaderRefusal[];
  /** Key and certificate, PEM; absent: without TLS. */
  readonly tls?: { readonly key: string; readonly cert: string };
  /** Reports and events kept while nobody takes them. */
  readonly reports_max?: number;
  /** Cuts what goes out into pieces that reach the wire one by one; absent: each frame whole. */
  readonly pieces?: (bytes: Uint8Array) => readonly Uint8Array[];
}
