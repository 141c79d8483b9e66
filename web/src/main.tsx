import '@fontsource-variable/source-sans-3/index.css';
import '@react-spectrum/s2/page.css';
import './page.css';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App.js';
import { LanguageProvider } from './i18n/LanguageProvider.js';

const client = new QueryClient({
  defaultOptions: {
    // Queries say themselves when they ask again; a refused request is shown at once, not after three silent attempts.
    queries: { retry: false, networkMode: 'always', refetchOnWindowFocus: true },
    mutations: { retry: false, networkMode: 'always' },
  },
});

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <LanguageProvider>
        <App />
      </LanguageProvider>
    </QueryClientProvider>
  </StrictMode>,
);
