import { useQuery } from '@tanstack/react-query';
import type { CampaignResource, DynamicsTable } from '../../../src/core/metadata.js';
import { untilAnswered } from './limits.js';
import { type ApiError, request } from './request.js';

/** Metadata changes when somebody publishes a schema: fresh enough for the time that an edit takes. */
const freshMs = 5 * 60_000;

export function useDynamicsTable(instance: string, table: string) {
  return useQuery<DynamicsTable, ApiError>({
    queryKey: ['metadata', instance, 'dynamics', table],
    queryFn: async ({ signal }) =>
      (await request(`/instances/${instance}/metadata/dynamics/tables/${table}`, { signal })).body as DynamicsTable,
    staleTime: freshMs,
    refetchInterval: untilAnswered,
  });
}

export function useCampaignResource(instance: string, resource: string) {
  return useQuery<CampaignResource, ApiError>({
    queryKey: ['metadata', instance, 'campaign', resource],
    queryFn: async ({ signal }) =>
      (await request(`/instances/${instance}/metadata/campaign/resources/${resource}`, { signal }))
        .body as CampaignResource,
    staleTime: freshMs,
    refetchInterval: untilAnswered,
  });
}
