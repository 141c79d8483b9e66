import type { Value } from '../column.js';
import { malformedQuery, notSimulated } from '../errors.js';
import type { Expression, Literal, Operator } from './expression.js';

/** How a filter reads one thing of what it filters. `T` is a row's place, or a piece of metadata. */
export interface Operand<T> {
  readonly type: 'text' | 'guid' | 'number' | 'boolean' | 'moment' | 'choices' | 'any';
  readonly read: (of: T) => Value;
}

export type Predicate<T> = (of: T) => boolean;

/** Makes a test of an expression; `operandOf` throws for paths that do not exist. */
export function predicateOf<T>(expression: Expression, operandOf: (path: string) => Operand<T>): Predicate<T> {
  switch (expression.kind) {
    case 'and': {
      const [left, right] = expression.sides.map((side) => predicateOf(side, operandOf));
      return (of) => left?.(of) === true && right?.(of) === true;
    }
    case 'or': {
      const [left, right] = expression.sides.map((side) => predicateOf(side, operandOf));
      return (of) => left?.(of) === true || right?.(of) === true;
    }
    case 'not': {
      const inner = predicateOf(expression.of, operandOf);
      return (of) => !inner(of);
    }
    case 'compare':
      return comparison(operandOf(expression.path), expression);
    case 'search':
      return search(operandOf(expression.path), expression);
    default:
      return crmFunction(operandOf(expression.path), expression);
  }
}

function search<T>({ read }: Operand<T>, { how, text }: Extract<Expression, { kind: 'search' }>): Predicate<T> {
  const wanted = text.toLowerCase();
  return (of) => {
    const value = read(of);
    if (typeof value !== 'string') return false;
    const found = value.toLowerCase();
    if (how === 'contains') return found.includes(wanted);
    return how === 'startswith' ? found.startsWith(wanted) : found.endsWith(wanted);
  };
}

type Compare = Extract<Expression, { kind: 'compare' }>;

function comparison<T>(operand: Operand<T>, { operator, literal, path }: Compare): Predicate<T> {
  const { read } = operand;
  if (literal.type === 'null') {
    if (operator === 'eq') return (of) => read(of) === null;
    if (operator === 'ne') return (of) => read(of) !== null;
    throw malformedQuery(`null cannot be compared with ${operator}.`);
  }
  const wanted = comparable(operand.type, literal, path);
  const test = tests[operator];
  // Dataverse finds empty columns with `ne` as well (unconfirmed in the reference; docs/sandbox.md says so).
  const ofNull = operator === 'ne';
  const normal = normaliser(operand.type);
  return (of) => {
    const value = read(of);
    return value === null ? ofNull : test(normal(value), wanted);
  };
}

type Comparable = string | number;

const tests: Readonly<Record<Operator, (value: Comparable, wanted: Comparable) => boolean>> = {
  eq: (value, wanted) => value === wanted,
  ne: (value, wanted) => value !== wanted,
  gt: (value, wanted) => value > wanted,
  ge: (value, wanted) => value >= wanted,
  lt: (value, wanted) => value < wanted,
  le: (value, wanted) => value <= wanted,
};

function normaliser(type: Operand<unknown>['type']): (value: Value) => Comparable {
  if (type === 'moment') return (value) => Date.parse(String(value));
  return (value) => {
    if (typeof value === 'string') return value.toLowerCase();
    return typeof value === 'boolean' ? Number(value) : (value ?? '');
  };
}

const literalTypes: Readonly<Record<Operand<unknown>['type'], readonly Literal['type'][]>> = {
  text: ['text'],
  choices: ['text'],
  guid: ['guid', 'text'],
  number: ['number'],
  boolean: ['boolean'],
  moment: ['moment'],
  any: ['text', 'guid', 'number', 'boolean', 'moment'],
};

function comparable(type: Operand<unknown>['type'], literal: Literal, path: string): Comparable {
  if (!literalTypes[type].includes(literal.type)) {
    throw malformedQuery(`A binary operator with incompatible types was detected at '${path}'.`);
  }
  return normaliser(type)(literal.value);
}

type FunctionCall = Extract<Expression, { kind: 'function' }>;

function crmFunction<T>({ type, read }: Operand<T>, { name, path, values }: FunctionCall): Predicate<T> {
  if (name !== 'In' && name !== 'NotIn' && name !== 'ContainValues' && name !== 'DoesNotContainValues') {
    throw notSimulated(`the query function ${name}`);
  }
  if (name === 'In' || name === 'NotIn') {
    // Values come as strings whatever the column is.
    const wanted = new Set(values.map(({ value }) => String(value).toLowerCase()));
    const among = (of: T): boolean => {
      const value = read(of);
      return value !== null && wanted.has(String(value).toLowerCase());
    };
    return name === 'In' ? among : (of) => read(of) !== null && !among(of);
  }
  if (type !== 'choices') throw malformedQuery(`${name} is for multi-select columns; '${path}' is none.`);
  const wanted = values.map(({ value }) => String(value));
  const contains = (of: T): boolean => {
    const value = read(of);
    return (
      value !== null &&
      String(value)
        .split(',')
        .some((selected) => wanted.includes(selected))
    );
  };
  return name === 'ContainValues' ? contains : (of) => !contains(of);
}
