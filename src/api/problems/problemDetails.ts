import { describeProblem, type Locale } from '../../core/problems/describe.js';
import type { Mistake } from '../../core/problems/mistake.js';
import type { MistakeView, ProblemDetails } from '../../core/views.js';
import type { ApiProblem } from './apiProblem.js';

/** The body of an answer that is not a success (RFC 9457). `instance` names this one occurrence, as the log does. */
export function problemDetails(problem: ApiProblem, requestId: string, locale: Locale): ProblemDetails {
  const { sentence, remedy } = describeProblem({ code: problem.code, params: problem.params }, locale);
  return {
    type: `urn:passerelle:problem:${problem.code}`,
    title: titles[problem.status]?.[locale] ?? titles[500][locale],
    status: problem.status,
    detail: sentence,
    code: problem.code,
    remedy,
    instance: `urn:uuid:${requestId}`,
    ...(Object.keys(problem.params).length > 0 && { params: problem.params }),
    ...(problem.errors && { errors: problem.errors.map((mistake) => mistakeView(mistake, locale)) }),
  };
}

/** A mistake, or a note, in the reader's language. */
export function mistakeView({ pointer, code, params }: Mistake, locale: Locale): MistakeView {
  const { sentence, remedy } = describeProblem({ code, params: params ?? {} }, locale);
  return { pointer, code, detail: sentence, remedy, ...(params && { params: { ...params } }) };
}

const titles: Record<number, Record<Locale, string>> & { 500: Record<Locale, string> } = {
  400: { en: 'The request is malformed', fr: 'La requête est mal formée' },
  403: { en: 'The request is forbidden', fr: 'La requête est interdite' },
  404: { en: 'Not found', fr: 'Introuvable' },
  405: { en: 'The method is not allowed', fr: 'La méthode n’est pas autorisée' },
  409: { en: 'Not possible in this state', fr: 'Impossible dans cet état' },
  412: { en: 'The version is stale', fr: 'La version est périmée' },
  413: { en: 'The body is too large', fr: 'Le corps est trop grand' },
  415: { en: 'The content type is not supported', fr: 'Le type de contenu n’est pas pris en charge' },
  422: { en: 'The document has mistakes', fr: 'Le document contient des erreurs' },
  428: { en: 'A version is required', fr: 'Une version est requise' },
  500: { en: 'Unexpected error', fr: 'Erreur inattendue' },
  502: { en: 'Another system refuses', fr: 'Un autre système refuse' },
  503: { en: 'Not available at the moment', fr: 'Indisponible pour le moment' },
};
