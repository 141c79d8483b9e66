/** What the connectors share: connections, limits, tokens and pauses. */
export { type Call, type CallStats, type Log, openClient } from './client.js';
export type { Answer } from './answer.js';
export { type Login, openLogin } from './login.js';
export { parseObject } from './parseObject.js';
export { localPauses, type PauseBoard } from './pauses.js';
export { RequestFailed } from './requestFailed.js';
export { credentialName } from './credential.js';
export { refusalsInARow } from './limits.js';
export { tokenCache } from './tokens.js';
