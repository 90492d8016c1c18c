import type { RequestRecord, SpecViolation } from '../../generated/sandbox/types.gen.ts'

/** What the sandbox saw: requests per company, and answers that did not fit the specification. */
export interface Recorder {
  request(company: string, record: Omit<RequestRecord, 'at'> & { at: number }): void
  requests(company: string): RequestRecord[]
  violation(violation: Omit<SpecViolation, 'at'>): void
  violations(): SpecViolation[]
  clear(company: string): void
}

const requestsMax = 1_000
const violationsMax = 1_000

export function createRecorder(): Recorder {
  const requests = new Map<string, (Omit<RequestRecord, 'at'> & { at: number })[]>()
  const violations: SpecViolation[] = []
  return {
    request(company, record) {
      const list = requests.get(company) ?? []
      list.push(record)
      // Trimmed in lumps: a shift per request would move the whole list every time.
      if (list.length > 2 * requestsMax) list.splice(0, list.length - requestsMax)
      requests.set(company, list)
    },
    requests: (company) =>
      (requests.get(company) ?? []).slice(-requestsMax).map(({ at, ...record }) => {
        return { at: new Date(at).toISOString(), ...record }
      }),
    violation(violation) {
      if (violations.length < violationsMax) violations.push({ at: new Date().toISOString(), ...violation })
    },
    violations: () => violations,
    clear: (company) => void requests.delete(company),
  }
}
