/** Hides secrets in lines of a log: values that it was told of, and what looks like one by its name or its form. */
export interface SecretMask {
  /** Values to hide wherever they stand; ones shorter than 8 characters would hide words and are left alone. */
  learn(...secrets: readonly (string | null | undefined)[]): void;
  mask(line: string): string;
}

const hidden = '***';
const shortest = 8;

/** Names whose values nobody should read; also as parts of longer names (`newAdminToken`, `DB_PASSWORD`). */
const named = String.raw`(?:token|secret|passw(?:or)?d|pwd|cookie|authorization|credential|(?:api|access|private|secret)[-_]?key)s?`;

const forms: readonly (readonly [RegExp, string])[] = [
  // "password":"…" in JSON, also inside of a JSON text in a JSON text
  [new RegExp(String.raw`(\\?"[\w.-]*${named}\\?"\s*:\s*\\?")(?:[^"\\]|\\(?!").)+`, 'gi'), `$1${hidden}`],
  // password=… in words, queries and command lines
  [new RegExp(String.raw`(\b[\w.-]*${named}=)[^\s&"'\\,;]+`, 'gi'), `$1${hidden}`],
  // Source: RFC 6750 and RFC 7617
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${hidden}`],
  // scheme://user:password@host
  [/(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@"'\\]*):[^\s@/"'\\]+@/gi, `$1:${hidden}@`],
  // Tokens of this API.
  [/\bdrv_[\w-]{16,}/g, `drv_${hidden}`],
];

/** Keys of an environment whose values are secrets. */
const secretKey = new RegExp(`${named}$`, 'i');
/** The shell's working folders, which are no passwords. */
const folderKeys = ['PWD', 'OLDPWD'];

/** Whether a name says that its value is a secret: `password`, `newAdminToken`. */
export function isSecretName(name: string): boolean {
  return secretKey.test(name);
}

/** The values of an environment that are secrets by their names. */
export function environmentSecrets(env: Readonly<Record<string, string | undefined>>): string[] {
  return Object.entries(env).flatMap(([key, value]) =>
    value !== undefined && isSecretName(key) && !folderKeys.includes(key) ? [value] : [],
  );
}

export function createSecretMask(): SecretMask {
  const known = new Set<string>();
  return {
    learn: (...secrets) => {
      for (const secret of secrets) {
        if (secret === null || secret === undefined || secret.length < shortest) continue;
        known.add(secret);
        // As it stands in a line of JSON.
        known.add(JSON.stringify(secret).slice(1, -1));
      }
    },
    mask: (line) => {
      let masked = line;
      for (const secret of known) masked = masked.replaceAll(secret, hidden);
      for (const [form, instead] of forms) masked = masked.replace(form, instead);
      return masked;
    },
  };
}
