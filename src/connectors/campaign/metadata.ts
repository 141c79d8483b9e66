import { z } from 'zod';
import type { TableMapping } from '../../core/config/ingress.js';
import type { CampaignFilter, CampaignResource } from '../../core/metadata.js';
import { parseObject } from '../http/index.js';
import { meaningOf } from './answers.js';
import type { CampaignClient } from './client.js';
import { faultOf, forLane, oddAnswer } from './errors.js';
import { fieldNode, fieldsOf } from './fields.js';
import { filtersIn } from './filters.js';
import { pathOfHref } from './href.js';
import { probeKey } from './probeKey.js';

type Root = CampaignResource['root'];
export type CampaignResourceEntry = Omit<CampaignResource, 'fields'>;

/** What Campaign says of its resources (reference adobe-campaign-api §6). */
export interface CampaignMetadata {
  /** All resources that the API offers, by label: one call for each of its roots. */
  listResources(signal?: AbortSignal): Promise<CampaignResourceEntry[]>;
  /** A resource with its fields; those of items as `location.city`. @throws CannotGoOn `campaign-resource-unknown` */
  readResource(name: string, signal?: AbortSignal): Promise<CampaignResource>;
  /** The filters with one parameter, by which its records can be found. @throws CannotGoOn `campaign-resource-unknown` */
  readFilters(name: string, signal?: AbortSignal): Promise<CampaignFilter[]>;
  /**
   * Looks records of the resource up by the ID field, as the writer will: one that is there and one that is not.
   * @throws CannotGoOn `campaign-key-wrong`, `campaign-filter-wrong` or `campaign-key-repeated`
   */
  probeKey(
    resource: CampaignResource,
    idField: Pick<TableMapping['idField'], 'field' | 'lookup'>,
    signal: AbortSignal,
  ): Promise<void>;
  /** Reads one of the API's roots: login, API key and tenant are right when that works. */
  tryOut(signal?: AbortSignal): Promise<void>;
}

export function campaignMetadata(client: CampaignClient): CampaignMetadata {
  const get = async (path: string, resource: string, signal: AbortSignal | undefined, trial = false) => {
    const { status, text } = await client.call(
      'GET',
      `${client.basePath}/${path}`,
      signal === undefined ? {} : { signal },
    );
    if (status === 200) {
      const body = parseObject(text);
      if (body === null) throw oddAnswer('no JSON object', false);
      return body;
    }
    const meaning = meaningOf(status, text, []);
    if (meaning.kind === 'absent') return null;
    const beginning = !client.worked;
    throw faultOf(meaning, { resource, writes: false, beginning, trial, refusals: client.refusals });
  };

  /** The resources of one root: every member of its document but `apiName`. */
  const listRoot = async (
    root: Root,
    signal: AbortSignal | undefined,
    trial = false,
  ): Promise<CampaignResourceEntry[]> => {
    const body = await get(`${root}/`, root, signal, trial);
    return Object.entries(body ?? {}).flatMap(([name, node]) => {
      const parsed = rootNode.safeParse(node);
      return parsed.success ? [{ name, label: parsed.data.label || name, root }] : [];
    });
  };

  const listResources = async (signal?: AbortSignal) => {
    const lists = await Promise.all(roots.map((root) => listRoot(root, signal)));
    return lists.flat().sort((one, other) => one.label.localeCompare(other.label));
  };

  const readDocument = async (name: string, signal: AbortSignal | undefined) => {
    const unknown = () => forLane('campaign-resource-unknown', { resource: name });
    const entry = (await listResources(signal)).find((resource) => resource.name === name);
    if (entry === undefined) throw unknown();
    const body = await get(`${entry.root}/resourceType/${encodeURIComponent(name)}`, name, signal);
    if (body === null) throw unknown();
    const parsed = resourceNode.safeParse(body);
    if (!parsed.success) throw oddAnswer(`metadata: ${parsed.error.issues[0]?.path.join('.') ?? ''}`, false);
    return { root: entry.root, document: parsed.data };
  };

  return {
    listResources,
    async readResource(name, signal) {
      const { root, document } = await readDocument(name, signal);
      return { name, label: document.label || name, root, fields: fieldsOf(document.content) };
    },
    async readFilters(name, signal) {
      const { document } = await readDocument(name, signal);
      const path = pathOfHref(document.filters?.href ?? '', '');
      return path === null ? [] : filtersIn(await get(path.slice(1), name, signal));
    },
    probeKey: (resource, idField, signal) => probeKey(client, resource, idField, signal),
    async tryOut(signal) {
      const resources = await listRoot('profileAndServicesExt', signal, true);
      if (resources.length === 0) throw oddAnswer('no resources', false);
    },
  };
}

const roots: readonly Root[] = ['profileAndServicesExt', 'customResources'];

const rootNode = z.looseObject({ type: z.literal('collection').optional(), label: z.string().nullish() });
const resourceNode = z.looseObject({
  label: z.string().nullish(),
  content: z.record(z.string(), fieldNode),
  filters: z.object({ href: z.string().nullish() }).nullish(),
});
