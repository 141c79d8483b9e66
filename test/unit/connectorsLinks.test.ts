import assert from 'node:assert/strict';
import { pathOfHref, pathOfRecord } from '../../src/connectors/campaign/href.js';
import { pathOfLink } from '../../src/connectors/dynamics/link.js';
import { credentialName } from '../../src/connectors/http/credential.js';
import { CannotGoOn } from '../../src/core/problems/failures.js';

describe('connectors: Dataverse’s links', () => {
  const api = 'https://acme.crm4.dynamics.com/api/data/v9.2';
  const path = (link: string) => pathOfLink(link, api, 'contact');

  it('are followed character for character', () => {
    const query =
      '/api/data/v9.2/contacts?$select=a,b&$skiptoken=%3Ccookie%20pagenumber=%222%22%20pagingcookie=%2526lt%253b%22%20/%3E';
    assert.equal(path(`https://acme.crm4.dynamics.com${query}`), query);
  });

  it('may spell the same origin differently', () => {
    assert.equal(path('https://ACME.crm4.dynamics.com:443/x?y=%2f'), '/x?y=%2f');
  });

  const foreign = [
    'https://evil.example/api/data/v9.2/contacts',
    'http://acme.crm4.dynamics.com/api/data/v9.2/contacts',
    'https://acme.crm4.dynamics.com:8443/contacts',
    'https://acme.crm4.dynamics.com@evil.example/contacts',
    'https://acme.crm4.dynamics.com.evil.example/contacts',
    'https://evil.example/https://acme.crm4.dynamics.com/contacts',
    '//evil.example/contacts',
    '/api/data/v9.2/contacts',
    'contacts',
    'javascript:alert(1)',
    '',
  ];
  for (const link of foreign) {
    it(`are refused when they lead elsewhere: ${link || '(empty)'}`, () => {
      assert.throws(
        () => path(link),
        (error) => error instanceof CannotGoOn && error.code === 'dynamics-foreign-link' && error.scope === 'lane',
      );
    });
  }
});

describe('connectors: Campaign’s hrefs', () => {
  const base = '/campaign-host/acme/campaign';
  const cases: [href: string, path: string | null][] = [
    [
      'https://mc.adobe.io/acme/campaign/profileAndServicesExt/profile/@a1',
      `${base}/profileAndServicesExt/profile/@a1`,
    ],
    [
      'http://127.0.0.1:8090/campaign-host/acme/campaign/customResources/cusStore/@b',
      `${base}/customResources/cusStore/@b`,
    ],
    [
      'https://mc.adobe.io/acme/campaign/profileAndServicesExt/profile//byEmail/_count?x=%40',
      `${base}/profileAndServicesExt/profile//byEmail/_count?x=%40`,
    ],
    ['/profileAndServicesExt/profile/@a1', `${base}/profileAndServicesExt/profile/@a1`],
    ['profileAndServicesExt/profile/@a1', `${base}/profileAndServicesExt/profile/@a1`],
    ['https://evil.example/steal', null],
    ['https://mc.adobe.io/acme/campaign/../../steal', null],
    ['/etc/passwd', null],
    ['https://mc.adobe.io/acme/campaign/a b', null],
    ['', null],
  ];
  for (const [href, path] of cases) {
    it(`${href || '(empty)'} becomes ${path}`, () => {
      assert.equal(pathOfHref(href, base), path);
    });
  }

  it('give way to the PKey when a record has none that is usable', () => {
    const collection = `${base}/profileAndServicesExt/profile`;
    assert.equal(pathOfRecord({ PKey: '@a/b?c' }, base, collection), `${collection}/@a%2Fb%3Fc`);
    assert.equal(pathOfRecord({ PKey: '@a', href: 'https://evil.example/x' }, base, collection), `${collection}/@a`);
    assert.equal(pathOfRecord({ href: 'https://evil.example/x' }, base, collection), null);
    assert.equal(pathOfRecord({ PKey: '', href: 7 }, base, collection), null);
  });
});

describe('connectors: names of logins', () => {
  it('tell logins apart and give nothing away', () => {
    const one = credentialName('dynamics', 'https://acme.crm4.dynamics.com', 'client-1');
    assert.match(one, /^dynamics:[0-9a-f]{16}$/);
    assert.notEqual(one, credentialName('dynamics', 'https://acme.crm4.dynamics.com', 'client-2'));
    assert.equal(one, credentialName('dynamics', 'https://acme.crm4.dynamics.com', 'client-1'));
  });
});
