import { maxFilterDepth } from '../filter/limits.js';
import { listIn, once, type ReportMistake, textIn } from './documentRule.js';
import { judgeLinks } from './linkRules.js';

/** What must hold between the parts of an ingress document (spec 1.2). The document may have other mistakes: all are told at once. */
export function judgeIngress(document: unknown, report: ReportMistake): void {
  const mappings = listIn(document, 'mappings');
  for (const key of ['id', 'dynamicsTable', 'campaignResource']) once(mappings, key, ['mappings'], report);
  mappings.forEach((mapping, index) => judgeMapping(mapping, ['mappings', index], report));
  judgeLinks(mappings, report);
}

function judgeMapping(mapping: unknown, path: readonly (string | number)[], report: ReportMistake): void {
  const fields = listIn(mapping, 'fields');
  once(fields, 'field', [...path, 'fields'], report);
  const idField = textIn((mapping as { idField?: unknown } | null)?.idField, 'field');
  fields.forEach((field, place) => {
    if (idField !== undefined && textIn(field, 'field') === idField)
      report('id-field-mapped', [...path, 'fields', place, 'field'], { field: idField });
  });
  judgeDepth((mapping as { filter?: unknown } | null)?.filter, [...path, 'filter'], 1, report);
  const columns = new Set(fields.map((field) => textIn(field, 'column')));
  listIn(mapping, 'replacements').forEach((replacement, place) => {
    const column = textIn(replacement, 'column');
    if (column !== undefined && !columns.has(column))
      report('replacement-unmapped', [...path, 'replacements', place, 'column'], { column });
  });
}

/** Known without the systems: a filter that is too deep is refused although they cannot be asked. */
function judgeDepth(group: unknown, path: readonly (string | number)[], depth: number, report: ReportMistake): void {
  const conditions = listIn(group, 'conditions');
  if (conditions.length > 0 && depth > maxFilterDepth) report('filter-too-deep', path, { limit: maxFilterDepth });
  else conditions.forEach((entry, place) => judgeDepth(entry, [...path, 'conditions', place], depth + 1, report));
}
