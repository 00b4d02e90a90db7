// Runs other programs: output passed through, clear failure, nothing left behind on Ctrl-C.

import { spawn, spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { Failure } from './failure.mjs';
import { ROOT, TOOLS_BIN } from './paths.mjs';

/** How long children may take to end after a signal before they are ended for good. */
const GRACE_MS = 5_000;

/** A signal sooner than this after the first is the same one, sent by the terminal and by npm. */
const IMPATIENCE_MS = 500;

const children = new Set();
/** When the first signal to stop came, by `performance.now()`. */
let stoppingSinceMs = null;

/** The environment for child processes: ours, with the repository's own tools first on PATH. */
export function environment(extra = {}) {
  return { ...process.env, PATH: [TOOLS_BIN, process.env.PATH ?? ''].join(delimiter), ...extra };
}

/** The full path of a program on PATH or in `.tools`, or null. */
export function which(program) {
  const paths = environment().PATH.split(delimiter).map((folder) => join(folder, program));
  return paths.find(isExecutable) ?? null;
}

/** Whether a file exists and may be run. */
export function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** What a short program prints on standard output, or null if it is missing or fails. */
export function output(program, args, { env } = {}) {
  const result = spawnSync(program, args, { cwd: ROOT, env: environment(env), encoding: 'utf8' });
  return result.status === 0 ? result.stdout : null;
}

/**
 * Starts a program in a process group of its own, so that it can be ended together with whatever it started.
 * It is ended when this process is told to stop.
 */
export function start(program, args, { env, stdio = ['ignore', 'inherit', 'inherit'] } = {}) {
  catchSignals();
  const child = spawn(program, args, { cwd: ROOT, env: environment(env), stdio, detached: true });
  children.add(child);
  const forget = () => children.delete(child);
  child.on('exit', forget);
  child.on('error', forget);
  return child;
}

/** Ends a program that `start` started, and its group. */
export function end(child, signal = 'SIGTERM') {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Resolves to a started program's exit code (128 + n stands for an ending by signal). */
export function exitCode(child, program) {
  return new Promise((resolve, reject) => {
    child.on('error', (error) => {
      const why = error.code === 'ENOENT' ? 'it is not installed or not on PATH' : error.message;
      reject(new Failure(`Could not start ${program}: ${why}.`));
    });
    child.on('close', (code) => resolve(code ?? 128));
  });
}

/**
 * Runs a program to its end, its output passed through.
 * `onLine` also sees each line of its standard output. A non-zero exit is a `Failure` with the command line.
 */
export async function run(program, args, { env, onLine } = {}) {
  const child = start(program, args, { env, stdio: ['ignore', onLine ? 'pipe' : 'inherit', 'inherit'] });
  if (onLine) passLines(child.stdout, onLine);
  const code = await exitCode(child, program);
  if (stoppingSinceMs !== null) return new Promise(() => {});
  if (code !== 0) throw new Failure(`Failed with exit code ${code}: ${program} ${args.join(' ')}`);
}

function passLines(stream, onLine) {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk) => {
    process.stdout.write(chunk);
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    lines.forEach(onLine);
  });
  stream.on('end', () => {
    if (rest !== '') onLine(rest);
  });
}

let catching = false;

function catchSignals() {
  if (catching) return;
  catching = true;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => void stop(signal));
  process.on('exit', () => children.forEach((child) => end(child, 'SIGKILL')));
}

/** Passes a signal on to every child, waits for them and leaves. A later signal does not wait. */
async function stop(signal) {
  const code = signal === 'SIGINT' ? 130 : 143;
  if (stoppingSinceMs !== null) {
    if (performance.now() - stoppingSinceMs > IMPATIENCE_MS) process.exit(code);
    return;
  }
  stoppingSinceMs = performance.now();
  const running = [...children];
  const ended = Promise.all(running.map((child) => new Promise((resolve) => child.on('exit', resolve))));
  running.forEach((child) => end(child, signal === 'SIGHUP' ? 'SIGTERM' : signal));
  setTimeout(() => process.exit(code), GRACE_MS).unref();
  const codes = await ended;
  process.exit(codes.length === 1 && codes[0] !== null ? codes[0] : code);
}
