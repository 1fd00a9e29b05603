/** Bare HTTP, because fetch sets Host and Origin by itself. */
import { request } from 'node:http';

export interface Answered {
  readonly status: number;
  readonly type: string;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: unknown;
}

export interface Asked {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

export function ask(port: number, path: string, options: Asked = {}): Promise<Answered> {
  const { method = 'GET', headers = {}, body } = options;
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }, (answer) => {
      const chunks: Buffer[] = [];
      answer.on('data', (chunk: Buffer) => chunks.push(chunk));
      answer.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        const type = answer.headers['content-type'] ?? '';
        resolve({
          status: answer.statusCode ?? 0,
          type,
          headers: answer.headers,
          body: type.includes('json') && text !== '' ? JSON.parse(text) : text,
        });
      });
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
