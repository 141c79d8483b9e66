import type { Entry } from './entry.js';

/** Why a start would have nothing to do (spec 1.1). */
export const startProblems = {
  'no-table-mapping': {
    en: ['There is no table mapping.', 'Edit the workflow and add a mapping.'],
    fr: ['Il n’y a aucun mapping de table.', 'Modifiez le workflow et ajoutez un mapping.'],
  },
  'no-event-type': {
    en: ['No type of event is chosen.', 'Edit the workflow and turn on sends, clicks, opens or bounces.'],
    fr: [
      'Aucun type d’événement n’est choisi.',
      'Modifiez le workflow et activez envois, clics, ouvertures ou bounces.',
    ],
  },
  'opt-in-out-disabled': {
    en: ['Opt-In/Out is disabled.', 'Edit the workflow and choose a direction.'],
    fr: ['Opt-In/Out est désactivé.', 'Modifiez le workflow et choisissez une direction.'],
  },
  'opt-in-out-runs-in-ingress': {
    en: [
      'In the direction Microsoft Dynamics 365 to Campaign, opt-outs travel with ingress.',
      'Map the opt-out columns in the contact to profile mapping and start ingress.',
    ],
    fr: [
      'Dans la direction Microsoft Dynamics 365 vers Campaign, les opt-outs voyagent avec l’ingress.',
      'Mappez les colonnes d’opt-out dans le mapping contact vers profile et démarrez l’ingress.',
    ],
  },
  'opt-in-out-without-pairs': {
    en: ['Opt-In/Out has no pairs.', 'Edit the workflow and pair at least one Dynamics column with a Campaign field.'],
    fr: [
      'Opt-In/Out n’a aucune paire.',
      'Modifiez le workflow et associez au moins une colonne Dynamics à un champ Campaign.',
    ],
  },
  'not-available-yet': {
    en: [
      'This workflow cannot run in this version of Passerelle yet.',
      'Its configuration is kept; it can be started once a later version is installed.',
    ],
    fr: [
      'Ce workflow ne peut pas encore fonctionner dans cette version de Passerelle.',
      'Sa configuration est conservée ; il pourra démarrer une fois une version ultérieure installée.',
    ],
  },
} as const satisfies Record<string, Entry>;
