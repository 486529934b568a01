import type { NodeFrame } from '../contract/link.ts';

/** A batch stays under these, unless a single frame is larger. */
const maxFrames = 1_000;
const maxBytes = 512 * 1024;

/** Splits frames, in order, into batches of bounded size. None for no frames. */
export function packBatches(frames: readonly NodeFrame[]): NodeFrame[][] {
  const batches: NodeFrame[][] = [];
  let batch: NodeFrame[] = [];
  let bytes = 0;
  for (const frame of frames) {
    const weight = weigh(frame);
    if (batch.length > 0 && (batch.length >= maxFrames || bytes + weight > maxBytes)) {
      batches.push(batch);
      batch = [];
      bytes = 0;
    }
    batch.push(frame);
    bytes += weight;
  }
  if (batch.length > 0) batches.push(batch);
  return batches;
}

/** Roughly the bytes of a frame on the wire; exact only where a frame can be large. */
function weigh(frame: NodeFrame): number {
  switch (frame.t) {
    case 'log': {
      let chars = 0;
      for (const line of frame.lines) chars += line[2].length + 24;
      return chars;
    }
    case 'artifact':
      return 512 + frame.data.length;
    case 'result':
      return 512 + (frame.error?.message.length ?? 0) + sizeOf(frame.output);
    case 'memo':
    case 'once':
      return 512 + sizeOf(frame.value);
    case 'step':
      return 512 + sizeOf(frame.input) + sizeOf(frame.output);
    default:
      return 256;
  }
}

function sizeOf(value: unknown): number {
  return value === undefined || value === null ? 0 : JSON.stringify(value).length;
}
