/** The table of pages. Each is a file of its own that arrives when it is first opened; its route stands beside it. */
import { batchRoute } from '../pages/batch/route.ts';
import { deadLettersRoute } from '../pages/dead-letters/route.ts';
import { nodesRoute, queuesRoute } from '../pages/nodes/route.ts';
import { overviewRoute } from '../pages/overview/route.ts';
import { runRoute } from '../pages/run/route.ts';
import { runFlowRoute } from '../pages/run-flow/route.ts';
import { runsRoute } from '../pages/runs/route.ts';
import {
  editScheduleRoute,
  newScheduleRoute,
  planRoute,
  scheduleRoute,
  schedulesRoute,
} from '../pages/schedules/route.ts';
import { signInRoute } from '../pages/sign-in/route.ts';
import { systemRoute, systemTabRoute } from '../pages/system/route.ts';
import { frameRoute } from './frame-route.ts';
import { rootRoute } from './root-route.ts';

export const routeTree = rootRoute.addChildren([
  signInRoute,
  frameRoute.addChildren([
    overviewRoute,
    runsRoute,
    runRoute,
    runFlowRoute,
    batchRoute,
    schedulesRoute,
    newScheduleRoute,
    planRoute,
    scheduleRoute,
    editScheduleRoute,
    deadLettersRoute,
    nodesRoute,
    queuesRoute,
    systemRoute,
    systemTabRoute,
  ]),
]);
