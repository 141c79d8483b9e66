import { campaignProblems } from './campaignProblems.js';
import { commandProblems } from './commandProblems.js';
import { documentProblems } from './documentProblems.js';
import { conversionProblems } from './conversionProblems.js';
import { driftProblems } from './driftProblems.js';
import { dynamicsProblems } from './dynamicsProblems.js';
import type { Entry } from './entry.js';
import { guardrailProblems } from './guardrailProblems.js';
import { linkProblems } from './linkProblems.js';
import { mappingProblems } from './mappingProblems.js';
import { noteProblems } from './noteProblems.js';
import { processProblems } from './processProblems.js';
import { refusalProblems } from './refusalProblems.js';
import { startProblems } from './startProblems.js';
import { requestProblems } from './requestProblems.js';
import { verifyProblems } from './verifyProblems.js';

/**
 * Every problem that a person may see: a stable code, a plain sentence and what to do about it, in English and French.
 * `{name}` stands for a parameter. Parameters name tables, columns, fields, limits and times: never a value of a record.
 */
export const catalog = {
  'store-unavailable': {
    en: [
      'The database does not answer.',
      'Check that PostgreSQL runs and that DATABASE_URL points to it. Work goes on by itself afterwards.',
    ],
    fr: [
      'La base de données ne répond pas.',
      'Vérifiez que PostgreSQL fonctionne et que DATABASE_URL y mène. Le travail reprend de lui-même ensuite.',
    ],
  },
  'temporal-unavailable': {
    en: [
      'The Temporal server does not answer.',
      'Check that it runs and that TEMPORAL_ADDRESS points to it. Work goes on by itself afterwards.',
    ],
    fr: [
      'Le serveur Temporal ne répond pas.',
      'Vérifiez qu’il fonctionne et que TEMPORAL_ADDRESS y mène. Le travail reprend de lui-même ensuite.',
    ],
  },
  'worker-unavailable': {
    en: [
      'No Passerelle worker answers.',
      'Start a worker (npm start does). Commands that Temporal has accepted are carried out then.',
    ],
    fr: [
      'Aucun processus worker de Passerelle ne répond.',
      'Démarrez un worker (npm start le fait). Les commandes acceptées par Temporal seront alors exécutées.',
    ],
  },
  'dynamics-unavailable': {
    en: [
      'Dynamics 365 does not answer.',
      'Nothing to do: it is tried again by itself. If it lasts, look at the service health of your environment.',
    ],
    fr: [
      'Dynamics 365 ne répond pas.',
      'Rien à faire : une nouvelle tentative aura lieu d’elle-même. Si cela dure, consultez l’état de service de votre environnement.',
    ],
  },
  'campaign-unavailable': {
    en: [
      'Adobe Campaign does not answer.',
      'Nothing to do: it is tried again by itself. If it lasts, ask Adobe Customer Care.',
    ],
    fr: [
      'Adobe Campaign ne répond pas.',
      'Rien à faire : une nouvelle tentative aura lieu d’elle-même. Si cela dure, adressez-vous à l’Assistance clientèle d’Adobe.',
    ],
  },
  'dynamics-limited': {
    en: [
      'Dynamics 365 asks to wait (service protection limit).',
      'Nothing to do: work resumes by itself at the time shown.',
    ],
    fr: [
      'Dynamics 365 demande d’attendre (limite de protection du service).',
      'Rien à faire : le travail reprend de lui-même à l’heure indiquée.',
    ],
  },
  'campaign-limited': {
    en: [
      'Adobe Campaign asks to wait (too many requests).',
      'Nothing to do: work resumes by itself at the time shown.',
    ],
    fr: [
      'Adobe Campaign demande d’attendre (trop de requêtes).',
      'Rien à faire : le travail reprend de lui-même à l’heure indiquée.',
    ],
  },
  'store-too-new': {
    en: [
      'The database was made by a newer Passerelle ({migration}).',
      'Start the newer version, or point DATABASE_URL to another database. Nothing was changed.',
    ],
    fr: [
      'La base de données vient d’une version plus récente de Passerelle ({migration}).',
      'Démarrez la version plus récente, ou faites pointer DATABASE_URL vers une autre base. Rien n’a été modifié.',
    ],
  },
  'store-refused': {
    en: [
      'The database refuses the login or a right (SQLSTATE {state}).',
      'Check user, password, database name and rights in DATABASE_URL: the user must be able to create the schema passerelle.',
    ],
    fr: [
      'La base de données refuse la connexion ou un droit (SQLSTATE {state}).',
      'Vérifiez l’utilisateur, le mot de passe, le nom de la base et les droits dans DATABASE_URL : l’utilisateur doit pouvoir créer le schéma passerelle.',
    ],
  },
  'wrong-key': {
    en: [
      'The encryption key is not the one that this database was made with.',
      'Give the right PASSERELLE_ENCRYPTION_KEY. Nothing was changed.',
    ],
    fr: [
      'La clé de chiffrement n’est pas celle avec laquelle cette base a été créée.',
      'Indiquez la bonne PASSERELLE_ENCRYPTION_KEY. Rien n’a été modifié.',
    ],
  },
  'unusable-key': {
    en: [
      'The encryption key cannot be used.',
      'PASSERELLE_ENCRYPTION_KEY must be 32 random bytes in base64: openssl rand -base64 32 makes one.',
    ],
    fr: [
      'La clé de chiffrement est inutilisable.',
      'PASSERELLE_ENCRYPTION_KEY doit être 32 octets aléatoires en base64 : openssl rand -base64 32 en crée une.',
    ],
  },
  ...dynamicsProblems,
  ...campaignProblems,
  ...refusalProblems,
  ...conversionProblems,
  ...mappingProblems,
  ...noteProblems,
  ...linkProblems,
  ...guardrailProblems,
  ...driftProblems,
  ...startProblems,
  ...processProblems,
  ...requestProblems,
  ...verifyProblems,
  ...documentProblems,
  ...commandProblems,
  'campaign-contradicts': {
    en: [
      'Adobe Campaign says of a record both that it exists and that it does not.',
      'Nothing to do: it is looked at again. If it lasts, check that the ID field is a Custom Identification Key and that the technical account may see all organisational units.',
    ],
    fr: [
      'Adobe Campaign dit d’un enregistrement à la fois qu’il existe et qu’il n’existe pas.',
      'Rien à faire : il sera relu. Si cela dure, vérifiez que le champ d’identification est une clé d’identification personnalisée et que le compte technique voit toutes les unités organisationnelles.',
    ],
  },
  'campaign-keeps-failing': {
    en: [
      'Adobe Campaign failed on this record {tries} times while it answered others.',
      'Look at the record in both systems, mend what is unusual, then retry it.',
    ],
    fr: [
      'Adobe Campaign a échoué {tries} fois sur cet enregistrement tout en répondant aux autres.',
      'Examinez l’enregistrement dans les deux systèmes, corrigez ce qui est inhabituel, puis réessayez-le.',
    ],
  },
  'too-many-rejected': {
    en: [
      '{count} of the last {outOf} records of table mapping {mapping} were rejected, most often for this reason: {commonest}',
      'Look at the rejected records: most often a field mapping does not fit. Mend it, then resume the mapping, or stop and start the workflow.',
    ],
    fr: [
      '{count} des {outOf} derniers enregistrements du mapping de table {mapping} ont été rejetés, le plus souvent pour ce motif : {commonest}',
      'Consultez les enregistrements rejetés : le plus souvent, un mapping de champ ne convient pas. Corrigez-le, puis reprenez le mapping, ou arrêtez et redémarrez le workflow.',
    ],
  },
  'too-many-deletes': {
    en: [
      'Table mapping {mapping} would delete {count} records in 24 hours, of {table} in Campaign; {limit} are allowed.',
      'Check the filter and the table in Dynamics 365. If the deletes are meant, confirm them; otherwise mend the cause, then resume the mapping, or stop and start the workflow.',
    ],
    fr: [
      'Le mapping de table {mapping} supprimerait {count} enregistrements en 24 heures, sur {table} dans Campaign ; {limit} sont permis.',
      'Vérifiez le filtre et la table dans Dynamics 365. Si ces suppressions sont voulues, confirmez-les ; sinon, corrigez la cause, puis reprenez le mapping, ou arrêtez et redémarrez le workflow.',
    ],
  },
  'parent-missing': {
    en: [
      'The record that this one points to is not in Campaign: {column} names a record of table mapping {parent}. It waited for {days} days.',
      'See what became of the parent (missing, filtered out, rejected or deleted), mend that, then retry this record.',
    ],
    fr: [
      'L’enregistrement vers lequel celui-ci pointe n’est pas dans Campaign : {column} désigne un enregistrement du mapping de table {parent}. Il a attendu {days} jours.',
      'Voyez ce qu’est devenu le parent (absent, filtré, rejeté ou supprimé), corrigez-le, puis relancez cet enregistrement.',
    ],
  },
  'lane-taken': {
    en: ['Another worker has taken over this table mapping.', 'Nothing to do: it goes on there.'],
    fr: ['Un autre worker a repris ce mapping de table.', 'Rien à faire : le travail continue là-bas.'],
  },
  'workflow-ended': {
    en: ['The workflow was ended from outside ({how}).', 'Start it: it goes on from where it was.'],
    fr: ['Le workflow a été terminé de l’extérieur ({how}).', 'Démarrez-le : il reprend où il en était.'],
  },
} as const satisfies Record<string, Entry>;
