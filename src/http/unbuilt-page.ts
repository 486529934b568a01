/** What a person sees where the console has not been built; it needs no style and no script. */
export const unbuiltPage = `<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Drover</title></head>
<body>
<h1>Drover 牧群</h1>
<p>服务端在运行，但控制台尚未构建。请在仓库目录执行 <code>npm run build:web</code>，然后刷新本页。</p>
<p lang="en">The server is running, but the console has not been built. Run <code>npm run build:web</code> in the repository, then reload this page.</p>
<p><a href="openapi.json">API (OpenAPI)</a> · <a href="readyz">readyz</a></p>
</body>
</html>
`;
