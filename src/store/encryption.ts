import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const format = 1;
const ivBytes = 12;
const tagBytes = 16;
const headerBytes = 1 + ivBytes + tagBytes;
/** 16 bytes: two different bodies of one record collide once in 2^64, and the ledger stays small. */
const hashBytes = 16;

/** What was sealed cannot be opened: another key, another context, or damaged bytes. */
export class UnsealError extends Error {
  override readonly name = 'UnsealError';
}

/** Seals bytes with AES-256-GCM. `context` is authenticated: bytes sealed for one place do not open in another. */
export interface Sealer {
  seal(bytes: Uint8Array, context: string): Buffer;
  /** @throws UnsealError */
  open(sealed: Uint8Array, context: string): Buffer;
  /** Keyed hash of a text: equal texts give equal hashes, nobody without the key can test a guess. */
  hash(text: string): Buffer;
}

/** @param key base64 of 32 random bytes. @throws TypeError when it is not that */
export function createSealer(key: string): Sealer {
  const master = Buffer.from(key, 'base64');
  if (master.length !== 32) {
    throw new TypeError(
      'PASSERELLE_ENCRYPTION_KEY must be 32 random bytes in base64 (openssl rand -base64 32 makes one).',
    );
  }
  const sealKey = derive(master, 'seal');
  const hashKey = derive(master, 'hash');
  return {
    seal(bytes, context) {
      const iv = randomBytes(ivBytes);
      const cipher = createCipheriv('aes-256-gcm', sealKey, iv).setAAD(Buffer.from(context));
      const body = cipher.update(bytes);
      cipher.final();
      return Buffer.concat([Buffer.of(format), iv, cipher.getAuthTag(), body]);
    },
    open(sealed, context) {
      if (sealed[0] !== format || sealed.length < headerBytes) throw new UnsealError('not sealed by this version');
      const iv = sealed.subarray(1, 1 + ivBytes);
      const decipher = createDecipheriv('aes-256-gcm', sealKey, iv).setAAD(Buffer.from(context));
      decipher.setAuthTag(sealed.subarray(1 + ivBytes, headerBytes));
      try {
        return Buffer.concat([decipher.update(sealed.subarray(headerBytes)), decipher.final()]);
      } catch (cause) {
        throw new UnsealError('sealed with another key or damaged', { cause });
      }
    },
    // By way of a string: a digest as bytes is an allocation outside the heap, one for each record.
    hash: (text) =>
      Buffer.from(
        createHmac('sha256', hashKey)
          .update(text)
          .digest('hex')
          .slice(0, 2 * hashBytes),
        'hex',
      ),
  };
}

function derive(master: Buffer, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', master, 'passerelle', purpose, 32));
}
