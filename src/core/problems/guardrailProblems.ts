import type { Entry } from './entry.js';

/** Limits of the product that an administrator may raise (spec 1.2): each sentence says the limit and the present figure. */
export const guardrailProblems = {
  'too-many-custom-entities': {
    en: [
      'There are {count} custom entities (table mappings other than contact’s); {limit} are allowed.',
      'Remove mappings, or ask an administrator to raise the limit in the instance’s settings.',
    ],
    fr: [
      'Il y a {count} entités personnalisées (mappings de table autres que celui de contact) ; {limit} sont permises.',
      'Supprimez des mappings, ou demandez à un administrateur d’élever la limite dans les paramètres de l’instance.',
    ],
  },
  'too-many-columns': {
    en: [
      'Table mapping {mapping} maps {count} columns; {limit} are allowed.',
      'Remove field mappings, or ask an administrator to raise the limit in the instance’s settings.',
    ],
    fr: [
      'Le mapping de table {mapping} mappe {count} colonnes ; {limit} sont permises.',
      'Supprimez des mappings de champs, ou demandez à un administrateur d’élever la limite dans les paramètres de l’instance.',
    ],
  },
  'too-many-links': {
    en: [
      'Table mapping {mapping} has {count} linked columns; {limit} are allowed.',
      'Remove the parent of some fields, or ask an administrator to raise the limit in the instance’s settings.',
    ],
    fr: [
      'Le mapping de table {mapping} a {count} colonnes liées ; {limit} sont permises.',
      'Retirez le parent de certains champs, ou demandez à un administrateur d’élever la limite dans les paramètres de l’instance.',
    ],
  },
  'links-too-deep': {
    en: [
      'The links of table mapping {mapping} form a chain of {count}; {limit} are allowed (table1 -> table2 -> table3 is 2).',
      'Shorten the chain, or ask an administrator to raise the limit in the instance’s settings.',
    ],
    fr: [
      'Les liens du mapping de table {mapping} forment une chaîne de {count} ; {limit} sont permis (table1 -> table2 -> table3 fait 2).',
      'Raccourcissez la chaîne, ou demandez à un administrateur d’élever la limite dans les paramètres de l’instance.',
    ],
  },
  'too-many-first-load-records': {
    en: [
      'The first loads of all table mappings together would have {count} records; {limit} are allowed.',
      'Leave a table out, or ask an administrator to raise the limit in the instance’s settings.',
    ],
    fr: [
      'Les premiers chargements de tous les mappings de table compteraient ensemble {count} enregistrements ; {limit} sont permis.',
      'Renoncez à une table, ou demandez à un administrateur d’élever la limite dans les paramètres de l’instance.',
    ],
  },
  'first-loads-too-large': {
    en: [
      'The first load of table mapping {mapping} does not begin: those of all table mappings together would have {count} records; {limit} are allowed.',
      'Ask an administrator to raise the limit in the instance’s settings, then resume the mapping, or start the workflow where it stands still. Or leave a table out, then stop and start.',
    ],
    fr: [
      'Le premier chargement du mapping de table {mapping} ne commence pas : ceux de tous les mappings de table compteraient ensemble {count} enregistrements ; {limit} sont permis.',
      'Demandez à un administrateur d’élever la limite dans les paramètres de l’instance, puis reprenez le mapping, ou démarrez le workflow s’il ne fonctionne pas. Ou renoncez à une table, puis arrêtez et démarrez.',
    ],
  },
} as const satisfies Record<string, Entry>;
