import { randomUUID } from 'node:crypto';
import type { Answer, Call } from '../context.js';
import { DataverseError, malformedBody, malformedQuery } from '../errors.js';
import { maxBatchOperations } from '../limits.js';
import { inOneTransaction } from '../rows/transaction.js';
import { type Part, readParts, writeParts } from './multipart.js';
import { answerPart, callOf, type Operation, readOperation, refusalAnswer } from './operation.js';

type Run = (call: Call, path: string) => Answer;
type Step = { readonly operation: Operation } | { readonly changeSet: readonly Operation[] };

/** `POST $batch`: one operation after another, a change set wholly or not at all (reference dataverse-web-api §7). */
export function runBatch(call: Call, run: Run): Answer {
  const type = call.request.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/mixed')) throw malformedBody('A batch is multipart/mixed.');
  const steps = readParts(call.request.body, type).map(readStep);
  const operations = steps.reduce((sum, step) => sum + ('operation' in step ? 1 : step.changeSet.length), 0);
  if (operations > maxBatchOperations) throw malformedQuery(`A batch holds at most ${maxBatchOperations} operations.`);

  const parts: Part[] = [];
  let status = 200;
  for (const step of steps) {
    const done = 'operation' in step ? runOne(call, step.operation, run) : runChangeSet(call, step.changeSet, run);
    parts.push(done.part);
    if (done.failed === undefined || call.preferences.continueOnError) continue;
    status = done.failed;
    break;
  }
  const boundary = `batchresponse_${randomUUID()}`;
  return {
    status,
    headers: { 'content-type': `multipart/mixed; boundary=${boundary}` },
    body: writeParts(parts, boundary),
    applied: 'updated',
    writes: operations,
  };
}

interface Done {
  readonly part: Part;
  /** Status of the failure. */
  readonly failed?: number;
}

function readStep(part: Part): Step {
  const type = part.headers['content-type'] ?? '';
  if (!type.startsWith('multipart/mixed')) return { operation: readOperation(part) };
  const changeSet = readParts(part.content.endsWith('\r\n') ? part.content : `${part.content}\r\n`, type).map(
    readOperation,
  );
  for (const { contentId, method } of changeSet) {
    if (contentId === undefined) throw new DataverseError(400, '0x80060888', 'Content-ID is missing in a change set.');
    if (method === 'GET') throw malformedBody('A change set holds no GET.');
  }
  return { changeSet };
}

function runOne(batch: Call, operation: Operation, run: Run): Done {
  const answer = attempt(() => {
    const { call, path } = callOf(batch, operation);
    if (path.startsWith('$batch')) throw malformedBody('A batch holds no batch.');
    return run(call, path);
  });
  return { part: answerPart(answer), ...(answer.status >= 400 && { failed: answer.status }) };
}

/** The parts of a change set that went well, nested; or the one refusal that undid it. */
function runChangeSet(batch: Call, operations: readonly Operation[], run: Run): Done {
  const parts: Part[] = [];
  const made = new Map<string, string>();
  const failure = attempt(() => {
    inOneTransaction(batch.environment, () => {
      for (const operation of operations) {
        const { call, path } = callOf(batch, withReferences(operation, made));
        const answer = run(call, path);
        const { contentId = '' } = operation;
        const address = answer.headers?.['odata-entityid'];
        if (typeof address === 'string') made.set(contentId, address);
        parts.push(answerPart(answer, contentId));
      }
    });
    return { status: 200 };
  });
  if (failure.status >= 400) return { part: answerPart(failure), failed: failure.status };
  const boundary = `changesetresponse_${randomUUID()}`;
  const content = writeParts(parts, boundary).replace(/\r\n$/u, '');
  return { part: { headers: { 'Content-Type': `multipart/mixed; boundary=${boundary}` }, content } };
}

/** `$1` as the URL or as what is bound stands for what the operation with that Content-ID made before. */
function withReferences(operation: Operation, made: ReadonlyMap<string, string>): Operation {
  const resolve = (id: string): string => {
    const address = made.get(id);
    if (address === undefined) throw malformedQuery(`The reference '$${id}' points to nothing that was done before.`);
    return address;
  };
  return {
    ...operation,
    url: operation.url.replace(/^\/?\$(\d+)(?=$|\/|\?)/u, (_, id: string) => resolve(id)),
    body: operation.body.replace(
      /(@odata\.bind"\s*:\s*")\/?\$(\d+)"/gu,
      (_, start: string, id: string) => `${start}${resolve(id)}"`,
    ),
  };
}

function attempt(work: () => Answer): Answer {
  try {
    return work();
  } catch (error) {
    return refusalAnswer(error, randomUUID());
  }
}
