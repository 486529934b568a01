import { describe, expect, it } from 'vitest';
import { readExecRequest, tokenOf } from './exec-request.ts';

const faultsOf = (
  body: unknown,
  authorization: string | undefined = 'Bearer t',
  type = 'application/json',
) => {
  const read = readExecRequest(authorization, type, typeof body === 'string' ? body : JSON.stringify(body));
  return read.ok ? [] : read.faults;
};

describe('a request of the exec API', () => {
  it('is complete with its defaults, and loses what is not known', () => {
    expect(readExecRequest('Bearer a b', undefined, '{"project_id":"p","other":1}')).toEqual({
      ok: true,
      token: 'a b',
      body: {
        sid: '',
        project_id: 'p',
        version: null,
        phone_number: null,
        exec_position: 'EXECUTOR',
        params: null,
      },
    });
    expect([tokenOf('Bearer x'), tokenOf('bearer x'), tokenOf('raw')]).toEqual(['x', 'bearer x', 'raw']);
  });

  it('takes a version as a number, as text, or as a truth value', () => {
    const versionOf = (version: unknown): unknown => {
      const read = readExecRequest('t', undefined, JSON.stringify({ project_id: 'p', version }));
      return read.ok ? read.body.version : read.faults.map((fault) => fault.type);
    };
    expect([3, 3.0, ' 7 ', true, null].map(versionOf)).toEqual([3, 3, 7, 1, null]);
    expect([1.5, 'x', [], {}].map(versionOf)).toEqual([
      ['int_from_float'],
      ['int_parsing'],
      ['int_type'],
      ['int_type'],
    ]);
  });

  it('is refused with a number that would reach the engine as another one', () => {
    const told = (body: string) =>
      faultsOf(body).map(({ type, loc, input }) =>
        [type, ...loc, JSON.stringify(input).replaceAll('"', '')].join(' '),
      );
    const big = '1234567890123456789';
    expect(told(`{"project_id":"p","other":${big},"params":{"a":[{"id":${big}}]}}`)).toEqual([
      `inexact_number body params a 0 id ${big}`,
    ]);
    expect(told('{"project_id":"p","params":{"a":1e999}}')).toEqual(['finite_number body params a 1e999']);
    expect(told(`{"project_id":"p","version":${big}}`)).toEqual([`inexact_number body version ${big}`]);
    expect(told(`{"project_id":"p","version":"${big}"}`)).toEqual([`inexact_number body version ${big}`]);
    expect(told(`{"project_id":${big}}`)).toEqual([`string_type body project_id ${big}`]);
    expect(told(big)).toEqual([`model_attributes_type body ${big}`]);
    expect(told(`{"project_id":"p","other":${big},"params":{"id":"${big}","n":9007199254740992}}`)).toEqual(
      [],
    );
  });

  it('is refused where a text has half of a character', () => {
    const places = (text: string) => faultsOf(text).map(({ type, loc }) => `${type} ${loc.join(' ')}`);
    expect(places('{"project_id":"p\\ud800","sid":"\\udc00"}')).toEqual([
      'string_unicode body sid',
      'string_unicode body project_id',
    ]);
    expect(places('{"project_id":"p","params":{"a":[{"b":"\\ud800"}]}}')).toEqual([
      'string_unicode body params a 0 b',
    ]);
    expect(places('{"project_id":"p","params":{"a":"\\ud83d\\udc11"}}')).toEqual([]);
  });

  it('is refused when it is nested too deep, whatever holds the depth', () => {
    const deep = '['.repeat(10_000) + ']'.repeat(10_000);
    const [fault, ...more] = faultsOf(`{"project_id":"p","params":{"a":${deep}}}`);
    expect([fault?.type, fault?.msg, more.length]).toEqual([
      'too_deep',
      'The body is nested deeper than 100 levels',
      0,
    ]);
  });

  it('lists every fault, the header first, then the fields in their order', () => {
    const body = { params: [], version: 'x', sid: 1 };
    const read = readExecRequest(undefined, 'application/json', JSON.stringify(body));
    expect(read.ok ? [] : read.faults.map(({ type, loc }) => [type, ...loc].join(' '))).toEqual([
      'missing header Authorization',
      'string_type body sid',
      'missing body project_id',
      'int_parsing body version',
      'dict_type body params',
    ]);
  });

  it('tells a body that is no JSON alone, with the place and the words of the original', () => {
    const invalid = (text: string) => {
      const [fault, ...more] = faultsOf(text, undefined);
      return [fault?.type, fault?.loc[1], fault?.ctx?.['error'], more.length];
    };
    expect(invalid('{"a":}')).toEqual(['json_invalid', 5, 'Expecting value', 0]);
    expect(invalid('{"a" 1}')).toEqual(['json_invalid', 5, "Expecting ':' delimiter", 0]);
    expect(invalid('{"a":1 "b"}')).toEqual(['json_invalid', 7, "Expecting ',' delimiter", 0]);
    expect(invalid('{"a":1} x')).toEqual(['json_invalid', 8, 'Extra data', 0]);
  });

  it('wants an object', () => {
    expect(faultsOf('').map((fault) => [fault.type, fault.loc])).toEqual([['missing', ['body']]]);
    expect(faultsOf([1]).map((fault) => fault.type)).toEqual(['model_attributes_type']);
    expect(faultsOf('{"project_id":"p"}', 't', 'text/plain').map((fault) => fault.type)).toEqual([
      'model_attributes_type',
    ]);
  });
});
