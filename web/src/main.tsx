import 'virtual:antd.css';
import './theme/tokens.css';
import './theme/base.css';
import { createRoot } from 'react-dom/client';
import { whenSignedOut } from './api/query-client.ts';
import { App } from './app/app.tsx';
import { goToSignIn } from './app/go-to-sign-in.ts';
import { router } from './app/router.ts';
import { followTheme } from './app/theme.ts';

followTheme();
whenSignedOut(goToSignIn);
// The page's own files come while the session is asked about, not after.
const [opened] = router.getMatchedRoutes(router.latestLocation.pathname);
for (const route of opened) void router.loadRouteChunk(route);

const root = document.querySelector('#root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
