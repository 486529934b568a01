/** Formats that zod names and JSON Schema does not know; zod gives a pattern beside them. */
export const zodFormats: readonly string[] = [
  ...['cidrv4', 'cidrv6', 'base64url', 'e164', 'emoji', 'guid', 'jwt', 'json_string', 'mac'],
  ...['cuid', 'cuid2', 'ksuid', 'nanoid', 'ulid', 'xid', 'base64', 'hex'],
  ...['md5', 'sha1', 'sha256', 'sha384', 'sha512'].flatMap((hash) =>
    ['hex', 'base64', 'base64url'].map((writing) => `${hash}_${writing}`),
  ),
];
