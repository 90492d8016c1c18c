import { main } from '../main.ts'

/** Runs the program in this process, without a terminal. */
export async function run(args: string[], env: NodeJS.ProcessEnv = {}) {
  const stdout = recorder()
  const stderr = recorder()
  const code = await main(args, { stdout, stderr, env, platform: 'linux' })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

function recorder() {
  const written: string[] = []
  return { write: (text: string) => written.push(text), text: () => written.join('') }
}
