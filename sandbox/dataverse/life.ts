import { anyContact, changeContact, createContact, removeContact } from './disturb.js';
import type { Environment } from './environment.js';
import { longestLifeStepMs } from './limits.js';

/** Contacts that are created, changed and deleted without anyone asking, so that there is something to look at. */
export interface Life {
  set(perSecond: number): void;
  perSecond(): number;
  /** Does what is due since the last step. */
  step(now: number): void;
  counters(): Readonly<Record<string, number>>;
}

/** Of ten events so many are changes, creations; the rest are deletions. */
const changes = 6;
const creations = 2;

export function createLife(environmentNow: () => Environment): Life {
  let perSecond = 0;
  let last = 0;
  let due = 0;
  const counted = { changed: 0, created: 0, deleted: 0 };

  function happen(): void {
    const environment = environmentNow();
    const what = environment.random.below(10);
    const index = anyContact(environment);
    if (index === undefined || (what >= changes && what < changes + creations)) {
      createContact(environment);
      counted.created += 1;
    } else if (what < changes) {
      changeContact(environment, index);
      counted.changed += 1;
    } else {
      removeContact(environment, index);
      counted.deleted += 1;
    }
  }

  return {
    set(value) {
      perSecond = value;
      due = 0;
    },
    perSecond: () => perSecond,
    step(now) {
      const elapsed = Math.min(now - last, longestLifeStepMs);
      last = now;
      if (perSecond === 0) return;
      for (due += (elapsed / 1000) * perSecond; due >= 1; due--) happen();
    },
    counters: () => ({
      livePerSecond: perSecond,
      liveChanged: counted.changed,
      liveCreated: counted.created,
      liveDeleted: counted.deleted,
    }),
  };
}
