import { z } from 'zod';
import { mappingId, tableMapping } from '../../core/config/ingress.js';
import { limitsView, mappingList, mappingView } from '../../core/mappingViews.js';
import { ingressPath, ofInstance } from './address.js';
import type { Operation } from './operation.js';
import { etag, ifMatch } from './version.js';

const ofMapping = ofInstance.extend({ mapping: mappingId });
const mappingPath = `${ingressPath}/mappings/{mapping}` as const;
const body = tableMapping.partial({ id: true });
const writes = [404, 412, 413, 415, 422, 428, 503] as const;

/** Table mappings of ingress one by one: each write is a new version of the whole configuration, whose ETag all of them carry. */
export const mappingOperations = {
  listMappings: {
    method: 'get',
    path: `${ingressPath}/mappings`,
    summary: 'List the saved table mappings',
    parameters: ofInstance,
    answers: { 200: { schema: mappingList, description: 'In the order of the configuration.', headers: etag } },
    problems: [404, 503],
  },
  createMapping: {
    method: 'post',
    path: `${ingressPath}/mappings`,
    summary: 'Add a table mapping',
    description:
      'A table and a resource can be in one mapping each. Without `id` it gets one of its own. Pointers of mistakes are into the mapping that was sent; its tables and ID field are fixed from then on. Where a system does not answer within a second, the mapping is saved all the same, and the note `mapping-not-checked` says that the start will check it. It begins with a first load at the next stop and start.',
    parameters: ofInstance,
    headers: ifMatch,
    body,
    answers: {
      201: {
        schema: mappingView,
        description: 'The mapping as saved.',
        headers: etag.extend({ Location: z.string() }),
      },
    },
    problems: writes,
  },
  readMapping: {
    method: 'get',
    path: mappingPath,
    summary: 'Read a table mapping',
    description:
      '`applied` and `lane` are as of now; the ETag is that of the configuration that the mapping is part of.',
    parameters: ofMapping,
    answers: { 200: { schema: mappingView, description: 'The mapping as last saved.', headers: etag } },
    problems: [404, 503],
  },
  replaceMapping: {
    method: 'put',
    path: mappingPath,
    summary: 'Save a table mapping',
    description:
      'Running processes are not touched. What is sent says the whole mapping; `id` may be left out. The note `mapping-not-checked` is as for a mapping that is added.',
    parameters: ofMapping,
    headers: ifMatch,
    body,
    answers: { 200: { schema: mappingView, description: 'The mapping as saved.', headers: etag } },
    problems: writes,
  },
  deleteMapping: {
    method: 'delete',
    path: mappingPath,
    summary: 'Delete a table mapping',
    description:
      'Campaign’s data stay. Position, queue and replay request go at the next start. 409 while other mappings link to it.',
    parameters: ofMapping,
    headers: ifMatch,
    answers: { 204: { description: 'It is deleted.', headers: etag } },
    problems: [404, 409, 412, 422, 428, 503],
  },
  readLimits: {
    method: 'get',
    path: `${ingressPath}/limits`,
    summary: 'Read how much of each guardrail is used',
    parameters: ofInstance,
    answers: { 200: { schema: limitsView, description: 'Used and allowed.' } },
    problems: [404, 503],
  },
} as const satisfies Record<string, Operation>;
