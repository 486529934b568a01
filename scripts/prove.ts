/**
 * `npm run prove [-- NAME…] [--short]`: the long proofs of test/proofs, one after the other. Full results go to
 * docs/proofs.md with date and machine; `--short` (for CI) only prints.
 */
import { existsSync, globSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, release, totalmem, type } from 'node:os';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import type { Proof, ProofResult } from './prove/proof.ts';
import { type ProofSection, withResults } from './prove/results-page.ts';

const page = 'docs/proofs.md';

async function loadProofs(): Promise<Proof[]> {
  const proofs: Proof[] = [];
  for (const file of globSync('test/proofs/*.proof.ts').sort()) {
    // What a proof file exports is checked on the next lines.
    const module = (await import(pathToFileURL(resolve(file)).href)) as { proof?: Proof; default?: Proof };
    const proof = module.proof ?? module.default;
    if (typeof proof?.name !== 'string' || typeof proof.run !== 'function') {
      throw new Error(`${file} exports no proof {name, run}`);
    }
    proofs.push(proof);
  }
  return proofs;
}

function machine(): string {
  const processors = cpus();
  const model = processors[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  return `${processors.length} × ${model}, ${memory} GB, ${type()} ${release()}, Node ${process.version}`;
}

async function outcome(proof: Proof, short: boolean): Promise<ProofResult> {
  try {
    return await proof.run(short);
  } catch (error) {
    console.error(error);
    return { ok: false, lines: [error instanceof Error ? error.message : String(error)] };
  }
}

const { values, positionals } = parseArgs({
  options: { short: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const proofs = await loadProofs();
const unknown = positionals.filter((name) => !proofs.some((proof) => proof.name === name));
if (unknown.length > 0 || proofs.length === 0) {
  const names = proofs.map((proof) => proof.name).join(', ') || 'none';
  console.error(
    `${unknown.length > 0 ? `No such proof: ${unknown.join(', ')}. ` : ''}Proofs there are: ${names}.`,
  );
  process.exit(2);
}

const chosen = proofs.filter((proof) => positionals.length === 0 || positionals.includes(proof.name));
let failed = 0;
for (const proof of chosen) {
  console.log(`\n${proof.name}${values.short ? ' (short)' : ''} …`);
  const startedAt = performance.now();
  const { ok, lines } = await outcome(proof, values.short);
  const elapsedMs = performance.now() - startedAt;
  for (const line of lines) console.log(`  ${line}`);
  console.log(`${ok ? 'shown' : 'FAILED'}: ${proof.name}, ${(elapsedMs / 1000).toFixed(1)} s`);
  if (!ok) failed += 1;
  if (values.short) continue;
  const date = new Date().toISOString().slice(0, 10);
  const result: ProofSection = { name: proof.name, ok, date, machine: machine(), elapsedMs, lines };
  writeFileSync(page, withResults(existsSync(page) ? readFileSync(page, 'utf8') : '', [result]));
}
console.log(`\n${chosen.length - failed} shown, ${failed} failed`);
// A proof that leaves a handle open must not keep the command from ending.
process.exit(failed > 0 ? 1 : 0);
