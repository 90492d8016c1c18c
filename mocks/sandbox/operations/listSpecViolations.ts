import type { ListSpecViolationsData, ListSpecViolationsResponses } from '../../../generated/sandbox/types.gen.ts'
import type { SandboxOperation } from '../control.ts'

export const listSpecViolations: SandboxOperation<ListSpecViolationsData, ListSpecViolationsResponses> = async (
  _request,
  _caller,
  { recorder },
) => {
  return { status: 200, body: { data: recorder.violations() } }
}
