import type { Entry } from './entry.js';

/** What the API may answer to a request that it cannot or will not carry out. */
export const requestProblems = {
  'instance-unknown': {
    en: ['There is no instance {instance}.', 'GET /api/v1/instances lists the instances.'],
    fr: ['L’instance {instance} n’existe pas.', 'GET /api/v1/instances énumère les instances.'],
  },
  'mapping-has-children': {
    en: [
      'Records of other table mappings point to those of {mapping}: {children}.',
      'Remove the links to it there first, or delete those mappings.',
    ],
    fr: [
      'Des enregistrements d’autres mappings de table désignent ceux de {mapping} : {children}.',
      'Retirez-y d’abord les liens, ou supprimez ces mappings.',
    ],
  },
  'mapping-unknown': {
    en: ['There is no saved table mapping {mapping}.', 'GET …/workflows/ingress/mappings lists them.'],
    fr: ['Aucun mapping de table {mapping} n’est enregistré.', 'GET …/workflows/ingress/mappings les énumère.'],
  },
  'record-unknown': {
    en: [
      'Nothing is known of a record {key}.',
      'No table of an applied mapping has it in Dynamics 365 either. Check the key, and that its mapping is applied.',
    ],
    fr: [
      'On ne sait rien d’un enregistrement {key}.',
      'Aucune table d’un mapping appliqué ne le contient non plus dans Dynamics 365. Vérifiez la clé, et que son mapping est appliqué.',
    ],
  },
  'record-not-kept': {
    en: [
      'Nothing is kept here of a record {key}, and Dynamics 365 does not say whether it has it.',
      'A record that the filter has always left out is known to Dynamics 365 alone. Ask again once it answers.',
    ],
    fr: [
      'Rien n’est conservé ici d’un enregistrement {key}, et Dynamics 365 ne dit pas s’il le contient.',
      'Un enregistrement que le filtre a toujours écarté n’est connu que de Dynamics 365. Redemandez dès qu’il répond.',
    ],
  },
  'parent-not-there': {
    en: ['Its parent of table mapping {parent} has not come yet.', 'It follows by itself once the parent is written.'],
    fr: [
      'Son parent du mapping de table {parent} n’est pas encore arrivé.',
      'Il suivra de lui-même dès que le parent sera écrit.',
    ],
  },
  'parent-rejected': {
    en: [
      'Its parent of table mapping {parent} was rejected.',
      'Look the parent up among the rejected records and mend it; this record follows by itself.',
    ],
    fr: [
      'Son parent du mapping de table {parent} a été rejeté.',
      'Cherchez le parent parmi les enregistrements rejetés et corrigez-le ; cet enregistrement suivra de lui-même.',
    ],
  },
  'parent-gone': {
    en: [
      'Its parent of table mapping {parent} was deleted.',
      'Look the parent up in Dynamics 365; this record follows by itself once the parent is back or it names another.',
    ],
    fr: [
      'Son parent du mapping de table {parent} a été supprimé.',
      'Cherchez le parent dans Dynamics 365 ; cet enregistrement suivra de lui-même au retour du parent ou s’il en désigne un autre.',
    ],
  },
  'parent-filtered': {
    en: [
      'Its parent of table mapping {parent} is left out by the filter of that mapping.',
      'Change the parent in Dynamics 365 or the filter, if it belongs into Campaign; this record follows by itself once the parent is written.',
    ],
    fr: [
      'Son parent du mapping de table {parent} est écarté par le filtre de ce mapping.',
      'Modifiez le parent dans Dynamics 365 ou le filtre, s’il a sa place dans Campaign ; cet enregistrement suivra de lui-même dès que le parent sera écrit.',
    ],
  },
  'parent-there': {
    en: ['Its parent of table mapping {parent} is in Campaign now.', 'Nothing to do: it follows within seconds.'],
    fr: [
      'Son parent du mapping de table {parent} est maintenant dans Campaign.',
      'Rien à faire : il suivra dans quelques secondes.',
    ],
  },
  'parent-not-known': {
    en: [
      'Its parent of table mapping {parent} is not in Campaign, and Dynamics 365 does not say whether it has it.',
      'Ask again once Dynamics 365 answers: the parent may come yet, be deleted, or be left out by the filter.',
    ],
    fr: [
      'Son parent du mapping de table {parent} n’est pas dans Campaign, et Dynamics 365 ne dit pas s’il le contient.',
      'Redemandez dès que Dynamics 365 répond : le parent peut encore arriver, être supprimé ou être écarté par le filtre.',
    ],
  },
  'rejected-unknown': {
    en: [
      'There is no rejected record {id}.',
      'It may have been written or discarded since. List the rejected records again.',
    ],
    fr: [
      'Aucun enregistrement rejeté {id}.',
      'Il a pu être écrit ou écarté entre-temps. Énumérez de nouveau les enregistrements rejetés.',
    ],
  },
  'personal-data-hidden': {
    en: [
      'Values of records are not shown here.',
      'Whoever runs the API may allow it: PASSERELLE_SHOW_PERSONAL_DATA=on. Each look is audited.',
    ],
    fr: [
      'Les valeurs des enregistrements ne sont pas affichées ici.',
      'L’exploitant de l’API peut l’autoriser : PASSERELLE_SHOW_PERSONAL_DATA=on. Chaque consultation est auditée.',
    ],
  },
  'replay-backlog': {
    en: [
      '{records} records stand in the queue; a replay of {mapping} is refused from {limit} on.',
      'Wait until the queue is shorter, or have an administrator raise replayRecords in the settings.',
    ],
    fr: [
      '{records} enregistrements sont en file ; relire {mapping} est refusé à partir de {limit}.',
      'Attendez que la file diminue, ou faites relever replayRecords dans les paramètres par un administrateur.',
    ],
  },
  'replay-table': {
    en: [
      'The table of {mapping} has {records} records; a replay is refused from {limit} on.',
      'Have an administrator raise replayRecords in the settings; verify with repair needs no replay.',
    ],
    fr: [
      'La table de {mapping} compte {records} enregistrements ; la relire est refusé à partir de {limit}.',
      'Faites relever replayRecords dans les paramètres par un administrateur ; vérifier et réparer ne demande pas de relecture.',
    ],
  },
  'workflow-unknown': {
    en: ['There is no workflow {workflow}.', 'The workflows are ingress, egress and optInOut.'],
    fr: ['Le workflow {workflow} n’existe pas.', 'Les workflows sont ingress, egress et optInOut.'],
  },
  'route-unknown': {
    en: ['There is nothing at this address.', 'Check the address; /api/v1/openapi.json lists what there is.'],
    fr: ['Il n’y a rien à cette adresse.', 'Vérifiez l’adresse ; /api/v1/openapi.json énumère ce qui existe.'],
  },
  'method-not-allowed': {
    en: ['This address does not take {method}.', 'Use one of the methods in the header Allow: {allow}.'],
    fr: ['Cette adresse n’accepte pas {method}.', 'Employez une méthode de l’en-tête Allow : {allow}.'],
  },
  'request-malformed': {
    en: ['The request cannot be understood.', 'Correct its address or headers and send it again.'],
    fr: ['La requête est incompréhensible.', 'Corrigez son adresse ou ses en-têtes et renvoyez-la.'],
  },
  'parameter-unknown': {
    en: ['The address has a parameter that is not known here: {name}.', 'Remove it or correct its name.'],
    fr: ['L’adresse comporte un paramètre inconnu ici : {name}.', 'Supprimez-le ou corrigez son nom.'],
  },
  'parameter-wrong': {
    en: [
      'The parameter {name} of the address has a value that cannot be used.',
      'Correct it; /api/v1/openapi.json says what it may be.',
    ],
    fr: [
      'Le paramètre {name} de l’adresse a une valeur inutilisable.',
      'Corrigez-le ; /api/v1/openapi.json dit ce qu’il peut être.',
    ],
  },
  'body-malformed': {
    en: ['The body is not valid JSON.', 'Send one JSON object.'],
    fr: ['Le corps n’est pas du JSON valide.', 'Envoyez un objet JSON.'],
  },
  'body-too-large': {
    en: ['The body is larger than {limitMb} MB.', 'Send a smaller document.'],
    fr: ['Le corps dépasse {limitMb} Mo.', 'Envoyez un document plus petit.'],
  },
  'content-type-wrong': {
    en: [
      'The body’s type, encoding or character set is not supported.',
      'Send JSON in UTF-8 with Content-Type: application/json.',
    ],
    fr: [
      'Le type, l’encodage ou le jeu de caractères du corps n’est pas pris en charge.',
      'Envoyez du JSON en UTF-8 avec Content-Type: application/json.',
    ],
  },
  'document-refused': {
    en: [
      'The document has mistakes: {count}.',
      'Correct each place listed and send it again. Nothing was saved or carried out.',
    ],
    fr: [
      'Le document contient des erreurs : {count}.',
      'Corrigez chaque emplacement indiqué et renvoyez le document. Rien n’a été enregistré ni exécuté.',
    ],
  },
  'version-missing': {
    en: [
      'The request does not say which version was edited.',
      'Read the configuration and send its ETag in the header If-Match.',
    ],
    fr: [
      'La requête n’indique pas quelle version a été modifiée.',
      'Lisez la configuration et envoyez son ETag dans l’en-tête If-Match.',
    ],
  },
  'version-stale': {
    en: [
      'Someone saved this configuration in the meantime: version {version} is the newest.',
      'Read it again, make your changes there and save.',
    ],
    fr: [
      'Cette configuration a été enregistrée entre-temps : la version {version} est la plus récente.',
      'Relisez-la, refaites vos modifications et enregistrez.',
    ],
  },
  'cross-site': {
    en: [
      'This request comes from another web site.',
      'Commands are accepted from Passerelle’s own page and from programs.',
    ],
    fr: [
      'Cette requête provient d’un autre site web.',
      'Les commandes ne sont acceptées que de la page de Passerelle et de programmes.',
    ],
  },
  'host-refused': {
    en: ['Passerelle does not answer under this host name.', 'Use 127.0.0.1 or localhost.'],
    fr: ['Passerelle ne répond pas sous ce nom d’hôte.', 'Utilisez 127.0.0.1 ou localhost.'],
  },
  'temporal-refused': {
    en: [
      'The Temporal server refuses what Passerelle asks of it.',
      'Check TEMPORAL_NAMESPACE and the API key, and that the search attributes PasserelleStatus, PasserelleBacklog and PasserelleInstance are registered.',
    ],
    fr: [
      'Le serveur Temporal refuse ce que Passerelle lui demande.',
      'Vérifiez TEMPORAL_NAMESPACE et la clé d’API, et que les attributs de recherche PasserelleStatus, PasserelleBacklog et PasserelleInstance sont enregistrés.',
    ],
  },
  'connection-missing': {
    en: ['The connection to {system} is not set up.', 'Enter it in Settings.'],
    fr: ['La connexion à {system} n’est pas configurée.', 'Saisissez-la dans les Paramètres.'],
  },
  'viewers-too-many': {
    en: ['Too many pages follow the events at the moment.', 'Close some of them and try again.'],
    fr: ['Trop de pages suivent les événements en ce moment.', 'Fermez-en quelques-unes et réessayez.'],
  },
  'page-not-built': {
    en: ['The page has not been built.', 'Run npm run build, then load it again.'],
    fr: ['La page n’a pas été construite.', 'Exécutez npm run build, puis rechargez-la.'],
  },
  'host-not-loopback': {
    en: [
      'PASSERELLE_HOST is {host}: without authentication Passerelle listens on the loopback interface only.',
      'Set PASSERELLE_HOST to 127.0.0.1, ::1 or localhost, or leave it unset.',
    ],
    fr: [
      'PASSERELLE_HOST vaut {host} : sans authentification, Passerelle n’écoute que sur l’interface de bouclage.',
      'Donnez à PASSERELLE_HOST la valeur 127.0.0.1, ::1 ou localhost, ou ne la définissez pas.',
    ],
  },
  'request-failed': {
    en: ['Something went wrong inside Passerelle.', 'Try again. The log tells more under this request’s number.'],
    fr: [
      'Une erreur est survenue dans Passerelle.',
      'Réessayez. Le journal en dit plus sous le numéro de cette requête.',
    ],
  },
} as const satisfies Record<string, Entry>;
