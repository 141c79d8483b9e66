/** How often a running activity beats; the SDK's throttle (a worker setting) decides how many beats reach the server. */
export const beatMs = 400;
