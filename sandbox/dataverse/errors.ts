/** A refusal as Dataverse words it (reference dataverse-web-api §13). Clients branch on status and code; the text is for people. */
export class DataverseError extends Error {
  readonly status: number;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = 'DataverseError';
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

export const malformedQuery = (message: string): DataverseError => new DataverseError(400, '0x80060888', message);

export const malformedBody = (message: string): DataverseError => new DataverseError(400, '0x80048d19', message);

export const unknownProperty = (property: string, table: string): DataverseError =>
  malformedQuery(`Could not find a property named '${property}' on type 'Microsoft.Dynamics.CRM.${table}'.`);

export const unknownSegment = (segment: string): DataverseError =>
  new DataverseError(404, '0x8006088a', `Resource not found for the segment '${segment}'.`);

export const noRow = (table: string, id: string): DataverseError =>
  new DataverseError(404, '0x80040217', `Entity '${table}' With Id = ${id} Does Not Exist`);

export const notSimulated = (what: string): DataverseError =>
  new DataverseError(501, '0x80040216', `The sandbox does not simulate ${what}; see docs/sandbox.md.`);

export const methodNotAllowed = (method: string): DataverseError =>
  new DataverseError(405, '0x80060888', `The requested resource does not support http method '${method}'.`);

export const rowVersionMismatch = (): DataverseError =>
  new DataverseError(
    412,
    '0x80060882',
    'The version of the existing record doesn’t match the RowVersion property provided.',
  );

export const versionStampExpired = (status: number): DataverseError =>
  new DataverseError(
    status,
    '0x80044352',
    'Version stamp associated with the client has expired. Please perform a full sync.',
  );
