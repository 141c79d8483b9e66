import type { Entry } from './entry.js';

/** Preview and verification of a table mapping. */
export const verifyProblems = {
  'preview-late': {
    en: [
      'Dynamics 365 or Adobe Campaign answers too slowly for a preview.',
      'Ask for fewer records, or try again in a moment.',
    ],
    fr: [
      'Dynamics 365 ou Adobe Campaign répond trop lentement pour un aperçu.',
      'Demandez moins d’enregistrements, ou réessayez dans un instant.',
    ],
  },
  'verify-running': {
    en: ['Table mapping {mapping} is being verified already.', 'Wait for its end, or cancel it, then ask again.'],
    fr: [
      'Le mapping de table {mapping} est déjà en cours de vérification.',
      'Attendez la fin, ou annulez-la, puis redemandez.',
    ],
  },
  'verify-unknown': {
    en: ['Table mapping {mapping} has not been verified yet.', 'Ask for a verification first.'],
    fr: ['Le mapping de table {mapping} n’a pas encore été vérifié.', 'Demandez d’abord une vérification.'],
  },
  'verify-not-loaded': {
    en: [
      'The first load of table mapping {mapping} is not wholly written yet: everything that is left of it would count as missing.',
      'Start the workflow, wait until the mapping is live, then verify it.',
    ],
    fr: [
      'Le premier chargement du mapping de table {mapping} n’est pas encore entièrement écrit : tout ce qu’il en reste compterait comme manquant.',
      'Démarrez le workflow, attendez que le mapping soit actif, puis vérifiez-le.',
    ],
  },
  'verify-mapping-changed': {
    en: [
      'Another configuration of table mapping {mapping} was applied while it was being verified.',
      'Verify it again: it is then compared under the new one.',
    ],
    fr: [
      'Une autre configuration du mapping de table {mapping} a été appliquée pendant sa vérification.',
      'Relancez la vérification : elle se fera selon la nouvelle.',
    ],
  },
  'verify-pages-lost': {
    en: [
      'A system lost the place in its own list {restarts} times while table mapping {mapping} was being verified.',
      'Verify it again at a quieter hour. If it lasts, ask the vendor’s support.',
    ],
    fr: [
      'Un système a perdu {restarts} fois sa place dans sa propre liste pendant la vérification du mapping de table {mapping}.',
      'Relancez la vérification à une heure plus calme. Si cela dure, adressez-vous au support de l’éditeur.',
    ],
  },
  'verify-ended': {
    en: ['The verification of table mapping {mapping} was ended from outside.', 'Ask for it again.'],
    fr: ['La vérification du mapping de table {mapping} a été terminée de l’extérieur.', 'Redemandez-la.'],
  },
} as const satisfies Record<string, Entry>;
