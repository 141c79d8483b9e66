import {
  type Client,
  isGrpcServiceError,
  NamespaceNotFoundError,
  QueryNotRegisteredError,
  type WorkflowExecutionDescription,
  type WorkflowExecutionStatusName,
  WorkflowNotFoundError,
} from '@temporalio/client';
import { type EntityStatus, entityStatus, type RecordCommandInput, type RecordCommandName } from '../core/entity.js';
import { taskQueues, temporalId, verificationId, type WorkflowName } from '../core/names.js';
import { CannotGoOn, PassesByItself } from '../core/problems/failures.js';
import { instanceAttribute, statusAttribute } from '../core/searchAttributes.js';
import type { Status } from '../core/views.js';
import type { VerifyInput } from '../core/verifyInput.js';
import * as messages from '../workflows/messages.js';
import { type Deadline, within } from './deadline.js';
import { pollerSeenMs } from './limits.js';

/** What Temporal knows of one workflow. */
export type Sighting =
  | { readonly kind: 'absent' }
  | { readonly kind: 'ended'; readonly how: WorkflowExecutionStatusName; readonly at: Date | undefined }
  | { readonly kind: 'open'; readonly status: EntityStatus };

/**
 * Everything that the API asks of Temporal, each under a deadline.
 * All throw PassesByItself: `temporal-unavailable`, or `worker-unavailable` where only a worker could answer.
 */
export interface TemporalGateway {
  look(instance: string, workflow: WorkflowName, deadline: Deadline): Promise<Sighting>;
  /** Starts the workflow if it does not run, and tells it to start working. */
  start(instance: string, workflow: WorkflowName, by: string, deadline: Deadline): Promise<void>;
  /** Tells a running workflow; where none runs there is nobody to tell. */
  tell(
    message: 'stop' | 'reload',
    instance: string,
    workflow: WorkflowName,
    by: string,
    deadline: Deadline,
  ): Promise<void>;
  /** Gives a command about records; a workflow that never ran begins STOPPED and carries it out. */
  give<Name extends RecordCommandName>(
    name: Name,
    instance: string,
    workflow: WorkflowName,
    input: RecordCommandInput<Name>,
    deadline: Deadline,
  ): Promise<void>;
  /** Starts a verification that is entered as the only one of its mapping: whatever runs under its name is a leftover. */
  beginVerify(input: VerifyInput, deadline: Deadline): Promise<void>;
  verifyRuns(instance: string, mapping: string, deadline: Deadline): Promise<boolean>;
  /** @returns false when none runs */
  cancelVerify(instance: string, mapping: string, deadline: Deadline): Promise<boolean>;
  /** A worker has asked for work lately. */
  hasWorker(deadline: Deadline): Promise<boolean>;
}

export function createTemporalGateway(client: Client): TemporalGateway {
  /** Without a deadline the SDK tries a dead server ten times over. */
  const ask = async <T>(deadline: Deadline, work: () => Promise<T>): Promise<T> => {
    try {
      return await within(deadline, 'temporal-unavailable', client.withDeadline(deadline, work));
    } catch (error) {
      throw asOutage(error);
    }
  };
  const handle = (instance: string, workflow: WorkflowName) =>
    client.workflow.getHandle(temporalId(instance, workflow));

  const describe = (workflowId: string, deadline: Deadline) =>
    ask(deadline, async (): Promise<WorkflowExecutionDescription | null> => {
      try {
        return await client.workflow.getHandle(workflowId).describe();
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return null;
        throw error;
      }
    });

  return {
    async look(instance, workflow, deadline) {
      const found = await describe(temporalId(instance, workflow), deadline);
      if (!found) return { kind: 'absent' };
      const { name } = found.status;
      if (!openStates.has(name)) return { kind: 'ended', how: name, at: found.closeTime };
      try {
        const answer = client.withDeadline(deadline, () => handle(instance, workflow).query(messages.status));
        return {
          kind: 'open',
          status: entityStatus.parse(await within(deadline, 'worker-unavailable', answer)),
        };
      } catch (error) {
        throw asSilence(error);
      }
    },
    async start(instance, workflow, by, deadline) {
      await ask(deadline, () =>
        client.workflow.signalWithStart(workflow, {
          ...startOf(instance, workflow),
          signal: messages.start,
          signalArgs: [{ by }],
          typedSearchAttributes: attributesOf(instance, 'STARTING'),
        }),
      );
    },
    async tell(message, instance, workflow, by, deadline) {
      await ask(deadline, async () => {
        try {
          await handle(instance, workflow).signal(signals[message], { by });
        } catch (error) {
          if (!(error instanceof WorkflowNotFoundError)) throw error;
        }
      });
    },
    async give(name, instance, workflow, input, deadline) {
      await ask(deadline, () =>
        client.workflow.signalWithStart(workflow, {
          ...startOf(instance, workflow),
          signal: name,
          signalArgs: [input],
          typedSearchAttributes: attributesOf(instance, 'STOPPED'),
        }),
      );
    },
    async beginVerify(input, deadline) {
      const { instance, mapping } = input;
      await ask(deadline, () =>
        client.workflow.start('verify', {
          workflowId: verificationId(instance, mapping),
          workflowIdConflictPolicy: 'TERMINATE_EXISTING',
          taskQueue: taskQueues.workflows,
          args: [input],
          staticSummary: `verification of ${mapping}, ${instance}`,
          typedSearchAttributes: [{ key: instanceAttribute, value: instance }],
        }),
      );
    },
    async verifyRuns(instance, mapping, deadline) {
      const found = await describe(verificationId(instance, mapping), deadline);
      return found !== null && openStates.has(found.status.name);
    },
    async cancelVerify(instance, mapping, deadline) {
      return ask(deadline, async () => {
        try {
          await client.workflow.getHandle(verificationId(instance, mapping)).cancel();
          return true;
        } catch (error) {
          if (error instanceof WorkflowNotFoundError) return false;
          throw error;
        }
      });
    },
    async hasWorker(deadline) {
      const { pollers } = await ask(deadline, () =>
        client.workflowService.describeTaskQueue({
          namespace: client.options.namespace,
          taskQueue: { name: taskQueues.workflows },
        }),
      );
      const since = Date.now() - pollerSeenMs;
      return (pollers ?? []).some(({ lastAccessTime }) => (lastAccessTime?.seconds?.toNumber() ?? 0) * 1_000 > since);
    },
  };
}

const startOf = (instance: string, workflow: WorkflowName) => ({
  workflowId: temporalId(instance, workflow),
  taskQueue: taskQueues.workflows,
  args: [{ instance }],
  staticSummary: `${workflow} of ${instance}`,
});

const attributesOf = (instance: string, status: Status) => [
  { key: statusAttribute, value: status },
  { key: instanceAttribute, value: instance },
];

const signals = { stop: messages.stop, reload: messages.reload };

/** A run between two others is as good as open: the query finds the newer one. */
const openStates = new Set<WorkflowExecutionStatusName>(['RUNNING', 'PAUSED', 'CONTINUED_AS_NEW']);

/** Codes of gRPC that the SDK's errors carry. */
const grpc = { deadlineExceeded: 4, failedPrecondition: 9, unavailable: 14 };
/** INVALID_ARGUMENT (a search attribute is not registered), NOT_FOUND, PERMISSION_DENIED, UNAUTHENTICATED. */
const refusals = new Set([3, 5, 7, 16]);

function asOutage(error: unknown): Error {
  if (error instanceof PassesByItself) return error;
  const service = grpcErrorIn(error);
  const refused = error instanceof NamespaceNotFoundError || (service && refusals.has(service.code));
  return refused
    ? new CannotGoOn('temporal-refused', { scope: 'workflow', cause: error })
    : new PassesByItself('temporal-unavailable', { cause: error });
}

/** Describing went well a moment ago, so silence is the worker's unless the server says that it is its own. */
function asSilence(error: unknown): unknown {
  if (error instanceof PassesByItself) return error;
  const service = grpcErrorIn(error);
  if (service?.code === grpc.unavailable) return new PassesByItself('temporal-unavailable', { cause: error });
  if (service?.code === grpc.deadlineExceeded || service?.code === grpc.failedPrecondition)
    return new PassesByItself('worker-unavailable', { cause: error });
  // A workflow that cannot be replayed by the worker there is: for the page it is as silent as one without a worker.
  if (error instanceof QueryNotRegisteredError) return new PassesByItself('worker-unavailable', { cause: error });
  return service ? new PassesByItself('temporal-unavailable', { cause: error }) : error;
}

function grpcErrorIn(error: unknown): { code: number } | undefined {
  if (isGrpcServiceError(error)) return error;
  return error instanceof Error && error.cause !== undefined ? grpcErrorIn(error.cause) : undefined;
}
