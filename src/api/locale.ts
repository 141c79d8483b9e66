import type { Request } from 'express';
import type { Locale } from '../core/problems/describe.js';

const locales: Locale[] = ['en', 'fr'];

/** The reader's language by Accept-Language; English unless French is preferred. */
export function localeOf(request: Request): Locale {
  return locales.find((locale) => locale === request.acceptsLanguages(locales)) ?? 'en';
}
