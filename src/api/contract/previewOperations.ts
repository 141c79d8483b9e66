import { z } from 'zod';
import { mappingId, tableMapping } from '../../core/config/ingress.js';
import { previewView } from '../../core/preview.js';
import { writtenKey } from '../../core/recordKey.js';
import { instancePath, ofInstance } from './address.js';
import type { Operation } from './operation.js';

/** Records of one preview: each may be a call to Campaign while a person waits. */
const mostRecords = 100;

const wish = {
  records: z.number().int().min(1).max(mostRecords).default(20).meta({ description: 'So many from the beginning.' }),
  keys: z
    .array(writtenKey)
    .min(1)
    .max(mostRecords)
    .optional()
    .meta({ description: 'Instead: the records with these Dynamics ids.' }),
};
const draft = tableMapping.partial({ id: true });

const preview = {
  method: 'post',
  description:
    'Inserts with their fields, updates with what changes, before and after, deletes, records that the filter leaves out, rejected, waiting and unsettled ones, each with its reason; and what the whole table would come to, judged by these. Reads both systems and writes nothing. The answer holds personal data, masked where the caller may not see it; a look at values is audited.',
  answers: { 200: { schema: previewView, description: 'The records as they would be written now.' } },
  problems: [404, 409, 413, 415, 422, 502, 503],
} as const;

/** Records as they would be written. */
export const previewOperations = {
  previewMapping: {
    ...preview,
    path: `${instancePath}/workflows/ingress/mappings/{mapping}/preview`,
    summary: 'Preview what a table mapping would write',
    parameters: ofInstance.extend({ mapping: mappingId }),
    body: z.strictObject({
      mapping: draft.optional().meta({ description: 'The mapping as edited; without it, as saved.' }),
      ...wish,
    }),
    bodyOptional: true,
  },
  previewNewMapping: {
    ...preview,
    path: `${instancePath}/workflows/ingress/preview`,
    summary: 'Preview what a table mapping that is not saved yet would write',
    parameters: ofInstance,
    body: z.strictObject({ mapping: draft, ...wish }),
  },
} as const satisfies Record<string, Operation>;
