import type { Entry } from './entry.js';

type Words = Entry['en'];

/**
 * Mistakes that are told at save, where mending them is all there is to do, and as the reason why a mapping stands still that was right
 * before one of the systems changed.
 */
export const orParked = <Code extends string>(entries: Readonly<Record<Code, Entry>>): Readonly<Record<Code, Entry>> =>
  Object.fromEntries(
    Object.entries<Entry>(entries).map(([code, { en, fr }]) => [
      code,
      {
        en: and(
          en,
          'If the mapping stands still: then resume the mapping, or, after an edit, stop and start the workflow.',
        ),
        fr: and(
          fr,
          'Si le mapping est à l’arrêt : ensuite, reprenez le mapping ou, après une modification, arrêtez et redémarrez le workflow.',
        ),
      },
    ]),
  ) as Record<Code, Entry>;

const and = ([sentence, remedy]: Words, goOn: string): Words => [sentence, `${remedy} ${goOn}`];
