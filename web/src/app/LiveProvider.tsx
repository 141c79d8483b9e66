import { useQueryClient } from '@tanstack/react-query';
import { type ReactNode, createContext, useContext, useEffect, useState } from 'react';
import { listenToEvents } from '../api/events.js';
import { mergeUnavailable, mergeView } from '../api/workflows.js';

/** `opening`: not connected yet, nothing to complain about. */
export type Connection = 'opening' | 'live' | 'lost';

const ConnectionContext = createContext<Connection>('opening');
export const useConnection = () => useContext(ConnectionContext);

/** Keeps the shown workflows in step with the live events, and knows whether these arrive. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [connection, setConnection] = useState<Connection>('opening');
  useEffect(
    () =>
      listenToEvents({
        onView: (view) => mergeView(client, view),
        onUnavailable: (event) => mergeUnavailable(client, event),
        onOpen: () => {
          setConnection('live');
          void client.invalidateQueries({ queryKey: ['instances'] });
          void client.invalidateQueries({ queryKey: ['workflows'] });
        },
        onLost: () => setConnection('lost'),
      }),
    [client],
  );
  return <ConnectionContext.Provider value={connection}>{children}</ConnectionContext.Provider>;
}
