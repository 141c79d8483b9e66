import type { Entry } from './entry.js';

/** Mistakes of a configuration document, each told beside the place where it is. */
export const documentProblems = {
  'member-unknown': {
    en: ['The member {name} is not known here.', 'Remove it or correct its name.'],
    fr: ['Le membre {name} est inconnu ici.', 'Supprimez-le ou corrigez son nom.'],
  },
  'member-missing': {
    en: ['This is missing.', 'Add it.'],
    fr: ['Ceci manque.', 'Ajoutez-le.'],
  },
  'type-wrong': {
    en: ['This must be of type {expected}.', 'Correct the value.'],
    fr: ['Ceci doit être de type {expected}.', 'Corrigez la valeur.'],
  },
  'value-not-offered': {
    en: ['This must be one of: {values}.', 'Choose one of them.'],
    fr: ['Ceci doit être l’une des valeurs : {values}.', 'Choisissez l’une d’elles.'],
  },
  'value-wrong': {
    en: ['This value cannot be used here.', 'Correct the value.'],
    fr: ['Cette valeur est inutilisable ici.', 'Corrigez la valeur.'],
  },
  'too-many': {
    en: ['At most {limit} are possible.', 'Shorten it.'],
    fr: ['{limit} au plus sont possibles.', 'Raccourcissez.'],
  },
  'too-few': {
    en: ['At least {limit} is needed.', 'Add what is missing.'],
    fr: ['Il en faut au moins {limit}.', 'Ajoutez ce qui manque.'],
  },
  'too-deep': {
    en: ['The document is nested deeper than {limit} levels.', 'Make groups inside groups flatter.'],
    fr: ['Le document est imbriqué sur plus de {limit} niveaux.', 'Aplatissez les groupes imbriqués.'],
  },
  'bad-column-name': {
    en: [
      'This is not the logical name of a Dynamics table or column.',
      'Use lower-case letters, digits and underscores, as in emailaddress1.',
    ],
    fr: [
      'Ceci n’est pas le nom logique d’une table ou d’une colonne de Dynamics.',
      'Utilisez des minuscules, chiffres et tirets bas, comme dans emailaddress1.',
    ],
  },
  'bad-field-name': {
    en: ['This is not the name of a Campaign field.', 'Use a field name, or item.field, as in location.city.'],
    fr: [
      'Ceci n’est pas le nom d’un champ de Campaign.',
      'Utilisez un nom de champ, ou élément.champ, comme dans location.city.',
    ],
  },
  'bad-resource-name': {
    en: ['This is not the name of a Campaign resource.', 'Use letters, digits and underscores, as in profile.'],
    fr: [
      'Ceci n’est pas le nom d’une ressource de Campaign.',
      'Utilisez des lettres, chiffres et tirets bas, comme dans profile.',
    ],
  },
  'bad-mapping-id': {
    en: [
      'This is not a usable mapping id.',
      'Use lower-case letters, digits, hyphens and underscores, 63 at most, a letter first.',
    ],
    fr: [
      'Cet identifiant de mapping est inutilisable.',
      'Utilisez des minuscules, chiffres, traits d’union et tirets bas, 63 au plus, en commençant par une lettre.',
    ],
  },
  'already-used': {
    en: ['{name} is already used in this list.', 'Use each one once.'],
    fr: ['{name} est déjà utilisé dans cette liste.', 'N’utilisez chacun qu’une fois.'],
  },
  'id-field-mapped': {
    en: ['{field} is the ID field: it is filled from the Dynamics key alone.', 'Remove this field mapping.'],
    fr: ['{field} est le champ d’identifiant : seule la clé Dynamics le remplit.', 'Supprimez ce mapping de champ.'],
  },
  'replacement-unmapped': {
    en: [
      '{column} is not mapped: replacements are for mapped columns only.',
      'Map the column or remove the replacement.',
    ],
    fr: [
      '{column} n’est pas mappée : les remplacements ne valent que pour les colonnes mappées.',
      'Mappez la colonne ou supprimez le remplacement.',
    ],
  },
  'mapping-id-differs': {
    en: [
      'This table mapping is {mapping}, and the document calls it {now}.',
      'Leave the id out, or put {mapping}. For another id, add a new mapping and delete this one: it begins with a first load.',
    ],
    fr: [
      'Ce mapping de table est {mapping}, et le document le nomme {now}.',
      'Omettez l’id, ou mettez {mapping}. Pour un autre id, ajoutez un mapping et supprimez celui-ci : il commence par un premier chargement.',
    ],
  },
  'mapping-id-runs': {
    en: [
      'The processes that run still have a table mapping {mapping}, which was deleted since.',
      'Leave the id out or choose another one, or stop and start first: under the same id the new mapping would go on where that one is.',
    ],
    fr: [
      'Les processus en cours ont encore un mapping de table {mapping}, supprimé depuis.',
      'Omettez l’id ou choisissez-en un autre, ou arrêtez et démarrez d’abord : sous le même id, le nouveau mapping continuerait là où en est celui-là.',
    ],
  },
  'mapping-fixed': {
    en: [
      'Table mapping {mapping} was saved with {was}: its tables and its ID field cannot change, because what was already written belongs to them.',
      'Put {was} back. For another table, resource or key, add a mapping with another id and delete this one: it begins with a first load.',
    ],
    fr: [
      'Le mapping de table {mapping} a été enregistré avec {was} : ses tables et son champ ID ne changent plus, car ce qui est déjà écrit en dépend.',
      'Remettez {was}. Pour une autre table, ressource ou clé, ajoutez un mapping avec un autre identifiant et supprimez celui-ci : il commence par un premier chargement.',
    ],
  },
  'field-paired': {
    en: [
      'Opt-In/Out writes this field: ingress and Opt-In/Out would undo each other’s changes.',
      'Remove either the field mapping in ingress or the pair in Opt-In/Out.',
    ],
    fr: [
      'Opt-In/Out écrit ce champ : ingress et Opt-In/Out annuleraient mutuellement leurs modifications.',
      'Supprimez soit le mapping de champ dans ingress, soit la paire dans Opt-In/Out.',
    ],
  },
} as const satisfies Record<string, Entry>;
