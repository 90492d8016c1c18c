import type { SeedSandboxData, SeedSandboxResponses } from '../../../generated/sandbox/types.gen.ts'
import type { SandboxOperation } from '../control.ts'

export const seedSandbox: SandboxOperation<SeedSandboxData, SeedSandboxResponses> = async (
  { body },
  caller,
  { recipes },
) => {
  return { status: 201, body: await recipes.sow(caller.company, body) }
}
