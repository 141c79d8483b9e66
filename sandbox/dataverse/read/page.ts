import type { Answer, Call } from '../context.js';
import type { Table } from '../rows/table.js';
import { selectionText } from './expand.js';
import { linkWith, scopeOf } from './links.js';
import type { Query } from './query.js';
import { type Place, writeSkipToken } from './skipToken.js';

interface PageParts {
  /** Rows as JSON without their braces. */
  readonly records: readonly string[];
  readonly next: Place | undefined;
  readonly deltaToken?: string | undefined;
  readonly delta?: boolean;
  readonly count?: number | undefined;
  readonly countLimitExceeded?: boolean;
}

/** A page as Dataverse writes it, with its links (reference dataverse-web-api §3, §4). */
export function page(call: Call, table: Table, query: Query, parts: PageParts): Answer {
  const { api, environment, preferences, request } = call;
  const { set } = table.definition;
  const members = [`"@odata.context":"${api}/$metadata#${set}${selectionText(query)}${parts.delta ? '/$delta' : ''}"`];
  if (parts.count !== undefined) members.push(`"@odata.count":${parts.count}`);
  const annotation = (name: string, value: string): void => {
    if (preferences.annotations && preferences.annotates(`Microsoft.Dynamics.CRM.${name}`)) {
      members.push(`"@Microsoft.Dynamics.CRM.${name}":${value}`);
    }
  };
  annotation('totalrecordcount', String(parts.count ?? -1));
  annotation('totalrecordcountlimitexceeded', String(parts.countLimitExceeded ?? false));
  annotation('globalmetadataversion', `"${environment.schemaVersion}"`);
  members.push(`"value":[${parts.records.length === 0 ? '' : `{${parts.records.join('},{')}}`}]`);

  const address = `${api}/${set}`;
  if (parts.next) {
    const token = writeSkipToken(parts.next, scopeOf(request.query));
    members.push(`"@odata.nextLink":${JSON.stringify(linkWith(address, request.search, '$skiptoken', token))}`);
  } else if (parts.deltaToken !== undefined) {
    members.push(
      `"@odata.deltaLink":${JSON.stringify(linkWith(address, request.search, '$deltatoken', parts.deltaToken))}`,
    );
  }
  return { status: 200, body: `{${members.join(',')}}`, applied: 'read', rows: parts.records.length };
}
