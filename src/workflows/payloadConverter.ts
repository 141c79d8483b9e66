import { defaultPayloadConverter, type Payload, type PayloadConverter } from '@temporalio/common';

/** What a message that cannot be read is taken for: no schema accepts it, so it is refused and shown like any other bad input. */
const unreadable = 'unreadable';

/**
 * The usual converter, but one that cannot fail on what it is sent: a signal that does not decode (broken JSON, or `json/protobuf`, which the Temporal
 * Web UI offers) would fail every workflow task from then on.
 */
export const payloadConverter: PayloadConverter = {
  toPayload: (value) => defaultPayloadConverter.toPayload(value),
  fromPayload<T>(payload: Payload): T {
    try {
      return defaultPayloadConverter.fromPayload<T>(payload);
    } catch {
      return unreadable as T;
    }
  },
};
