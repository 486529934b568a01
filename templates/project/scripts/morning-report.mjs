// Runs at 8:00 for the day before. A real one would fetch that day's orders; the day comes as a parameter, so that a
// slot that is caught up later, or backfilled, still works for its own day.
import { readFileSync } from 'node:fs';

const file = process.env.DROVER_PARAMS_FILE;
const { date = new Date().toISOString().slice(0, 10) } = file ? JSON.parse(readFileSync(file, 'utf8')) : {};
console.log(`Report for ${date} 日报`);
console.log(`::drover::${JSON.stringify({ output: { date } })}`);
