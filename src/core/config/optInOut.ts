import { z } from 'zod';

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
export const optInOutConfig = z.strictObject({
  direction: z.enum(['disabled', 'dynamicsToCampaign', 'campaignToDynamics', 'bidirectional']).default('disabled'),
  pairs: z
    .array(z.strictObject({ column: z.string().min(1).max(128), field: optOutField }))
    .max(8)
    .default([]),
});
export type OptInOutConfig = z.infer<typeof optInOutConfig>;
