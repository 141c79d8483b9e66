import { ApiProblem } from '../problems/apiProblem.js';

/** A cursor says where the next page begins; what is in it is nobody's business but ours. */
export const cursorAfter = (id: number): string => Buffer.from(String(id)).toString('base64url');

/** @throws ApiProblem 400 */
export function numberIn(cursor: string): number {
  const text = Buffer.from(cursor, 'base64url').toString();
  if (!/^\d{1,15}$/.test(text)) throw new ApiProblem(400, 'parameter-wrong', { params: { name: 'cursor' } });
  return Number(text);
}
