import { z } from 'zod';
import type { CampaignFilter } from '../../core/metadata.js';

const filterNode = z.object({ data: z.string(), label: z.string().nullish() });

/**
 * The filters with exactly one parameter in a resource's map of filters (reference adobe-campaign-api §5): where it goes stands
 * in a sample address, `…/profile/byText?text=$value`.
 */
export function filtersIn(map: Readonly<Record<string, unknown>> | null): CampaignFilter[] {
  return Object.entries(map ?? {})
    .flatMap(([name, node]) => {
      const parsed = filterNode.safeParse(node);
      const parameter = parsed.success ? onlyParameter(parsed.data.data) : null;
      return parameter === null ? [] : [{ name, label: parsed.data?.label || name, parameter }];
    })
    .sort((one, other) => one.label.localeCompare(other.label));
}

function onlyParameter(address: string): string | null {
  const query = address.split('?', 2)[1];
  const [parameter, ...more] = new URLSearchParams(query).keys();
  return parameter === undefined || more.length > 0 ? null : parameter;
}
