import { z } from 'zod';
import type { CampaignField, CampaignType } from '../../core/metadata.js';
import { configName } from './aliases.js';

const text = z.string().nullish();
const flag = z.boolean().nullish();

/** One attribute in a resource's metadata (reference adobe-campaign-api §6.2); other members are of no use here. */
export const fieldNode = z.object({
  label: text,
  type: text,
  resType: text,
  length: z.union([z.string(), z.number()]).nullish(),
  mandatory: flag,
  readOnly: flag,
  dataPolicy: text,
  resTarget: text,
  values: z.unknown().optional(),
  get content(): z.ZodOptional<z.ZodNullable<z.ZodRecord<z.ZodString, typeof fieldNode>>> {
    return z.record(z.string(), fieldNode).nullish();
  },
});
type Node = z.infer<typeof fieldNode>;

/** The fields by the names that configurations use. An item is what is in it; a field in a read-only item is read-only. */
export function fieldsOf(content: Readonly<Record<string, Node>>): Record<string, CampaignField> {
  const fields = Object.entries(content).flatMap(([name, node]) => flatten(name, node, false));
  return Object.fromEntries(fields.map((field) => [field.path, field]));
}

function flatten(path: string, node: Node, fixed: boolean): CampaignField[] {
  const readOnly = fixed || node.readOnly === true;
  const inner = Object.entries(node.content ?? {});
  if (node.type === 'item' && inner.length > 0) {
    return inner.flatMap(([name, child]) => flatten(`${path}.${name}`, child, readOnly));
  }
  const length = Number(node.length);
  const values = valuesOf(node.values);
  const shown = configName(path);
  return [
    {
      path: shown,
      ...(shown === path ? {} : { wire: path }),
      label: node.label || path,
      type: typeOf(node),
      readOnly: readOnly || own.has(path),
      ...(Number.isInteger(length) && length > 0 ? { length } : {}),
      ...(typeof node.mandatory === 'boolean' ? { mandatory: node.mandatory } : {}),
      ...(values.length > 0 ? { values: values.map(({ name }) => name), ...valueLabelsOf(values) } : {}),
      ...(node.dataPolicy ? { dataPolicy: node.dataPolicy } : {}),
      ...(node.resTarget ? { target: node.resTarget } : {}),
    },
  ];
}

/** Campaign's own, whatever the metadata says of them. */
const own = new Set(['PKey', 'href', 'title', 'created', 'lastModified', 'createdBy', 'modifiedBy']);

const shapes = new Set(['enumeration', 'link', 'collection', 'item']);
const technical = new Set([
  'string',
  'memo',
  'byte',
  'short',
  'long',
  'boolean',
  'float',
  'double',
  'date',
  'datetime',
]);

/** The shape by `type`; a plain value by `resType`, because `type` says `date` for dates and for points in time alike. */
function typeOf(node: Node): CampaignType {
  const { type, resType } = { type: node.type ?? '', resType: node.resType ?? '' };
  if (shapes.has(type)) return type as CampaignType;
  return technical.has(resType) ? (resType as CampaignType) : 'other';
}

interface Value {
  readonly name: string;
  readonly label: string;
}

/** The names that an enumeration accepts; a list or a map, of names or of objects (the form is undocumented). */
function valuesOf(values: unknown): Value[] {
  if (Array.isArray(values)) return values.flatMap((value: unknown) => valueOf(value) ?? []);
  if (typeof values !== 'object' || values === null) return [];
  return Object.entries(values).map(
    ([key, value]) => valueOf(typeof value === 'object' ? value : null, key) ?? { name: key, label: key },
  );
}

function valueOf(value: unknown, key?: string): Value | null {
  if (typeof value === 'string') return { name: value, label: value };
  const parsed = valueNode.safeParse(value);
  const name = parsed.data?.name ?? key;
  return name === undefined ? null : { name, label: parsed.data?.label || name };
}

const valueNode = z.object({ name: z.string().optional(), label: z.string().nullish() });

function valueLabelsOf(values: readonly Value[]): Pick<CampaignField, 'valueLabels'> {
  const differing = values.filter(({ name, label }) => label !== name);
  if (differing.length === 0) return {};
  return { valueLabels: Object.fromEntries(differing.map(({ name, label }) => [name, label])) };
}
