import type { EnumerationValue } from '../definition.js';

const none: EnumerationValue = { name: 'none', label: 'Not specified' };

const locales =
  'ar_ae ar_eg ar_sa bg_bg ca_es cs_cz da_dk de_at de_ch de_de el_gr en_au en_ca en_gb en_ie en_in en_nz en_us en_za es_ar es_cl es_co ' +
  'es_es es_mx es_pe et_ee fi_fi fr_be fr_ca fr_ch fr_fr fr_lu he_il hi_in hr_hr hu_hu id_id it_ch it_it ja_jp ko_kr lt_lt lv_lv ms_my ' +
  'nb_no nl_be nl_nl pl_pl pt_br pt_pt ro_ro ru_ru sk_sk sl_si sr_rs sv_se th_th tr_tr uk_ua vi_vn zh_cn zh_hk zh_tw';

const languageNames = new Intl.DisplayNames('en', { type: 'language' });

/** Values such as `en_gb` (reference adobe-campaign-api §3.1). */
export const languages: readonly EnumerationValue[] = [
  none,
  ...locales.split(' ').map((name) => {
    const [language, region = ''] = name.split('_');
    return { name, label: languageNames.of(`${language}-${region.toUpperCase()}`) ?? name };
  }),
];

/** Values such as `Europe_Paris` (reference §3.1). */
export const timeZones: readonly EnumerationValue[] = [
  none,
  { name: 'UTC', label: 'UTC' },
  ...Intl.supportedValuesOf('timeZone')
    .filter((zone) => zone.includes('/'))
    .map((zone) => ({ name: zone.replaceAll('/', '_').replaceAll('-', '_'), label: zone })),
];
