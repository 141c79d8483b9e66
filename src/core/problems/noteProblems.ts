import type { Entry } from './entry.js';

/** What is worth knowing of a table mapping although nothing is wrong with it. */
export const noteProblems = {
  'position-lost': {
    en: [
      'Dynamics 365 no longer knew where the changes of {mapping} were last read: the whole table is read again and compared.',
      'Nothing to do: what is equal is not written, and where deletes are applied, what was deleted meanwhile is found afterwards.',
    ],
    fr: [
      'Dynamics 365 ne savait plus où les modifications de {mapping} avaient été lues pour la dernière fois : toute la table est relue et comparée.',
      'Rien à faire : ce qui est égal n’est pas écrit et, là où les suppressions sont appliquées, ce qui a été supprimé entre-temps est trouvé ensuite.',
    ],
  },
  'mapping-not-checked': {
    en: [
      'Table mapping {mapping} was saved, but is not checked yet: Dynamics 365 or Campaign did not tell in time what it has.',
      'Nothing to do: the next start checks it. Preview the mapping to check it before, or save it again.',
    ],
    fr: [
      'Le mapping de table {mapping} est enregistré, mais pas encore vérifié : Dynamics 365 ou Campaign n’a pas dit à temps ce qu’il contient.',
      'Rien à faire : le prochain démarrage le vérifie. Prévisualisez le mapping pour le vérifier avant, ou enregistrez-le de nouveau.',
    ],
  },
  'replay-advised': {
    en: [
      'Table mapping {mapping} was changed since the last start: values that were already sent stay as they are.',
      'Ask for a replay if they should follow; it takes place at the next stop and start.',
    ],
    fr: [
      'Le mapping de table {mapping} a changé depuis le dernier démarrage : les valeurs déjà envoyées restent telles quelles.',
      'Demandez une relecture des données si elles doivent suivre ; elle a lieu au prochain arrêt et démarrage.',
    ],
  },
  'link-cardinality': {
    en: [
      'Table mapping {mapping} has links: with a “1 cardinality” link Campaign hides a record whose parent is missing.',
      'In Campaign, give the link “0 or 1 cardinality”.',
    ],
    fr: [
      'Le mapping de table {mapping} a des liens : avec un lien « cardinalité 1 », Campaign masque un enregistrement dont le parent manque.',
      'Dans Campaign, donnez au lien la « cardinalité 0 ou 1 ».',
    ],
  },
  'deletes-and-privacy': {
    en: [
      'Table mapping {mapping} applies deletes: these are plain deletes in Campaign, never privacy deletes.',
      'For a privacy request: delete with the Privacy Service in Campaign, verify, delete in Dynamics 365, verify both. For resources that hold personal data, let Campaign cascade the deletion.',
    ],
    fr: [
      'Le mapping de table {mapping} applique les suppressions : ce sont de simples suppressions dans Campaign, jamais des suppressions de confidentialité.',
      'Pour une demande de confidentialité : supprimez par le Privacy Service dans Campaign, vérifiez, supprimez dans Dynamics 365, vérifiez les deux. Pour les ressources qui contiennent des données personnelles, laissez Campaign supprimer en cascade.',
    ],
  },
  'key-not-unique': {
    en: [
      'Table mapping {mapping} says that Campaign does not refuse a second record with the same key: every record is looked up before it is created.',
      'Make the key field a Custom Identification Key in Campaign and turn `unique` on: that saves a call for each new record.',
    ],
    fr: [
      'Le mapping de table {mapping} indique que Campaign ne refuse pas un second enregistrement de même clé : chaque enregistrement est cherché avant d’être créé.',
      'Faites du champ clé une clé d’identification personnalisée dans Campaign et activez `unique` : cela épargne un appel par nouvel enregistrement.',
    ],
  },
} as const satisfies Record<string, Entry>;
