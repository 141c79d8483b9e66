import assert from 'node:assert/strict';
import { entraRefusal } from '../../src/connectors/dynamics/auth.js';
import { type Asked, faultOf } from '../../src/connectors/dynamics/errors.js';
import { CannotGoOn, PassesByItself } from '../../src/core/problems/failures.js';

const contact: Asked = { table: 'contact', properties: ['firstname', 'acme_colour'] };
const error = (code: string, message = 'text') => JSON.stringify({ error: { code, message } });

function outcome(status: number, text: string, asked: Asked = contact, refusals = 0): string {
  const fault = faultOf({ status, headers: {}, text }, asked, refusals);
  if (fault instanceof CannotGoOn) return `${fault.scope} ${fault.code}`;
  return fault instanceof PassesByItself ? `passes ${fault.code}` : fault.name;
}

describe('connectors: what Dynamics’ refusals mean', () => {
  const cases: [status: number, text: string, expected: string, asked?: Asked][] = [
    [401, '', 'passes dynamics-login-unavailable'],
    [401, '', 'workflow dynamics-token-refused', { trial: true }],
    [403, error('0x80072560'), 'workflow dynamics-not-a-member'],
    [403, error('0x80072560'), 'workflow dynamics-not-a-member', { trial: true }],
    [403, error('0x80040220'), 'lane dynamics-privilege-missing'],
    [403, error('0x80048306'), 'lane dynamics-privilege-missing'],
    [403, error('0x80042F09'), 'lane dynamics-privilege-missing'],
    [403, error('0x80095ffe'), 'workflow dynamics-forbidden'],
    [403, '<html>', 'workflow dynamics-forbidden'],
    [400, error('0x80072491'), 'lane dynamics-tracking-off'],
    [404, error('0x8006088a'), 'lane dynamics-table-unknown'],
    [404, error('0x80060888'), 'lane dynamics-table-unknown'],
    [404, '<html>not here</html>', 'passes dynamics-odd-answer'],
    [400, error('0x0', "Could not find a property named 'acme_colour' on type"), 'lane dynamics-column-unknown'],
    [400, error('0x80060888', "Could not find a property named 'else'"), 'lane dynamics-request-refused'],
    [400, error('0x80040203'), 'lane dynamics-request-refused'],
    [501, error('0x80040203'), 'lane dynamics-request-refused'],
    [400, error('0x80044150'), 'passes dynamics-unavailable'],
    [500, error('0x80040216'), 'passes dynamics-unavailable'],
    [500, JSON.stringify({ Message: 'x', ErrorCode: '0x80044151' }), 'passes dynamics-unavailable'],
    [503, error('0x80072324'), 'passes dynamics-unavailable'],
    [503, error('0x80072322'), 'passes dynamics-limited'],
    [502, '<html>', 'passes dynamics-unavailable'],
    [504, '', 'passes dynamics-unavailable'],
    [302, '', 'passes dynamics-odd-answer'],
    [200, '<html>', 'passes dynamics-odd-answer'],
    [400, error('0x80044352'), 'PositionLost', { ...contact, position: true }],
    [410, error('0x80044352'), 'PositionLost', { ...contact, position: true }],
    [410, '', 'PositionLost', { ...contact, position: true }],
    [400, error('0x8004112A'), 'PositionLost', { ...contact, position: true }],
    [400, error('0x80044352'), 'lane dynamics-request-refused'],
    [400, error('0x80060888', 'The token is malformed'), 'PositionLost', { ...contact, position: true }],
    [400, error('0x80060888', "property 'firstname'"), 'lane dynamics-column-unknown', { ...contact, position: true }],
    [404, error('0x80060888'), 'lane dynamics-table-unknown', { ...contact, position: true }],
  ];
  for (const [status, text, expected, asked] of cases) {
    it(`${status} ${text.slice(0, 50)} is ${expected}`, () => {
      assert.equal(outcome(status, text, asked), expected);
    });
  }

  it('gives a refused token up only after several fresh ones', () => {
    assert.equal(outcome(401, '', contact, 2), 'passes dynamics-login-unavailable');
    assert.equal(outcome(401, '', contact, 3), 'workflow dynamics-token-refused');
  });

  it('names the column that is gone, and nothing else of the text', () => {
    const text = error('0x0', "Could not find a property named 'acme_colour' near 'Zebulon-Quetzal'");
    const fault = faultOf({ status: 400, headers: {}, text }, contact, 0);
    assert.ok(fault instanceof CannotGoOn);
    assert.deepEqual(fault.params, { table: 'contact', column: 'acme_colour' });
    assert.ok(!JSON.stringify([fault, fault.message]).includes('Zebulon'));
  });

  it('tells why Entra refuses a login', () => {
    const refusal = (number: number) => entraRefusal(401, { error: 'invalid_client', error_codes: [number] }).code;
    assert.equal(refusal(7000215), 'dynamics-secret-wrong');
    assert.equal(refusal(7000222), 'dynamics-secret-expired');
    assert.equal(refusal(700016), 'dynamics-client-unknown');
    assert.equal(refusal(90002), 'dynamics-tenant-unknown');
    assert.equal(refusal(500011), 'dynamics-environment-unknown');
    assert.equal(entraRefusal(400, { error: 'invalid_scope' }).code, 'dynamics-environment-unknown');
    const other = entraRefusal(400, { error: 'invalid_request', error_codes: [50076] });
    assert.equal(other.code, 'dynamics-login-refused');
    assert.equal(other.params['reason'], 'AADSTS50076');
    assert.equal(entraRefusal(400, null).params['reason'], 'HTTP 400');
  });
});
