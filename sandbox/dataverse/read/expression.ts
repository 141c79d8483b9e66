import { malformedQuery } from '../errors.js';
import { type Token, tokensOf } from './lexer.js';

/** A parsed `$filter` (reference dataverse-web-api §3). */
export type Expression =
  | { readonly kind: 'and' | 'or'; readonly sides: readonly [Expression, Expression] }
  | { readonly kind: 'not'; readonly of: Expression }
  | { readonly kind: 'compare'; readonly operator: Operator; readonly path: string; readonly literal: Literal }
  | { readonly kind: 'search'; readonly how: Search; readonly path: string; readonly text: string }
  | { readonly kind: 'function'; readonly name: string; readonly path: string; readonly values: readonly Literal[] };

export type Operator = 'eq' | 'ne' | 'gt' | 'ge' | 'lt' | 'le';
export type Search = 'contains' | 'startswith' | 'endswith';

export interface Literal {
  readonly type: 'text' | 'guid' | 'moment' | 'number' | 'boolean' | 'null';
  readonly value: string | number | boolean | null;
}

const operators: readonly string[] = ['eq', 'ne', 'gt', 'ge', 'lt', 'le'];
const searches: readonly string[] = ['contains', 'startswith', 'endswith'];
const crmPrefix = 'Microsoft.Dynamics.CRM.';

/** `aliases` are the parameters of the query that begin with `@`. */
export function parseFilter(source: string, aliases: ReadonlyMap<string, string>): Expression {
  const tokens = tokensOf(source);
  let at = 0;
  const expression = or();
  if (at < tokens.length) throw unexpected();
  return expression;

  function or(): Expression {
    let left = and();
    while (takeWord('or')) left = { kind: 'or', sides: [left, and()] };
    return left;
  }

  function and(): Expression {
    let left = unary();
    while (takeWord('and')) left = { kind: 'and', sides: [left, unary()] };
    return left;
  }

  function unary(): Expression {
    if (takeWord('not')) return { kind: 'not', of: unary() };
    if (takeSign('(')) {
      const inner = or();
      expect(')');
      return inner;
    }
    const word = take('word');
    if (searches.includes(word)) return search(word as Search);
    if (word.startsWith(crmPrefix)) return crmFunction(word.slice(crmPrefix.length));
    return comparison(word);
  }

  function search(how: Search): Expression {
    expect('(');
    const path = take('word');
    expect(',');
    const literal = literalHere();
    expect(')');
    if (literal.type !== 'text') throw malformedQuery(`The function ${how} wants a text.`);
    return { kind: 'search', how, path, text: String(literal.value) };
  }

  function comparison(path: string): Expression {
    const operator = take('word');
    if (!operators.includes(operator)) throw malformedQuery(`'${operator}' is not an operator in '${source}'.`);
    return { kind: 'compare', operator: operator as Operator, path, literal: literalHere() };
  }

  function crmFunction(name: string): Expression {
    expect('(');
    let path: string | undefined;
    let values: readonly Literal[] = [];
    do {
      const parameter = take('word');
      expect('=');
      if (parameter === 'PropertyName') path = String(literalHere().value);
      else if (parameter === 'PropertyValues') values = literalsHere();
      else if (parameter === 'PropertyValue') values = [literalHere()];
      else throw malformedQuery(`The function ${name} has no parameter '${parameter}'.`);
    } while (takeSign(','));
    expect(')');
    if (path === undefined) throw malformedQuery(`The function ${name} wants a PropertyName.`);
    return { kind: 'function', name, path, values };
  }

  function literalsHere(): readonly Literal[] {
    const token = tokens[at];
    if (token?.type === 'word' && token.text.startsWith('@')) {
      at += 1;
      return literalsOf(aliasOf(token.text));
    }
    expect('[');
    const literals: Literal[] = [];
    while (!takeSign(']')) {
      literals.push(literalHere());
      if (!takeSign(',')) {
        expect(']');
        break;
      }
    }
    return literals;
  }

  function literalHere(): Literal {
    const token = tokens[at];
    if (!token) throw unexpected();
    at += 1;
    if (token.type === 'word' && token.text.startsWith('@')) return literalOf(tokensOf(aliasOf(token.text))[0], source);
    return literalOf(token, source);
  }

  function aliasOf(name: string): string {
    const value = aliases.get(name);
    if (value === undefined) throw malformedQuery(`The parameter ${name} has no value.`);
    return value;
  }

  function takeWord(word: string): boolean {
    const token = tokens[at];
    if (token?.type !== 'word' || token.text !== word) return false;
    at += 1;
    return true;
  }

  function takeSign(sign: string): boolean {
    const token = tokens[at];
    if (token?.type !== 'sign' || token.text !== sign) return false;
    at += 1;
    return true;
  }

  function expect(sign: string): void {
    if (!takeSign(sign)) throw unexpected();
  }

  function take(type: Token['type']): string {
    const token = tokens[at];
    if (token?.type !== type) throw unexpected();
    at += 1;
    return token.text;
  }

  function unexpected() {
    return malformedQuery(`Syntax error at '${tokens[at]?.text ?? 'the end'}' in '${source}'.`);
  }
}

function literalsOf(list: string): readonly Literal[] {
  return tokensOf(list)
    .filter(({ type }) => type !== 'sign')
    .map((token) => literalOf(token, list));
}

function literalOf(token: Token | undefined, source: string): Literal {
  if (token?.type === 'number') return { type: 'number', value: token.value };
  if (token?.type === 'word') {
    if (token.text === 'null') return { type: 'null', value: null };
    if (token.text === 'true' || token.text === 'false') return { type: 'boolean', value: token.text === 'true' };
  }
  if (token?.type === 'text' || token?.type === 'guid' || token?.type === 'moment') {
    return { type: token.type, value: token.text };
  }
  throw malformedQuery(`A value is missing at '${token?.text ?? 'the end'}' in '${source}'.`);
}
