import type { Dispatcher, Pool } from 'undici';

export interface Answer {
  readonly status: number;
  readonly text: string;
}

interface Outgoing {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly headers: string[];
  readonly body?: string;
}

/** One call by undici's quickest way: `Pool.request` would make a stream of each answer. */
export function send(pool: Pool, outgoing: Outgoing): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let status = 0;
    const chunks: Buffer[] = [];
    const handler: Dispatcher.DispatchHandler = {
      onRequestStart() {},
      onResponseStart(_controller, code) {
        status = code;
      },
      onResponseData(_controller, chunk) {
        chunks.push(chunk);
      },
      onResponseEnd() {
        const [first] = chunks;
        resolve({ status, text: chunks.length === 1 && first ? first.toString() : Buffer.concat(chunks).toString() });
      },
      onResponseError(_controller, error) {
        reject(error);
      },
    };
    pool.dispatch(outgoing, handler);
  });
}

/** The value of the header `authorization`. */
export async function loginTo(pool: Pool, path: string, form: Readonly<Record<string, string>>): Promise<string> {
  const body = new URLSearchParams({ grant_type: 'client_credentials', ...form }).toString();
  const headers = ['content-type', 'application/x-www-form-urlencoded'];
  const { status, text } = await send(pool, { method: 'POST', path, headers, body });
  if (status !== 200) throw new Error(`login refused: ${status} ${text}`);
  return `Bearer ${(JSON.parse(text) as { access_token: string }).access_token}`;
}
