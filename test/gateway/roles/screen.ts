/** A dashboard that is open: what it was told, and waiting until it is told something. Nothing here looks at a clock. */
import { io, type Socket } from 'socket.io-client';
import type {
  Alert,
  Change,
  ClientMessages,
  ScannerFeedback,
  ServerMessages,
  StoredMovement,
  StoredQuestion,
} from '../../../gateway/live/messages.ts';

const patience_ms = 100_000;

export class Screen {
  /** Newest last. */
  readonly movements: StoredMovement[] = [];
  /** What scanners were told and nobody has waited for yet. */
  readonly unheard: ScannerFeedback[] = [];
  readonly questions = new Map<string, StoredQuestion>();
  alerts: readonly Alert[] = [];
  /** Connections whose devices can be heard. */
  readonly connected = new Set<string>();
  /** The gateway's time, as it told it last; it tells it now and then. */
  now_ms = 0;
  /** Resolves when the gateway has closed it. */
  readonly closed: Promise<unknown>;
  readonly #levels = new Map<string, number>();
  readonly #socket: Socket<ServerMessages, ClientMessages>;
  readonly #waiting = new Set<() => void>();

  constructor(dashboard: string, cookie: string) {
    const extraHeaders = { cookie, origin: new URL(dashboard).origin };
    this.#socket = io(dashboard, { transports: ['websocket'], reconnection: false, extraHeaders });
    this.closed = new Promise((resolve) => this.#socket.once('disconnect', resolve));
    this.#socket.on('snapshot', ({ at_ms, movements, feedback, levels, questions, links, alerts }) =>
      this.#take({ at_ms, movements: movements.toReversed(), feedback, levels, questions, links, alerts }),
    );
    this.#socket.on('change', (change) => this.#take(change));
  }

  at(item: string, location: string): number {
    return this.#levels.get(`${item} ${location}`) ?? 0;
  }

  /** Resolves as soon as it holds, with what came of it; looks again whenever the screen is told something. Rejects when it never comes. */
  until<T>(found: () => T | undefined | false, what_for = `${found}`): Promise<T> {
    return new Promise((resolve, reject) => {
      const never = setTimeout(() => {
        const told = this.unheard.map(({ says }) => says).join(' | ');
        const asked = [...this.questions.values()].map(({ question, state }) => `${question} (${state})`).join(' | ');
        reject(new Error(`it did not come: ${what_for}; what scanners were told: ${told}; what was asked: ${asked}`));
      }, patience_ms);
      const look = () => {
        const what = found();
        if (what === undefined || what === false) return;
        this.#waiting.delete(look);
        clearTimeout(never);
        resolve(what);
      };
      this.#waiting.add(look);
      look();
    });
  }

  /** Resolves when so many lie there. */
  holds(item: string, location: string, quantity: number): Promise<true> {
    const lies = () => this.at(item, location) === quantity;
    return this.until(lies, `${quantity} ${item} at ${location}, where ${this.at(item, location)} lay at first`);
  }

  close(): void {
    this.#socket.disconnect();
  }

  #take(told: Pick<Change, 'at_ms' | 'movements' | 'feedback' | 'levels' | 'questions' | 'links' | 'alerts'>): void {
    this.now_ms = told.at_ms;
    this.movements.push(...(told.movements ?? []));
    this.unheard.push(...(told.feedback ?? []));
    for (const { item, location, quantity } of told.levels ?? []) this.#levels.set(`${item} ${location}`, quantity);
    for (const question of told.questions ?? []) this.questions.set(question.id, question);
    for (const { connection, state } of told.links ?? []) if (state === 'connected') this.connected.add(connection);
    if (told.alerts !== undefined) this.alerts = told.alerts.alerts;
    for (const look of [...this.#waiting]) look();
  }
}
