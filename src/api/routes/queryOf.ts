import type { Request } from 'express';
import type { Operation } from '../contract/operation.js';
import { ApiProblem } from '../problems/apiProblem.js';

/**
 * The query parameters as the operation's schema gives them out. Unknown ones are refused wherever they could have meant
 * something: beside parameters that are known, and on commands and writes. @throws ApiProblem 400
 */
export function queryOf({ query: schema, method }: Operation, request: Request): unknown {
  const given = request.query;
  const unknown = Object.keys(given).find((name) => !Object.hasOwn(schema?.shape ?? {}, name));
  if (unknown !== undefined && (schema || method !== 'get'))
    throw new ApiProblem(400, 'parameter-unknown', { params: { name: unknown.slice(0, 60) } });
  if (!schema) return {};
  const parsed = schema.safeParse(given);
  if (parsed.success) return parsed.data;
  throw new ApiProblem(400, 'parameter-wrong', { params: { name: String(parsed.error.issues[0]?.path[0] ?? '') } });
}
