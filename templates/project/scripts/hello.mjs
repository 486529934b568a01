// Everything that is printed becomes the run's log; a line that begins `::drover::` is a message to Drover.
import { readFileSync } from 'node:fs';

const file = process.env.DROVER_PARAMS_FILE;
const params = file ? JSON.parse(readFileSync(file, 'utf8')) : {};
const tell = (message) => console.log(`::drover::${JSON.stringify(message)}`);

const shop = process.env.DROVER_SHOP_ID || null;
console.log(`Hello, ${params.name ?? 'herd'}! 你好！ (shop: ${shop ?? 'none'})`);
tell({ progress: 0.5, note: 'half-way' });
tell({ output: { greeted: params.name ?? 'herd', shop } });
