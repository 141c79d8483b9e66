import type { Command } from 'commander';
import { json, whole } from './arguments.js';
import type { Remote } from './remote.js';

/** What happens to Campaign's records, and to its resources. */
export function addCampaignCommands(program: Command, remote: () => Remote): void {
  const campaign = program.command('campaign').description('records and resources of Campaign');
  const of = (resource: string, command: string): string => `/resources/${encodeURIComponent(resource)}${command}`;
  campaign
    .command('resources')
    .description('the resources with their roots and numbers of records')
    .action(() => remote().list('/resources', 'resources'));
  campaign
    .command('find <resource> <field> <value>')
    .description('records with this value, hidden ones too')
    .action((resource: string, field: string, value: string) => {
      const query = new URLSearchParams([[field, value]]);
      return remote().list(`${of(resource, '')}?${query.toString()}`, 'content');
    });
  campaign
    .command('put <resource>')
    .description('create a record, or change the one with this key, such as {"crmId":"7","name":"Gold card"}')
    .argument('<json>', 'its attributes', json)
    .action((resource: string, attributes: unknown) => remote().show('POST', of(resource, '/put'), attributes));
  campaign
    .command('delete <resource> <key>')
    .description('delete the record with this crmId, or externalId')
    .action((resource: string, key: string) => remote().show('DELETE', of(resource, `/${encodeURIComponent(key)}`)));
  campaign
    .command('generate <resource>')
    .description('add records without a key, which a bridge must not touch')
    .argument('<count>', 'how many', whole)
    .action((resource: string, count: number) => remote().show('POST', of(resource, '/generate'), { count }));
  campaign
    .command('publish <resource>')
    .description('change a resource while everything runs, such as {"removeField":"points"}, {"restoreField":"points"}')
    .argument('<json>', 'what changes (docs/sandbox.md)', json)
    .action((resource: string, change: unknown) =>
      remote().show('POST', '/schema/campaign', { ...Object(change), resource }),
    );
}
