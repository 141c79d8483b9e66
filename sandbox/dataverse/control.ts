import { z } from 'zod';
import { ControlRefused, type ControlRoute } from '../shell/system.js';
import type { Call } from './context.js';
import { addColumn, addOption, columnInput, optionInput, removeColumn } from './customize.js';
import { anyContact, changeContact, removeContact } from './disturb.js';
import { type Environment, generateContacts } from './environment.js';
import { DataverseError } from './errors.js';
import { readGuid } from './guid.js';
import type { Life } from './life.js';
import { maxContactsAtOnce } from './limits.js';
import { preferencesOf } from './prefer.js';
import type { DataverseSettings } from './settings.js';
import { payloadOf } from './write/payload.js';
import { insert, update } from './write/rows.js';

interface Parts {
  readonly environment: () => Environment;
  readonly life: () => Life;
  readonly settings: () => DataverseSettings;
}

const count = z.number().int().min(1).max(maxContactsAtOnce);
const generateInput = z.strictObject({ count, seed: z.number().int().min(0).optional() });
const changeInput = z.strictObject({ count, columns: z.array(z.string()).min(1).optional() });
const deleteInput = z.strictObject({ count });
const lifeInput = z.strictObject({ on: z.boolean().optional(), perSecond: z.number().min(0).max(1_000).optional() });
const usualLife = 3;

/** `/control/contacts/...`, `/control/life`, `/control/tracking/expire` and `/control/columns/...`. */
export function contactRoutes({ environment, life, settings }: Parts): readonly ControlRoute[] {
  const live = (): { contacts: number } => ({ contacts: environment().contacts.rows.live() });

  return [
    post('/contacts/generate', ({ body }) => {
      const { count: wanted, seed } = checked(generateInput, body);
      const at = environment().clock.now();
      generateContacts(environment(), wanted, { at, ...(seed !== undefined && { seed }) });
      return live();
    }),
    post('/contacts/change', ({ body }) => {
      const { count: wanted, columns } = checked(changeInput, body);
      for (const name of columns ?? []) refuseUnknown(environment(), name);
      return { changed: many(environment(), wanted, (index) => changeContact(environment(), index, columns)) };
    }),
    post('/contacts/delete', ({ body }) => {
      const { count: wanted } = checked(deleteInput, body);
      return { deleted: many(environment(), wanted, (index) => removeContact(environment(), index)), ...live() };
    }),
    post('/contacts/delete/*', ({ rest }) => {
      const { rows } = environment().contacts;
      const index = rows.find(readGuid(rest) ?? '');
      if (index === undefined || !rows.isLive(index)) throw new ControlRefused(`there is no contact ${rest}`, 404);
      removeContact(environment(), index);
      return live();
    }),
    post('/contacts/put', ({ body }) => put(body)),
    post('/life', ({ body }) => {
      const { on = true, perSecond } = checked(lifeInput, body);
      const wanted = perSecond ?? (life().perSecond() || usualLife);
      life().set(on ? wanted : 0);
      return life().counters();
    }),
    post('/tracking/expire', () => {
      const { trackingFloor, tables, versions } = environment();
      const floor = versions.next();
      for (const name of tables.keys()) trackingFloor.set(name, floor);
      environment().revision += 1;
      return { refusedBelow: floor };
    }),
    post('/columns/add', ({ body }) => addColumn(environment(), checked(columnInput, body))),
    post('/columns/remove/*', ({ rest }) => removeColumn(environment(), rest)),
    post('/options/add', ({ body }) => addOption(environment(), checked(optionInput, body))),
  ];

  /** Members are columns as in the Web API's bodies; a contact that is not there is created with the id that was given. */
  function put(body: Readonly<Record<string, unknown>>): unknown {
    const { contacts } = environment();
    const { contactid, ...members } = body;
    const id = typeof contactid === 'string' ? readGuid(contactid) : undefined;
    if (contactid !== undefined && id === undefined) throw new ControlRefused('contactid is not a guid');
    const index = id === undefined ? undefined : contacts.rows.find(id);
    const here = index !== undefined && contacts.rows.isLive(index);
    try {
      const { values } = payloadOf(callByHand(), contacts, members, here ? 'update' : 'create');
      const state = members['statecode'];
      const all = typeof state === 'number' ? { ...values, statecode: state } : values;
      if (here) update(callByHand(), contacts, index, all);
      const place = here ? index : insert(callByHand(), contacts, all, id);
      return { contactid: contacts.rows.id(place), created: !here, versionnumber: contacts.rows.version(place) };
    } catch (error) {
      if (error instanceof DataverseError) throw new ControlRefused(`${error.code} ${error.message}`);
      throw error;
    }
  }

  /** A call as the checks want one, though nobody called. */
  function callByHand(): Call {
    const { clock } = environment();
    const request = {
      method: 'POST',
      path: '',
      search: '',
      query: new URLSearchParams(),
      headers: {},
      body: '',
      host: '',
      base: '',
      clock,
      inFlight: 0,
    };
    return {
      request,
      environment: environment(),
      settings: settings(),
      preferences: preferencesOf(undefined),
      api: '',
    };
  }
}

function many(environment: Environment, wanted: number, act: (index: number) => void): number {
  let done = 0;
  for (; done < wanted; done++) {
    const index = anyContact(environment);
    if (index === undefined) break;
    act(index);
  }
  return done;
}

function refuseUnknown({ contacts }: Environment, name: string): void {
  const column = contacts.columns.get(name);
  if (!column || column.computed || column.kept) throw new ControlRefused(`contact has no column ${name} to change`);
}

function post(path: string, run: ControlRoute['run']): ControlRoute {
  return { method: 'POST', path, run };
}

function checked<T extends z.ZodType>(schema: T, value: unknown): z.output<T> {
  const parsed = schema.safeParse(value);
  if (!parsed.success) throw new ControlRefused(z.prettifyError(parsed.error));
  return parsed.data;
}
