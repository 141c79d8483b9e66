import { z } from 'zod';
import type { ControlRoute } from '../shell/system.js';
import type { Environment } from './environment.js';
import type { Life } from './life.js';
import { checked, namedTable } from './tableControl.js';

interface Parts {
  readonly environment: () => Environment;
  readonly life: () => Life;
}

const lifeInput = z.strictObject({ on: z.boolean().optional(), perSecond: z.number().min(0).max(1_000).optional() });
const usualLife = 3;
const expireInput = z.strictObject({ table: z.string().optional() });

/** `/control/life` and `/control/tracking/expire`. */
export function environmentRoutes({ environment, life }: Parts): readonly ControlRoute[] {
  return [
    post('/life', ({ body }) => {
      const { on = true, perSecond } = checked(lifeInput, body);
      const wanted = perSecond ?? (life().perSecond() || usualLife);
      life().set(on ? wanted : 0);
      return life().counters();
    }),
    post('/tracking/expire', ({ body }) => {
      const { table } = checked(expireInput, body);
      const { trackingFloor, tables, versions } = environment();
      if (table !== undefined) namedTable(environment(), table);
      const floor = versions.next();
      for (const name of table === undefined ? tables.keys() : [table]) trackingFloor.set(name, floor);
      environment().revision += 1;
      return { refusedBelow: floor };
    }),
  ];
}

function post(path: string, run: ControlRoute['run']): ControlRoute {
  return { method: 'POST', path, run };
}
