import type { ErrorObject } from 'ajv';
import type { Bilingual } from '../contract/bilingual.ts';
import { fileFormat } from '../contract/upload.ts';
import { said } from './refusals/said.ts';
import { mustBeOneOf, mustBeType, mustHaveCharacters, mustHaveFormat, shownValue } from './value-words.ts';

/** What a JSON Schema finds wrong, in both languages, to be put behind its path. */
export function paramsFaultWords(error: ErrorObject): Bilingual {
  if (error.keyword === 'format' && error.params['format'] === fileFormat) return said('not_uploaded');
  return { en: english(error), zh: chinese(error) };
}

function english({ keyword, message, params }: ErrorObject): string {
  const text = message ?? `fails ${keyword}`;
  const named: unknown = params['additionalProperty'] ?? params['unevaluatedProperty'];
  if (typeof named === 'string') return `${text}: "${named}"`;
  const allowed: unknown = params['allowedValues'];
  if (Array.isArray(allowed)) return `${text}: ${allowed.map((value) => JSON.stringify(value)).join(', ')}`;
  return text;
}

const comparisons: Readonly<Record<string, string>> = {
  '>=': '不小于',
  '>': '大于',
  '<=': '不大于',
  '<': '小于',
};

/** Source of the parameters of each keyword: https://ajv.js.org/api.html#error-parameters */
function chinese({ keyword, params }: ErrorObject): string {
  const of = (name: string): unknown => params[name];
  switch (keyword) {
    case 'required':
      return `缺少${shownValue(of('missingProperty')).zh}`;
    case 'dependentRequired':
    case 'dependencies':
      return `写了${shownValue(of('property')).zh}就必须有${shownValue(of('missingProperty')).zh}`;
    case 'type':
      return mustBeType(...[of('type')].flat().map(String)).zh;
    case 'enum':
      return mustBeOneOf([of('allowedValues')].flat()).zh;
    case 'const':
      return mustBeOneOf([of('allowedValue')]).zh;
    case 'additionalProperties':
    case 'unevaluatedProperties':
      return `不支持${shownValue(of('additionalProperty') ?? of('unevaluatedProperty')).zh}`;
    case 'minimum':
    case 'maximum':
    case 'exclusiveMinimum':
    case 'exclusiveMaximum':
    case 'formatMinimum':
    case 'formatExclusiveMinimum':
    case 'formatMaximum':
    case 'formatExclusiveMaximum':
      return `必须${comparisons[String(of('comparison'))] ?? '不越过'} ${String(of('limit'))}`;
    case 'multipleOf':
      return `必须是 ${String(of('multipleOf'))} 的倍数`;
    case 'minLength':
      return mustHaveCharacters(Number(of('limit'))).zh;
    case 'maxLength':
      return said('most_characters', { count: Number(of('limit')) }).zh;
    case 'minItems':
    case 'minProperties':
      return `至少 ${String(of('limit'))} 项`;
    case 'maxItems':
    case 'maxProperties':
    case 'items':
    case 'additionalItems':
    case 'unevaluatedItems':
      return `最多 ${String(of('limit') ?? of('len'))} 项`;
    case 'uniqueItems':
      return `第 ${Number(of('j')) + 1} 项和第 ${Number(of('i')) + 1} 项重复`;
    case 'pattern':
      return `格式不对，必须符合 ${String(of('pattern'))}`;
    case 'format':
      return mustHaveFormat(String(of('format'))).zh;
    case 'propertyNames':
      return `名称${shownValue(of('propertyName')).zh}不符合要求`;
    case 'contains':
      return '列表中缺少符合要求的项';
    case 'anyOf':
    case 'oneOf':
      return '不符合任何一种允许的形式';
    case 'false schema':
      return '不能有此项';
    default:
      return `不符合要求（${keyword}）`;
  }
}
