import type { RabbitServer } from '../../../scripts/services/rabbitmq.ts';

/** The server's two, one for publishing and one for consuming, and the outsider's. */
const wanted = 3;

/**
 * Ends every connection as soon as all that are wanted are there; so many times. In one program inside the broker, which
 * sees at once what its API for management tells seconds later.
 */
export async function closeConnections(rabbit: RabbitServer, times: number): Promise<void> {
  await rabbit.ctl(
    'eval',
    `All = fun Again() ->
       case rabbit_networking:connections() of
         Pids when length(Pids) >= ${wanted} -> Pids;
         _ -> timer:sleep(10), Again()
       end
     end,
     Gone = fun(Pid) ->
       Ref = erlang:monitor(process, Pid),
       receive {'DOWN', Ref, process, _, _} -> ok end
     end,
     lists:foreach(fun(_) ->
       Pids = All(),
       [rabbit_networking:close_connection(Pid, "a test") || Pid <- Pids],
       lists:foreach(Gone, Pids)
     end, lists:seq(1, ${times})).`,
  );
}
