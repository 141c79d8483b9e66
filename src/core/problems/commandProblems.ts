import type { Entry } from './entry.js';

/** Why a command about records could not be carried out, and what a position that is not read comes to. */
export const commandProblems = {
  'mapping-unknown': {
    en: [
      'There is no table mapping {mapping} among the applied ones.',
      'Look at the list of table mappings for its name. A mapping that was only saved takes part after stop, then start.',
    ],
    fr: [
      'Il n’y a pas de mapping de table {mapping} parmi ceux qui sont appliqués.',
      'Cherchez son nom dans la liste des mappings de tables. Un mapping seulement enregistré participe après arrêt, puis démarrage.',
    ],
  },
  unexpected: {
    en: [
      'An error that was not foreseen: {error}.',
      'Try again. If it lasts, look at the log of the worker, which has the details, and report it.',
    ],
    fr: [
      'Une erreur imprévue : {error}.',
      'Réessayez. Si cela dure, consultez le journal du worker, qui contient les détails, et signalez-la.',
    ],
  },
  'parent-mapping-missing': {
    en: [
      'The field {field} links to the table mapping {parent}, which does not exist.',
      'Add that mapping or remove the link, save, then stop and start.',
    ],
    fr: [
      'Le champ {field} renvoie au mapping de table {parent}, qui n’existe pas.',
      'Ajoutez ce mapping ou retirez le lien, enregistrez, puis arrêtez et démarrez.',
    ],
  },
  'position-ageing': {
    en: [
      'The changes of {mapping} were last read {days} days ago. Dynamics 365 forgets the position on {date}.',
      'Start before then and only the changes are read. Afterwards the whole table is read again and compared: nothing is lost, but it takes longer.',
    ],
    fr: [
      'Les modifications de {mapping} ont été lues pour la dernière fois il y a {days} jours. Dynamics 365 oublie la position le {date}.',
      'Démarrez avant cette date et seules les modifications seront lues. Ensuite, toute la table est relue et comparée : rien n’est perdu, mais cela dure plus longtemps.',
    ],
  },
  'position-expired': {
    en: [
      'The changes of {mapping} were last read {days} days ago. Dynamics 365 has most likely forgotten the position on {date}.',
      'Nothing is lost: the next start reads the whole table again, compares, and finds what was deleted meanwhile.',
    ],
    fr: [
      'Les modifications de {mapping} ont été lues pour la dernière fois il y a {days} jours. Dynamics 365 a très probablement oublié la position le {date}.',
      'Rien n’est perdu : le prochain démarrage relit toute la table, compare, et trouve ce qui a été supprimé entre-temps.',
    ],
  },
} as const satisfies Record<string, Entry>;
