import { differences } from './compare.js';
import { drawStory } from './drawStory.js';
import { tell } from './story.js';
import type { World } from './world.js';

/** Tells the story of one seed, and says what was wrong in it. `plant` changes its world before. */
export async function play(
  seed: number,
  plant: (world: World) => void = () => {},
): Promise<{ wrong: string[]; world: World }> {
  const story = drawStory(seed);
  const { world } = story;
  plant(world);
  try {
    await world.run(() => tell(story));
  } catch (error) {
    world.violations.push(String(error));
  }
  return { wrong: [...world.violations, ...differences(world)], world };
}
