/**
 * A request that got no complete answer. Carries the network's code and no `cause`: undici's parser errors hold the bytes that
 * came, which may be a person's data.
 */
export class RequestFailed extends Error {
  override readonly name = 'RequestFailed';
  /** Bytes of it may have left: the system may have acted on it. */
  readonly sent: boolean;
  /** `ECONNRESET`, `UND_ERR_HEADERS_TIMEOUT`, `TOTAL_TIMEOUT`, `ABORTED`, ... */
  readonly reason: string;

  constructor(reason: string, sent: boolean) {
    super(`the request got no complete answer: ${reason}`);
    this.reason = reason;
    this.sent = sent;
  }

  /** Waiting in vain, as opposed to a connection that broke: a sign of too much load. */
  get timedOut(): boolean {
    return this.reason === 'TOTAL_TIMEOUT' || this.reason.endsWith('_TIMEOUT');
  }
}
