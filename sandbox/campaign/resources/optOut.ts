import type { CampaignSettings } from '../settings.js';
import type { FieldDefinition, Reading } from '../definition.js';

const when = ({ optOutTimes }: CampaignSettings): boolean => optOutTimes;

const alias =
  (name: string) =>
  ({ optOutNames }: CampaignSettings): string =>
    name.replace(/^blackList/, optOutNames);

/**
 * The eight opt-out flags and the times of their last change. Everything seen on the wire says `blackList`, the Dynamics pages say `denyList`:
 * the instance's settings decide (reference adobe-campaign-api §3.2).
 */
export const optOutFields: readonly FieldDefinition[] = [
  ...flag('blackList', 'No longer contact (by any channel)'),
  time('blackListAllLastModified', 'No longer contact: last change', (record) => record.value('blackListLastModified')),
  ...flag('blackListEmail', 'No longer contact by email'),
  ...flag('blackListFax', 'No longer contact by fax'),
  ...flag('blackListMobile', 'No longer contact by SMS/MMS'),
  ...flag('blackListPhone', 'No longer contact by phone'),
  ...flag('blackListPostalMail', 'No longer contact by direct mail'),
  ...flag('blackListPushnotification', 'No longer contact by push notification'),
  ...flag('ccpaOptOut', 'CCPA opt-out'),
];

function flag(name: string, label: string): readonly FieldDefinition[] {
  const changedAt = `${name}LastModified`;
  return [{ name, label, kind: 'boolean', alias: alias(name), changedAt }, time(changedAt, `${label}: last change`)];
}

function time(
  name: string,
  label: string,
  computed?: (record: Reading) => ReturnType<Reading['value']>,
): FieldDefinition {
  const named = { name, label, kind: 'datetime', readOnly: true, alias: alias(name), when } as const;
  return computed === undefined ? named : { ...named, unsortable: true, computed };
}
