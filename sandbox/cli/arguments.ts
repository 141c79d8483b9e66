import { InvalidArgumentError } from 'commander';

export function whole(text: string): number {
  if (!/^\d+$/u.test(text)) throw new InvalidArgumentError('a whole number is wanted');
  return Number(text);
}

export function decimal(text: string): number {
  if (!/^\d+(?:\.\d+)?$/u.test(text)) throw new InvalidArgumentError('a number is wanted');
  return Number(text);
}

export function list(text: string): string[] {
  return text.split(',').map((name) => name.trim());
}

export function switched(text: string): boolean {
  if (text !== 'on' && text !== 'off') throw new InvalidArgumentError('on or off');
  return text === 'on';
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new InvalidArgumentError(`this is not JSON: ${String(error)}`);
  }
}
