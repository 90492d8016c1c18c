import { run } from './program.ts'

/** A company on a gateway's data directory and a token of it, made on the command line. */
export async function makeCompany(dataDirectory: string): Promise<{ company: string; token: string }> {
  const company = await say(['companies', 'create', 'Tienda', '--data-dir', dataDirectory])
  const token = await say(['tokens', 'create', '--company', company, '--data-dir', dataDirectory])
  return { company, token }
}

/** What a command printed; throws with what it complained of. */
export async function say(args: string[]): Promise<string> {
  const { code, stdout, stderr } = await run(args)
  if (code !== 0) throw new Error(`trunkline ${args.join(' ')} ended with ${code}: ${stderr}`)
  return stdout.trim()
}
