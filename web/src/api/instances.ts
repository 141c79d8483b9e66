import { useQuery } from '@tanstack/react-query';
import type { InstanceList, InstanceView } from '../../../src/core/views.js';
import { untilAnswered } from './limits.js';
import { type ApiError, request } from './request.js';

export type { InstanceView };

/** The instances; asked again by itself until the API answers. */
export function useInstances() {
  return useQuery<readonly InstanceView[], ApiError>({
    queryKey: ['instances'],
    queryFn: async ({ signal }) => ((await request('/instances', { signal })).body as InstanceList).instances,
    refetchInterval: untilAnswered,
  });
}
