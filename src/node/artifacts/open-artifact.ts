import { constants, realpathSync } from 'node:fs';
import { type FileHandle, open, realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { artifactNameSchema, maxArtifactBytes, maxArtifactName } from '../../contract/artifact.ts';
import type { ArtifactSource } from '../../ports/artifact-source.ts';

/** Where an attempt's files may lie. */
export interface ArtifactRoots {
  /** DROVER_ARTIFACTS_DIR. */
  readonly folder: string;
  /** The program's working folder. */
  readonly cwd: string;
}

/**
 * The roots with all links resolved. To be called before the program starts: a link that it puts in the place of a root then
 * leads out of it.
 */
export function settledRoots({ folder, cwd }: ArtifactRoots): ArtifactRoots {
  return { folder: settled(folder), cwd: settled(cwd) };
}

function settled(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    const parent = dirname(path);
    return parent === path ? path : join(settled(parent), basename(path));
  }
}

/** An opened file, with what tells whether it has changed since; or what is wrong with it, in words. */
export type OpenedArtifact =
  | { readonly ok: true; readonly source: ArtifactSource; readonly mark: string }
  | { readonly ok: false; readonly fault: string };

/** Opens a file to be kept; `roots` are settled. A relative path is looked for in the working folder, then in the folder of artifacts. */
export async function openArtifact(path: string, roots: ArtifactRoots): Promise<OpenedArtifact> {
  const candidates = isAbsolute(path) ? [path] : [join(roots.cwd, path), join(roots.folder, path)];
  let fault = 'there is no such file';
  for (const candidate of candidates) {
    try {
      const file = await realpath(candidate);
      const name = nameWithin(file, roots);
      if (name === null)
        return { ok: false, fault: 'it lies outside DROVER_ARTIFACTS_DIR and the working folder' };
      // Neither a link put there meanwhile is followed nor a pipe waited for.
      const handle = await open(
        file,
        constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
      );
      return await sourceOf(handle, name);
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code !== 'ENOENT' && code !== 'ENOTDIR')
        fault = error instanceof Error ? error.message : String(error);
    }
  }
  return { ok: false, fault };
}

async function sourceOf(handle: FileHandle, name: string): Promise<OpenedArtifact> {
  const stat = await handle.stat();
  const fault = !stat.isFile()
    ? 'it is not a file'
    : stat.size > maxArtifactBytes
      ? `it is larger than ${maxArtifactBytes / 1024 / 1024} MiB`
      : null;
  if (fault !== null) {
    await handle.close();
    return { ok: false, fault };
  }
  const source: ArtifactSource = {
    name,
    size: stat.size,
    read: async (from, length) => {
      const buffer = Buffer.alloc(length);
      const { bytesRead } = await handle.read(buffer, 0, length, from);
      return buffer.subarray(0, bytesRead);
    },
    close: () => handle.close().catch(() => undefined),
  };
  return { ok: true, source, mark: `${stat.ino} ${stat.size} ${stat.mtimeMs}` };
}

/** The file's name: its path within the folder of artifacts, else within the working folder; null: it is in neither. */
function nameWithin(file: string, roots: ArtifactRoots): string | null {
  for (const root of [roots.folder, roots.cwd]) {
    const path = relative(root, file);
    if (path !== '' && path !== '..' && !path.startsWith(`..${sep}`) && !isAbsolute(path))
      return plainName(path);
  }
  return null;
}

/** A name that the contract allows; the end of one that is too long, which holds its ending. */
function plainName(path: string): string {
  const posix = sep === '/' ? path : path.replaceAll(sep, '/');
  const clean = posix.toWellFormed().replace(/[\\\u0000-\u001f\u007f]/g, '_');
  const short = clean.length > maxArtifactName ? clean.slice(-maxArtifactName).replace(/^\/+/, '') : clean;
  return artifactNameSchema.safeParse(short).success ? short : 'file';
}
