import type { Terminal } from './command.ts'

/** Everything on standard input, without the line end that a shell or a person puts behind it. */
export async function readSecret(stdin: Terminal['stdin']): Promise<string> {
  let text = ''
  for await (const chunk of stdin ?? []) text += chunk.toString()
  return text.trim()
}
