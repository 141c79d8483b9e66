import type { z } from 'zod';

/** One thing that the API does: what OpenAPI says of it and what its route is mounted from are the same. */
export interface Operation {
  readonly method: 'get' | 'put' | 'post' | 'delete';
  /** OpenAPI's form: `/instances/{instance}`, below the server's root. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly description?: string;
  /** What the path's parameters look like. */
  readonly parameters?: z.ZodObject;
  /** Query parameters that are taken; each comes as a text. A handler gets them as this schema gives them out. */
  readonly query?: z.ZodObject;
  /** Request headers that matter. */
  readonly headers?: z.ZodObject;
  /** Body that is taken; absent: none is. */
  readonly body?: z.ZodType;
  /** An empty body counts as `{}`. */
  readonly bodyOptional?: boolean;
  readonly answers: Readonly<Record<number, OperationAnswer>>;
  /** Statuses of problem answers besides those that every operation may give. */
  readonly problems: readonly number[];
}

export interface OperationAnswer {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** Default `application/json`; several where the request chooses one. */
  readonly type?: string | readonly string[];
  readonly headers?: z.ZodObject;
}
