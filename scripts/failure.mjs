// Failures that a person at the terminal can act on, told without a stack.

/** Something the reader can act on. Its message says what happened and what to do. */
export class Failure extends Error {}

/** Runs a script's work and turns a `Failure` into one clear line and exit code 1. */
export async function main(work) {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    console.error(`\n${error.message}`);
    process.exitCode = 1;
  }
}

/** Says what the script is about to do. */
export function say(text) {
  console.log(`» ${text}`);
}
