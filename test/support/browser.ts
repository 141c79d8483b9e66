import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserContextOptions, chromium as playwright, type Page } from 'playwright-core';
import { browserProgram } from './browserProgram.js';
import { endAfterTests, sharedByFiles } from './lifetime.js';

/** What a page must not do unless the test says so. */
export interface Misdeeds {
  /** Addresses outside the page's own origin that were asked for. */
  readonly outside: string[];
  /** Errors and warnings of the console, uncaught errors, violations of the Content-Security-Policy. */
  readonly complaints: string[];
}

export interface OpenPage {
  readonly page: Page;
  readonly misdeeds: Misdeeds;
  close(): Promise<void>;
}

export interface PageOptions extends Pick<BrowserContextOptions, 'locale' | 'colorScheme' | 'viewport'> {
  /** Address of the page. */
  readonly url: string;
}

let shared: Promise<Browser> | undefined;

/** Opens a page in a browser context of its own, with nothing remembered from another. */
export async function openPage({ url, locale = 'en-US', ...options }: PageOptions): Promise<OpenPage> {
  shared ??= sharedByFiles(launch);
  const context = await (await shared).newContext({
    locale,
    viewport: { width: 1280, height: 800 },
    ...options,
  });
  // While a toast fades in or out by a view transition, the browser gives clicks to nobody.
  await context.addInitScript('delete Document.prototype.startViewTransition');
  const page = await context.newPage();
  const misdeeds = watch(page, new URL(url).origin);
  await page.goto(url);
  return { page, misdeeds, close: () => context.close() };
}

/** Flags of the package that would hide what a real browser refuses, make it end with its first page, or draw by a GPU that is none: slowly. */
const unwanted =
  /^--(disable-web-security|allow-running-insecure-content|single-process|no-zygote|headless|in-process-gpu|use-gl|use-angle|enable-unsafe-swiftshader|ignore-gpu-blocklist)/;

/** As root the browser only runs without its sandbox. */
async function launch(): Promise<Browser> {
  const { path, bareMachine } = await browserProgram();
  const start = (env: NodeJS.ProcessEnv) =>
    playwright.launch({
      executablePath: path,
      env,
      args: [
        ...chromium.args.filter((flag) => !unwanted.test(flag)),
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
      ],
    });
  // The machine's own libraries first: those of the package want a newer C library than some machines have.
  const browser = await start(process.env).catch(() => start({ ...process.env, ...bareMachine }));
  endAfterTests(() => {
    shared = undefined;
    return browser.close();
  });
  return browser;
}

/** The browser's own note of an answer that is not a success: the page's business, not a fault of the page. */
const failedAnswer = /^Failed to load resource: the server responded with a status of/;

function watch(page: Page, origin: string): Misdeeds {
  const outside: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) outside.push(url);
  });
  page.on('console', (message) => {
    const isComplaint = message.type() === 'error' || message.type() === 'warning';
    if (isComplaint && !failedAnswer.test(message.text())) complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { outside, complaints };
}
