/** How a kept file is handed out. */
export interface ContentType {
  readonly type: string;
  /** A browser may show it in place; all else it is to save. */
  readonly inline: boolean;
}

/** By the ending of the name. What can carry a script (HTML, SVG, PDF, XML) is never shown in place. */
const types: Readonly<Record<string, ContentType>> = {
  png: { type: 'image/png', inline: true },
  jpg: { type: 'image/jpeg', inline: true },
  jpeg: { type: 'image/jpeg', inline: true },
  gif: { type: 'image/gif', inline: true },
  webp: { type: 'image/webp', inline: true },
  txt: { type: 'text/plain; charset=utf-8', inline: true },
  log: { type: 'text/plain; charset=utf-8', inline: true },
  csv: { type: 'text/csv; charset=utf-8', inline: false },
  json: { type: 'application/json', inline: false },
  html: { type: 'text/html; charset=utf-8', inline: false },
  htm: { type: 'text/html; charset=utf-8', inline: false },
  svg: { type: 'image/svg+xml', inline: false },
  xml: { type: 'application/xml', inline: false },
  pdf: { type: 'application/pdf', inline: false },
  zip: { type: 'application/zip', inline: false },
  gz: { type: 'application/gzip', inline: false },
  mp4: { type: 'video/mp4', inline: false },
  webm: { type: 'video/webm', inline: false },
  xls: { type: 'application/vnd.ms-excel', inline: false },
  xlsx: { type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', inline: false },
};
const unknown: ContentType = { type: 'application/octet-stream', inline: false };

/** The content type of a file by its name. */
export function contentTypeOf(name: string): ContentType {
  const ending = /\.([a-z0-9]{1,8})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  return Object.hasOwn(types, ending) ? (types[ending] ?? unknown) : unknown;
}

/** A `Content-Disposition` for this file. Source: RFC 6266, RFC 8187. */
export function contentDisposition(name: string, inline: boolean): string {
  const file = name.slice(name.lastIndexOf('/') + 1).toWellFormed();
  const plain = file.replace(/[^\w.() -]/g, '_');
  const encoded = encodeURIComponent(file).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${inline ? 'inline' : 'attachment'}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}
