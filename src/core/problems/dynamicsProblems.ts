import type { Entry } from './entry.js';

/** What Dynamics 365 and Microsoft Entra may answer, besides outages and limits. */
export const dynamicsProblems = {
  'dynamics-odd-answer': {
    en: [
      'Dynamics 365 answered with something other than what was asked.',
      'It is tried again by itself. If it lasts, check the Dynamics URL in Settings, and that no proxy or login page stands between.',
    ],
    fr: [
      'Dynamics 365 a répondu autre chose que ce qui était demandé.',
      'Une nouvelle tentative aura lieu d’elle-même. Si cela dure, vérifiez l’URL Dynamics dans les Paramètres, et qu’aucun proxy ni page de connexion ne s’interpose.',
    ],
  },
  'dynamics-login-unavailable': {
    en: [
      'Microsoft Entra does not hand out a token at the moment.',
      'Nothing to do: it is tried again by itself. If it lasts, check that the token address can be reached from here.',
    ],
    fr: [
      'Microsoft Entra ne délivre pas de jeton pour le moment.',
      'Rien à faire : une nouvelle tentative aura lieu d’elle-même. Si cela dure, vérifiez que l’adresse des jetons est joignable d’ici.',
    ],
  },
  'dynamics-secret-wrong': {
    en: [
      'Microsoft Entra refuses the client secret of Dynamics 365.',
      'In Settings, Dynamics, enter the secret’s value (not its id) from the app registration under Certificates & secrets, then start again.',
    ],
    fr: [
      'Microsoft Entra refuse le secret client de Dynamics 365.',
      'Dans Paramètres, Dynamics, saisissez la valeur du secret (et non son identifiant), visible dans l’inscription d’application sous Certificats et secrets, puis redémarrez.',
    ],
  },
  'dynamics-secret-expired': {
    en: [
      'The client secret of Dynamics 365 has expired.',
      'Make a new secret in the app registration in Microsoft Entra, enter it in Settings, Dynamics, then start again.',
    ],
    fr: [
      'Le secret client de Dynamics 365 a expiré.',
      'Créez un nouveau secret dans l’inscription d’application de Microsoft Entra, saisissez-le dans Paramètres, Dynamics, puis redémarrez.',
    ],
  },
  'dynamics-client-unknown': {
    en: [
      'Microsoft Entra does not know the client id of Dynamics 365 in this tenant.',
      'Compare client id and tenant in Settings, Dynamics, with the app registration’s overview in Microsoft Entra.',
    ],
    fr: [
      'Microsoft Entra ne connaît pas l’identifiant client de Dynamics 365 dans ce locataire.',
      'Comparez l’identifiant client et le locataire dans Paramètres, Dynamics, avec la vue d’ensemble de l’inscription d’application dans Microsoft Entra.',
    ],
  },
  'dynamics-tenant-unknown': {
    en: [
      'Microsoft Entra does not know the tenant of Dynamics 365.',
      'In Settings, Dynamics, enter the directory (tenant) id from the app registration’s overview, or a verified domain.',
    ],
    fr: [
      'Microsoft Entra ne connaît pas le locataire de Dynamics 365.',
      'Dans Paramètres, Dynamics, saisissez l’identifiant de l’annuaire (locataire) de l’inscription d’application, ou un domaine vérifié.',
    ],
  },
  'dynamics-environment-unknown': {
    en: [
      'Microsoft Entra does not know the Dynamics URL as a resource.',
      'In Settings, Dynamics, enter the environment’s URL from the Power Platform admin center, such as https://name.crm4.dynamics.com.',
    ],
    fr: [
      'Microsoft Entra ne connaît pas l’URL Dynamics comme ressource.',
      'Dans Paramètres, Dynamics, saisissez l’URL de l’environnement du centre d’administration Power Platform, par exemple https://nom.crm4.dynamics.com.',
    ],
  },
  'dynamics-login-refused': {
    en: [
      'Microsoft Entra refuses the login for Dynamics 365 ({reason}).',
      'Look the code up in Microsoft’s list of AADSTS errors and correct the app registration or the values in Settings, Dynamics.',
    ],
    fr: [
      'Microsoft Entra refuse la connexion pour Dynamics 365 ({reason}).',
      'Cherchez le code dans la liste des erreurs AADSTS de Microsoft et corrigez l’inscription d’application ou les valeurs dans Paramètres, Dynamics.',
    ],
  },
  'dynamics-token-refused': {
    en: [
      'Dynamics 365 refuses the tokens that Microsoft Entra hands out.',
      'Check in Settings, Dynamics, that tenant and URL belong to the same environment.',
    ],
    fr: [
      'Dynamics 365 refuse les jetons délivrés par Microsoft Entra.',
      'Vérifiez dans Paramètres, Dynamics, que le locataire et l’URL appartiennent au même environnement.',
    ],
  },
  'dynamics-not-a-member': {
    en: [
      'The application is not a user of this Dynamics 365 environment.',
      'In the Power Platform admin center, open the environment, Settings, Application users, and add the app registration with a security role.',
    ],
    fr: [
      'L’application n’est pas utilisatrice de cet environnement Dynamics 365.',
      'Dans le centre d’administration Power Platform, ouvrez l’environnement, Paramètres, Utilisateurs de l’application, et ajoutez l’inscription d’application avec un rôle de sécurité.',
    ],
  },
  'dynamics-forbidden': {
    en: [
      'Dynamics 365 forbids the access ({reason}).',
      'Check the application user’s state and roles, and the environment’s IP firewall: the outgoing addresses are in Settings.',
    ],
    fr: [
      'Dynamics 365 interdit l’accès ({reason}).',
      'Vérifiez l’état et les rôles de l’utilisateur d’application, ainsi que le pare-feu IP de l’environnement : les adresses sortantes sont dans les Paramètres.',
    ],
  },
  'dynamics-privilege-missing': {
    en: [
      'The application user may not read the Dynamics table {table}.',
      'Give its security role organization-level Read on {table} in the Power Platform admin center, then resume the mapping, or stop and start the workflow.',
    ],
    fr: [
      'L’utilisateur d’application n’a pas le droit de lire la table Dynamics {table}.',
      'Donnez à son rôle de sécurité le droit Lecture au niveau de l’organisation sur {table} dans le centre d’administration Power Platform, puis reprenez le mapping, ou arrêtez et redémarrez le workflow.',
    ],
  },
  'dynamics-tracking-off': {
    en: [
      'Change tracking is off for the Dynamics table {table}.',
      'In Power Apps, open the table {table}, Properties, Advanced options, tick Track changes and publish, then resume the mapping, or stop and start the workflow.',
    ],
    fr: [
      'Le suivi des modifications est désactivé pour la table Dynamics {table}.',
      'Dans Power Apps, ouvrez la table {table}, Propriétés, Options avancées, cochez Suivre les modifications et publiez, puis reprenez le mapping, ou arrêtez et redémarrez le workflow.',
    ],
  },
  'dynamics-table-unknown': {
    en: [
      'Dynamics 365 has no table {table}.',
      'Was it deleted or renamed? Restore it, then resume the mapping, or stop and start the workflow; or delete the mapping and add a new one, then stop and start.',
    ],
    fr: [
      'Dynamics 365 n’a pas de table {table}.',
      'A-t-elle été supprimée ou renommée ? Restaurez-la, puis reprenez le mapping, ou arrêtez et redémarrez le workflow ; ou supprimez le mapping et ajoutez-en un nouveau, puis arrêtez et redémarrez.',
    ],
  },
  'dynamics-column-unknown': {
    en: [
      'A column that the mapping reads is not in the Dynamics table {table}: {column}.',
      'Restore the column, then resume the mapping, or stop and start the workflow; or remove it from the fields, replacements and filters of the mapping, then stop and start.',
    ],
    fr: [
      'Une colonne lue par le mapping n’est pas dans la table Dynamics {table} : {column}.',
      'Restaurez la colonne, puis reprenez le mapping, ou arrêtez et redémarrez le workflow ; ou retirez-la des champs, remplacements et filtres du mapping, puis arrêtez et redémarrez.',
    ],
  },
  'dynamics-request-refused': {
    en: [
      'Dynamics 365 refuses to read the table {table} ({reason}).',
      'Look the code up in Microsoft’s list of web service error codes; check the table’s definition and the mapping, then resume the mapping, or stop and start the workflow.',
    ],
    fr: [
      'Dynamics 365 refuse la lecture de la table {table} ({reason}).',
      'Cherchez le code dans la liste des codes d’erreur de Microsoft ; vérifiez la définition de la table et le mapping, puis reprenez le mapping, ou arrêtez et redémarrez le workflow.',
    ],
  },
  'dynamics-foreign-link': {
    en: [
      'Dynamics 365 answers for the table {table} with links to another address than the one in Settings.',
      'Set the Dynamics URL to the address that the environment itself uses, then resume the mapping, or stop and start the workflow.',
    ],
    fr: [
      'Pour la table {table}, Dynamics 365 répond par des liens vers une autre adresse que celle des Paramètres.',
      'Donnez comme URL Dynamics l’adresse que l’environnement utilise lui-même, puis reprenez le mapping, ou arrêtez et redémarrez le workflow.',
    ],
  },
} as const satisfies Record<string, Entry>;
