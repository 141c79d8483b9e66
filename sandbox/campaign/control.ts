import { ControlRefused, type ControlRoute } from '../shell/system.js';
import type { Instance } from './instance.js';
import { createHand, type Hand, resourceRoutes, tableOf } from './resourceControl.js';

/** Records by hand; profiles have addresses of their own besides. */
export function recordRoutes(instance: Instance): readonly ControlRoute[] {
  const profiles = (): Hand => createHand(instance, tableOf(instance, 'profile'));
  const remove: ControlRoute['run'] = ({ rest }) => profiles().remove(rest);
  return [
    { method: 'POST', path: '/profiles/put', run: ({ body }) => profiles().put(body) },
    { method: 'POST', path: '/profiles/generate', run: ({ body }) => profiles().generate(body) },
    {
      method: 'GET',
      path: '/profiles',
      run({ query }) {
        const column = ['externalId', 'email'].find((name) => query.has(name));
        if (column === undefined) throw new ControlRefused('give externalId or email');
        return profiles().look(new Map([[column, query.get(column) ?? '']]));
      },
    },
    { method: 'POST', path: '/profiles/delete/*', run: remove },
    { method: 'DELETE', path: '/profiles/*', run: remove },
    ...resourceRoutes(instance),
  ];
}
