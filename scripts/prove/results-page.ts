/** The newest result of a proof, a section of docs/proofs.md. */
export interface ProofSection {
  readonly name: string;
  readonly ok: boolean;
  /** Day of the run, `YYYY-MM-DD`, UTC. */
  readonly date: string;
  /** What it ran on: processor, cores, memory, system, Node. */
  readonly machine: string;
  readonly elapsedMs: number;
  readonly lines: readonly string[];
}

const head = `# Proofs

What \`npm run prove\` showed, the newest result of each proof. The proofs themselves are in \`test/proofs\`; each can be
run alone: \`npm run prove -- NAME\`.
`;

function sectionText({ ok, date, machine, elapsedMs, lines }: ProofSection): string {
  const took =
    elapsedMs < 90_000 ? `${Math.round(elapsedMs / 1000)} s` : `${Math.round(elapsedMs / 60_000)} min`;
  const seen = lines.map((line) => `- ${line.replaceAll(/\s+/g, ' ').trim()}\n`).join('');
  return `${ok ? 'Shown' : '**Failed**'} on ${date} in ${took} on ${machine}:\n\n${seen}`;
}

/**
 * The page with these results in it. The section of the same name is replaced in its place; a new one comes last; the
 * others stay as they are. `page` is the present text, empty if there is none.
 */
export function withResults(page: string, results: readonly ProofSection[]): string {
  const [intro = '', ...parts] = (page.trim() === '' ? head : page).split(/^## /m);
  const sections = new Map(
    parts.map((part) => {
      const end = part.indexOf('\n');
      return [part.slice(0, end).trim(), part.slice(end + 1).trim()];
    }),
  );
  for (const result of results) sections.set(result.name, sectionText(result).trim());
  return `${[intro.trim(), ...[...sections].map(([name, text]) => `## ${name}\n\n${text}`)].join('\n\n')}\n`;
}
