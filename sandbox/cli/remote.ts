import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { Pool } from 'undici';

/** The control API of a running sandbox; results go to `output`. */
export interface Remote {
  /** Prints the answer, indented. */
  show(method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<void>;
  /** Prints the members of one list of the answer, one a line. */
  list(path: string, member: string): Promise<void>;
  /** Passes the answer on as it comes. */
  stream(path: string): Promise<void>;
}

export function createRemote(url: string, output: Writable): Remote {
  return {
    async show(method, path, body) {
      const text = await call(url, method, path, body);
      output.write(text === '' ? 'done\n' : `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
    },
    async list(path, member) {
      const answer = JSON.parse(await call(url, 'GET', path)) as Record<string, unknown>;
      const entries = answer[member];
      for (const entry of Array.isArray(entries) ? entries : []) output.write(`${JSON.stringify(entry)}\n`);
    },
    async stream(path) {
      await withPool(url, async (pool) => {
        const { statusCode, body } = await pool.request({ method: 'GET', path: `/control${path}` });
        if (statusCode !== 200) throw new Error(await body.text());
        for await (const chunk of body) {
          if (!output.write(chunk)) await once(output, 'drain');
        }
      });
    },
  };
}

async function call(url: string, method: 'GET' | 'POST' | 'DELETE', path: string, body?: unknown): Promise<string> {
  return withPool(url, async (pool) => {
    const answer = await pool.request({
      method,
      path: `/control${path}`,
      body: method === 'POST' ? JSON.stringify(body ?? {}) : null,
      // Generating a million contacts takes its time.
      headersTimeout: 0,
    });
    const text = await answer.body.text();
    if (answer.statusCode >= 400) throw new Error(refusalOf(text));
    return text;
  });
}

async function withPool<T>(url: string, use: (pool: Pool) => Promise<T>): Promise<T> {
  const pool = new Pool(new URL(url).origin);
  try {
    return await use(pool);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED') {
      throw new Error(`nothing listens at ${url}; start the sandbox, or say where it is with --url`, { cause: error });
    }
    throw error;
  } finally {
    await pool.close();
  }
}

function refusalOf(text: string): string {
  try {
    const { error } = JSON.parse(text) as { error?: unknown };
    return typeof error === 'string' ? error : text;
  } catch {
    return text;
  }
}
