import type { Entry } from './entry.js';

/** What Campaign and Adobe IMS may answer about the connection, a resource or a field, besides outages and limits. */
export const campaignProblems = {
  'campaign-odd-answer': {
    en: [
      'Adobe Campaign answered with something other than what was asked.',
      'It is tried again by itself. If it lasts, check the Campaign URL in Settings, and that no proxy or login page stands between.',
    ],
    fr: [
      'Adobe Campaign a répondu autre chose que ce qui était demandé.',
      'Une nouvelle tentative aura lieu d’elle-même. Si cela dure, vérifiez l’URL de Campaign dans les Paramètres, et qu’aucun proxy ni page de connexion ne s’interpose.',
    ],
  },
  'campaign-engine-error': {
    en: [
      'Adobe Campaign’s engine reports a fault without a reason.',
      'It is tried again by itself. If it lasts, ask Adobe Customer Care to look into the instance’s log.',
    ],
    fr: [
      'Le moteur d’Adobe Campaign signale une erreur sans en donner la raison.',
      'Une nouvelle tentative aura lieu d’elle-même. Si cela dure, demandez à l’Assistance clientèle d’Adobe d’examiner le journal de l’instance.',
    ],
  },
  'campaign-login-unavailable': {
    en: [
      'Adobe IMS does not hand out a token at the moment.',
      'Nothing to do: it is tried again by itself. If it lasts, check that the token address can be reached from here.',
    ],
    fr: [
      'Adobe IMS ne délivre pas de jeton pour le moment.',
      'Rien à faire : une nouvelle tentative aura lieu d’elle-même. Si cela dure, vérifiez que l’adresse des jetons est joignable d’ici.',
    ],
  },
  'campaign-secret-wrong': {
    en: [
      'Adobe IMS refuses the client id or the client secret.',
      'In Settings, Adobe, enter both again from the OAuth server-to-server credential in the Adobe Developer Console, then start again.',
    ],
    fr: [
      'Adobe IMS refuse l’identifiant client ou le secret client.',
      'Dans Paramètres, Adobe, saisissez-les de nouveau à partir de l’identification OAuth serveur à serveur de l’Adobe Developer Console, puis redémarrez.',
    ],
  },
  'campaign-scope-wrong': {
    en: [
      'Adobe IMS refuses the scopes.',
      'In Settings, Adobe, copy the list of scopes from the credential in the Adobe Developer Console.',
    ],
    fr: [
      'Adobe IMS refuse les portées (scopes).',
      'Dans Paramètres, Adobe, copiez la liste des portées depuis l’identification de l’Adobe Developer Console.',
    ],
  },
  'campaign-login-refused': {
    en: [
      'Adobe IMS refuses the login ({reason}).',
      'Compare the values in Settings, Adobe, with the credential in the Adobe Developer Console.',
    ],
    fr: [
      'Adobe IMS refuse la connexion ({reason}).',
      'Comparez les valeurs dans Paramètres, Adobe, avec l’identification de l’Adobe Developer Console.',
    ],
  },
  'campaign-token-refused': {
    en: [
      'Adobe Campaign refuses the tokens that Adobe IMS hands out.',
      'Check that the project in the Adobe Developer Console contains the Adobe Campaign API of this organisation.',
    ],
    fr: [
      'Adobe Campaign refuse les jetons délivrés par Adobe IMS.',
      'Vérifiez que le projet de l’Adobe Developer Console contient l’API Adobe Campaign de cette organisation.',
    ],
  },
  'campaign-not-provisioned': {
    en: [
      'The technical account has no access to this Campaign instance.',
      'In the Adobe Admin Console, add the technical account to the product profile “<instance> - Administrators” of Adobe Campaign.',
    ],
    fr: [
      'Le compte technique n’a pas accès à cette instance de Campaign.',
      'Dans l’Adobe Admin Console, ajoutez le compte technique au profil de produit « <instance> - Administrators » d’Adobe Campaign.',
    ],
  },
  'campaign-api-key-refused': {
    en: [
      'Adobe refuses the client id as API key.',
      'In Settings, Adobe, enter the client id of the credential that holds the Adobe Campaign API.',
    ],
    fr: [
      'Adobe refuse l’identifiant client comme clé d’API.',
      'Dans Paramètres, Adobe, saisissez l’identifiant client de l’identification qui contient l’API Adobe Campaign.',
    ],
  },
  'campaign-forbidden': {
    en: [
      'Adobe Campaign forbids the access ({reason}).',
      'Check the rights of the technical account’s product profile in the Adobe Admin Console, then start again.',
    ],
    fr: [
      'Adobe Campaign interdit l’accès ({reason}).',
      'Vérifiez les droits du profil de produit du compte technique dans l’Adobe Admin Console, puis redémarrez.',
    ],
  },
  'campaign-tenant-unknown': {
    en: [
      'Adobe’s gateway does not know the instance in the Campaign URL.',
      'In Settings, Adobe, check the URL https://mc.adobe.io/<instance>: the organisation’s id, with -mkt-stage on stage. If it worked before, try again later.',
    ],
    fr: [
      'La passerelle d’Adobe ne connaît pas l’instance de l’URL de Campaign.',
      'Dans Paramètres, Adobe, vérifiez l’URL https://mc.adobe.io/<instance> : l’identifiant de l’organisation, suivi de -mkt-stage en préproduction. Si elle fonctionnait, réessayez plus tard.',
    ],
  },
  'campaign-resource-unknown': {
    en: [
      'Adobe Campaign’s API does not offer the resource {resource}.',
      'Publish the resource in Campaign with the option that creates the Profiles & Services Ext API, then resume the mapping, or stop and start the workflow.',
    ],
    fr: [
      'L’API d’Adobe Campaign ne propose pas la ressource {resource}.',
      'Publiez la ressource dans Campaign avec l’option qui crée l’API Profils et services étendue, puis reprenez le mapping, ou arrêtez et redémarrez le workflow.',
    ],
  },
  'campaign-field-unknown': {
    en: [
      'The Campaign resource {resource} does not know a mapped field: {field}.',
      'Publish the field in Campaign, then resume the mapping, or stop and start the workflow; or remove it from the mapping, then stop and start.',
    ],
    fr: [
      'La ressource Campaign {resource} ne connaît pas un champ mappé : {field}.',
      'Publiez le champ dans Campaign, puis reprenez le mapping, ou arrêtez et redémarrez le workflow ; ou retirez-le du mapping, puis arrêtez et redémarrez.',
    ],
  },
  'campaign-filter-wrong': {
    en: [
      'The filter {filter} of the Campaign resource {resource} does not find records by {field}.',
      'In Campaign, check the filter’s condition and its parameter’s name (it ends in _parameter), then resume the mapping, or stop and start the workflow; or correct both in the mapping’s ID field, then stop and start.',
    ],
    fr: [
      'Le filtre {filter} de la ressource Campaign {resource} ne trouve pas les enregistrements par {field}.',
      'Dans Campaign, vérifiez la condition du filtre et le nom de son paramètre (il finit par _parameter), puis reprenez le mapping, ou arrêtez et redémarrez le workflow ; ou corrigez-les dans le champ ID du mapping, puis arrêtez et redémarrez.',
    ],
  },
  'campaign-key-repeated': {
    en: [
      'Several records of the Campaign resource {resource} have the same value in {field}.',
      'Delete or merge the superfluous ones in Campaign and make {field} an identification key without duplicates, then resume the mapping, or stop and start the workflow.',
    ],
    fr: [
      'Plusieurs enregistrements de la ressource Campaign {resource} ont la même valeur dans {field}.',
      'Supprimez ou fusionnez ceux qui sont en trop dans Campaign et faites de {field} une clé d’identification sans doublons, puis reprenez le mapping, ou arrêtez et redémarrez le workflow.',
    ],
  },
  'campaign-key-wrong': {
    en: [
      'The Campaign resource {resource} is not found by {field}.',
      'Make {field} the Custom Identification Key of {resource} in Campaign and publish, then resume the mapping, or stop and start the workflow; or look records up by a filter, then stop and start.',
    ],
    fr: [
      'La ressource Campaign {resource} ne se trouve pas par {field}.',
      'Faites de {field} la clé d’identification personnalisée de {resource} dans Campaign et publiez, puis reprenez le mapping, ou arrêtez et redémarrez le workflow ; ou recherchez par un filtre, puis arrêtez et redémarrez.',
    ],
  },
} as const satisfies Record<string, Entry>;
