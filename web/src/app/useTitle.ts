import { useEffect } from 'react';

/** The document's title: what the tab and a screen reader say of this screen. */
export function useTitle(screen: string): void {
  useEffect(() => {
    document.title = `${screen} · Passerelle`;
  }, [screen]);
}
