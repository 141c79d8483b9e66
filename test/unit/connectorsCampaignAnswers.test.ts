import assert from 'node:assert/strict';
import { type Kind, meaningOf } from '../../src/connectors/campaign/answers.js';
import { type Doing, faultOf } from '../../src/connectors/campaign/errors.js';
import { imsRefusal } from '../../src/connectors/campaign/auth.js';
import { CannotGoOn, PassesByItself, RecordRefused } from '../../src/core/problems/failures.js';

const names = ['externalId', 'email', 'gender', 'age', 'cusCode', 'location.city'];
const canary = 'Zebulon-Quetzal';

const cases: [status: number, body: string, kind: Kind, field?: string | null][] = [
  [401, '{"error_code":"401013","message":"Oauth token is not valid"}', 'tokenRefused'],
  [403, '{"error_code":"403023","message":"Profile is not valid"}', 'notProvisioned'],
  [403, '{"error_code":"403003","message":"Api Key is invalid"}', 'apiKeyRefused'],
  [403, '<html>no</html>', 'forbidden'],
  [500, '{"code":500,"message":"Oops. Something went wrong. Check your URI and try again."}', 'gatewayLost'],
  [400, '{"code":400,"message":"Oops. Something went wrong. Check your URI and try again."}', 'gatewayLost'],
  [502, '{"code":502,"message":"Oops. Something went wrong."}', 'unavailable'],
  [503, '', 'unavailable'],
  [504, '<html>timeout</html>', 'unavailable'],
  [200, '<!DOCTYPE html><html><body>Sign in</body></html>', 'odd'],
  [500, '  <html><body>down</body></html>', 'odd'],
  [302, '', 'odd'],
  [404, `RST-360011 An error has occurred. Unable to find document with path '${canary}'`, 'absent'],
  [404, 'RST-360011 An error has occurred (iRc=16384) rc=-2003', 'resourceUnknown'],
  [404, '', 'absent'],
  [
    500,
    "PGS-220000 PostgreSQL error: ERROR:  value too long for type character varying(40)\nSQL statement on 'nmsrecipient' (column 'scity') could not be executed.",
    'campaign-too-long',
    'location.city',
  ],
  [500, "RST-360011\nThe attribute 'email' of 'nms:recipient' is mandatory.", 'campaign-mandatory', 'email'],
  [
    500,
    "RST-360011\nThe value of the attribute 'age' cannot be converted to the type 'long'.",
    'campaign-value',
    'age',
  ],
  [500, 'RST-360011 PGS-220000 PostgreSQL error: ERROR:  deadlock detected', 'engineFault'],
  [
    500,
    `PGS-220000 PostgreSQL error: ERROR: duplicate key value violates unique constraint "x" DETAIL: Key (scuscode)=(${canary}) already exists.`,
    'exists',
    'cusCode',
  ],
  [500, '"The profile already exists"', 'exists'],
  [500, 'RST-360012 Inconsistent operation on resource', 'campaign-inconsistent'],
  [
    500,
    `RST-360011 An error has occurred. Value '${canary}' is not valid for the 'gender' enumeration`,
    'campaign-enumeration',
    'gender',
  ],
  [
    500,
    `"RST-360011 Value '${canary}' is not valid for the 'nms:recipient:gender' enumeration"`,
    'campaign-enumeration',
    null,
  ],
  [500, "Cannot update the 'age' property as it is read-only", 'campaign-read-only', 'age'],
  [500, `RST-360011 The value of 'city' is too long (${canary})`, 'campaign-too-long', 'location.city'],
  [500, `RST-360011 '${canary}' is not a valid email address`, 'campaign-email', null],
  [500, `RST-360011 Attribute 'email': the e-mail '${canary}' is malformed`, 'campaign-email', 'email'],
  [500, `RST-360011 An error has occurred. XTK-170036 Unable to parse expression '@${canary}'`, 'unknownName', null],
  [500, "attribute unknown (see definition of schema 'Profiles (nms:recipient)')", 'unknownName', null],
  [500, "Attribute 'cusCode' unknown (see definition of schema 'Profiles (nms:recipient)')", 'unknownName', 'cusCode'],
  [500, 'RST-360011 An error has occurred - please contact your administrator.', 'engineFault'],
  [500, 'something else', 'unavailable'],
  [400, 'something else', 'campaign-refused'],
  [422, '{"message":"no"}', 'campaign-refused'],
];

const doing: Doing = { resource: 'profile', writes: true, refusals: 0 };

describe('connectors: what Campaign’s answers mean', () => {
  for (const [status, body, kind, field] of cases) {
    it(`${status} ${body.slice(0, 60)} is ${kind}`, () => {
      const meaning = meaningOf(status, body, names);
      assert.equal(meaning.kind, kind);
      if (field !== undefined) assert.equal(meaning.field, field);
    });
  }

  it('lets no value of a record into a fault', () => {
    for (const [status, body] of cases) {
      const fault = faultOf(meaningOf(status, body, names), doing);
      assert.ok(!`${JSON.stringify(fault)} ${fault.message} ${String(fault.cause)}`.includes(canary), body);
    }
  });

  it('gives the engine’s own number as the reason, or the status', () => {
    assert.equal(meaningOf(500, 'x RST-360011 y', []).reason, 'RST-360011');
    assert.equal(meaningOf(422, 'x', []).reason, 'HTTP 422');
  });

  const fault = (status: number, body: string, more: Partial<Doing> = {}) =>
    faultOf(meaningOf(status, body, names), { ...doing, ...more });

  it('refuses the record, parks the lane, fails the workflow or passes', () => {
    const outcome = (error: Error) => {
      if (error instanceof CannotGoOn) return `${error.scope} ${error.code}`;
      if (error instanceof PassesByItself) return `passes ${error.code} ${error.outcomeUnknown ? 'unknown' : 'known'}`;
      return error instanceof RecordRefused ? `refused ${error.code}` : error.name;
    };
    const oops = '{"code":500,"message":"Oops. Something went wrong."}';
    const table: [Error, string][] = [
      [fault(403, '403023'), 'workflow campaign-not-provisioned'],
      [fault(403, '403003'), 'workflow campaign-api-key-refused'],
      [fault(403, ''), 'workflow campaign-forbidden'],
      [fault(401, ''), 'passes campaign-login-unavailable known'],
      [fault(401, '', { refusals: 3 }), 'workflow campaign-token-refused'],
      [fault(401, '', { trial: true }), 'workflow campaign-token-refused'],
      [fault(500, oops, { beginning: true, writes: false }), 'workflow campaign-tenant-unknown'],
      [fault(500, oops), 'passes campaign-unavailable unknown'],
      [fault(500, 'RST-360011'), 'passes campaign-engine-error unknown'],
      [fault(500, 'RST-360011', { writes: false }), 'passes campaign-engine-error known'],
      [fault(500, '?'), 'passes campaign-unavailable unknown'],
      [fault(200, '<html>'), 'passes campaign-odd-answer unknown'],
      [fault(404, 'rc=-2003'), 'lane campaign-resource-unknown'],
      [fault(404, ''), 'refused campaign-parent-missing'],
      [fault(500, "Attribute 'cusCode' unknown"), 'lane campaign-field-unknown'],
      [fault(500, 'XTK-170036'), 'refused campaign-refused'],
      [fault(500, 'already exists'), 'refused campaign-duplicate'],
      [fault(500, 'RST-360012'), 'refused campaign-inconsistent'],
      [fault(400, ''), 'refused campaign-refused'],
    ];
    for (const [error, expected] of table) assert.equal(outcome(error), expected);
  });

  it('tells why Adobe IMS refuses a login', () => {
    const code = (body: Record<string, unknown> | null) => imsRefusal(400, body).code;
    assert.equal(code({ error: 'invalid_client' }), 'campaign-secret-wrong');
    assert.equal(code({ error: 'invalid_scope' }), 'campaign-scope-wrong');
    assert.equal(code({ error: 'invalid_grant' }), 'campaign-login-refused');
    assert.equal(imsRefusal(400, { error: 'No Such Thing!' }).params['reason'], 'HTTP 400');
  });
});
