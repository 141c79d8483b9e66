import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { IngressConfig } from '../../../src/core/config/ingress.js';
import { untilAnswered } from './limits.js';
import { type ApiError, request } from './request.js';

export interface SavedConfig {
  readonly document: IngressConfig;
  /** The version's number as the API's entity tag: sent back with If-Match. */
  readonly etag: string;
}

const keyOf = (instance: string) => ['config', instance, 'ingress'];
const pathOf = (instance: string) => `/instances/${instance}/workflows/ingress/config`;

/** The newest saved configuration. Not refreshed behind the back of a person who edits it. */
export function useIngressConfig(instance: string) {
  return useQuery<SavedConfig, ApiError>({
    queryKey: keyOf(instance),
    queryFn: async ({ signal }) => saved(await request(pathOf(instance), { signal })),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
    refetchInterval: untilAnswered,
  });
}

/** Saves a new version on the base that was read; 412 when someone else has saved in the meantime. */
export function useSaveIngressConfig(instance: string) {
  const client = useQueryClient();
  return useMutation<SavedConfig, ApiError, SavedConfig>({
    mutationFn: async ({ document, etag }) =>
      saved(
        await request(pathOf(instance), {
          method: 'PUT',
          body: document,
          headers: { 'if-match': etag },
        }),
      ),
    onSuccess: (config) => {
      client.setQueryData(keyOf(instance), config);
      return client.invalidateQueries({ queryKey: ['workflows', instance] });
    },
  });
}

/** The number in an entity tag: `"3"` is version 3. */
export const versionOf = (etag: string) => Number(/\d+/.exec(etag)?.[0] ?? 0);

const saved = ({ body, etag }: { body: unknown; etag: string | null }): SavedConfig => ({
  document: body as IngressConfig,
  etag: etag ?? '"0"',
});
