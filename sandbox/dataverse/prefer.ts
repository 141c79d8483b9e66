import { maxPageSize } from './limits.js';

/** What a `Prefer` header asks for (reference dataverse-web-api §2). */
export interface Preferences {
  /** Undefined when not asked for. */
  readonly pageSize: number | undefined;
  readonly trackChanges: boolean;
  readonly representation: boolean;
  readonly continueOnError: boolean;
  /** Whether annotations of this name were asked for. */
  readonly annotates: (name: string) => boolean;
  /** Whether any were. */
  readonly annotations: boolean;
  /** For `Preference-Applied`; '' when nothing was asked for. */
  readonly applied: string;
}

const nothing: Preferences = {
  pageSize: undefined,
  trackChanges: false,
  representation: false,
  continueOnError: false,
  annotates: () => false,
  annotations: false,
  applied: '',
};

/** Node has joined repeated headers with commas already. Unknown preferences are ignored, as HTTP wants it. */
export function preferencesOf(header: string | undefined): Preferences {
  if (header === undefined || header === '') return nothing;
  const asked = new Map<string, string>();
  for (const [, name = '', quoted, bare] of header.matchAll(
    /([\w.-]+)\s*(?:=\s*(?:"([^"]*)"|([^,;\s]+)))?\s*(?:[,;]|$)/gu,
  )) {
    asked.set(name.toLowerCase(), quoted ?? bare ?? '');
  }
  const maximum = asked.get('odata.maxpagesize') ?? asked.get('maxpagesize');
  const pageSize = maximum !== undefined && /^\d+$/u.test(maximum) ? Number(maximum) : undefined;
  const patterns = patternsOf(asked.get('odata.include-annotations'));
  const applied: string[] = [];
  if (asked.has('odata.track-changes')) applied.push('odata.track-changes');
  if (pageSize !== undefined && pageSize > 0) applied.push(`odata.maxpagesize=${Math.min(pageSize, maxPageSize)}`);
  if (patterns.length > 0) applied.push(`odata.include-annotations="${asked.get('odata.include-annotations') ?? ''}"`);
  if (asked.get('return') === 'representation') applied.push('return=representation');
  if (asked.has('odata.continue-on-error')) applied.push('odata.continue-on-error');
  return {
    pageSize: pageSize === undefined || pageSize === 0 ? undefined : Math.min(pageSize, maxPageSize),
    trackChanges: asked.has('odata.track-changes'),
    representation: asked.get('return') === 'representation',
    continueOnError: asked.has('odata.continue-on-error') && asked.get('odata.continue-on-error') !== 'false',
    annotates: (name) => patterns.some((pattern) => pattern.test(name)),
    annotations: patterns.length > 0,
    applied: applied.join(','),
  };
}

function patternsOf(list = ''): RegExp[] {
  return list
    .split(',')
    .map((pattern) => pattern.trim())
    .filter(Boolean)
    .map((pattern) => new RegExp(`^${pattern.replace(/[.+?^${}()|[\]\\]/gu, '\\$&').replaceAll('*', '.*')}$`, 'u'));
}
