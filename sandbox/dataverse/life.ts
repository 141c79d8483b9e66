import { anyRow, changeRow } from './disturb.js';
import type { Environment } from './environment.js';
import { DataverseError } from './errors.js';
import { generateRows } from './generate.js';
import { longestLifeStepMs } from './limits.js';
import { type OnParentDelete, removeRows } from './write/removal.js';

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

export function createLife(environmentNow: () => Environment, onParentDelete: () => OnParentDelete): Life {
  let perSecond = 0;
  let last = 0;
  let due = 0;
  const counted = { changed: 0, created: 0, deleted: 0 };

  function happen(): void {
    const environment = environmentNow();
    const { contacts, random, clock } = environment;
    const what = random.below(10);
    const index = anyRow(contacts, random);
    if (index === undefined || (what >= changes && what < changes + creations)) {
      generateRows(environment, contacts, 1, { at: clock.now() });
      counted.created += 1;
    } else if (what < changes) {
      changeRow(environment, contacts, index);
      counted.changed += 1;
    } else {
      remove(environment, index);
    }
  }

  /** What a Restrict forbids does not happen. */
  function remove(environment: Environment, index: number): void {
    try {
      removeRows(environment, onParentDelete(), environment.contacts, [index]);
      counted.deleted += 1;
    } catch (error) {
      if (!(error instanceof DataverseError)) throw error;
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
