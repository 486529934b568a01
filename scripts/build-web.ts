/**
 * `npm run build:web`: builds the console into `web/dist`. With `--if-needed`, as `npm start` calls it, only when it is
 * missing or older than its sources; where it can't be built the server still starts, and says so in the browser.
 */
import { buildConsole, consoleCanBeBuilt, consoleIsBuilt } from './web/build-console.ts';

const ifNeeded = process.argv.includes('--if-needed');

function build(): void {
  const startedAt = performance.now();
  console.log('Building the console, some seconds… 正在构建控制台，需要几秒……');
  buildConsole();
  console.log(`Built in ${((performance.now() - startedAt) / 1000).toFixed(1)} s. 构建完成。`);
}

if (!ifNeeded) build();
else if (!consoleCanBeBuilt())
  console.log('The console is not built: development dependencies are missing. 控制台未构建：缺少开发依赖。');
else if (!consoleIsBuilt()) {
  try {
    build();
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    console.error('The server starts without the console. 服务端将在没有控制台的情况下启动。');
  }
}
