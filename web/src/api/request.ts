import type { Parameters } from '../../../src/core/problems/describe.js';
import type { MistakeView, ProblemDetails } from '../../../src/core/views.js';

/** The API refused or could not be reached. `code` is stable; `status` 0 means that no answer came. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  readonly code: string;
  readonly params: Parameters;
  readonly sentence: string;
  readonly remedy: string;
  readonly mistakes: readonly MistakeView[];

  constructor(status: number, body: Partial<ProblemDetails> = {}, options: ErrorOptions = {}) {
    super(body.detail ?? body.title ?? `status ${status}`, options);
    this.status = status;
    this.code = body.code ?? '';
    this.params = body.params ?? {};
    this.sentence = body.detail ?? body.title ?? '';
    this.remedy = body.remedy ?? '';
    this.mistakes = body.errors ?? [];
  }
}

interface Answer {
  /** As the contract in src/core/views.ts says; both sides are built from it. */
  readonly body: unknown;
  readonly etag: string | null;
}

interface RequestOptions {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/**
 * Sends one request below `/api/v1` and reads its JSON answer.
 * @throws ApiError
 */
export async function request(path: string, options: RequestOptions = {}): Promise<Answer> {
  const response = await send(path, options);
  const body: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw new ApiError(response.status, isDocument(body) ? body : {});
  return { body, etag: response.headers.get('etag') };
}

async function send(path: string, { method = 'GET', body, headers = {}, signal }: RequestOptions): Promise<Response> {
  try {
    return await fetch(`/api/v1${path}`, {
      method,
      headers: {
        accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError(0, {}, { cause });
  }
}

const isDocument = (body: unknown): body is Partial<ProblemDetails> => typeof body === 'object' && body !== null;
