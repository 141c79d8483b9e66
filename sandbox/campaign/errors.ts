/**
 * The engine's refusals: nearly all HTTP 500, told apart by their text only (reference adobe-campaign-api §10.1). Texts that Adobe does not
 * document keep to the manner of those that it does.
 */
export class EngineError extends Error {
  readonly status: number;

  constructor(status: number, text: string) {
    super(text);
    this.name = 'EngineError';
    this.status = status;
  }
}

/** Where an attribute stands, for the texts that name it. */
export interface Spot {
  readonly schema: string;
  readonly attribute: string;
}

const general = 'RST-360011 An error has occurred - please contact your administrator.';

const refused = (...lines: string[]): EngineError => new EngineError(500, lines.join('\n'));

export const malformedPKey = (text: string): EngineError =>
  refused(general, `XTK-170036 Unable to parse expression '${text}'.`);

export const unknownDocument = (resource: string, key: string): EngineError =>
  new EngineError(404, `${general}\nUnable to find document with path '${resource}/${key}'.`);

export const wrongPath = (path: string): EngineError =>
  new EngineError(404, `${general}\nThe resource '${path}' does not exist (rc=-2003).`);

export const unknownAttribute = ({ schema, attribute }: Spot): EngineError =>
  refused(
    general,
    `XTK-170036 Unable to parse expression '@${attribute}'.`,
    `'${attribute}' attribute unknown (see definition of '${schema}').`,
  );

export const inconsistentKey = (resource: string): EngineError =>
  refused(`RST-360012 Inconsistent operation on resource '${resource}': the key cannot be changed.`);

export const readOnlyAttribute = (attribute: string): EngineError =>
  refused(general, `Cannot update the '${attribute}' property of the document: it is read-only.`);

export const readOnlyResource = (resource: string): EngineError =>
  refused(general, `The resource '${resource}' is read-only.`);

export const missingAttribute = ({ schema, attribute }: Spot): EngineError =>
  refused(general, `The attribute '${attribute}' of '${schema}' is mandatory.`);

export const badEnumerationValue = (attribute: string, value: unknown): EngineError =>
  refused(general, `The value '${String(value)}' is not valid for the '${attribute}' enumeration.`);

export const badEmail = (attribute: string, value: string): EngineError =>
  refused(general, `The value '${value}' of the attribute '${attribute}' is not a valid email address.`);

export const badValue = ({ schema, attribute }: Spot, kind: string): EngineError =>
  refused(
    general,
    `The value of the attribute '${attribute}' of '${schema}' cannot be converted to the type '${kind}'.`,
  );

export const tooLong = ({ schema, attribute }: Spot, length: number): EngineError =>
  refused(
    general,
    `PGS-220000 PostgreSQL error: ERROR:  value too long for type character varying(${length})`,
    `WDB-200001 SQL statement on '${tableOf(schema)}' (column 's${attribute.toLowerCase()}') could not be executed.`,
  );

export const zeroByte = ({ schema }: Spot): EngineError =>
  refused(
    general,
    'PGS-220000 PostgreSQL error: ERROR:  invalid byte sequence for encoding "UTF8": 0x00',
    `WDB-200001 SQL statement on '${tableOf(schema)}' could not be executed.`,
  );

export const duplicateKey = ({ schema, attribute }: Spot, value: string): EngineError => {
  const table = tableOf(schema);
  const column = `s${attribute.toLowerCase()}`;
  return refused(
    general,
    `PGS-220000 PostgreSQL error: ERROR:  duplicate key value violates unique constraint "${table}_${column}"`,
    `DETAIL:  Key (${column})=(${value}) already exists.`,
    `WDB-200001 SQL statement on '${table}' could not be executed.`,
  );
};

export const unreadableBody = (): EngineError =>
  refused(general, 'XTK-170026 The body of the request is no JSON object.');

export const notSortable = ({ schema, attribute }: Spot): EngineError =>
  refused(general, `XTK-170036 Unable to parse expression '@${attribute}': it cannot be sorted by in '${schema}'.`);

export const badParameter = (name: string): EngineError =>
  refused(general, `XTK-170036 Unable to parse expression '$${name}': the parameter is missing or wrong.`);

/** `nms:recipient` is kept in the table nmsrecipient. */
const tableOf = (schema: string): string => schema.replace(':', '').toLowerCase();
