import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import express, { type Express, type RequestHandler } from 'express';
import { nonceOf } from './guards/securityHeaders.js';
import { ApiProblem } from './problems/apiProblem.js';

const noncePlaceholder = /__CSP_NONCE__/g;

/** Serves the built page: files with a hash in their name for ever, the page itself anew each time, with its nonce. */
export function servePage(app: Express, webRoot: string): void {
  const page: RequestHandler = async (_request, response) => {
    const html = await readFile(join(webRoot, 'index.html'), 'utf8').catch((cause: unknown) => {
      throw new ApiProblem(404, 'page-not-built', { cause });
    });
    response
      .set('Cache-Control', 'no-store')
      .type('html')
      .send(html.replace(noncePlaceholder, nonceOf(response)));
  };
  app.get(['/', '/index.html'], page);
  app.use(
    '/assets',
    express.static(join(webRoot, 'assets'), { immutable: true, maxAge: '365d', index: false, redirect: false }),
  );
  app.use(express.static(webRoot, { index: false, redirect: false, maxAge: 0 }));
  // The page's own addresses: whoever loads one anew gets the page, which shows what belongs there.
  app.get('/{*address}', (request, response, next) => {
    const ofPage = !/^\/(api|assets)(\/|$)|\.\w+$/.test(request.path) && request.accepts(['json', 'html']) === 'html';
    if (!ofPage) {
      next();
      return undefined;
    }
    return page(request, response, next);
  });
}
