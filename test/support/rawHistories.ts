import { Client, Connection } from '@temporalio/client';
import type { TemporalAddress } from './temporal.js';

/** All that a Temporal namespace holds of its workflows, as texts: histories of every run, descriptions, current details. */
export async function rawHistories(temporal: TemporalAddress): Promise<{ events: number; texts: string[] }> {
  const connection = await Connection.connect({ address: temporal.address });
  try {
    return await everythingIn(temporal.namespace, connection);
  } finally {
    await connection.close();
  }
}

async function everythingIn(namespace: string, connection: Connection): Promise<{ events: number; texts: string[] }> {
  const client = new Client({ connection, namespace });
  const texts: string[] = [];
  let events = 0;
  for await (const { workflowId, runId, status } of client.workflow.list()) {
    const execution = { workflowId, runId };
    for (let nextPageToken: Uint8Array = new Uint8Array(); ; ) {
      const page = await client.workflowService.getWorkflowExecutionHistory({ namespace, execution, nextPageToken });
      events += page.history?.events?.length ?? 0;
      texts.push(...leaves(page));
      if (page.nextPageToken.length === 0) break;
      nextPageToken = page.nextPageToken;
    }
    texts.push(...leaves(await client.workflowService.describeWorkflowExecution({ namespace, execution })));
    if (status.name !== 'RUNNING') continue;
    const details = await client.workflow.getHandle(workflowId, runId).query('__temporal_workflow_metadata');
    texts.push(JSON.stringify(details));
  }
  return { events, texts };
}

/** Every text and every payload's bytes in a message, with the names in its maps. */
function* leaves(value: unknown): Iterable<string> {
  if (typeof value === 'string') yield value;
  else if (value instanceof Uint8Array) yield Buffer.from(value).toString('latin1');
  else if (typeof value === 'object' && value !== null) {
    for (const [name, inner] of Object.entries(value)) {
      yield name;
      yield* leaves(inner);
    }
  }
}
