import { spawn } from 'node:child_process';

/** Runs a program to its end; rejects with what it wrote when it fails or is not there. */
export function runCommand(program: string, args: readonly string[], cwd: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    const take = (chunk: Buffer): void => void (output = (output + chunk.toString()).slice(-4_000));
    child.stdout.on('data', take);
    child.stderr.on('data', take);
    child.once('error', (error) => reject(new Error(`${program} can't be started: ${error.message}`)));
    // Its exit, not its pipes' end: a daemon that it leaves may hold them.
    child.once('exit', (code) => {
      child.stdout.destroy();
      child.stderr.destroy();
      if (code === 0) resolve();
      else reject(new Error(`${program} ${args.join(' ')} ended with ${code}: ${output.trim()}`));
    });
  });
}
