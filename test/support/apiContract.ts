import assert from 'node:assert/strict';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Operation } from '../../src/api/contract/operation.js';
import { operations } from '../../src/api/contract/operations.js';
import type { ApiAnswer } from './apiWorld.js';

export interface Contract {
  /** Fails unless the answer is one that the API's own description allows for this request. Returns the operation's name. */
  holds(method: string, path: string, answer: ApiAnswer): string;
}

/** Holds answers against the OpenAPI document that the API serves. */
export function contractOf(document: object): Contract {
  // The patterns of times stand beside their format, so that the format needs no second check.
  const ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
  ajv.addSchema(document, 'api');
  const compiled = new Map<string, ValidateFunction>();
  return {
    holds(method, path, answer) {
      const [id, operation] = operationAt(method, path);
      if (answer.status === 204) {
        assert.ok(operation.answers[204] && answer.text === '', `${method} ${path} -> 204 is not described`);
        return id;
      }
      const type = (answer.headers.get('content-type') ?? '').split(';', 1)[0] ?? '';
      const pointer = [operation.path, operation.method, 'responses', String(answer.status), 'content', type, 'schema'];
      const ref = `api#/paths/${pointer.map((step) => step.replaceAll('~', '~0').replaceAll('/', '~1')).join('/')}`;
      const what = `${method} ${path} -> ${answer.status} ${type}`;
      let validate = compiled.get(ref);
      if (!validate) {
        assert.doesNotThrow(() => (validate = ajv.compile({ $ref: ref })), `${what} is not described`);
        if (!validate) throw new Error('not compiled');
        compiled.set(ref, validate);
      }
      const content: unknown = type.endsWith('json') ? answer.body : answer.text;
      assert.ok(validate(content), `${what}: ${ajv.errorsText(validate.errors)}\n${answer.text.slice(0, 500)}`);
      return id;
    },
  };
}

function operationAt(method: string, path: string): [string, Operation] {
  const found = Object.entries<Operation>(operations).find(
    ([, operation]) =>
      operation.method === method.toLowerCase() &&
      new RegExp(`^${operation.path.replace(/\{\w+\}/g, '[^/]+')}$`).test(path.split('?', 1)[0] ?? ''),
  );
  assert.ok(found, `${method} ${path} is no operation`);
  return found;
}
