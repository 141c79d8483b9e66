import type { Entry } from './entry.js';

/** Why a command about records could not be carried out, and what a position that is not read comes to. */
export const commandProblems = {
  'mapping-not-applied': {
    en: [
      'The table mapping {mapping} is not among the applied ones.',
      'Look at the list of table mappings for its name. A mapping that was only saved takes part after stop, then start.',
    ],
    fr: [
      'Le mapping de table {mapping} n’est pas parmi ceux qui sont appliqués.',
      'Cherchez son nom dans la liste des mappings de tables. Un mapping seulement enregistré participe après arrêt, puis démarrage.',
    ],
  },
  'replay-under-way': {
    en: ['A replay of {mapping} is running.', 'Wait until it is done; another can be asked for then.'],
    fr: [
      'Une relecture de {mapping} est en cours.',
      'Attendez qu’elle soit terminée ; une autre pourra alors être demandée.',
    ],
  },
  'replay-begun': {
    en: [
      'The replay of {mapping} has begun and cannot be withdrawn.',
      'Nothing to do: it writes only what differs, and ends by itself.',
    ],
    fr: [
      'La relecture de {mapping} a commencé et ne peut plus être retirée.',
      'Rien à faire : elle n’écrit que ce qui diffère et se termine d’elle-même.',
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
