import { plural, type Run, type Step } from '../run.ts'

/** Both shapes against their written correspondence, and the same intents carried out through both on a sandbox of its own. */
export const crossCheck: Step = {
  name: 'cross-check',
  title: 'Correspondence of Keebai and HubMessage',
  leftOut: ({ own, options }) => (own && !options.consumers ? undefined : 'it is about this project alone'),
  async check(run, update) {
    const { checkCorrespondence } = await import('../../cross-check/check.ts')
    const { keebai, hubmessage } = run.documents
    const written = checkCorrespondence({ keebai: keebai.content, hubmessage: hubmessage.content, pacts: run.pacts })
    if (!isSandboxMeant(run)) return { findings: written, note: 'as written; carried out on a sandbox only' }
    update('the same intents through both shapes')
    const executed = await execute()
    return {
      findings: [...written, ...executed.findings],
      note: `${plural(executed.intents.length, 'intent')} through both shapes`,
    }
  },
}

function isSandboxMeant({ options: { providers } }: Run): boolean {
  return providers?.some(({ name }) => name === 'sandbox' || name === 'gateway') ?? true
}

async function execute() {
  const [{ openSandbox }, { executeCrossCheck }] = await Promise.all([
    import('../../../mocks/sandbox/sandbox.ts'),
    import('../../cross-check/execute/execute.ts'),
  ])
  const sandbox = await openSandbox({ port: 0, logLevel: 'silent', lazy: true })
  try {
    return await executeCrossCheck(sandbox)
  } finally {
    await sandbox.close()
  }
}
