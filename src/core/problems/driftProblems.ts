import type { Entry } from './entry.js';

/**
 * What changed in one of the systems since a table mapping was prepared (spec part 2, 9). The first ones park it, the last ones are only
 * told. A start goes on once the change was taken back; one that is meant is accepted by Resume alone.
 */
export const driftProblems = {
  'column-type-changed': {
    en: [
      'Column {column} of table {table}, which {mapping} uses, was {was} and is {now} now.',
      'Bring the type back in Dynamics 365, then resume the mapping, or stop and start the workflow. If the change is meant, check field mapping, replacements and filter, then resume the mapping: a start alone does not accept it.',
    ],
    fr: [
      'La colonne {column} de la table {table}, qu’utilise {mapping}, était {was} et est maintenant {now}.',
      'Rétablissez le type dans Dynamics 365, puis reprenez le mapping, ou arrêtez et redémarrez le workflow. Si la modification est voulue, vérifiez le mapping de champ, les remplacements et le filtre, puis reprenez le mapping : un démarrage seul ne l’accepte pas.',
    ],
  },
  'option-removed': {
    en: [
      'Column {column} of table {table}, which {mapping} uses, no longer has these options: {options}.',
      'Bring them back in Dynamics 365, then resume the mapping, or stop and start the workflow. If the change is meant, check replacements and filter, then resume the mapping: a start alone does not accept it.',
    ],
    fr: [
      'La colonne {column} de la table {table}, qu’utilise {mapping}, n’a plus ces options : {options}.',
      'Rétablissez-les dans Dynamics 365, puis reprenez le mapping, ou arrêtez et redémarrez le workflow. Si la modification est voulue, vérifiez les remplacements et le filtre, puis reprenez le mapping : un démarrage seul ne l’accepte pas.',
    ],
  },
  'lookup-target-removed': {
    en: [
      'The lookup {column} of table {table}, a link of {mapping}, no longer names records of: {targets}.',
      'Bring the relationship back in Dynamics 365, then resume the mapping, or stop and start the workflow. If the change is meant, remove the link, then stop and start the workflow.',
    ],
    fr: [
      'La recherche {column} de la table {table}, un lien de {mapping}, ne désigne plus d’enregistrements de : {targets}.',
      'Rétablissez la relation dans Dynamics 365, puis reprenez le mapping, ou arrêtez et redémarrez le workflow. Si la modification est voulue, supprimez le lien, puis arrêtez et redémarrez le workflow.',
    ],
  },
  'lookup-target-added': {
    en: [
      'The lookup {column} of table {table}, a link of {mapping}, may now name records of other tables too: {targets}.',
      'Resume the mapping: it then tells the tables apart; a start alone does not accept the change. Add a link for the new ones where they are mapped.',
    ],
    fr: [
      'La recherche {column} de la table {table}, un lien de {mapping}, peut désormais désigner aussi des enregistrements d’autres tables : {targets}.',
      'Reprenez le mapping : il distinguera alors les tables ; un démarrage seul n’accepte pas la modification. Ajoutez un lien pour les nouvelles si elles sont mappées.',
    ],
  },
  'field-type-changed': {
    en: [
      'Field {field} of resource {resource}, to which {mapping} writes, was {was} and is {now} now.',
      'Bring the type back in Campaign and publish, then resume the mapping, or stop and start the workflow. If the change is meant, check its field mapping, then resume the mapping: a start alone does not accept it.',
    ],
    fr: [
      'Le champ {field} de la ressource {resource}, où écrit {mapping}, était {was} et est maintenant {now}.',
      'Rétablissez le type dans Campaign et publiez, puis reprenez le mapping, ou arrêtez et redémarrez le workflow. Si la modification est voulue, vérifiez son mapping de champ, puis reprenez le mapping : un démarrage seul ne l’accepte pas.',
    ],
  },
  'field-shortened': {
    en: [
      'Field {field} of resource {resource}, to which {mapping} writes, takes {now} characters now ({was} before).',
      'Lengthen it in Campaign and publish, then resume the mapping, or stop and start the workflow. If longer values may be rejected, resume the mapping: a start alone does not accept the change.',
    ],
    fr: [
      'Le champ {field} de la ressource {resource}, où écrit {mapping}, admet maintenant {now} caractères ({was} auparavant).',
      'Allongez-le dans Campaign et publiez, puis reprenez le mapping, ou arrêtez et redémarrez le workflow. Si les valeurs plus longues peuvent être rejetées, reprenez le mapping : un démarrage seul n’accepte pas la modification.',
    ],
  },
  'enumeration-value-removed': {
    en: [
      'The enumeration field {field} of resource {resource} no longer takes what {mapping} writes: {values}.',
      'Bring the values back in Campaign and publish, then resume the mapping, or stop and start the workflow; or change the replacements, then stop and start. If records with these values may be rejected, resume the mapping: a start alone does not accept the change.',
    ],
    fr: [
      'Le champ d’énumération {field} de la ressource {resource} n’accepte plus ce qu’écrit {mapping} : {values}.',
      'Rétablissez les valeurs dans Campaign et publiez, puis reprenez le mapping, ou arrêtez et redémarrez le workflow ; ou changez les remplacements, puis arrêtez et redémarrez. Si les enregistrements portant ces valeurs peuvent être rejetés, reprenez le mapping : un démarrage seul n’accepte pas la modification.',
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
