import type { Entry } from './entry.js';

/** Why Campaign refuses one record for good. The sentences name fields, never values. */
export const refusalProblems = {
  'campaign-enumeration': {
    en: [
      'Campaign does not accept the value for the enumeration field {field}.',
      'Add a field replacement for this value to the mapping, or the value to Campaign’s enumeration, then retry the record.',
    ],
    fr: [
      'Campaign n’accepte pas la valeur pour le champ d’énumération {field}.',
      'Ajoutez au mapping un remplacement de champ pour cette valeur, ou la valeur à l’énumération de Campaign, puis réessayez l’enregistrement.',
    ],
  },
  'campaign-email': {
    en: [
      'Campaign does not accept the e-mail address in {field}.',
      'Correct the address in Dynamics 365: the change follows by itself.',
    ],
    fr: [
      'Campaign n’accepte pas l’adresse e-mail du champ {field}.',
      'Corrigez l’adresse dans Dynamics 365 : la modification suit d’elle-même.',
    ],
  },
  'campaign-too-long': {
    en: [
      'A value is too long for the Campaign field {field}.',
      'Shorten the value in Dynamics 365, or lengthen the field in Campaign and publish, then retry the record.',
    ],
    fr: [
      'Une valeur est trop longue pour le champ Campaign {field}.',
      'Raccourcissez la valeur dans Dynamics 365, ou allongez le champ dans Campaign et publiez, puis réessayez l’enregistrement.',
    ],
  },
  'campaign-mandatory': {
    en: [
      'The Campaign field {field} must not be empty.',
      'Map a column to {field}, or fill the value in Dynamics 365: the change follows by itself.',
    ],
    fr: [
      'Le champ Campaign {field} ne doit pas être vide.',
      'Mappez une colonne vers {field}, ou renseignez la valeur dans Dynamics 365 : la modification suit d’elle-même.',
    ],
  },
  'campaign-value': {
    en: [
      'Campaign does not accept the form of a value for the field {field}.',
      'Correct the value in Dynamics 365, or map its column to a Campaign field of a fitting type, then retry the record.',
    ],
    fr: [
      'Campaign n’accepte pas la forme d’une valeur pour le champ {field}.',
      'Corrigez la valeur dans Dynamics 365, ou mappez sa colonne vers un champ Campaign d’un type adapté, puis réessayez l’enregistrement.',
    ],
  },
  'campaign-read-only': {
    en: [
      'Campaign does not let the field {field} be written.',
      'Remove {field} from the mapping: Campaign computes it or keeps it fixed.',
    ],
    fr: [
      'Campaign ne permet pas d’écrire le champ {field}.',
      'Retirez {field} du mapping : Campaign le calcule ou le fige.',
    ],
  },
  'campaign-inconsistent': {
    en: [
      'Campaign refuses the change because it would alter the record’s key.',
      'Check in Campaign which record carries the Dynamics id, and that the ID field is its identification key.',
    ],
    fr: [
      'Campaign refuse la modification, car elle changerait la clé de l’enregistrement.',
      'Vérifiez dans Campaign quel enregistrement porte l’identifiant Dynamics, et que le champ ID est sa clé d’identification.',
    ],
  },
  'campaign-duplicate': {
    en: [
      'Another Campaign record already has a value that must be unique ({field}).',
      'Find the other record in Campaign and correct or merge it, then retry the record.',
    ],
    fr: [
      'Un autre enregistrement Campaign a déjà une valeur qui doit être unique ({field}).',
      'Trouvez l’autre enregistrement dans Campaign et corrigez-le ou fusionnez-le, puis réessayez l’enregistrement.',
    ],
  },
  'campaign-unseen': {
    en: [
      'Campaign says that this record is there, but does not show it under its key.',
      'Give its links 0 or 1 cardinality: with 1 cardinality a record without a target is hidden. Or another Campaign record has a value that must be unique: correct or merge it. Then retry the record.',
    ],
    fr: [
      'Campaign dit que cet enregistrement existe, mais ne le montre pas sous sa clé.',
      'Donnez à ses liens la cardinalité 0 ou 1 : avec la cardinalité 1, un enregistrement sans cible est masqué. Ou bien un autre enregistrement Campaign a une valeur qui doit être unique : corrigez-le ou fusionnez-le. Réessayez ensuite l’enregistrement.',
    ],
  },
  'campaign-key-not-unique': {
    en: [
      'Several Campaign records carry the same Dynamics id in {field}.',
      'Delete or merge the superfluous ones in Campaign and make {field} an identification key without duplicates, then retry the record.',
    ],
    fr: [
      'Plusieurs enregistrements Campaign portent le même identifiant Dynamics dans {field}.',
      'Supprimez ou fusionnez ceux qui sont en trop dans Campaign et faites de {field} une clé d’identification sans doublons, puis réessayez l’enregistrement.',
    ],
  },
  'campaign-parent-missing': {
    en: [
      'Campaign does not find the record that this one links to by {field}.',
      'Check that the linked table is mapped too and that its record exists in Campaign, then retry the record.',
    ],
    fr: [
      'Campaign ne trouve pas l’enregistrement auquel celui-ci est lié par {field}.',
      'Vérifiez que la table liée est mappée elle aussi et que son enregistrement existe dans Campaign, puis réessayez l’enregistrement.',
    ],
  },
  'campaign-refused': {
    en: [
      'Campaign refuses the record without a reason that is known here ({reason}).',
      'Try to enter the same record by hand in Campaign: its message there says more. Then correct it in Dynamics 365 or retry it.',
    ],
    fr: [
      'Campaign refuse l’enregistrement sans raison connue ici ({reason}).',
      'Essayez de saisir le même enregistrement à la main dans Campaign : son message en dira plus. Corrigez-le ensuite dans Dynamics 365 ou réessayez-le.',
    ],
  },
} as const satisfies Record<string, Entry>;
