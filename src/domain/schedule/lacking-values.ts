import type { FlowDefinition, FlowProgram } from '../../contract/manifest.ts';
import type { ScheduleDefinition } from '../../contract/schedule-definition.ts';
import { platformOfFlow, taskTypeOfFlow } from '../flow-match.ts';
import { listed, said } from '../refusals/said.ts';
import { runTemplateNames, wantedTemplateNames } from '../templates.ts';
import type { ScheduleWarning } from './schedule-warning.ts';
import { slotTexts } from './slot-templates.ts';

type Judged = Pick<ScheduleDefinition, 'params' | 'shops'>;
type JudgedFlow = Pick<FlowDefinition, 'name' | 'match' | 'program'>;

/** What arguments of a flow's program, and the schedule's own parameters, name and runs of the schedule have no value for. */
export function lackingValues(schedule: Judged, flow: JudgedFlow): ScheduleWarning[] {
  const warnings: ScheduleWarning[] = [];
  const lacking = lackingNames(schedule, flow);
  const needed = lacking(argumentsOf(flow.program));
  const [argument] = needed;
  if (argument !== undefined)
    warnings.push({
      code: 'lacking_argument',
      words: said('schedule_lacks', { flow: flow.name, names: listed(needed), marked: marked(argument) }),
    });
  const params = lacking(slotTexts(schedule.params).map(({ text }) => text));
  const [param] = params;
  if (param !== undefined)
    warnings.push({
      code: 'lacking_param',
      words: said('schedule_params_lack', { names: listed(params), marked: marked(param) }),
    });
  return warnings;
}

/** `{shop_id?}` for `{shop_id}`. */
const marked = (template: string): string => template.replace('}', '?}');

/** Finds the names in templates for which runs of the schedule have no value. */
function lackingNames(
  { shops }: Judged,
  flow: JudgedFlow,
): (templates: readonly string[]) => readonly string[] {
  const lacks: Readonly<Record<string, boolean>> = {
    shop_id: shops === null,
    platform: shops === null && platformOfFlow(flow) === null,
    task_type: taskTypeOfFlow(flow) === null,
  };
  return (templates) => {
    const wanted = new Set(templates.flatMap(wantedTemplateNames));
    return runTemplateNames.flatMap((name) =>
      wanted.has(name) && lacks[name] === true ? [`{${name}}`] : [],
    );
  };
}

function argumentsOf(program: FlowProgram): readonly string[] {
  switch (program.kind) {
    case 'script':
      return program.args;
    case 'command':
      return program.command;
    case 'flow':
    case 'engine':
      return [];
  }
}
