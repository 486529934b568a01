import { z } from 'zod';
import type { FaultSink } from './fault.ts';
import { placeIn } from './place.ts';

const deepest = 100;

/**
 * A configuration as plain JSON data: zod schemas, of whatever copy of zod, become JSON Schema; what is undefined is
 * left out. Anything else that JSON cannot say (functions, class instances, cycles) is a fault at its place.
 */
export function plainData(value: unknown, place: string, sink: FaultSink): unknown {
  return plain(value, place, sink, []);
}

function plain(value: unknown, place: string, sink: FaultSink, parents: readonly object[]): unknown {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return value;
    case 'number':
      if (!Number.isFinite(value)) sink.fault(place, 'not_plain', { found: String(value) });
      return value;
    case 'bigint':
    case 'symbol':
    case 'function':
      if (!isSchema(value)) {
        sink.fault(place, 'not_plain', { found: typeof value });
        return undefined;
      }
      return schemaData(value, place, sink);
    case 'object':
      return value === null ? null : objectData(value, place, sink, parents);
  }
}

function objectData(value: object, place: string, sink: FaultSink, parents: readonly object[]): unknown {
  if (isSchema(value)) return schemaData(value, place, sink);
  if ('_def' in value && 'safeParse' in value) {
    sink.fault(place, 'old_zod');
    return undefined;
  }
  if (parents.includes(value) || parents.length >= deepest) {
    sink.fault(place, 'not_plain', { found: 'cyclic' });
    return undefined;
  }
  const inside = [...parents, value];
  if (Array.isArray(value)) {
    return value.map(
      (one: unknown, index) =>
        plain(one, placeIn(place, index, parents.length === 0, one), sink, inside) ?? null,
    );
  }
  // Written by another realm or module namespace, a plain object may have another Object.prototype.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
    sink.fault(place, 'not_plain', { found: value.constructor.name });
    return undefined;
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
      const data = plain(inner, placeIn(place, key, parents.length === 0), sink, inside);
      return data === undefined ? [] : [[key, data]];
    }),
  );
}

function isSchema(value: unknown): value is z.core.$ZodType {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const inner: unknown = '_zod' in value ? value._zod : undefined;
  return typeof inner === 'object' && inner !== null && 'def' in inner;
}

function schemaData(schema: z.core.$ZodType, place: string, sink: FaultSink): unknown {
  try {
    // What a caller may send: before defaults and transformations.
    const data: unknown = JSON.parse(JSON.stringify(z.toJSONSchema(schema, { io: 'input' })));
    return data;
  } catch (error) {
    sink.fault(place, 'params_unrepresentable', {
      detail: error instanceof Error ? error.message : String(error),
    });
    return undefined;
  }
}
