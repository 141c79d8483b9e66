import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { projectRoot } from '../projectRoot.js';

/** Something made of files of the project. Paths are relative to its folder. */
export interface Product {
  readonly name: string;
  /** Files and folders that it is made of. */
  readonly inputs: readonly string[];
  readonly output: string;
}

/** Makes the product unless it is there and its inputs are the same, byte for byte, as the last time. Says whether it was made. */
export async function makeIfChanged(product: Product, make: () => Promise<void>): Promise<boolean> {
  const stampFile = join(projectRoot, 'dist/.stamps', product.name);
  const stamp = hashOf(product.inputs);
  if (
    existsSync(join(projectRoot, product.output)) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, 'utf8') === stamp
  ) {
    return false;
  }
  await make();
  mkdirSync(dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, stamp);
  return true;
}

function hashOf(inputs: readonly string[]): string {
  const hash = createHash('sha256');
  for (const path of inputs.flatMap((input) => filesIn(input))) {
    hash.update(`${path}\0`).update(readFileSync(join(projectRoot, path)));
  }
  return hash.digest('hex');
}

function filesIn(path: string): string[] {
  const absolute = join(projectRoot, path);
  if (!existsSync(absolute)) return [];
  if (statSync(absolute).isFile()) return [path];
  const entries = readdirSync(absolute, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.map((entry) => join(entry.parentPath, entry.name).slice(projectRoot.length + 1)).sort();
}
