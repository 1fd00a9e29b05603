/** The way to the gateway: says that a change comes from this page, and notices when nobody is signed in any more. */

const listeners: (() => void)[] = [];

/** Calls back when the gateway does not know any more who is asking. */
export function onUnknown(listener: () => void): void {
  listeners.push(listener);
}

export async function ask(path: string, options: RequestInit = {}): Promise<Response> {
  const headers = { ...options.headers, 'X-Tallygate': 'dashboard' };
  const answer = await fetch(`/api/v1${path}`, options.method === undefined ? options : { ...options, headers });
  if (answer.status === 401) for (const listener of listeners) listener();
  return answer;
}
