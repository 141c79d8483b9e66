import type { Entry } from './entry.js';

/** Why a record's value cannot go to its field without losing something: the record is rejected. */
export const conversionProblems = {
  'text-too-long': {
    en: [
      'The text of column {column} is longer than field {field} takes ({limit} characters).',
      'Shorten the text in Dynamics 365, or lengthen the field in Campaign and publish it. The value is never cut.',
    ],
    fr: [
      'Le texte de la colonne {column} est plus long que le champ {field} ne l’admet ({limit} caractères).',
      'Raccourcissez le texte dans Dynamics 365, ou allongez le champ dans Campaign et publiez-le. La valeur n’est jamais coupée.',
    ],
  },
  'text-not-storable': {
    en: [
      'The text of column {column} holds a broken character (half of a pair, or NUL) that field {field} cannot store.',
      'Type the text again in Dynamics 365; such characters usually come from a faulty import.',
    ],
    fr: [
      'Le texte de la colonne {column} contient un caractère corrompu (moitié de paire, ou NUL) que le champ {field} ne peut stocker.',
      'Saisissez de nouveau le texte dans Dynamics 365 ; ces caractères viennent en général d’un import défectueux.',
    ],
  },
  'not-a-number': {
    en: [
      'Column {column} holds something that is not a number, which field {field} needs.',
      'Write it with digits and a decimal point only in Dynamics 365, add a field replacement, or map the column to a text field.',
    ],
    fr: [
      'La colonne {column} contient autre chose que le nombre attendu par le champ {field}.',
      'Écrivez-le dans Dynamics 365 avec des chiffres et un point décimal seulement, ajoutez un remplacement de champ, ou mappez la colonne vers un champ texte.',
    ],
  },
  'number-out-of-range': {
    en: [
      'The number of column {column} is outside of what field {field} holds ({min} to {max}).',
      'Correct the number in Dynamics 365, or map the column to a field of a larger type.',
    ],
    fr: [
      'Le nombre de la colonne {column} dépasse ce que contient le champ {field} ({min} à {max}).',
      'Corrigez le nombre dans Dynamics 365, ou mappez la colonne vers un champ d’un type plus grand.',
    ],
  },
  'fraction-lost': {
    en: [
      'The number of column {column} has decimals, which field {field} would lose.',
      'Map the column to a float, double or text field.',
    ],
    fr: [
      'Le nombre de la colonne {column} a des décimales, que le champ {field} perdrait.',
      'Mappez la colonne vers un champ float, double ou texte.',
    ],
  },
  'number-precision-lost': {
    en: [
      'The number of column {column} has more digits than can reach field {field} unchanged.',
      'Map the column to a double or text field; where the number has more than 15 digits, shorten it in Dynamics 365.',
    ],
    fr: [
      'Le nombre de la colonne {column} a plus de chiffres qu’il n’en peut arriver intacts au champ {field}.',
      'Mappez la colonne vers un champ double ou texte ; si le nombre a plus de 15 chiffres, raccourcissez-le dans Dynamics 365.',
    ],
  },
  'not-a-boolean': {
    en: [
      'Column {column} holds neither true nor false (nor 1 or 0), which field {field} needs.',
      'Correct the value in Dynamics 365, or add field replacements that say which values mean true and false.',
    ],
    fr: [
      'La colonne {column} ne contient ni true ni false (ni 1 ni 0), attendus par le champ {field}.',
      'Corrigez la valeur dans Dynamics 365, ou ajoutez des remplacements de champ qui disent quelles valeurs signifient vrai et faux.',
    ],
  },
  'not-a-date': {
    en: [
      'Column {column} holds no date that field {field} understands.',
      'Write it as YYYY-MM-DD or in ISO 8601 in Dynamics 365, or map the column to a text field.',
    ],
    fr: [
      'La colonne {column} ne contient pas de date compréhensible pour le champ {field}.',
      'Écrivez-la AAAA-MM-JJ ou en ISO 8601 dans Dynamics 365, ou mappez la colonne vers un champ texte.',
    ],
  },
  'date-out-of-range': {
    en: [
      'The date of column {column} lies outside of the years 1 to 9999 that field {field} can write.',
      'Correct the date in Dynamics 365.',
    ],
    fr: [
      'La date de la colonne {column} est hors des années 1 à 9999 que le champ {field} peut écrire.',
      'Corrigez la date dans Dynamics 365.',
    ],
  },
  'time-of-day-lost': {
    en: [
      'Column {column} has a time of day, which the date field {field} would lose.',
      'Map the column to a datetime field.',
    ],
    fr: [
      'La colonne {column} comporte une heure, que le champ date {field} perdrait.',
      'Mappez la colonne vers un champ datetime.',
    ],
  },
  'time-precision-lost': {
    en: [
      'The time of column {column} is finer than the thousandths of a second that field {field} keeps.',
      'Map the column to a text field, or shorten the time in Dynamics 365.',
    ],
    fr: [
      'L’heure de la colonne {column} est plus fine que les millièmes de seconde que garde le champ {field}.',
      'Mappez la colonne vers un champ texte, ou raccourcissez l’heure dans Dynamics 365.',
    ],
  },
  'time-without-zone': {
    en: [
      'The text of column {column} is a time without a time zone: field {field} needs to know which instant it means.',
      'Write it with Z or an offset in Dynamics 365, or map the column to a text field.',
    ],
    fr: [
      'Le texte de la colonne {column} est une heure sans fuseau : le champ {field} doit savoir de quel instant il s’agit.',
      'Écrivez-la avec Z ou un décalage dans Dynamics 365, ou mappez la colonne vers un champ texte.',
    ],
  },
  'not-an-enumeration-value': {
    en: [
      'The value of column {column} is no name of the enumeration field {field}.',
      'Add a field replacement for this value, or add the value to the enumeration in Campaign.',
    ],
    fr: [
      'La valeur de la colonne {column} n’est pas un nom du champ énumération {field}.',
      'Ajoutez un remplacement de champ pour cette valeur, ou ajoutez la valeur à l’énumération dans Campaign.',
    ],
  },
  'display-value-missing': {
    en: [
      'Dynamics 365 gave no label for the value of column {column}, so field {field} cannot be filled.',
      'Check that the option still exists in the picklist, or use technical values in the advanced settings.',
    ],
    fr: [
      'Dynamics 365 n’a pas donné de libellé pour la valeur de la colonne {column} : le champ {field} ne peut être rempli.',
      'Vérifiez que l’option existe encore dans la liste, ou utilisez les valeurs techniques dans les paramètres avancés.',
    ],
  },
  'unexpected-value': {
    en: [
      'Column {column} gave a value of another kind than its type says, so field {field} cannot be filled.',
      'If the column’s type was changed in Dynamics 365, stop and start the workflow, then retry the record.',
    ],
    fr: [
      'La colonne {column} a donné une valeur d’une autre nature que son type : le champ {field} ne peut être rempli.',
      'Si le type de la colonne a changé dans Dynamics 365, arrêtez puis démarrez le workflow, et réessayez l’enregistrement.',
    ],
  },
} as const satisfies Record<string, Entry>;
