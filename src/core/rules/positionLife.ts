import type { ProblemFacts } from '../problems/problem.js';

const dayMs = 86_400_000;
/** Dynamics keeps what was deleted for so many days; a change token that is older is refused (reference dataverse-web-api §7, default of the environment). */
const lifeDays = 7;
/** Early enough to act after a weekend. */
const warnDays = 5;

/** What is to be said of a position that was not read for days: that it will be lost, or that it is by now; null while it is young. */
export function positionProblem(lane: string, positionAt: string | null, now: number): ProblemFacts | null {
  if (positionAt === null) return null;
  const ageMs = now - Date.parse(positionAt);
  if (ageMs < warnDays * dayMs) return null;
  const until = new Date(Date.parse(positionAt) + lifeDays * dayMs).toISOString();
  const code = ageMs < lifeDays * dayMs ? 'position-ageing' : 'position-expired';
  return { code, params: { mapping: lane, days: Math.floor(ageMs / dayMs), date: until.slice(0, 10) } };
}

/** How long until there is something new to be said of one of these positions; null when there will be nothing. */
export function positionNewsInMs(positions: readonly (string | null)[], now: number): number | null {
  const times = positions.flatMap((positionAt) =>
    positionAt === null ? [] : [warnDays, lifeDays].map((days) => Date.parse(positionAt) + days * dayMs),
  );
  const next = Math.min(...times.filter((time) => time > now));
  return Number.isFinite(next) ? next - now : null;
}
