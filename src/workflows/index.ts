/** The workflow types of the worker's bundle, and nothing else. */
export { egress } from './egress.js';
export { ingress } from './ingress.js';
export { optInOut } from './optInOut.js';
export { verify } from './verify.js';
