/** Secrets at rest: AES-256-GCM under a key of its own, derived from the installation's. */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';

const cipher = 'aes-256-gcm';
const nonceBytes = 12;
const tagBytes = 16;

export interface SecretBox {
  /** `of` is bound to it: what was sealed for one run does not open for another. */
  seal(text: string, of: string): string;
  /** Throws when the key is another one, or anything was changed. */
  open(sealed: string, of: string): string;
  /** Keyed hash: tells equal values, and nothing else of them. */
  fingerprint(text: string): string;
}

export function createSecretBox(installationKey: Uint8Array): SecretBox {
  const derived = (purpose: string): Buffer =>
    Buffer.from(hkdfSync('sha256', installationKey, '', `drover ${purpose}`, 32));
  const key = derived('secrets at rest');
  const hashKey = derived('fingerprints');
  return {
    seal: (text, of) => {
      const nonce = randomBytes(nonceBytes);
      const sealing = createCipheriv(cipher, key, nonce).setAAD(Buffer.from(of));
      const body = Buffer.concat([sealing.update(text, 'utf8'), sealing.final()]);
      return Buffer.concat([nonce, sealing.getAuthTag(), body]).toString('base64url');
    },
    open: (sealed, of) => {
      const bytes = Buffer.from(sealed, 'base64url');
      const opening = createDecipheriv(cipher, key, bytes.subarray(0, nonceBytes), {
        authTagLength: tagBytes,
      }).setAAD(Buffer.from(of));
      opening.setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      const body = bytes.subarray(nonceBytes + tagBytes);
      return Buffer.concat([opening.update(body), opening.final()]).toString('utf8');
    },
    fingerprint: (text) => createHmac('sha256', hashKey).update(text).digest('base64url'),
  };
}
