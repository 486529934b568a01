/** One row of docs/proofs.md. */
export interface ProofRow {
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

| proof | result | date | took | machine | seen |
|---|---|---|---|---|---|
`;

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

function rowText(row: ProofRow): string {
  const took =
    row.elapsedMs < 90_000
      ? `${Math.round(row.elapsedMs / 1000)} s`
      : `${Math.round(row.elapsedMs / 60_000)} min`;
  const result = row.ok ? 'shown' : '**failed**';
  const cells = [row.name, result, row.date, took, row.machine].map(cell);
  return `| ${[...cells, row.lines.map(cell).join('<br>')].join(' | ')} |`;
}

/**
 * The page with these results in it. A row of the same name is replaced in its place; other rows stay as they are.
 * `page` is the present text, empty if there is none; text around the table is kept.
 */
export function withResults(page: string, rows: readonly ProofRow[]): string {
  const lines = (page.trim() === '' ? head : page).trimEnd().split('\n');
  for (const row of rows) {
    const at = lines.findIndex((line) => line.startsWith(`| ${cell(row.name)} |`));
    if (at >= 0) lines[at] = rowText(row);
    else lines.splice(lines.findLastIndex((line) => line.startsWith('|')) + 1, 0, rowText(row));
  }
  return `${lines.join('\n')}\n`;
}
