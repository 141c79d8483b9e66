import { randomBytes } from 'node:crypto';
import type { RequestHandler, Response } from 'express';
import helmet from 'helmet';

/** Security headers of every answer. The style nonce is for the one style that react-aria adds when a button is pressed. */
export function securityHeaders(): RequestHandler[] {
  const makeNonce: RequestHandler = (_request, response, next) => {
    response.locals['nonce'] = randomBytes(16).toString('base64');
    next();
  };
  const headers = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        styleSrc: ["'self'", (_request, response) => `'nonce-${nonceOf(response as Response)}'`],
        imgSrc: ["'self'", 'data:'],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Loopback over http: there is no https to insist on.
    strictTransportSecurity: false,
    xFrameOptions: { action: 'deny' },
  });
  return [makeNonce, headers];
}

/** The nonce of this answer, for the page. */
export const nonceOf = (response: Response): string => String(response.locals['nonce']);
