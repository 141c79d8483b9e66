import { Client, type Connection } from '@temporalio/client';
import type { NativeConnection } from '@temporalio/worker';
import { taskQueues, temporalId, workflowNames } from '../core/names.js';
import { CannotGoOn } from '../core/problems/failures.js';
import { backlogAttribute, instanceAttribute, statusAttribute } from '../core/searchAttributes.js';

type AnyConnection = Connection | NativeConnection;

interface Attribute {
  readonly name: string;
  readonly type: keyof typeof indexedTypes;
}

/** Codes of Temporal's IndexedValueType. */
const indexedTypes = { KEYWORD: 2, INT: 3 } as const;

const wanted: readonly Attribute[] = [statusAttribute, backlogAttribute, instanceAttribute];

/** Adds search attributes to a namespace; Temporal's test server has none at first and cannot list them. */
export async function addSearchAttributes(
  connection: AnyConnection,
  namespace: string,
  attributes = wanted,
): Promise<void> {
  const searchAttributes = Object.fromEntries(attributes.map(({ name, type }) => [name, indexedTypes[type]]));
  await connection.operatorService.addSearchAttributes({ namespace, searchAttributes });
}

/**
 * Registers our search attributes where they are missing: without them no workflow can be started.
 * @throws CannotGoOn `search-attributes-missing` where the server does not let us (Temporal Cloud)
 */
export async function registerSearchAttributes(connection: AnyConnection, namespace: string): Promise<void> {
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace });
    const missing = wanted.filter(({ name }) => !Object.hasOwn(customAttributes ?? {}, name));
    if (missing.length > 0) await addSearchAttributes(connection, namespace, missing);
  } catch (cause) {
    throw new CannotGoOn('search-attributes-missing', {
      scope: 'workflow',
      params: { attributes: wanted.map(({ name, type }) => `${name}=${type === 'INT' ? 'Int' : 'Keyword'}`).join(' ') },
      cause,
    });
  }
}

/** Puts the three workflows of an instance where the Temporal Web UI can reach them: STOPPED, until someone starts them. */
export async function ensureEntities(connection: AnyConnection, namespace: string, instance: string): Promise<void> {
  const client = new Client({ connection, namespace });
  await Promise.all(
    workflowNames.map((workflow) =>
      client.workflow.start(workflow, {
        workflowId: temporalId(instance, workflow),
        taskQueue: taskQueues.workflows,
        args: [{ instance }],
        workflowIdConflictPolicy: 'USE_EXISTING',
        staticSummary: `${workflow} of ${instance}`,
        typedSearchAttributes: [
          { key: statusAttribute, value: 'STOPPED' },
          { key: instanceAttribute, value: instance },
        ],
      }),
    ),
  );
}
