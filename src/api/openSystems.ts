import { createCampaign } from '../connectors/campaign/index.js';
import { createDynamics } from '../connectors/dynamics/index.js';
import type { PauseBoard } from '../connectors/http/index.js';
import type { Logger } from '../process/logger.js';
import { longestPauseMs } from './limits.js';
import type { OpenSystems } from './systemReaders.js';

/** The real systems. Told to wait longer than a moment, a page gets an answer instead. */
export function openSystems(pauses: PauseBoard, log: Logger): OpenSystems {
  const options = { pauses, log, longestWaitMs: longestPauseMs };
  return {
    dynamics: (connection) => {
      const { metadata, close } = createDynamics(connection, options);
      return {
        list: (signal) => metadata.listTables(signal),
        read: (name, signal) => metadata.readTable(name, signal),
        count: (names, signal) => metadata.countRecords(names, signal),
        close,
      };
    },
    campaign: (connection) => {
      const { metadata, close } = createCampaign(connection, options);
      return {
        list: (signal) => metadata.listResources(signal),
        read: (name, signal) => metadata.readResource(name, signal),
        filters: (name, signal) => metadata.readFilters(name, signal),
        probe: (resource, key, signal) => metadata.probeKey(resource, key, signal),
        close,
      };
    },
  };
}
