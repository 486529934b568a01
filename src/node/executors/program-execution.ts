import type { StartFrame } from '../../contract/link.ts';
import { ownWords } from '../../contract/own-words.ts';
import { statusCodes } from '../../contract/run-states.ts';
import { programTemplateValues, type TemplateValues } from '../../domain/templates.ts';
import type { Execution, ExecutionEvents, ExecutionResult, StopReason } from '../../ports/executor.ts';
import type { Logger } from '../../ports/logger.ts';
import { ArtifactCollector } from '../artifacts/artifact-collector.ts';
import type { ProcessRef } from '../process-tree/process-table.ts';
import type { LeaderExit, ProcessTree, Tree } from '../process-tree/process-tree.ts';
import { treeTag } from '../process-tree/tree-tag.ts';
import type { ScriptFault } from '../script-check/script-check.ts';
import type { EngineSurroundings } from './engine.ts';
import { exitOutcome, faultOutcome, notStarted, noWorkFolder, spawnFaultOutcome } from './exit-outcome.ts';
import type { FlowThreadPool } from './flow-thread-pool.ts';
import { readHeld } from './held-reading.ts';
import { isKnownEncoding, LineReader } from './line-reader.ts';
import { programEnvironment } from './program-environment.ts';
import { ProgramVoice } from './program-voice.ts';
import { makeWorkFolder, type WorkFolder } from './work-folder.ts';

/** What programs are executed with. */
export interface ProgramSurroundings {
  readonly trees: ProcessTree;
  readonly bootId: string;
  /** Attempts have their folders in here. */
  readonly workRoot: string;
  /** The node's own environment. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Names (or beginnings, `ABC_*`) of it that programs may get besides the usual ones. */
  readonly allow: readonly string[];
  readonly logger: Logger;
  /** Threads for inline flows. */
  readonly threads?: FlowThreadPool;
  /** For flows of engines. */
  readonly engines?: EngineSurroundings;
}

type Words = readonly string[] | { readonly fault: ScriptFault };

/** A program of a flow. */
export interface Program {
  /** The argument vector for one attempt, or why it can't start. */
  readonly argv: (values: TemplateValues) => Words | Promise<Words>;
  readonly cwd: string;
  readonly encoding: string;
  readonly env: Readonly<Record<string, string>>;
  /** A conversation with the program besides its output; made for each attempt. Default: none, its input is at its end. */
  readonly talk?: () => ProgramTalk;
}

/** A conversation with one program: lines on its standard input, and back on its file descriptor 3. */
export interface ProgramTalk {
  /** It has been started: `say` writes a line to it. */
  begin(say: (line: string) => void, work: WorkFolder): void;
  /** It has said a line. */
  heard(line: string, voice: ProgramVoice): void;
  /** It is asked to end; the usual request follows. */
  stopping(reason: StopReason): void;
  /** The result in the light of what was said. */
  result(result: ExecutionResult): ExecutionResult;
}

/**
 * Executes a program for one attempt. `done` resolves when nothing of its tree is alive: what a program that ended by
 * itself has left behind is stopped, and said in the log.
 */
export function executeProgram(
  surroundings: ProgramSurroundings,
  program: Program,
  frame: StartFrame,
  events: ExecutionEvents,
): Execution {
  const execution = new ProgramExecution(surroundings, program, frame, events);
  return {
    done: execution.run(),
    stop: (reason) => execution.stop(reason),
    kill: () => execution.kill(),
  };
}

/*
 * Modes: preparing (until `#tree`), running (until `#exit`), clearing (the leader has ended, its tree not yet). A stop or
 * kill while preparing takes effect as soon as there is a tree, or instead of it.
 */
class ProgramExecution {
  readonly #surroundings: ProgramSurroundings;
  readonly #program: Program;
  readonly #frame: StartFrame;
  readonly #events: ExecutionEvents;
  #tree: Tree | null = null;
  #talk: ProgramTalk | null = null;
  #exit: LeaderExit | null = null;
  /** Why it was asked to end before it ended by itself. */
  #stopped: StopReason | null = null;
  #killed = false;
  /** Ends of the whole tree that are under way. */
  readonly #endings: Promise<void>[] = [];

  constructor(
    surroundings: ProgramSurroundings,
    program: Program,
    frame: StartFrame,
    events: ExecutionEvents,
  ) {
    this.#surroundings = surroundings;
    this.#program = program;
    this.#frame = frame;
    this.#events = events;
  }

  stop(reason: StopReason): void {
    if (this.#stopped !== null || this.#killed || this.#exit !== null) return;
    this.#stopped = reason;
    this.#talk?.stopping(reason);
    if (this.#tree !== null) this.#ending(this.#surroundings.trees.stopTree(this.#tree));
  }

  kill(): void {
    if (this.#killed) return;
    this.#killed = true;
    if (this.#tree !== null) this.#ending(this.#surroundings.trees.killTree(this.#tree));
  }

  /** Its failure is that of the execution, which waits for it, or has failed already. */
  #ending(ending: Promise<void>): void {
    ending.catch(() => undefined);
    this.#endings.push(ending);
  }

  async run(): Promise<ExecutionResult> {
    const { encoding, argv } = this.#program;
    if (!isKnownEncoding(encoding)) {
      return notStarted(statusCodes.configuration, 'CONFIG', ownWords('unknown_encoding', { encoding }));
    }
    let work: WorkFolder | null = null;
    try {
      const words = await argv(this.#templateValues());
      if ('fault' in words) return faultOutcome(words.fault);
      work = await makeWorkFolder(this.#surroundings.workRoot, this.#frame);
      return await this.#runIn(work, words);
    } catch (error) {
      // The script can't be looked at, the folder can't be made. Should anything else have failed, nothing may be left running.
      if (this.#tree !== null) await this.#surroundings.trees.killTree(this.#tree);
      return noWorkFolder(error);
    } finally {
      await work?.remove().catch((error: unknown) => {
        this.#surroundings.logger.warn({ run: this.#frame.run, error }, 'a work folder could not be removed');
      });
    }
  }

  async #runIn(work: WorkFolder, argv: readonly string[]): Promise<ExecutionResult> {
    const { trees, bootId, environment, allow } = this.#surroundings;
    const { cwd, env, encoding } = this.#program;
    const frame = this.#frame;
    const artifacts = new ArtifactCollector(this.#events, { folder: work.artifactsFolder, cwd });
    const voice = new ProgramVoice(this.#events, encoding, (path) => void artifacts.add(path));
    // Asked to end before it began: it is not begun.
    if (this.#stopped !== null || this.#killed)
      return this.#outcome({ code: null, signal: null, interrupted: false }, voice);
    const talk = this.#program.talk?.() ?? null;
    const spawned = await trees.spawnTree({
      argv,
      channel: talk !== null,
      cwd,
      env: programEnvironment({ own: environment, allow, flow: env, frame, work }),
      tag: treeTag({ bootId, runId: frame.run, attempt: frame.attempt }),
    });
    if (!spawned.ok) return spawnFaultOutcome(spawned.fault);
    const { tree } = spawned;
    this.#tree = tree;
    const room = (): Promise<void> | null => this.#events.logRoom?.() ?? null;
    const readings = [
      readHeld(tree.stdout, (bytes) => voice.stdout(bytes), room),
      readHeld(tree.stderr, (bytes) => voice.stderr(bytes), room),
    ];
    if (talk !== null) this.#converse(talk, tree, work, voice);
    // On Windows the line that asks for the end comes over it.
    else if (process.platform !== 'win32') tree.stdin.end();
    if (this.#killed) this.#ending(trees.killTree(tree));
    else if (this.#stopped !== null) this.#ending(trees.stopTree(tree));

    const exit = await tree.exited;
    this.#exit = exit;
    await this.#clear(tree);
    const drained = await trees.drainOutput(tree, { held: () => readings.some((reading) => reading.held) });
    await Promise.all(readings.map((reading) => reading.done));
    voice.end();
    if (drained === 'cut') {
      this.#events.log('sys', ownWords('output_cut'));
    }
    // Of a killed attempt nothing is wanted any more.
    if (!this.#killed) await artifacts.finish();
    return this.#outcome(exit, voice);
  }

  #converse(talk: ProgramTalk, tree: Tree, work: WorkFolder, voice: ProgramVoice): void {
    const reader = new LineReader({
      encoding: 'utf-8',
      messagePrefix: '',
      onLine: (line) => talk.heard(line, voice),
    });
    tree.channel?.on('data', (bytes: Buffer) => reader.push(bytes));
    talk.begin((line) => {
      if (tree.stdin.writable) tree.stdin.write(`${line}\n`);
    }, work);
    this.#talk = talk;
    if (this.#stopped !== null) talk.stopping(this.#stopped);
  }

  /** Waits until nothing of the tree is alive, and sees to it. */
  async #clear(tree: Tree): Promise<void> {
    const { trees } = this.#surroundings;
    if (this.#endings.length === 0) {
      const left = await trees.leftovers(tree);
      if (left.length === 0 && this.#endings.length === 0) return;
      if (left.length > 0) {
        this.#events.log('sys', ownWords('left_behind', { pids: pidsOf(left) }));
        this.#ending(trees.stopTree(tree));
      }
    }
    // A kill may join while we wait.
    for (let ending = this.#endings.shift(); ending !== undefined; ending = this.#endings.shift())
      await ending;
  }

  #outcome(exit: LeaderExit, voice: ProgramVoice): ExecutionResult {
    const { timeoutSeconds } = this.#frame;
    const { named, output, stderrTail, openStep } = voice;
    // One that never ran is run again.
    const stopped = this.#stopped ?? (exit.interrupted ? 'stop' : null);
    const byExit = exitOutcome({ exit, stopped, named, stderrTail, output, openStep, timeoutSeconds });
    const result = this.#talk?.result(byExit) ?? byExit;
    const ending =
      result.outcome === 'succeeded' ? null : ownWords('ended_in_step', { outcome: result.outcome });
    voice.closeSteps(ending);
    if (result.outcome === 'succeeded' && named !== null) {
      this.#events.log('sys', ownWords('named_error_success', { type: named.type }));
    }
    if (voice.refusedOutput !== null) {
      const kept = output === null ? 'the run has no output' : 'the output of the run is an earlier one';
      this.#events.log(
        'sys',
        `${kept}: the last one that the program gave was left out: ${voice.refusedOutput}`,
      );
    }
    return result;
  }

  #templateValues(): TemplateValues {
    const { run, platform, taskType, shopId, params, timeoutSeconds } = this.#frame;
    const browser = { debugPort: null, profileId: null };
    return programTemplateValues({
      taskId: run,
      platform,
      taskType,
      shopId,
      params,
      timeoutSeconds,
      ...browser,
    });
  }
}

function pidsOf(left: readonly ProcessRef[]): string {
  const shown = left.slice(0, 10).map((process) => process.pid);
  return `${left.length} (pid ${shown.join(', ')}${left.length > shown.length ? ', …' : ''})`;
}
