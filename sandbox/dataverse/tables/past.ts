import { draw } from '../people/person.js';

const dayMs = 86_400_000;
/** 2025-06-01, the day before which all that was generated happened. */
const until = Date.UTC(2025, 5, 1);

/** A moment of the last `days`; takes two traits. */
export function pastMoment(origin: number, trait: number, days: number): string {
  const at = until - (draw(origin, trait) % days) * dayMs - (draw(origin, trait + 1) % 86_400) * 1000;
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}

export function pastDay(origin: number, trait: number, days: number): string {
  return pastMoment(origin, trait, days).slice(0, 10);
}
