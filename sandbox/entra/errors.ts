export interface TokenFault {
  readonly status: number;
  readonly error: string;
  /** The number behind `AADSTS`. */
  readonly number: number;
  readonly text: string;
}

/** Reference dataverse-web-api §1: the documented status is 400, `invalid_client` arrives as 401. */
export const faults = {
  notPost: fault(
    'invalid_request',
    900561,
    'The endpoint only accepts POST requests. Received a request of another kind.',
  ),
  grantMissing: fault(
    'invalid_request',
    900144,
    "The request body must contain the following parameter: 'grant_type'.",
  ),
  grantUnsupported: fault('unsupported_grant_type', 70003, 'The app requested an unsupported grant type.'),
  clientMissing: fault(
    'invalid_request',
    900144,
    "The request body must contain the following parameter: 'client_id'.",
  ),
  scopeMissing: fault('invalid_request', 900144, "The request body must contain the following parameter: 'scope'."),
  unknownTenant: fault('invalid_request', 90002, 'Tenant not found. Check that you have the correct tenant ID.'),
  unknownClient: fault(
    'unauthorized_client',
    700016,
    'Application with the given identifier was not found in the directory.',
  ),
  unknownResource: fault('invalid_resource', 500011, 'The resource principal was not found in the tenant.'),
  scopeNotDefault: fault(
    'invalid_scope',
    1002012,
    'The provided value for scope is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier.',
  ),
  secretMissing: fault(
    'invalid_client',
    7000216,
    "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
  ),
  wrongSecret: fault('invalid_client', 7000215, 'Invalid client secret provided.'),
  secretExpired: fault('invalid_client', 7000222, 'The provided client secret keys are expired.'),
  unavailable: {
    ...fault('temporarily_unavailable', 90033, 'A transient error has occurred. Please try again.'),
    status: 503,
  },
} satisfies Record<string, TokenFault>;

function fault(error: string, number: number, text: string): TokenFault {
  return { status: error === 'invalid_client' ? 401 : 400, error, number, text };
}
