/** The layering of docs/architecture.md as rules. Cycles and the page's imports are the lint's (.oxlintrc.json): swc's parser takes no TSX here. */
const only = (name, from, allowed, comment) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|sandbox|web|test|bench|worker)', pathNot: allowed },
});

module.exports = {
  forbidden: [
    {
      name: 'core-is-pure',
      severity: 'error',
      comment: 'core decides; it does no I/O and knows no server.',
      from: { path: '^src/core' },
      to: { dependencyTypes: ['core'] },
    },
    only('core-stands-alone', '^src/core', ['^src/core']),
    {
      name: 'core-packages',
      severity: 'error',
      from: { path: '^src/core' },
      to: { path: 'node_modules', pathNot: ['node_modules/zod'] },
    },
    only(
      'engine-knows-core-only',
      '^src/engine',
      ['^src/engine', '^src/core'],
      'The engine works over ports: no Temporal, HTTP or SQL in it.',
    ),
    {
      name: 'engine-packages',
      severity: 'error',
      from: { path: '^src/engine' },
      to: { path: 'node_modules' },
    },
    only('connectors-know-core-only', '^src/connectors', ['^src/connectors', '^src/core']),
    only('store-knows-core-only', '^src/store', ['^src/store', '^src/core']),
    only('activities', '^src/activities', [
      '^src/activities',
      '^src/engine',
      '^src/connectors',
      '^src/store',
      '^src/core',
    ]),
    only('worker', '^src/worker', [
      '^src/(worker|activities|engine|connectors|store|core|process)/',
      '^src/workflows/',
      '^src/settings\\.ts$',
    ]),
    only(
      'workflows',
      '^src/workflows',
      ['^src/workflows', '^src/core', '^src/activities/index\\.ts$'],
      'Only the types of activities: the lint says so (swc does not tell types from values).',
    ),
    only('api', '^src/api', [
      '^src/api',
      '^src/core',
      '^src/engine',
      '^src/connectors',
      '^src/store',
      '^src/workflows/messages\\.ts$',
      '^src/settings\\.ts$',
      '^src/process/',
    ]),
    {
      name: 'nothing-imports-api',
      severity: 'error',
      from: { path: '^(src|worker|sandbox)', pathNot: '^src/api' },
      to: { path: '^src/api' },
    },
    only('sandbox-shares-no-code', '^sandbox', ['^sandbox'], 'It must not repeat our mistakes.'),
    {
      name: 'nothing-imports-sandbox',
      severity: 'error',
      from: { path: '^(src|worker)' },
      to: { path: '^sandbox' },
    },
    {
      name: 'not-to-tests',
      severity: 'error',
      from: { path: '^(src|worker|sandbox)' },
      to: { path: '^(test|bench)' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
