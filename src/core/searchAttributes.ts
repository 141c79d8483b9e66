/** The search attributes by which the Temporal Web UI lists, filters and sorts the workflows; registered with the server. */
export const statusAttribute = { name: 'PasserelleStatus', type: 'KEYWORD' } as const;
export const backlogAttribute = { name: 'PasserelleBacklog', type: 'INT' } as const;
export const instanceAttribute = { name: 'PasserelleInstance', type: 'KEYWORD' } as const;
