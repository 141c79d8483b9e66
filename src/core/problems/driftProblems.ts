import type { Entry } from './entry.js';

/** What changed in one of the systems since a table mapping was prepared (spec part 2, 9). The first ones park it, the last ones are only told. */
export const driftProblems = {
  'column-type-changed': {
    en: [
      'Column {column} of table {table}, which {mapping} uses, was {was} and is {now} now.',
      'Check its field mapping, replacements and filter. Then resume the mapping, or stop and start.',
    ],
    fr: [
      'La colonne {column} de la table {table}, qu’utilise {mapping}, était {was} et est maintenant {now}.',
      'Vérifiez son mapping de champ, ses remplacements et le filtre. Puis reprenez le mapping, ou arrêtez et démarrez.',
    ],
  },
  'option-removed': {
    en: [
      'Column {column} of table {table}, which {mapping} uses, no longer has these options: {options}.',
      'Bring them back in Dynamics 365, or check replacements and filter. Then resume the mapping, or stop and start.',
    ],
    fr: [
      'La colonne {column} de la table {table}, qu’utilise {mapping}, n’a plus ces options : {options}.',
      'Rétablissez-les dans Dynamics 365, ou vérifiez les remplacements et le filtre. Puis reprenez le mapping, ou arrêtez et démarrez.',
    ],
  },
  'lookup-target-removed': {
    en: [
      'The lookup {column} of table {table}, a link of {mapping}, no longer names records of: {targets}.',
      'Bring the relationship back in Dynamics 365, or remove the link. Then resume the mapping, or stop and start.',
    ],
    fr: [
      'La recherche {column} de la table {table}, un lien de {mapping}, ne désigne plus d’enregistrements de : {targets}.',
      'Rétablissez la relation dans Dynamics 365, ou supprimez le lien. Puis reprenez le mapping, ou arrêtez et démarrez.',
    ],
  },
  'lookup-target-added': {
    en: [
      'The lookup {column} of table {table}, a link of {mapping}, may now name records of other tables too: {targets}.',
      'Resume the mapping, or stop and start: it then tells the tables apart. Add a link for the new ones where they are mapped.',
    ],
    fr: [
      'La recherche {column} de la table {table}, un lien de {mapping}, peut désormais désigner aussi des enregistrements d’autres tables : {targets}.',
      'Reprenez le mapping, ou arrêtez et démarrez : il distinguera alors les tables. Ajoutez un lien pour les nouvelles si elles sont mappées.',
    ],
  },
  'field-type-changed': {
    en: [
      'Field {field} of resource {resource}, to which {mapping} writes, was {was} and is {now} now.',
      'Check its field mapping. Then resume the mapping, or stop and start.',
    ],
    fr: [
      'Le champ {field} de la ressource {resource}, où écrit {mapping}, était {was} et est maintenant {now}.',
      'Vérifiez son mapping de champ. Puis reprenez le mapping, ou arrêtez et démarrez.',
    ],
  },
  'field-shortened': {
    en: [
      'Field {field} of resource {resource}, to which {mapping} writes, takes {now} characters now ({was} before).',
      'Lengthen it in Campaign and publish, or accept that longer values are rejected. Then resume the mapping, or stop and start.',
    ],
    fr: [
      'Le champ {field} de la ressource {resource}, où écrit {mapping}, admet maintenant {now} caractères ({was} auparavant).',
      'Allongez-le dans Campaign et publiez, ou acceptez que les valeurs plus longues soient rejetées. Puis reprenez le mapping, ou arrêtez et démarrez.',
    ],
  },
  'enumeration-value-removed': {
    en: [
      'The enumeration field {field} of resource {resource} no longer takes what {mapping} writes: {values}.',
      'Bring the values back in Campaign and publish, or change the replacements. Then resume the mapping, or stop and start.',
    ],
    fr: [
      'Le champ d’énumération {field} de la ressource {resource} n’accepte plus ce qu’écrit {mapping} : {values}.',
      'Rétablissez les valeurs dans Campaign et publiez, ou changez les remplacements. Puis reprenez le mapping, ou arrêtez et démarrez.',
    ],
  },
  'column-appeared': {
    en: ['Table {table} of Dynamics 365 has a new column {column}.', 'Nothing to do. It can be mapped.'],
    fr: ['La table {table} de Dynamics 365 a une nouvelle colonne {column}.', 'Rien à faire. Elle peut être mappée.'],
  },
  'field-appeared': {
    en: ['Resource {resource} of Campaign has a new field {field}.', 'Nothing to do. It can be mapped.'],
    fr: ['La ressource {resource} de Campaign a un nouveau champ {field}.', 'Rien à faire. Il peut être mappé.'],
  },
  'option-appeared': {
    en: [
      'Column {column} of table {table}, which {mapping} uses, has new options: {options}.',
      'Nothing to do, unless they need a field replacement.',
    ],
    fr: [
      'La colonne {column} de la table {table}, qu’utilise {mapping}, a de nouvelles options : {options}.',
      'Rien à faire, sauf si elles demandent un remplacement de champ.',
    ],
  },
} as const satisfies Record<string, Entry>;
