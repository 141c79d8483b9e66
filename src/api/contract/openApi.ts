import type { z } from 'zod';
import {
  createDocument,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
  type ZodOpenApiResponsesObject,
} from 'zod-openapi';
import { configSchemas } from '../../core/config/index.js';
import { instanceSettings } from '../../core/config/settings.js';
import { limitsView, mappingView } from '../../core/mappingViews.js';
import { resourceView, tableView } from '../../core/metadataViews.js';
import { instanceView, problemDetails, workflowView } from '../../core/views.js';
import { configDocument } from './configDocument.js';
import type { Operation } from './operation.js';
import { operations } from './operations.js';

/** The OpenAPI 3.1 description of everything in `operations`. */
export function openApi(version: string) {
  return createDocument({
    openapi: '3.1.0',
    info: { title: 'Passerelle', version, description: 'Microsoft Dynamics 365 and Adobe Campaign Standard, bridged.' },
    paths: Object.entries<Operation>(operations).reduce<ZodOpenApiPathsObject>(
      (paths, [id, operation]) => ({
        ...paths,
        [operation.path]: { ...paths[operation.path], [operation.method]: described(id, operation) },
      }),
      {},
    ),
    components: {
      schemas: {
        Instance: instanceView,
        Workflow: workflowView,
        IngressConfig: configSchemas.ingress,
        EgressConfig: configSchemas.egress,
        OptInOutConfig: configSchemas.optInOut,
        Config: configDocument,
        DynamicsTable: tableView,
        CampaignResource: resourceView,
        Mapping: mappingView,
        Limits: limitsView,
        Settings: instanceSettings,
        Problem: problemDetails,
      },
    },
  });
}

function described(id: string, operation: Operation): ZodOpenApiOperationObject {
  const { parameters, query, headers, body } = operation;
  return {
    operationId: id,
    summary: operation.summary,
    ...(operation.description && { description: operation.description }),
    requestParams: {
      ...(parameters && { path: parameters }),
      ...(query && { query }),
      ...(headers && { header: headers }),
    },
    ...(body && {
      requestBody: { required: !operation.bodyOptional, content: { 'application/json': { schema: body } } },
    }),
    responses: responsesOf(operation),
  };
}

/** Any operation may find a foreign host name, a cross-site page, a malformed request or a fault of ours. */
const always = [400, 403, 500];

function responsesOf({ answers, problems }: Operation): ZodOpenApiResponsesObject {
  const given = Object.entries(answers).map(([status, { description, type = 'application/json', schema, headers }]) => [
    status,
    { description, ...(headers && { headers }), ...(schema && { content: contentOf(type, schema) }) },
  ]);
  const refused = [...always, ...problems].map((status) => [
    String(status),
    { description: 'Problem details.', content: { 'application/problem+json': { schema: problemDetails } } },
  ]);
  return Object.fromEntries([...given, ...refused]) as ZodOpenApiResponsesObject;
}

const contentOf = (type: string | readonly string[], schema: z.ZodType) =>
  Object.fromEntries([type].flat().map((each) => [each, { schema }]));
