import { listIn, type ReportMistake, textIn } from './documentRule.js';

/** Mapping id -> the mappings that its links name. */
type Graph = ReadonlyMap<string, ReadonlySet<string>>;

/** What must hold of the links between the table mappings of a document: parents that are there, and no circle but a table's own. */
export function judgeLinks(mappings: readonly unknown[], report: ReportMistake): void {
  const graph = graphOf(mappings);
  mappings.forEach((mapping, index) => {
    const own = textIn(mapping, 'id');
    listIn(mapping, 'fields').forEach((field, place) => {
      const parent = textIn(field, 'parent');
      if (parent === undefined) return;
      const at = ['mappings', index, 'fields', place, 'parent'];
      if (!graph.has(parent)) report('parent-not-mapped', at, { parent });
      const cycle = own === undefined || own === parent ? null : way(graph, parent, own);
      if (cycle !== null) report('link-cycle', at, { cycle: [own, ...cycle].join(' -> ') });
    });
    judgeColumns(mapping, ['mappings', index], report);
  });
}

/** A lookup that is a link somewhere is one everywhere, to a different parent each time, and is never replaced. */
function judgeColumns(mapping: unknown, path: readonly (string | number)[], report: ReportMistake): void {
  const fields = listIn(mapping, 'fields');
  const linked = new Set(fields.filter((field) => textIn(field, 'parent')).map((field) => textIn(field, 'column')));
  const seen = new Set<string>();
  fields.forEach((field, place) => {
    const column = textIn(field, 'column');
    if (column === undefined || !linked.has(column)) return;
    const parent = textIn(field, 'parent');
    const at = [...path, 'fields', place];
    if (parent === undefined) report('link-mixed', [...at, 'column'], { column });
    else if (seen.has(`${column} ${parent}`)) report('link-repeated', [...at, 'parent'], { column, parent });
    seen.add(`${column} ${parent}`);
  });
  listIn(mapping, 'replacements').forEach((replacement, place) => {
    const column = textIn(replacement, 'column');
    if (column !== undefined && linked.has(column))
      report('link-replaced', [...path, 'replacements', place, 'column'], { column });
  });
}

function graphOf(mappings: readonly unknown[]): Graph {
  const graph = new Map<string, Set<string>>();
  for (const mapping of mappings) {
    const id = textIn(mapping, 'id');
    if (id === undefined) continue;
    const parents = graph.get(id) ?? new Set();
    graph.set(id, parents);
    for (const field of listIn(mapping, 'fields')) parents.add(textIn(field, 'parent') ?? id);
  }
  return graph;
}

/** The shortest way from one mapping to another along links, both ends included; null when there is none. */
function way(graph: Graph, from: string, to: string): string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  for (const here of cameFrom.keys()) {
    if (here === to) return trace(cameFrom, to);
    for (const next of graph.get(here) ?? []) if (!cameFrom.has(next)) cameFrom.set(next, here);
  }
  return null;
}

function trace(cameFrom: ReadonlyMap<string, string | null>, to: string): string[] {
  const steps: string[] = [];
  for (let step: string | null = to; step !== null; step = cameFrom.get(step) ?? null) steps.unshift(step);
  return steps;
}
