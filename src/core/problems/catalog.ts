/**
 * Every problem that a person may see: a stable code, a plain sentence and what to do about it, in English and French.
 * `{name}` stands for a parameter. Parameters name tables, columns, fields, limits and times: never a value of a record.
 */
export const catalog = {
  'store-unavailable': {
    en: [
      'The database does not answer.',
      'Check that PostgreSQL runs and that DATABASE_URL points to it. Work goes on by itself afterwards.',
    ],
    fr: [
      'La base de données ne répond pas.',
      'Vérifiez que PostgreSQL fonctionne et que DATABASE_URL y mène. Le travail reprend de lui-même ensuite.',
    ],
  },
  'temporal-unavailable': {
    en: [
      'The Temporal server does not answer.',
      'Check that it runs and that TEMPORAL_ADDRESS points to it. Work goes on by itself afterwards.',
    ],
    fr: [
      'Le serveur Temporal ne répond pas.',
      'Vérifiez qu’il fonctionne et que TEMPORAL_ADDRESS y mène. Le travail reprend de lui-même ensuite.',
    ],
  },
  'worker-unavailable': {
    en: [
      'No Passerelle worker answers.',
      'Start a worker (npm start does). Commands that Temporal has accepted are carried out then.',
    ],
    fr: [
      'Aucun processus worker de Passerelle ne répond.',
      'Démarrez un worker (npm start le fait). Les commandes acceptées par Temporal seront alors exécutées.',
    ],
  },
  'dynamics-unavailable': {
    en: [
      'Dynamics 365 does not answer.',
      'Nothing to do: it is tried again by itself. If it lasts, look at the service health of your environment.',
    ],
    fr: [
      'Dynamics 365 ne répond pas.',
      'Rien à faire : une nouvelle tentative aura lieu d’elle-même. Si cela dure, consultez l’état de service de votre environnement.',
    ],
  },
  'campaign-unavailable': {
    en: [
      'Adobe Campaign does not answer.',
      'Nothing to do: it is tried again by itself. If it lasts, ask Adobe Customer Care.',
    ],
    fr: [
      'Adobe Campaign ne répond pas.',
      'Rien à faire : une nouvelle tentative aura lieu d’elle-même. Si cela dure, adressez-vous à l’Assistance clientèle d’Adobe.',
    ],
  },
  'dynamics-limited': {
    en: [
      'Dynamics 365 asks to wait (service protection limit).',
      'Nothing to do: work resumes by itself at the time shown.',
    ],
    fr: [
      'Dynamics 365 demande d’attendre (limite de protection du service).',
      'Rien à faire : le travail reprend de lui-même à l’heure indiquée.',
    ],
  },
  'campaign-limited': {
    en: [
      'Adobe Campaign asks to wait (too many requests).',
      'Nothing to do: work resumes by itself at the time shown.',
    ],
    fr: [
      'Adobe Campaign demande d’attendre (trop de requêtes).',
      'Rien à faire : le travail reprend de lui-même à l’heure indiquée.',
    ],
  },
} as const satisfies Record<string, Entry>;

type Entry = { readonly en: readonly [string, string]; readonly fr: readonly [string, string] };
