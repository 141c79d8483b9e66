import type { Entry } from './entry.js';
import { orParked } from './orParked.js';

/** What may be wrong with the links of a table mapping: at save, at start, or in a record. */
export const linkProblems = {
  ...orParked({
    'parent-not-mapped': {
      en: [
        'There is no table mapping {parent}, whose records this link should name.',
        'Choose a table mapping of this workflow as the parent, add the missing one, or remove the parent.',
      ],
      fr: [
        'Il n’y a pas de mapping de table {parent}, dont ce lien devrait désigner les enregistrements.',
        'Choisissez comme parent un mapping de table de ce workflow, ajoutez celui qui manque, ou retirez le parent.',
      ],
    },
    'link-not-a-lookup': {
      en: [
        'Column {column} ({columnType}) is no lookup, so it names no record of {parent}.',
        'Choose a lookup column, or remove the parent.',
      ],
      fr: [
        'La colonne {column} ({columnType}) n’est pas une recherche : elle ne désigne aucun enregistrement de {parent}.',
        'Choisissez une colonne de recherche, ou retirez le parent.',
      ],
    },
    'link-table-wrong': {
      en: [
        'The lookup {column} cannot name records of table {table}, which {parent} maps.',
        'Choose the table mapping of a table that the lookup points to.',
      ],
      fr: [
        'La recherche {column} ne peut désigner des enregistrements de la table {table}, que {parent} mappe.',
        'Choisissez le mapping d’une table vers laquelle pointe la recherche.',
      ],
    },
    'link-resource-wrong': {
      en: [
        'Field {field} is no link to the resource {resource}, to which {parent} writes.',
        'Choose the link that leads to {resource}, or, better, the text field of its join.',
      ],
      fr: [
        'Le champ {field} n’est pas un lien vers la ressource {resource}, où {parent} écrit.',
        'Choisissez le lien qui mène à {resource}, ou, mieux, le champ texte de sa jointure.',
      ],
    },
    'link-field-wrong': {
      en: [
        'Field {field} ({fieldType}) cannot hold a link.',
        'Choose the text field of the link’s join (at least 36 characters), or the link itself.',
      ],
      fr: [
        'Le champ {field} ({fieldType}) ne peut contenir de lien.',
        'Choisissez le champ texte de la jointure du lien (36 caractères au moins), ou le lien lui-même.',
      ],
    },
  }),
  'link-cycle': {
    en: [
      'These links lead back to where they began: {cycle}. No record of them could be written first.',
      'Remove the parent of one of these fields. A link of a table to itself is possible.',
    ],
    fr: [
      'Ces liens ramènent à leur point de départ : {cycle}. Aucun enregistrement n’y pourrait être écrit en premier.',
      'Retirez le parent de l’un de ces champs. Un lien d’une table vers elle-même est possible.',
    ],
  },
  'link-repeated': {
    en: [
      'Column {column} already makes a link to {parent}.',
      'Keep one of them: a lookup goes to several fields only with a different parent each.',
    ],
    fr: [
      'La colonne {column} forme déjà un lien vers {parent}.',
      'Gardez-en un seul : une recherche ne va dans plusieurs champs qu’avec un parent différent pour chacun.',
    ],
  },
  'link-mixed': {
    en: [
      'Column {column} is a link in another field: here it has no parent, so its value could point to nothing.',
      'Choose the parent here too, or remove this field mapping.',
    ],
    fr: [
      'La colonne {column} est un lien dans un autre champ : ici elle n’a pas de parent, et sa valeur pourrait ne désigner rien.',
      'Choisissez le parent ici aussi, ou supprimez ce mapping de champ.',
    ],
  },
  'link-replaced': {
    en: [
      'Column {column} is a link: its value is the key of the record that it names, and cannot be replaced.',
      'Remove the replacement, or the parent of the field mapping.',
    ],
    fr: [
      'La colonne {column} est un lien : sa valeur est la clé de l’enregistrement désigné, et ne se remplace pas.',
      'Supprimez le remplacement, ou le parent du mapping de champ.',
    ],
  },
  'children-left-behind': {
    en: [
      '{parent} applies deletes and {mapping} does not: its records that are deleted together with their parent stay in Campaign and point to nothing.',
      'Turn on Apply deletes in {mapping} too, unless these records are meant to stay.',
    ],
    fr: [
      '{parent} applique les suppressions et {mapping} ne le fait pas : ses enregistrements supprimés avec leur parent restent dans Campaign et ne désignent rien.',
      'Activez aussi Appliquer les suppressions dans {mapping}, sauf si ces enregistrements doivent rester.',
    ],
  },
  'children-of-filtered': {
    en: [
      'Records of {parent} that no longer pass its filter are deleted from Campaign; the records of {mapping} that point to them stay and point to nothing.',
      'Nothing to do if that is meant. Otherwise turn off the deletion of filtered records in {parent}, or give {mapping} a filter that leaves the same records out. Links by reference stay empty when such a parent comes back: replay {mapping} then.',
    ],
    fr: [
      'Les enregistrements de {parent} qui ne passent plus son filtre sont supprimés de Campaign ; ceux de {mapping} qui les désignent restent et ne désignent rien.',
      'Rien à faire si c’est voulu. Sinon, désactivez la suppression des enregistrements filtrés dans {parent}, ou donnez à {mapping} un filtre qui écarte les mêmes enregistrements. Les liens par référence restent vides quand un tel parent revient : relisez alors les données de {mapping}.',
    ],
  },
  'lookup-table-missing': {
    en: [
      'Dynamics 365 did not say which table the lookup {column} points to, so field {field} cannot be filled.',
      'Retry the record. If it lasts, check that the application user may read the table that is pointed to.',
    ],
    fr: [
      'Dynamics 365 n’a pas dit vers quelle table pointe la recherche {column} : le champ {field} ne peut être rempli.',
      'Réessayez l’enregistrement. Si cela dure, vérifiez que l’utilisateur d’application peut lire la table désignée.',
    ],
  },
} as const satisfies Record<string, Entry>;
