import type { z } from 'zod';
import { ApiProblem } from './apiProblem.js';
import { documentMistakes } from './documentMistakes.js';

/** The document as its schema understands it. @throws ApiProblem 422 with every mistake */
export function checkedDocument<Schema extends z.ZodType>(schema: Schema, document: unknown): z.output<Schema> {
  const parsed = schema.safeParse(document);
  if (parsed.success) return parsed.data;
  throw ApiProblem.refused(documentMistakes(document, parsed.error.issues));
}
