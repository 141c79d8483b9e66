import { z } from 'zod';
import { always, listIn, once, type ReportMistake, rule } from './documentRule.js';

/** Campaign's eight opt-out fields, by the names that the spec and the page use (spec 1.4). */
export const optOutField = z.enum([
  'denyList',
  'denyListEmail',
  'denyListFax',
  'denyListMobile',
  'denyListPhone',
  'denyListPostalMail',
  'denyListPushnotification',
  'ccpaOptOut',
]);

/** Direction and pairs of opt-outs (spec 1.4). Disabled by default. */
export const optInOutConfig = z
  .strictObject({
    direction: z.enum(['disabled', 'dynamicsToCampaign', 'campaignToDynamics', 'bidirectional']).default('disabled'),
    pairs: z
      .array(z.strictObject({ column: z.string().min(1).max(128), field: optOutField }))
      .max(8)
      .default([]),
  })
  .superRefine(rule(judgePairs), always);
export type OptInOutConfig = z.infer<typeof optInOutConfig>;

/** Each column and each field in one pair at most (spec 1.4). */
function judgePairs(document: unknown, report: ReportMistake): void {
  const pairs = listIn(document, 'pairs');
  for (const key of ['column', 'field']) once(pairs, key, ['pairs'], report);
}
