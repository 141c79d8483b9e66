import type { Entry } from './entry.js';

/** Why `npm start`, `npm run reset` or one of the processes cannot start. */
export const processProblems = {
  'server-program-missing': {
    en: [
      'There is no {program} {version} here and it could not be downloaded ({tried}).',
      'Set {setting} to the path of the program.',
    ],
    fr: [
      '{program} {version} est introuvable et n’a pu être téléchargé ({tried}).',
      'Donnez le chemin du programme dans {setting}.',
    ],
  },
  'server-program-unusable': {
    en: ['{setting} is {path}, which is no program that can be run.', 'Correct the path or unset {setting}.'],
    fr: ['{setting} vaut {path}, qui n’est pas un programme exécutable.', 'Corrigez le chemin ou retirez {setting}.'],
  },
  'postgres-unusable': {
    en: ['The embedded PostgreSQL cannot be started: {reason}.', 'Set DATABASE_URL to use a PostgreSQL of your own.'],
    fr: ['Le PostgreSQL embarqué ne peut être démarré : {reason}.', 'Donnez dans DATABASE_URL un PostgreSQL existant.'],
  },
  'temporal-unusable': {
    en: [
      'The embedded Temporal server cannot be started: {reason}.',
      'Set TEMPORAL_ADDRESS to use a server of your own.',
    ],
    fr: [
      'Le serveur Temporal embarqué ne peut être démarré : {reason}.',
      'Donnez dans TEMPORAL_ADDRESS un serveur existant.',
    ],
  },
  'state-dir-closed': {
    en: [
      'PostgreSQL cannot reach {folder}: it does not run as root.',
      'Set PASSERELLE_STATE_DIR to a folder that every user may enter, or start as another user than root.',
    ],
    fr: [
      'PostgreSQL ne peut accéder à {folder} : il ne s’exécute pas en tant que root.',
      'Donnez dans PASSERELLE_STATE_DIR un dossier accessible à tous, ou démarrez avec un autre utilisateur que root.',
    ],
  },
  'state-dir-unusable': {
    en: [
      'The state folder {folder} cannot be written.',
      'Make it writable or set PASSERELLE_STATE_DIR to another folder.',
    ],
    fr: [
      'Le dossier d’état {folder} n’est pas accessible en écriture.',
      'Corrigez ses droits ou donnez un autre dossier dans PASSERELLE_STATE_DIR.',
    ],
  },
  'port-taken': {
    en: ['Port {port} ({what}) is taken by another program.', 'Set {setting} to a free port.'],
    fr: ['Le port {port} ({what}) est déjà utilisé par un autre programme.', 'Donnez un port libre dans {setting}.'],
  },
  'already-started': {
    en: [
      'Passerelle already runs here (process {pid}).',
      'End it with Ctrl-C, or set PASSERELLE_STATE_DIR and the ports to run a second one.',
    ],
    fr: [
      'Passerelle s’exécute déjà ici (processus {pid}).',
      'Arrêtez-le par Ctrl-C, ou changez PASSERELLE_STATE_DIR et les ports pour en lancer un second.',
    ],
  },
  'process-not-ready': {
    en: ['The process {name} did not become ready: {reason}.', 'Read {log}.'],
    fr: ['Le processus {name} n’a pu démarrer : {reason}.', 'Consultez {log}.'],
  },
  'search-attributes-missing': {
    en: [
      'The Temporal namespace lacks search attributes and does not let them be added ({attributes}).',
      'Add them to the namespace: temporal operator search-attribute create --name NAME --type TYPE, or in Temporal Cloud’s settings.',
    ],
    fr: [
      'L’espace de noms Temporal n’a pas les attributs de recherche et ne permet pas de les ajouter ({attributes}).',
      'Ajoutez-les : temporal operator search-attribute create --name NOM --type TYPE, ou dans les paramètres de Temporal Cloud.',
    ],
  },
  'setting-missing': {
    en: [
      '{setting} is not set.',
      'Set it, or use npm start, which brings everything up by itself. The table in the README says what it takes.',
    ],
    fr: [
      '{setting} n’est pas défini.',
      'Définissez-le, ou utilisez npm start, qui démarre tout de lui-même. Le tableau du README décrit les valeurs possibles.',
    ],
  },
} as const satisfies Record<string, Entry>;
