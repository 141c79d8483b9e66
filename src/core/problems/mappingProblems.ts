import { orParked } from './orParked.js';

/** What a table mapping may have wrong against the metadata of both systems: found at save, and at start when a system changed. */
export const mappingProblems = orParked({
  'column-missing': {
    en: [
      'Table {table} of Dynamics 365 has no column {column} that can be read.',
      'Remove the column from mapping and filter, or bring it back in Dynamics 365 and publish.',
    ],
    fr: [
      'La table {table} de Dynamics 365 n’a pas de colonne {column} lisible.',
      'Retirez la colonne du mapping et du filtre, ou rétablissez-la dans Dynamics 365 et publiez.',
    ],
  },
  'field-missing': {
    en: [
      'Resource {resource} of Campaign has no field {field}.',
      'Remove the field from the mapping, or add it in Campaign and publish with the API option.',
    ],
    fr: [
      'La ressource {resource} de Campaign n’a pas de champ {field}.',
      'Retirez le champ du mapping, ou ajoutez-le dans Campaign et publiez avec l’option API.',
    ],
  },
  'field-read-only': {
    en: ['Campaign does not let field {field} be written.', 'Map the column to another field.'],
    fr: ['Campaign ne permet pas d’écrire le champ {field}.', 'Mappez la colonne vers un autre champ.'],
  },
  'field-not-mappable': {
    en: [
      'Field {field} is of type {fieldType}, which takes no value.',
      'For a link, map the text field of its join, or say which table mapping is the parent; for an item, map its parts (location.city).',
    ],
    fr: [
      'Le champ {field} est de type {fieldType}, qui ne prend pas de valeur.',
      'Pour un lien, mappez le champ texte de sa jointure, ou indiquez le mapping de table parent ; pour un élément, mappez ses parties (location.city).',
    ],
  },
  'field-mapped-twice': {
    en: ['Field {field} is the target of two columns.', 'Keep one of them: a field takes its value from one column.'],
    fr: [
      'Le champ {field} est la cible de deux colonnes.',
      'Gardez-en une seule : un champ prend sa valeur d’une colonne.',
    ],
  },
  'types-incompatible': {
    en: [
      'Column {column} ({columnType}) cannot go to field {field} ({fieldType}).',
      'Map the column to a field of its own type or to a text field.',
    ],
    fr: [
      'La colonne {column} ({columnType}) ne peut aller dans le champ {field} ({fieldType}).',
      'Mappez la colonne vers un champ de son type ou vers un champ texte.',
    ],
  },
  'key-column-wrong': {
    en: [
      'Column {column} is not the primary key of table {table}, which is {key}.',
      'Choose {key} as the Dynamics side of the ID field.',
    ],
    fr: [
      'La colonne {column} n’est pas la clé primaire de la table {table}, qui est {key}.',
      'Choisissez {key} comme côté Dynamics du champ ID.',
    ],
  },
  'key-field-not-text': {
    en: [
      'Field {field} is not a text field and cannot hold the Dynamics id.',
      'Choose a text field that is a custom identification key in Campaign.',
    ],
    fr: [
      'Le champ {field} n’est pas un champ texte et ne peut contenir l’identifiant Dynamics.',
      'Choisissez un champ texte qui soit une clé d’identification personnalisée dans Campaign.',
    ],
  },
  'key-field-too-short': {
    en: [
      'Field {field} is too short for the Dynamics id ({limit} characters).',
      'Lengthen the field in Campaign and publish, or choose another field.',
    ],
    fr: [
      'Le champ {field} est trop court pour l’identifiant Dynamics ({limit} caractères).',
      'Allongez le champ dans Campaign et publiez, ou choisissez un autre champ.',
    ],
  },
  'replacement-not-of-column': {
    en: [
      'The existing value is none that column {column} ({columnType}) can hold, so it would never be replaced.',
      'Give the technical value: the number of a picklist option, true or false, an id, a date as YYYY-MM-DD.',
    ],
    fr: [
      'La valeur existante n’en est pas une que la colonne {column} ({columnType}) puisse contenir : elle ne serait jamais remplacée.',
      'Indiquez la valeur technique : le numéro d’une option, true ou false, un identifiant, une date AAAA-MM-JJ.',
    ],
  },
  'replacement-does-not-fit': {
    en: [
      'The new value for column {column} does not fit field {field}.',
      'Give a value of the field’s type and length; for an enumeration, one of its names.',
    ],
    fr: [
      'La nouvelle valeur pour la colonne {column} ne convient pas au champ {field}.',
      'Indiquez une valeur du type et de la longueur du champ ; pour une énumération, un de ses noms.',
    ],
  },
  'comparison-not-for-column': {
    en: [
      'The comparison {comparison} has no meaning for column {column} ({columnType}).',
      'Choose another comparison: text can be searched, numbers and dates can be ordered.',
    ],
    fr: [
      'La comparaison {comparison} n’a pas de sens pour la colonne {column} ({columnType}).',
      'Choisissez une autre comparaison : le texte se cherche, les nombres et les dates s’ordonnent.',
    ],
  },
  'filter-value-missing': {
    en: ['The filter on column {column} has no value to compare with.', 'Enter a value, or use isEmpty or isNotEmpty.'],
    fr: [
      'Le filtre sur la colonne {column} n’a pas de valeur de comparaison.',
      'Saisissez une valeur, ou utilisez isEmpty ou isNotEmpty.',
    ],
  },
  'filter-value-not-of-column': {
    en: [
      'The filter compares column {column} ({columnType}) with a value that it can never hold.',
      'Enter a value of the column’s type; only the comparison in, and columns with several options, take a list.',
    ],
    fr: [
      'Le filtre compare la colonne {column} ({columnType}) à une valeur qu’elle ne peut contenir.',
      'Saisissez une valeur du type de la colonne ; seules la comparaison in et les colonnes à choix multiples prennent une liste.',
    ],
  },
  'filter-too-deep': {
    en: ['The filter has groups nested deeper than {limit} levels.', 'Write the filter with fewer nested groups.'],
    fr: [
      'Le filtre a des groupes imbriqués sur plus de {limit} niveaux.',
      'Écrivez le filtre avec moins de groupes imbriqués.',
    ],
  },
});
